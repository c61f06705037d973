//! Tokens: a prefix nobody else uses, then a run of token characters. The whole run belongs to the finding, however
//! long, so that no byte of a secret is left behind.
//!
//! Sources: the issuers' documentation and published secret-scanning patterns; lengths are lower bounds on purpose,
//! because issuers lengthen their tokens without notice.

use crate::EntityKind;
use crate::scan::guard::{before, is_placeholder, is_token_byte, run_end, starts_token};
use crate::scan::sink::{Candidate, Sink};

/// `OpenAI` in base64; stands in the middle of most of its keys.
pub(super) const OPENAI_MARKER: &str = "T3BlbkFJ";

/// How many bytes of a token decide whether it is one.
const EXAMINED_BYTES: usize = 256;

/// How tokens of one family look.
pub(super) struct Rule {
    pub(super) prefixes: &'static [&'static str],
    name: &'static str,
    kind: EntityKind,
    /// The shortest rest that is reported at all ...
    shortest: usize,
    /// ... and the shortest that leaves no doubt.
    certain: usize,
    /// Bytes besides letters, digits, `_` and `-` that occur in the rest.
    extra: &'static [u8],
    /// Whether the prefix is too short to be recognised inside a longer word.
    stands_alone: bool,
}

impl Rule {
    const fn new(kind: EntityKind, name: &'static str, prefixes: &'static [&'static str]) -> Self {
        Self { prefixes, name, kind, shortest: 20, certain: 36, extra: b"", stands_alone: true }
    }

    const fn lengths(self, shortest: usize, certain: usize) -> Self {
        Self { shortest, certain, ..self }
    }

    const fn extra(self, extra: &'static [u8]) -> Self {
        Self { extra, ..self }
    }

    const fn anywhere(self) -> Self {
        Self { stands_alone: false, ..self }
    }

    /// The token whose prefix stands at `start..body`.
    pub(super) fn recognise(&self, sink: &Sink<'_>, start: usize, body: usize) -> Option<Candidate> {
        let bytes = sink.bytes();
        if self.stands_alone && !stands_alone(bytes, start) {
            return None;
        }
        let class = |byte: u8| is_token_byte(byte) || self.extra.contains(&byte);
        let length = examined(bytes, body, class)?.len();
        if length < self.shortest {
            return None;
        }
        let score = if length >= self.certain { 95 } else { 70 };
        whole(sink, Name { kind: self.kind, rule: self.name, score }, start, body, class)
    }
}

/// Every family that is a prefix and a rest.
pub(super) static RULES: &[Rule] = &[
    Rule::new(EntityKind::GithubToken, "github-token", &["ghp_", "gho_", "ghu_", "ghs_", "ghr_"]).extra(b"."),
    Rule::new(EntityKind::GithubToken, "github-fine-grained-token", &["github_pat_"])
        .lengths(22, 82)
        .anywhere(),
    Rule::new(EntityKind::OpenAiKey, "openai-key", &["sk-proj-", "sk-svcacct-", "sk-admin-"])
        .lengths(20, 40)
        .anywhere(),
    Rule::new(EntityKind::AnthropicKey, "anthropic-key", &["sk-ant-"]).lengths(20, 60).anywhere(),
    Rule::new(
        EntityKind::SlackToken,
        "slack-token",
        &["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxc-", "xoxe-"],
    )
    .lengths(10, 24)
    .anywhere(),
    Rule::new(EntityKind::SlackToken, "slack-token", &["xoxd-"]).lengths(16, 40).extra(b"%+/=").anywhere(),
    Rule::new(EntityKind::SlackToken, "slack-token", &["xoxe.xoxb-", "xoxe.xoxp-"])
        .lengths(10, 24)
        .anywhere(),
    Rule::new(EntityKind::SlackToken, "slack-app-token", &["xapp-"]).lengths(16, 40).anywhere(),
    Rule::new(EntityKind::StripeKey, "stripe-key", &["sk_live_", "sk_test_", "rk_live_", "rk_test_"])
        .lengths(10, 16),
    Rule::new(EntityKind::StripeKey, "webhook-secret", &["whsec_"]).lengths(16, 24).extra(b"+/="),
    Rule::new(EntityKind::GateKey, "gate-key", &["gk_", "gk-"]).lengths(16, 32),
    Rule::new(EntityKind::GateKey, "gate-agent-key", &["agk_"]).lengths(16, 32),
    Rule::new(EntityKind::GateKey, "gate-gateway-key", &["cm_sk_", "cm_gw_", "cm_rt_", "cmat_"])
        .lengths(16, 24),
    Rule::new(EntityKind::GateKey, "gate-tenant-key", &["sk-tenant-"]).lengths(8, 16),
];

/// A key that begins with `sk-` alone: somewhere in it a run of twenty or more with letters and digits.
pub(super) fn plain_sk(sink: &Sink<'_>, start: usize, body: usize) -> Option<Candidate> {
    const RUN: usize = 20;
    const TAKEN: [&[u8]; 5] = [b"proj-", b"svcacct-", b"admin-", b"ant-", b"tenant-"];
    let bytes = sink.bytes();
    if !stands_alone(bytes, start) || TAKEN.iter().any(|head| bytes[body..].starts_with(head)) {
        return None;
    }
    let rest = examined(bytes, body, is_token_byte)?;
    let longest = rest
        .split(|byte| !byte.is_ascii_alphanumeric())
        .filter(|run| run.iter().any(u8::is_ascii_digit) && run.iter().any(u8::is_ascii_alphabetic))
        .map(<[u8]>::len)
        .max()?;
    let score = match longest {
        ..RUN => return None,
        RUN..32 => 65,
        32.. => 90,
    };
    whole(sink, Name { kind: EntityKind::OpenAiKey, rule: "sk-key", score }, start, body, is_token_byte)
}

/// The key around `OpenAI`'s marker, even when its prefix was cut off.
pub(super) fn around_marker(sink: &Sink<'_>, start: usize, end: usize) -> Option<Candidate> {
    const REACH: usize = 200;
    const SIDE: usize = 16;
    let bytes = sink.bytes();
    let floor = start.saturating_sub(REACH);
    let length = bytes[floor..start].iter().rev().take_while(|byte| is_token_byte(**byte)).count();
    let after = run_end(bytes, end, end + SIDE, is_token_byte) - end;
    if !(SIDE..REACH).contains(&length) || after < SIDE {
        return None;
    }
    let name = Name { kind: EntityKind::OpenAiKey, rule: "openai-key", score: 98 };
    whole(sink, name, start - length, end, is_token_byte)
}

/// An incoming-webhook address, whose path is the secret; the finding covers the scheme too.
pub(super) fn slack_hook(sink: &Sink<'_>, host: usize, path: usize) -> Option<Candidate> {
    const HEADS: [&[u8]; 3] = [b"services/", b"workflows/", b"triggers/"];
    const SHORTEST: usize = 24;
    let class = |byte: u8| is_token_byte(byte) || byte == b'/';
    let bytes = sink.bytes();
    let rest = examined(bytes, path, class)?;
    if rest.len() < SHORTEST || !HEADS.iter().any(|head| rest.starts_with(head)) {
        return None;
    }
    let scheme = [&b"https://"[..], b"http://"].into_iter().find(|scheme| bytes[..host].ends_with(scheme));
    let start = host - scheme.map_or(0, <[u8]>::len);
    whole(sink, Name { kind: EntityKind::SlackToken, rule: "slack-webhook", score: 95 }, start, path, class)
}

/// Whether a prefix at `start` stands by itself rather than ending a word, as `sk-` does in `task-`.
fn stands_alone(bytes: &[u8], start: usize) -> bool {
    starts_token(bytes, start) && !matches!(before(bytes, start), Some(b'_' | b'-'))
}

/// The part of the token's rest that decides, unless it is a placeholder.
fn examined(bytes: &[u8], body: usize, class: impl Fn(u8) -> bool) -> Option<&[u8]> {
    let rest = without_stops(&bytes[body..run_end(bytes, body, body + EXAMINED_BYTES, class)]);
    (!is_placeholder(rest)).then_some(rest)
}

/// What a token is called and how sure that is.
struct Name {
    kind: EntityKind,
    rule: &'static str,
    score: u8,
}

/// The token that begins at `start` and whose rest, from `body` on, is a run of `class`.
///
/// Only a name the profile wants is worth measuring: a refused token is not passed over as a whole, so measuring one
/// again at each anchor inside it would take quadratic time.
fn whole(
    sink: &Sink<'_>,
    Name { kind, rule, score }: Name,
    start: usize,
    body: usize,
    class: impl Fn(u8) -> bool,
) -> Option<Candidate> {
    if !sink.accepts(kind, score) {
        return None;
    }
    let bytes = sink.bytes();
    let run = run_end(bytes, body, bytes.len(), class);
    let end = body + without_stops(&bytes[body..run]).len();
    Some(Candidate { start, end, kind, score, rule, open: run == bytes.len() })
}

/// Full stops after a token end the sentence; no token ends in one.
fn without_stops(rest: &[u8]) -> &[u8] {
    let length = rest.iter().rposition(|byte| *byte != b'.').map_or(0, |last| last + 1);
    &rest[..length]
}
