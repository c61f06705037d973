//! Label: what the name of a field says about a value that stands alone in it.

use std::ops::RangeInclusive;

use gate_detect::{DetectError, Finding, Profile};

use crate::format::path::StringPath;

/// How long a text may be that is nothing but a value. Longer ones say themselves what they are about.
const VALUE_BYTES: RangeInclusive<usize> = 6..=256;
/// The longest name of a field that says something, in bytes.
const NAME_BYTES: usize = 64;

/// A value behind the name of its field, in which something is found that the value alone does not show.
pub(super) struct Labelled {
    /// Both, as in `ssn: 123...`.
    pub(super) text: String,
    /// The length of what stands before the value.
    pub(super) label_bytes: usize,
    /// What is found, in byte positions of both.
    pub(super) findings: Vec<Finding>,
}

/// Examines a value together with the name of its field, as if both stood in one text. `None` when nothing is found
/// that way, or something that is not the value's alone.
pub(super) fn labelled(
    path: &StringPath<'_>,
    value: &str,
    profile: &Profile,
) -> Result<Option<Labelled>, DetectError> {
    let name = path.last_key().filter(|name| name.len() <= NAME_BYTES && VALUE_BYTES.contains(&value.len()));
    let Some(name) = name else {
        return Ok(None);
    };
    let label_bytes = name.len() + 2;
    let text = format!("{name}: {value}");
    let findings = gate_detect::scan(&text, profile)?;
    let is_values = !findings.is_empty() && findings.iter().all(|finding| finding.range.start >= label_bytes);
    Ok(is_values.then_some(Labelled { text, label_bytes, findings }))
}
