//! Guard: whether a text speaks about an injection rather than being one.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use memchr::memmem;

use super::InjectionClass;
use super::fold::skeleton;
use super::words::{is_word, sentence_around};

/// How far around a finding its sentence and its quotation marks are looked for, in bytes of the view.
const SENTENCE_REACH: usize = 200;
const QUOTE_REACH: usize = 60;

/// Words that speak about attacks; one of them earlier in the sentence suffices.
#[rustfmt::skip]
const ABOUT_ATTACKS: &[&str] = &[
    "attack", "attacks", "attacker", "attackers", "injection", "injections", "jailbreaks", "jailbreaking",
    "adversarial", "malicious", "detector", "detect", "detects", "detecting", "detection", "classifier", "classify",
    "owasp", "phrases like", "things like", "prompts like", "messages like", "strings like", "inputs like",
    "users from", "people from", "stop users", "prevent users", "stop people", "someone", "somebody", "why does",
    "why do", "defend", "red team", "red teaming", "hackers", "customers", "refuses to", "exploit", "ask users",
    "how do i stop", "how can i stop", "how do i prevent", "makes the", "unit test", "test that", "tests that",
];
/// The same behind it.
#[rustfmt::skip]
const SAID_AFTER: &[&str] = &[
    "injection", "injections", "is flagged", "gets flagged", "is blocked", "is detected", "an attack", "attack pattern",
    "be flagged", "be rejected", "be blocked", "jailbreak prompt", "jailbreak attempt",
];
/// Words that introduce a quotation; they count only with quotation marks or a code block.
#[rustfmt::skip]
const QUOTING: &[&str] = &[
    "say", "says", "said", "saying", "phrase", "phrases", "word", "words", "string", "strings", "text", "term",
    "example", "examples", "such as", "like", "called", "titled", "mean", "means", "meaning", "translate", "keyword",
    "contain", "contains", "containing", "write", "writes", "wrote", "typed", "type", "types", "assert", "test", "tests",
    "expect", "input", "payload", "regex", "user", "users", "comment", "quote", "meme", "title", "sentence", "prompt",
    "header", "token", "tokens", "marker", "tag", "tags", "parse", "parser", "tokenizer", "template", "command", "flag",
    "frase", "satz", "phrase", "bedeutet", "signifie", "significa", "фраза", "означает", "значит", "zdanie", "意味", "意思",
    "translation", "email", "explain", "spell", "sticker", "shirt", "article", "headline", "book", "message", "messages",
    "message that", "joke", "song", "line", "chapter", "function", "filter", "error", "log", "logs",
];
/// What a question about a persona or a token begins with.
#[rustfmt::skip]
const ASKING: &[&str] = &[
    "what is", "what are", "what was", "what does", "what do", "explain", "history of", "how does", "how do", "why",
    "article", "paper", "meaning of", "who", "when did", "study", "research", "reddit", "difference between", "stand for",
    "is it", "where does", "how are", "tokenizer", "template", "documentation",
];

struct Cues {
    automaton: AhoCorasick,
}

impl Cues {
    fn new(words: &[&str]) -> Self {
        let patterns = words.iter().map(|word| skeleton(word));
        let automaton = AhoCorasick::new(patterns).expect("some dozens of short patterns fit an automaton");
        Self { automaton }
    }

    /// Whether one of the words stands free in `part`.
    fn stand_in(&self, part: &[u8]) -> bool {
        self.automaton.find_overlapping_iter(part).any(|hit| {
            let free_start = hit.start() == 0 || !is_word(part[hit.start() - 1]) || part[hit.start()] >= 0x80;
            let free_end =
                part.get(hit.end()).is_none_or(|byte| !is_word(*byte)) || part[hit.end() - 1] >= 0x80;
            free_start && free_end
        })
    }
}

static CUES: LazyLock<[Cues; 4]> = LazyLock::new(|| {
    [Cues::new(ABOUT_ATTACKS), Cues::new(SAID_AFTER), Cues::new(QUOTING), Cues::new(ASKING)]
});

/// The code blocks of a text, found when first asked for.
#[derive(Default)]
pub(super) struct Fences(Option<Vec<usize>>);

impl Fences {
    fn contain(&mut self, bytes: &[u8], at: usize) -> bool {
        let fences = self.0.get_or_insert_with(|| memmem::find_iter(bytes, b"```").collect());
        fences.partition_point(|fence| *fence < at) % 2 == 1
    }
}

/// Whether what stands at `span` of the view is quoted or spoken about.
pub(super) fn is_reported(
    bytes: &[u8],
    span: Range<usize>,
    class: InjectionClass,
    fences: &mut Fences,
) -> bool {
    let [about, after, quoting, asking] = &*CUES;
    let sentence = sentence_around(bytes, span.clone(), SENTENCE_REACH);
    let head = &bytes[sentence.start..span.start];
    let tail = &bytes[span.end..sentence.end];
    let asks = matches!(class, InjectionClass::Persona | InjectionClass::StructureForgery);
    if about.stand_in(head) || after.stand_in(tail) || (asks && asking.stand_in(head)) {
        return true;
    }
    let quoted = is_quoted(bytes, &span) || fences.contain(bytes, span.start);
    if !quoted {
        return false;
    }
    let around = span.start.saturating_sub(SENTENCE_REACH)..(span.end + SENTENCE_REACH).min(bytes.len());
    let near = [&bytes[around.start..span.start], &bytes[span.end..around.end]];
    near.iter().any(|part| quoting.stand_in(part) || about.stand_in(part))
}

/// Whether a quotation mark opens shortly before the span and another stands shortly after it.
fn is_quoted(bytes: &[u8], span: &Range<usize>) -> bool {
    let mark = |at: usize, neighbour: Option<&u8>| match bytes[at] {
        b'"' | b'`' => true,
        // An apostrophe stands inside a word.
        b'\'' => neighbour.is_none_or(|byte| !is_word(*byte)),
        _ => false,
    };
    let floor = span.start.saturating_sub(QUOTE_REACH);
    let ceiling = (span.end + 2 * QUOTE_REACH).min(bytes.len());
    let opens = (floor..span.start).rev().any(|at| mark(at, at.checked_sub(1).map(|before| &bytes[before])));
    opens && (span.end..ceiling).any(|at| mark(at, bytes.get(at + 1)))
}
