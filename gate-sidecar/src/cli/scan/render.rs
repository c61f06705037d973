//! Render: one finding as JSON or for people. A value is never shown.

use std::io::{self, Write};

use gate_detect::{Finding, InjectionVerdict};

/// How many characters of a masked value are shown.
const SHOWN_CHARACTERS: usize = 24;

/// Writes `text` as a JSON string.
pub(super) fn string(out: &mut impl Write, text: &str) -> io::Result<()> {
    serde_json::to_writer(out, text).map_err(io::Error::from)
}

/// Writes a finding as a JSON object that is still open. `offset` is added to its positions.
pub(super) fn open_finding(out: &mut impl Write, finding: &Finding, offset: u64) -> io::Result<()> {
    out.write_all(b"{\"type\":")?;
    string(out, finding.wire_name())?;
    out.write_all(b",\"rule\":")?;
    string(out, finding.rule.as_str())?;
    let (start, end) = (offset + finding.range.start as u64, offset + finding.range.end as u64);
    write!(out, ",\"start\":{start},\"end\":{end},\"score\":{}", Score(finding.score))
}

/// Writes what the engine says about hidden instructions: how sure it is, and which rule saw what where.
pub(super) fn injection(out: &mut impl Write, verdict: &InjectionVerdict) -> io::Result<()> {
    let (score, detected) = (Score(verdict.score), verdict.is_detected());
    write!(out, "{{\"score\":{score},\"detected\":{detected},\"reasons\":[")?;
    for (index, reason) in verdict.reasons.iter().enumerate() {
        out.write_all(if index == 0 { b"{\"rule\":" } else { b",{\"rule\":" })?;
        string(out, reason.rule.as_str())?;
        let (class, score, range) = (reason.class.wire_name(), Score(reason.score), &reason.range);
        write!(
            out,
            ",\"class\":\"{class}\",\"start\":{},\"end\":{},\"score\":{score}}}",
            range.start, range.end
        )?;
    }
    out.write_all(b"]}")
}

/// A score in hundredths, shown as a fraction with two digits.
pub(super) struct Score(pub(super) u8);

impl std::fmt::Display for Score {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

/// A stand-in for a value that tells its length and, of personal data, its punctuation.
pub(super) fn masked(value: &str, is_secret: bool) -> String {
    let mask = |character: char| match character {
        character if is_secret || character.is_alphanumeric() || character.is_control() => '*',
        other => other,
    };
    let mut shown: String = value.chars().take(SHOWN_CHARACTERS).map(mask).collect();
    if value.chars().nth(SHOWN_CHARACTERS).is_some() {
        shown.push('…');
    }
    shown
}
