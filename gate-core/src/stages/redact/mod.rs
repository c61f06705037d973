//! Redact: personal data and secrets are replaced before a provider sees them, or the call is refused for them.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::convert::Infallible;
use std::sync::Arc;

use gate_detect::{DetectError, EntityKind, Finding, Masker, Profile};

use crate::caller::{Caller, PiiAction, RedactionMode};
use crate::clock::Clock;
use crate::conversations::{Conversation, Conversations};
use crate::format::Request;
use crate::format::path::StringPath;
use crate::handoff::{AnswerScan, AnswerTexts, Parsed, Redacted};
use crate::offload;
use crate::refusal::{BlockedFinding, BlockedIn, Refusal};
use crate::store::directory::Entry;

/// How long a text may be that is nothing but a value, so that the name of its field tells what it is, in bytes.
const VALUE_BYTES: usize = 256;

/// Scans requests.
pub(crate) struct Redact {
    pub(crate) conversations: Conversations,
    pub(crate) clock: Arc<dyn Clock>,
}

/// What one caller's settings and organisation ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plan {
    pii: bool,
    secrets: bool,
    answers: bool,
    action: PiiAction,
}

impl Redact {
    /// Replaces what is found by placeholders that the answer's restorer knows, or refuses with
    /// [`Refusal::PiiBlocked`] or [`Refusal::SecretBlocked`]. A scanner that fails refuses the call.
    pub(crate) async fn run(
        &self,
        entry: &Entry,
        parsed: Parsed,
        session: Option<&str>,
    ) -> Result<Redacted, Refusal> {
        let caller = &entry.caller;
        let plan = decide(caller);
        let Some(detection) = &entry.detection else {
            tracing::error!(key = %caller.key.public_id, "stored redaction settings do not compile");
            return Err(Refusal::Internal);
        };
        if !plan.pii && !plan.secrets && caller.key.settings.redaction.custom_patterns.is_empty() {
            return Ok(Redacted { parsed, texts: AnswerTexts::default(), replaced: 0 });
        }
        let profile = narrowed(detection, plan);
        let conversation = session
            .filter(|_| plan.action == PiiAction::Redact)
            .map(|session| Conversation::new(caller.key.id, session));
        let masker = match &conversation {
            Some(conversation) => {
                self.conversations.masker(conversation, profile.clone(), self.clock.monotonic())
            }
            None => Masker::new(profile.clone()),
        };
        let redacted = offload::sized(parsed.body_bytes, move || {
            let mut redacted = match plan.action {
                PiiAction::Redact => mask(parsed, masker),
                PiiAction::Block => block(parsed, &profile),
                PiiAction::Warn => warn(parsed, &profile),
            }?;
            if plan.answers {
                redacted.texts.scan = Some(answer_scan(&mut redacted.parsed.request, profile, plan.action));
            }
            Ok(redacted)
        })
        .await;
        if let Some(conversation) = &conversation {
            self.conversations.grown(conversation, self.clock.monotonic());
        }
        redacted
    }
}

/// What is looked for, and what happens to it: a key's own statement decides, the organisation's policy fills in.
pub(crate) fn decide(caller: &Caller) -> Plan {
    let (own, policy) = (&caller.key.settings.redaction, &caller.org.policy);
    let action = match own.mode {
        Some(RedactionMode::Redact) => PiiAction::Redact,
        Some(RedactionMode::Block) => PiiAction::Block,
        None => policy.pii_action,
    };
    Plan {
        pii: own.pii.unwrap_or(policy.pii_scan_enabled),
        secrets: own.secrets.unwrap_or(policy.pii_scan_enabled),
        answers: own.response,
        action,
    }
}

/// What the key looks for, as far as the plan has it looked for at all.
fn narrowed(detection: &Profile, plan: Plan) -> Profile {
    let profile = detection.clone();
    // A key's own patterns are looked for whatever they find.
    let profile =
        if plan.pii { profile } else { profile.with_pii(false).with_kind(EntityKind::Custom, true) };
    if plan.secrets { profile } else { profile.with_secrets(false) }
}

fn mask(mut parsed: Parsed, mut masker: Masker) -> Result<Redacted, Refusal> {
    // Text that already looks like a placeholder must not be taken for one of ours later.
    look(&mut parsed.request, &mut |text| masker.observe(text));
    let rewritten = parsed.request.visit_strings(&mut |path, text| {
        let output = masker.mask_at(text, &place(path, text))?;
        Ok((!output.findings.is_empty()).then(|| output.text.into_owned()))
    });
    rewritten.map_err(unscanned)?;
    let replaced = masker.replaced();
    let texts = AnswerTexts { masker: (masker.known_bytes() > 0).then_some(masker), scan: None };
    Ok(Redacted { parsed, texts, replaced })
}

/// What the names of its fields say about a text that may be nothing but a value; a longer one speaks for itself.
fn place(path: &StringPath<'_>, text: &str) -> Cow<'static, str> {
    if text.len() > VALUE_BYTES { Cow::Borrowed("") } else { Cow::Owned(path.to_string()) }
}

/// What looks at the answer: it gives out no number that a placeholder of the request has.
fn answer_scan(request: &mut Request, profile: Profile, action: PiiAction) -> AnswerScan {
    let mut masker = Masker::new(profile);
    if action == PiiAction::Redact {
        look(request, &mut |text| masker.observe(text));
    }
    AnswerScan { masker, action }
}

/// Shows every string of a request without changing one.
fn look(request: &mut Request, each: &mut dyn FnMut(&str)) {
    let Ok(_) = request.visit_strings(&mut |_, text| {
        each(text);
        Ok::<_, Infallible>(None)
    });
}

fn block(mut parsed: Parsed, profile: &Profile) -> Result<Redacted, Refusal> {
    let (pii, secrets) = scan(&mut parsed.request, profile)?;
    if !secrets.is_empty() {
        return Err(Refusal::SecretBlocked { findings: secrets, place: BlockedIn::Request });
    }
    if !pii.is_empty() {
        return Err(Refusal::PiiBlocked { findings: pii, place: BlockedIn::Request });
    }
    Ok(Redacted { parsed, texts: AnswerTexts::default(), replaced: 0 })
}

fn warn(mut parsed: Parsed, profile: &Profile) -> Result<Redacted, Refusal> {
    let (pii, secrets) = scan(&mut parsed.request, profile)?;
    if !pii.is_empty() || !secrets.is_empty() {
        tracing::warn!(pii = pii.len(), secrets = secrets.len(), "a request holds personal data or secrets");
    }
    Ok(Redacted { parsed, texts: AnswerTexts::default(), replaced: 0 })
}

type Found = (Vec<BlockedFinding>, Vec<BlockedFinding>);

/// What stands in the request: personal data, and secrets.
fn scan(request: &mut Request, profile: &Profile) -> Result<Found, Refusal> {
    let (mut pii, mut secrets) = (Vec::new(), Vec::new());
    let scanned = request.visit_strings(&mut |path, text| {
        for finding in gate_detect::scan_at(text, &place(path, text), profile)? {
            let list = if finding.kind.is_secret() { &mut secrets } else { &mut pii };
            list.push(describe(text, &finding));
        }
        Ok(None)
    });
    scanned.map_err(unscanned)?;
    Ok((pii, secrets))
}

/// A finding as a refusal may show it: where it stands, and no more than its first and last character.
fn describe(text: &str, finding: &Finding) -> BlockedFinding {
    let value = finding.value(text);
    let start = text[..finding.range.start].chars().count();
    let length = value.chars().count();
    let mut ends = value.chars();
    let (first, last) = (ends.next().unwrap_or('*'), ends.next_back().unwrap_or('*'));
    let hidden = "*".repeat(length.saturating_sub(2).min(64));
    let masked_text =
        if finding.kind.is_secret() { "*".repeat(length.min(64)) } else { format!("{first}{hidden}{last}") };
    BlockedFinding {
        entity_type: finding.wire_name().to_owned(),
        score: f32::from(finding.score) / 100.0,
        start,
        end: start + length,
        masked_text,
    }
}

fn unscanned(error: DetectError) -> Refusal {
    tracing::warn!(%error, "a request could not be scanned");
    Refusal::malformed(
        "The request holds a text that cannot be scanned for personal data, so it was refused.",
    )
}
