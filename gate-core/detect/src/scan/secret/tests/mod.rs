//! Tests of all secrets: every rule of the tables, then single forms, then the values without a form.

mod forms;
mod rules;
mod streams;
mod values;

use crate::{Profile, scan::scan_at};

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
    let findings = scan_at(text, place, &profile).expect("the text is short");
    findings.into_iter().map(|finding| finding.value(text)).collect()
}
