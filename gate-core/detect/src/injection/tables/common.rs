//! Common words: what stands around the verbs of every rule, in English.

/// What ends the search for an object: "ignore the typo **in** the instructions above".
#[rustfmt::skip]
pub(in super::super) const BLOCKERS: &[&str] = &[
    "in", "on", "about", "with", "when", "if", "because", "while", "unless", "error", "errors", "warning", "warnings",
    "case", "whitespace", "that", "but", "typo", "typos", "asking", "to", "since", "for",
];

/// Who is spoken about rather than told: "the **model** ignored ...".
#[rustfmt::skip]
pub(in super::super) const SUBJECTS: &[&str] = &[
    "i", "we", "they", "it", "he", "she", "model", "models", "llm", "llms", "users", "people", "user", "agent", "agents",
    "chatgpt", "claude", "gpt", "bot", "who", "bots", "students", "drivers", "assistant", "employees", "developers",
    "kids", "children", "attackers", "teams", "companies",
];

/// What may stand between a negation and its verb: "never **ever just** ignore ...".
#[rustfmt::skip]
pub(in super::super) const FILLERS: &[&str] = &[
    "ever", "simply", "just", "please", "to", "be", "allowed", "going", "want", "need", "under", "any", "circumstances",
    "you", "let", "anyone", "him", "them", "us", "try", "attempt", "and", "or", "must",
];
