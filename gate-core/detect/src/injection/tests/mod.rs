//! What is found in each class and language, what is not, and how well on the two corpora.

mod corpora;
mod languages;
mod properties;
mod rules;

use super::{InjectionVerdict, Provenance, assess};

/// The verdict on a text that is short enough.
fn verdict(text: &str, provenance: Provenance) -> InjectionVerdict {
    assess(text, provenance).expect("the text is short")
}

/// The names of the rules that had a say, with their scores, for messages.
fn reasons(verdict: &InjectionVerdict) -> String {
    let reasons = verdict.reasons.iter().map(|reason| format!("{} {}", reason.rule, reason.score));
    reasons.collect::<Vec<_>>().join("; ")
}
