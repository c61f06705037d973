//! Guard: what tokens consist of, and which end of a text that goes on may belong to a value whose anchor is yet to come.

/// A character of ordinary tokens.
pub(super) fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
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
