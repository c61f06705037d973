//! Spelt-out e-mail addresses: `ada [at] example [dot] com`, `ada(at)example.com`. Doubtful by nature.

use memchr::memchr3_iter;

use super::email::is_top_level;
use crate::EntityKind;
use crate::scan::sink::{Candidate, Sink};
use crate::scan::window::Window;

/// The score of a spelt-out address: enough for the strict profile.
const SCORE: u8 = 45;
/// The longest part before the sign, in bytes (RFC 5321).
const LOCAL_BYTES: usize = 64;
/// The longest label of a host name, in bytes.
const LABEL_BYTES: usize = 63;
const LABELS: usize = 5;

/// Offers every spelt-out address, where the profile takes doubtful ones.
pub(super) fn find(sink: &mut Sink<'_>) {
    if sink.profile().minimum_score() > SCORE {
        return;
    }
    let bytes = sink.bytes();
    let from = sink.from().min(bytes.len());
    for offset in memchr3_iter(b'[', b'(', b'{', &bytes[from..]) {
        sink.examine(from + offset, recognise);
    }
    hold_last_word(sink);
}

/// The word before the sign is told only by the sign: in a stream the last word has to wait.
fn hold_last_word(sink: &mut Sink<'_>) {
    let text = sink.text();
    if text.complete {
        return;
    }
    let end = text.bytes.len();
    let window = text.window(end.saturating_sub(1));
    // The beginning of ` [at]`, as far as it is there.
    let sign = (1..=3).find(|length| end.checked_sub(*length).is_some_and(|start| opens(&window, start)));
    let word_end = end - sign.unwrap_or(0);
    let word_end = if window.before(word_end) == Some(b' ') { word_end - 1 } else { word_end };
    let start = window.run_start(word_end, is_local);
    if start < word_end {
        sink.hold(start);
    }
}

fn opens(window: &Window<'_>, start: usize) -> bool {
    matches!(window.at(start), Some(b'[' | b'(' | b'{'))
}

/// The address whose sign's bracket stands at the anchor.
fn recognise(window: &Window<'_>) -> Option<Candidate> {
    let bracket = window.anchor();
    let local_end = if window.before(bracket) == Some(b' ') { bracket - 1 } else { bracket };
    let start = window.run_start(local_end, is_local);
    if start == local_end || local_end - start > LOCAL_BYTES {
        return None;
    }
    window.begins_at(start);
    let end = host_end(window, sign_end(window, bracket, b"at")?)?;
    Some(Candidate::new(start..end, EntityKind::Email, SCORE, "email-spelt-out"))
}

/// Behind `[word]`, in any kind of brackets, and a space.
fn sign_end(window: &Window<'_>, start: usize, word: &[u8]) -> Option<usize> {
    let close = match window.at(start)? {
        b'[' => b']',
        b'(' => b')',
        b'{' => b'}',
        _ => return None,
    };
    let end = start + 1 + word.len();
    let whole = window.has_any_case(start + 1, word) && window.at(end) == Some(close);
    whole.then(|| if window.at(end + 1) == Some(b' ') { end + 2 } else { end + 1 })
}

fn host_end(window: &Window<'_>, start: usize) -> Option<usize> {
    let mut at = start;
    let mut best = None;
    for index in 0..LABELS {
        let end = window
            .run_end_within(at, at + LABEL_BYTES + 1, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let label = window.slice(at..end);
        if label.is_empty() || label.len() > LABEL_BYTES {
            return best;
        }
        if index > 0 && is_top_level(label) {
            best = Some(end);
        }
        let Some(next) = dot_end(window, end) else { return best };
        at = next;
    }
    best
}

/// Behind a dot that is written as such, in brackets, or as a word between spaces.
fn dot_end(window: &Window<'_>, end: usize) -> Option<usize> {
    match window.at(end)? {
        b'.' => Some(end + 1),
        b' ' if window.has_any_case(end + 1, b"dot ") => Some(end + 5),
        b' ' => sign_end(window, end + 1, b"dot"),
        _ => sign_end(window, end, b"dot"),
    }
}

fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'+' | b'-')
}
