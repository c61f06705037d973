//! Redact: personal data and secrets are replaced before a provider sees them, or the call is refused for them.

mod label;
#[cfg(test)]
mod tests;

use std::convert::Infallible;

use gate_detect::{DetectError, Finding, Masker, Profile};

use crate::caller::{CATEGORIES, Caller, PiiAction, RedactionMode};
use crate::format::openai::ChatRequest;
use crate::format::path::StringPath;
use crate::handoff::{AnswerScan, AnswerTexts, Parsed, Redacted};
use crate::offload;
use crate::refusal::{BlockedFinding, BlockedIn, Refusal};
use label::labelled;

/// Scans requests.
pub(crate) struct Redact;

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
    pub(crate) async fn run(&self, caller: &Caller, parsed: Parsed) -> Result<Redacted, Refusal> {
        let plan = decide(caller);
        if !plan.pii && !plan.secrets {
            return Ok(Redacted { parsed, texts: AnswerTexts::default(), replaced: 0 });
        }
        let profile = profile(caller, plan);
        offload::sized(parsed.body_bytes, move || {
            let mut redacted = match plan.action {
                PiiAction::Redact => mask(parsed, profile.clone()),
                PiiAction::Block => block(parsed, &profile),
                PiiAction::Warn => warn(parsed, &profile),
            }?;
            if plan.answers {
                redacted.texts.scan = Some(answer_scan(&mut redacted.parsed.request, profile, plan.action));
            }
            Ok(redacted)
        })
        .await
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

fn profile(caller: &Caller, plan: Plan) -> Profile {
    let own = &caller.key.settings.redaction;
    let profile = Profile::standard().with_pii(plan.pii).with_secrets(plan.secrets);
    let unwanted =
        |category: &str| !own.categories.is_empty() && own.categories.iter().all(|on| on != category);
    CATEGORIES
        .into_iter()
        .filter(|category| unwanted(category))
        .fold(profile, |profile, category| profile.with_category(category, false))
        .with_allowed(own.allowlist.iter().cloned())
}

fn mask(mut parsed: Parsed, profile: Profile) -> Result<Redacted, Refusal> {
    let mut masker = Masker::new(profile.clone());
    // Text that already looks like a placeholder must not be taken for one of ours later.
    look(&mut parsed.request, &mut |text| masker.observe(text));
    let rewritten =
        parsed.request.visit_strings(&mut |path, text| mask_text(&mut masker, &profile, path, text));
    rewritten.map_err(unscanned)?;
    let replaced = masker.replaced();
    let texts = AnswerTexts { masker: (replaced > 0).then_some(masker), scan: None };
    Ok(Redacted { parsed, texts, replaced })
}

/// The text with placeholders; `None` when nothing was found.
fn mask_text(
    masker: &mut Masker,
    profile: &Profile,
    path: &StringPath<'_>,
    text: &str,
) -> Result<Option<String>, DetectError> {
    let alone = masker.mask(text)?;
    if !alone.findings.is_empty() {
        return Ok(Some(alone.text.into_owned()));
    }
    let Some(labelled) = labelled(path, text, profile)? else {
        return Ok(None);
    };
    let both = masker.mask(&labelled.text)?;
    Ok(both.text.get(labelled.label_bytes..).map(str::to_owned))
}

/// What looks at the answer: it gives out no number that a placeholder of the request has.
fn answer_scan(request: &mut ChatRequest, profile: Profile, action: PiiAction) -> AnswerScan {
    let mut masker = Masker::new(profile);
    if action == PiiAction::Redact {
        look(request, &mut |text| masker.observe(text));
    }
    AnswerScan { masker, action }
}

/// Shows every string of a request without changing one.
fn look(request: &mut ChatRequest, each: &mut dyn FnMut(&str)) {
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
fn scan(request: &mut ChatRequest, profile: &Profile) -> Result<Found, Refusal> {
    let (mut pii, mut secrets) = (Vec::new(), Vec::new());
    let scanned = request.visit_strings(&mut |path, text| {
        let plain = gate_detect::scan(text, profile)?;
        let labelled = if plain.is_empty() { labelled(path, text, profile)? } else { None };
        let (findings, label_bytes) =
            labelled.map_or((plain, 0), |labelled| (labelled.findings, labelled.label_bytes));
        for mut finding in findings {
            finding.range = finding.range.start - label_bytes..finding.range.end - label_bytes;
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
