//! Commands: values behind flags and key words, where a space does what elsewhere an operator does.

use memchr::memmem;

use super::assign::candidate;
use super::name::{Name, Promise};
use super::value::{self, Dress, Value};
use crate::scan::sink::Candidate;
use crate::scan::window::Window;

/// The value of the flag at the anchor: `--token value`, `--user name:value`; `--token=value` has an operator.
pub(super) fn behind_flag(window: &Window<'_>) -> Option<Candidate> {
    let start = window.anchor() + 2;
    let end = window.run_end_within(start, start + 40, |byte| {
        byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
    });
    if end == start || !matches!(window.at(end), Some(b' ' | b'=')) {
        return None;
    }
    if window.slice(start..end) == b"user" {
        return pair(window, end + 1);
    }
    if window.at(end) == Some(b'=') {
        return None;
    }
    let promise = Name::of(window.slice(start..end), start).promise()?;
    let mut found = value::behind(window, end, false)?;
    if window.at(found.range.start) == Some(b'-') {
        return None;
    }
    if found.dress == Dress::Loose {
        found.dress = Dress::Tight;
    }
    candidate(window, found, promise)
}

/// The password of the `name:password` that stands at `start`, for a command that takes one.
fn pair(window: &Window<'_>, start: usize) -> Option<Candidate> {
    if !mentions(window, &["curl", "http", "wget"]) {
        return None;
    }
    let mut found = value::behind(window, start, false)?;
    let colon = window.slice(found.range.clone()).iter().position(|byte| *byte == b':')?;
    found.range.start += colon + 1;
    tight(window, found)
}

/// The value of the flag at the anchor that a command takes for a password: `-p value`, `-pvalue` in the manner of
/// `MySQL`, `-u name:value`.
pub(super) fn behind_short_flag(window: &Window<'_>, flag: &str) -> Option<Candidate> {
    const COMMANDS: &[&str] =
        &["mysql", "sshpass", "docker login", "mongo", "mariadb", "redis-cli", "login", "7z ", "zip "];
    let behind = window.anchor() + flag.len();
    let next = window.at(behind)?;
    if flag == " -u" {
        let is_apart = matches!(next, b' ' | b'=' | b'\'' | b'"');
        return if is_apart { pair(window, behind + usize::from(next == b'=')) } else { None };
    }
    if !mentions(window, COMMANDS) {
        return None;
    }
    tight(window, value::behind(window, behind + usize::from(next == b'='), false)?)
}

/// The value behind the cue at the anchor.
pub(super) fn behind_cue(window: &Window<'_>, cue: &str) -> Option<Candidate> {
    if cue == " PASSWORD " && !mentions(window, &["USER", "ROLE", "user", "role", "SET"]) {
        return None;
    }
    let found = value::behind(window, window.anchor() + cue.len(), false)?;
    tight(window, found)
}

/// Whether one of `words` stands before the anchor on its line.
fn mentions(window: &Window<'_>, words: &[&str]) -> bool {
    const COMMAND_BYTES: usize = 120;
    let at = window.anchor();
    let line = window.slice(at.saturating_sub(COMMAND_BYTES)..at);
    let line = &line[line.iter().rposition(|byte| *byte == b'\n').map_or(0, |index| index + 1)..];
    words.iter().any(|word| memmem::find(line, word.as_bytes()).is_some())
}

/// A password that nothing parts from what announces it.
fn tight(window: &Window<'_>, mut found: Value) -> Option<Candidate> {
    if found.dress != Dress::Quoted {
        found.dress = Dress::Tight;
    }
    candidate(window, found, Promise::Password)
}
