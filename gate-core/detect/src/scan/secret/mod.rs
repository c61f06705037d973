//! Secrets: one automaton over the prefixes and markers of all families, one anchored matcher per family.

mod aws;
mod jwt;
mod pem;
mod token;

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Input};
use memchr::memmem;

use super::DECISION_BYTES;
use super::sink::{Candidate, Sink};
use crate::EntityKind;
use crate::kind::KindSet;

/// How far before a secret its anchor may stand (an AWS key id before its secret), with room to spare.
const ANCHOR_REACH_BYTES: usize = 320;

/// What is done at an anchor.
#[derive(Clone, Copy)]
enum Matcher {
    Token(&'static token::Rule),
    /// `sk-` alone: `OpenAI`'s older keys, and the form many others copied.
    PlainSk,
    /// The marker in the middle of most `OpenAI` keys.
    OpenAiMarker,
    SlackHook,
    AwsKeyId,
    AwsSecretName,
    JsonWebToken,
    Pem,
}

/// Anchors that are not prefixes of a plain token.
const MARKERS: &[(&str, Matcher)] = &[
    ("sk-", Matcher::PlainSk),
    (token::OPENAI_MARKER, Matcher::OpenAiMarker),
    ("hooks.slack.com/", Matcher::SlackHook),
    ("AKIA", Matcher::AwsKeyId),
    ("ASIA", Matcher::AwsKeyId),
    ("ABIA", Matcher::AwsKeyId),
    ("ACCA", Matcher::AwsKeyId),
    ("aws_secret", Matcher::AwsSecretName),
    ("AWS_SECRET", Matcher::AwsSecretName),
    ("aws-secret", Matcher::AwsSecretName),
    ("awsSecret", Matcher::AwsSecretName),
    ("secret_access_key", Matcher::AwsSecretName),
    ("secret-access-key", Matcher::AwsSecretName),
    ("SECRET_ACCESS_KEY", Matcher::AwsSecretName),
    ("SecretAccessKey", Matcher::AwsSecretName),
    ("secretAccessKey", Matcher::AwsSecretName),
    ("ecret access key", Matcher::AwsSecretName),
    ("ecret Access Key", Matcher::AwsSecretName),
    ("eyJ", Matcher::JsonWebToken),
    (pem::BEGIN, Matcher::Pem),
];

struct Anchors {
    automaton: AhoCorasick,
    matchers: Vec<Matcher>,
}

/// Built once. The table form is forced: left to itself the library picks a slower one for this many patterns.
static ANCHORS: LazyLock<Anchors> = LazyLock::new(|| {
    let tokens =
        token::RULES.iter().flat_map(|rule| rule.prefixes.iter().map(move |it| (*it, Matcher::Token(rule))));
    let (patterns, matchers): (Vec<_>, Vec<_>) = tokens.chain(MARKERS.iter().copied()).unzip();
    let automaton = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .build(patterns)
        .expect("a fixed list of short patterns is within the automaton's limits");
    Anchors { automaton, matchers }
});

/// The kinds this pass finds.
pub(super) fn kinds() -> KindSet {
    static KINDS: LazyLock<KindSet> = LazyLock::new(|| KindSet::of(EntityKind::is_secret));
    *KINDS
}

/// Offers every secret. Anchors inside a secret already taken are passed over, which keeps the time linear.
pub(super) fn find(sink: &mut Sink<'_>) {
    let bytes = sink.bytes();
    let input = Input::new(bytes).span(sink.from().saturating_sub(ANCHOR_REACH_BYTES)..bytes.len());
    let mut taken = 0..0;
    // All matches, not the leftmost ones: what is found at a place must not depend on where the search began.
    for anchor in ANCHORS.automaton.find_overlapping_iter(input) {
        if taken.contains(&anchor.start()) {
            continue;
        }
        let matcher = ANCHORS.matchers[anchor.pattern().as_usize()];
        for candidate in matcher.run(sink, anchor.start(), anchor.end()).into_iter().flatten() {
            let range = candidate.start..candidate.end;
            if sink.offer(candidate) {
                taken = range;
            }
        }
    }
}

impl Matcher {
    /// At most two values: a key id has its secret in tow.
    fn run(self, sink: &Sink<'_>, start: usize, end: usize) -> [Option<Candidate>; 2] {
        let bytes = sink.bytes();
        match self {
            Self::Token(rule) => [rule.recognise(sink, start, end), None],
            Self::PlainSk => [token::plain_sk(sink, start, end), None],
            Self::OpenAiMarker => [token::around_marker(sink, start, end), None],
            Self::SlackHook => [token::slack_hook(sink, start, end), None],
            Self::AwsKeyId => aws::key_id(bytes, start, end),
            Self::AwsSecretName => [aws::assigned_secret(bytes, end), None],
            Self::JsonWebToken => [jwt::recognise(bytes, start), None],
            Self::Pem => [pem::recognise(bytes, start), None],
        }
    }
}

/// Where the first key block begins of which too little is known to tell whether it is one; the end if there is none.
pub(super) fn undecided_from(bytes: &[u8], floor: usize) -> usize {
    debug_assert!(bytes.len() - floor <= DECISION_BYTES);
    memmem::find_iter(&bytes[floor..], pem::BEGIN)
        .map(|offset| floor + offset)
        .find(|start| matches!(pem::walk(bytes, *start), pem::Verdict::Undecided))
        .unwrap_or(bytes.len())
}
