//! Guards: what may stand around a value, and what only looks like one. All look at a bounded stretch of text.

/// How far before a value a context word counts, in bytes.
const CONTEXT_WORD_BYTES: usize = 40;

/// A character of ordinary tokens.
pub(super) fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// Where the run of bytes of `class` that begins at `start` ends, looking no further than `limit`.
pub(super) fn run_end(bytes: &[u8], start: usize, limit: usize, class: impl Fn(u8) -> bool) -> usize {
    let limit = limit.min(bytes.len());
    bytes[start.min(limit)..limit]
        .iter()
        .position(|byte| !class(*byte))
        .map_or(limit, |length| start + length)
}

/// The byte before `at`, if any.
pub(super) fn before(bytes: &[u8], at: usize) -> Option<u8> {
    at.checked_sub(1).map(|index| bytes[index])
}

/// Whether a token can begin at `at`: not inside a word. The letter of an escape (`\n`, `%3D`) is no word.
pub(super) fn starts_token(bytes: &[u8], at: usize) -> bool {
    match before(bytes, at) {
        Some(byte) if byte.is_ascii_alphanumeric() => follows_escape(bytes, at),
        _ => true,
    }
}

fn follows_escape(bytes: &[u8], at: usize) -> bool {
    match &bytes[at.saturating_sub(3)..at] {
        [.., b'\\', b'n' | b'r' | b't'] => true,
        [b'%', high, low] => high.is_ascii_hexdigit() && low.is_ascii_hexdigit(),
        _ => false,
    }
}

/// Whether a token can end at `end`: the next byte is no letter, digit or underscore.
pub(super) fn ends_token(bytes: &[u8], end: usize) -> bool {
    bytes.get(end).is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_')
}

/// Whether one of `words` (lower case) stands as a whole word shortly before `at`.
pub(super) fn has_word_before(bytes: &[u8], at: usize, words: &[&str]) -> bool {
    let from = at.saturating_sub(CONTEXT_WORD_BYTES);
    let cut = before(bytes, from).is_some_and(|byte| byte.is_ascii_alphanumeric());
    bytes[from..at]
        .split(|byte| !byte.is_ascii_alphanumeric())
        .skip(usize::from(cut))
        .any(|word| words.iter().any(|known| word.eq_ignore_ascii_case(known.as_bytes())))
}

/// The identifier to which the value at `at` is assigned (`"order_id": 17` gives `order_id`).
pub(super) fn assigned_name(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let floor = at.saturating_sub(CONTEXT_WORD_BYTES);
    let head = &bytes[floor..at];
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
        || matches!(byte, b'%'..=b')' | b'+' | b'-'..=b'/' | b':' | b'=' | b'@' | b'_' | b'\\')
}

/// How many bytes before `at` belong to a two-byte letter: 2 or 0. (U+00C0 to U+07FF: the alphabets of Europe and
/// the Near East, which occur in addresses.)
pub(super) fn letter_before(bytes: &[u8], at: usize) -> usize {
    match bytes[..at] {
        [.., 0xC3..=0xDF, 0x80..=0xBF] => 2,
        _ => 0,
    }
}

/// Where the run of value bytes that ends at `end` begins, looking no further back than `floor`.
pub(super) fn word_start(bytes: &[u8], end: usize, floor: usize) -> usize {
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

/// Where the chain of digit groups begins that the text from `word` to the end belongs to; `word` if it does not.
pub(super) fn number_chain_start(bytes: &[u8], word: usize, floor: usize) -> usize {
    let in_number =
        |byte: u8| byte.is_ascii_digit() || matches!(byte, b' ' | b'('..=b')' | b'+' | b'-'..=b'/');
    if !bytes[word..].iter().all(|byte| in_number(*byte)) {
        return word;
    }
    let chain = bytes[floor..word]
        .iter()
        .rposition(|byte| !in_number(*byte))
        .map_or(floor, |index| floor + index + 1);
    // A number does not begin with a space, and the word before one is no part of it.
    let chain = run_end(bytes, chain, word, |byte| byte == b' ');
    if bytes[chain..word].iter().any(|byte| matches!(byte, b'0'..=b'9' | b'+')) {
        word_start(bytes, chain, floor)
    } else {
        word
    }
}
