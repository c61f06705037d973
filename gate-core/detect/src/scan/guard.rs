//! Guards: what may stand around a value, and what only looks like one. All look at a bounded stretch of text.

use super::window::Window;

/// How far before a value the name may begin to which it is assigned, in bytes.
const NAME_BYTES: usize = 40;

/// A character of ordinary tokens.
pub(super) fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// Whether a token can begin at `at`: not inside a word. The letter of an escape (`\n`, `%3D`) is no word.
pub(super) fn starts_token(window: &Window<'_>, at: usize) -> bool {
    match window.before(at) {
        Some(byte) if byte.is_ascii_alphanumeric() => follows_escape(window, at),
        _ => true,
    }
}

fn follows_escape(window: &Window<'_>, at: usize) -> bool {
    match window.slice(at.saturating_sub(3)..at) {
        [.., b'\\', b'n' | b'r' | b't'] => true,
        [b'%', high, low] => high.is_ascii_hexdigit() && low.is_ascii_hexdigit(),
        _ => false,
    }
}

/// Whether a token can end at `end`: the next byte is no letter, digit or underscore.
pub(super) fn ends_token(window: &Window<'_>, end: usize) -> bool {
    window.at(end).is_none_or(|byte| !byte.is_ascii_alphanumeric() && byte != b'_')
}

/// The identifier to which the value at `at` is assigned (`"order_id": 17` gives `order_id`).
pub(super) fn assigned_name<'t>(window: &Window<'t>, at: usize) -> Option<&'t [u8]> {
    let head = window.slice(at.saturating_sub(NAME_BYTES)..at);
    let is_glue = |byte: &u8| matches!(byte, b' ' | b'"' | b'\'' | b'\\' | b':' | b'=' | b'#');
    let name_end = head.iter().rposition(|byte| !is_glue(byte))? + 1;
    if !head[name_end..].iter().any(|byte| matches!(byte, b':' | b'=' | b'#')) {
        return None;
    }
    let name_start =
        head[..name_end].iter().rposition(|byte| !is_token_byte(*byte)).map_or(0, |index| index + 1);
    Some(&head[name_start..name_end]).filter(|name| !name.is_empty())
}

/// Whether the rest of a token says that it stands for a value rather than being one: `xxxx`, `****`, `your-key-here`.
pub(super) fn is_placeholder(body: &[u8]) -> bool {
    const WORDS: [&str; 12] = [
        "your",
        "example",
        "sample",
        "dummy",
        "changeme",
        "placeholder",
        "redacted",
        "replace",
        "insert",
        "todo",
        "fake",
        "xxx",
    ];
    let same = |run: &[u8]| run.iter().all(|byte| *byte == run[0]);
    body.windows(4).any(|run| same(run) && matches!(run[0], b'x' | b'X' | b'*' | b'.'))
        || body.windows(8).any(same)
        || body
            .split(|byte| !byte.is_ascii_alphanumeric())
            .any(|word| WORDS.iter().any(|known| word.eq_ignore_ascii_case(known.as_bytes())))
}

/// A byte that may stand inside a value, or between a value's name and the value. Three-byte characters and longer
/// (ideographs, typographic quotes) never do, so prose without spaces is not held back.
fn is_value_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'#' | b'%'..=b')' | b'+' | b'-'..=b'/' | b':'..=b';' | b'=' | b'@' | b'_' | b'\\' | b'{'..=b'~')
}

/// How many bytes before `at` belong to a two-byte letter: 2 or 0. (U+00C0 to U+07FF: the alphabets of Europe and
/// the Near East, which occur in addresses.)
pub(super) fn letter_before(bytes: &[u8], at: usize) -> usize {
    match bytes[..at] {
        [.., 0xC3..=0xDF, 0x80..=0xBF] => 2,
        _ => 0,
    }
}

/// The longest group of capitals and digits that may belong to the value behind it, as in `AB 12 34 56 C`, in bytes.
const GROUP_BYTES: usize = 4;

/// Where the last stretch begins that may become part of a value whose anchor is yet to come: the last word, and a
/// short group of capitals and digits before it.
pub(super) fn tail_start(bytes: &[u8], floor: usize) -> usize {
    let word = word_start(bytes, bytes.len(), floor);
    if word == floor {
        return word;
    }
    let Some(b' ') = word.checked_sub(1).map(|space| bytes[space]) else { return word };
    // Signs before the group, as in `(AB 12`, are no part of it.
    let is_group_byte = |byte: &&u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let before = &bytes[floor.min(word - 1)..word - 1];
    let length = before.iter().rev().take(GROUP_BYTES + 1).take_while(is_group_byte).count();
    if (1..=GROUP_BYTES).contains(&length) { word - 1 - length } else { word }
}

/// Where the run of value bytes that ends at `end` begins, looking no further back than `floor`.
fn word_start(bytes: &[u8], end: usize, floor: usize) -> usize {
    let mut start = end;
    while start > floor {
        let step = if is_value_byte(bytes[start - 1]) { 1 } else { letter_before(bytes, start) };
        if step == 0 {
            break;
        }
        start -= step;
    }
    start.max(floor)
}
