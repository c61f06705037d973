//! Tests of all secrets: every rule of the tables, then single forms, then the values without a form.

mod forms;
mod listing;
mod lot;
mod negatives;
mod public;
mod rules;
mod streams;
mod values;

use crate::{Finding, Profile, scan::scan_at, secret_rules};

/// A stand-in for random token characters: letters and digits without a pattern.
fn body(length: usize) -> String {
    "q7Rk2mZp9XvT4bLs8NwYc3HjF6dGa5Ue".chars().cycle().take(length).collect()
}

/// The secrets that the standard profile finds.
fn found(text: &str) -> Vec<&str> {
    found_at(text, "")
}

/// The same at a place that has a name.
fn found_at<'t>(text: &'t str, place: &str) -> Vec<&'t str> {
    let profile = Profile::standard().with_pii(false).with_decoding(false);
    findings_of(text, place, &profile).into_iter().map(|finding| finding.value(text)).collect()
}

/// What a profile finds. The rule of each finding is one of those that are listed.
fn findings_of(text: &str, place: &str, profile: &Profile) -> Vec<Finding> {
    let findings = scan_at(text, place, profile).expect("the text is short");
    for finding in &findings {
        let is_listed = secret_rules().any(|rule| rule.id == finding.rule.as_str());
        assert!(is_listed, "{} is not listed", finding.rule);
    }
    findings
}
