//! Around: what may stand directly before and behind a number, and what there makes it another thing.

use crate::scan::window::Window;

/// How far back the name that a number is assigned to may begin, in bytes.
const NAME_BYTES: usize = 40;

/// Words in small letters, with what tells most others from them at a glance.
struct WordList {
    words: &'static [&'static str],
    /// For each first letter the lengths of the words, a bit for each.
    lengths: [u32; 32],
}

impl WordList {
    const fn of(words: &'static [&'static str]) -> Self {
        let mut lengths = [0; 32];
        let mut index = 0;
        while index < words.len() {
            let word = words[index].as_bytes();
            lengths[(word[0] & 31) as usize] |= 1 << word.len();
            index += 1;
        }
        Self { words, lengths }
    }

    /// Whether `word` is one of them, in either case.
    fn has(&self, word: &[u8]) -> bool {
        let lengths = word.first().map_or(0, |first| self.lengths[usize::from(first & 31)]);
        lengths.checked_shr(u32::try_from(word.len()).unwrap_or(u32::MAX)).unwrap_or(0) & 1 == 1
            && self.words.iter().any(|known| word.eq_ignore_ascii_case(known.as_bytes()))
    }
}

/// Things whose numbers are nobody's ids, when such a word stands directly before the number.
#[rustfmt::skip]
static OTHER_THINGS: WordList = WordList::of(&[
    "order", "orders", "invoice", "ticket", "tracking", "timestamp", "ts", "epoch", "isbn", "ean", "upc",
    "gtin", "sku", "issn", "serial", "hash", "offset", "build", "version", "commit", "rev", "revision",
    "port", "pid", "tid", "line", "size", "bytes", "length", "count", "total", "price", "amount", "seq",
    "sequence", "nonce", "seed", "arn", "row", "uuid", "guid", "checksum", "crc", "sha", "md5", "digest",
    "duration", "elapsed", "time", "date", "page", "score", "latency", "index", "part", "model", "lot",
    "batch", "transaction", "txn", "trace", "span", "request", "req", "session", "job", "run", "event",
    "msg", "message", "thread", "process", "block", "height", "width", "lat", "lon", "lng", "latitude",
    "longitude", "parcel", "shipment", "awb", "doi", "isin", "cusip", "case", "bug", "issue", "pr",
]);

/// The last word of a name that is given to numbers of every sort, when the number is assigned to it.
static MERE_IDS: WordList = WordList::of(&[
    "id",
    "ids",
    "key",
    "ref",
    "reference",
    "no",
    "nr",
    "num",
    "number",
    "code",
    "value",
    "x",
]);

/// Whether a number can begin at `start`: not inside a word, a UUID, a version, a decimal, a path or a price.
pub(super) fn starts_free(window: &Window<'_>, start: usize) -> bool {
    let Some(byte) = window.before(start) else { return true };
    match byte {
        b'_' | b'+' | b'@' | b'$' => false,
        b'-' | b'.' | b'/' => {
            !window.before(start - 1).is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'/')
        }
        b',' => {
            !window.before(start - 1).is_some_and(|byte| byte.is_ascii_digit())
                || !is_thousands(window, start)
        }
        _ if byte.is_ascii_alphanumeric() => follows_escape(window, start),
        // The last byte of a pound, euro or yen sign.
        0xA3 | 0xA5 => !window.has_before(start, "£".as_bytes()) && !window.has_before(start, "¥".as_bytes()),
        0xAC => !window.has_before(start, "€".as_bytes()),
        _ => true,
    }
}

/// Whether the digits at `start`, behind a comma, are the next three of a longer number.
fn is_thousands(window: &Window<'_>, start: usize) -> bool {
    window.run_end_within(start, start + 4, |byte| byte.is_ascii_digit()) == start + 3
}

/// Whether the letters before `start` are an escape, `\n` or `%3D`.
pub(super) fn follows_escape(window: &Window<'_>, start: usize) -> bool {
    match window.slice(start.saturating_sub(3)..start) {
        [.., b'\\', b'n' | b'r' | b't'] => true,
        [b'%', high, low] => high.is_ascii_hexdigit() && low.is_ascii_hexdigit(),
        _ => false,
    }
}

/// Whether a number can end at `end`: not inside a word, a UUID, a version or a decimal.
pub(super) fn ends_free(window: &Window<'_>, end: usize) -> bool {
    match window.at(end) {
        Some(b'_') => false,
        Some(b'-') => !window.at(end + 1).is_some_and(|byte| byte.is_ascii_alphanumeric()),
        Some(b'.' | b',') => !window.at(end + 1).is_some_and(|byte| byte.is_ascii_digit()),
        Some(byte) => !byte.is_ascii_alphanumeric(),
        None => true,
    }
}

/// The most digits of a number that counts as one more group of its neighbour.
const GROUP_DIGITS: usize = 6;

/// Whether another group of digits stands before `start`, parted by one space.
pub(super) fn has_digits_before(window: &Window<'_>, start: usize) -> bool {
    if window.before(start) != Some(b' ') {
        return false;
    }
    let group = window.run_start(start - 1, |byte| byte.is_ascii_digit());
    let is_whole = !window
        .before(group)
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'/' | b':' | b'_'));
    (1..=GROUP_DIGITS).contains(&(start - 1 - group)) && is_whole
}

/// Whether another group of digits stands behind `end`, parted by one space.
pub(super) fn has_digits_behind(window: &Window<'_>, end: usize) -> bool {
    if window.at(end) != Some(b' ') {
        return false;
    }
    let group = window.run_end_within(end + 1, end + 2 + GROUP_DIGITS, |byte| byte.is_ascii_digit());
    let is_whole = group < end + 2 + GROUP_DIGITS
        && !window.at(group).is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    group > end + 1 && is_whole
}

/// Whether what stands directly before `start` says that the number is some other thing's: `order #`, `row_id=`.
pub(super) fn belongs_to_other(window: &Window<'_>, start: usize) -> bool {
    let is_glue = |byte: u8| matches!(byte, b' ' | b'"' | b'\'' | b'\\' | b':' | b'=' | b'#' | b'(' | b'[');
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let name_end = window.run_start(start, is_glue);
    if start - name_end > 6 {
        return false;
    }
    let head = window.slice(name_end.saturating_sub(NAME_BYTES)..name_end);
    let length = head.iter().rev().take_while(|byte| is_name(**byte)).count();
    let name = &head[head.len() - length..];
    let glue = window.slice(name_end..start);
    let is_assigned = glue.iter().any(|byte| matches!(byte, b':' | b'=' | b'#'));
    // The words of a name are parted by `_` and `-`.
    let last = name.rsplit(|byte| matches!(byte, b'_' | b'-')).next().unwrap_or_default();
    OTHER_THINGS.has(last) || is_assigned && (MERE_IDS.has(last) || ends_in_id(name))
}

/// Whether `name` ends like `orderId`.
fn ends_in_id(name: &[u8]) -> bool {
    name.ends_with(b"Id") || name.ends_with(b"ID") && name.len() > 2
}
