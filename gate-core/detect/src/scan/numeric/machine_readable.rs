//! Machine-readable zones of travel documents: two lines of 44 or 36 characters, or three of 30, which check
//! themselves (ICAO Doc 9303, parts 4 to 7).

use memchr::memchr_iter;

use super::checks::{icao_digit, value};
use crate::EntityKind;
use crate::scan::sink::{Candidate, Sink};
use crate::scan::window::Window;

/// The longest line.
const LINE_BYTES: usize = 44;

/// Offers every zone. Its anchor is the first filler, `<`, of a line.
pub(super) fn find(sink: &mut Sink<'_>) {
    let bytes = sink.bytes();
    let mut taken = 0;
    for offset in memchr_iter(b'<', &bytes[sink.from()..]) {
        let anchor = sink.from() + offset;
        let is_in_line = anchor > 0
            && is_plain(bytes[anchor - 1])
            && bytes.get(anchor + 1).is_none_or(|byte| is_plain(*byte) || *byte == b'<');
        if anchor >= taken
            && is_in_line
            && let Some(place) = sink.examine(anchor, recognise)
        {
            taken = place.end;
        }
    }
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

/// The zone that begins with the line in which the anchor stands.
fn recognise(window: &Window<'_>) -> Option<Candidate> {
    let start = window.run_start(window.anchor(), is_plain);
    if window.anchor() - start > LINE_BYTES
        || window.before(start).is_some_and(|byte| byte == b'<' || byte == b'_')
    {
        return None;
    }
    window.begins_at(start);
    let first = line(window, start)?;
    let end = match first.len() {
        30 if b"IAC".contains(&first[0]) => {
            let second = line_behind(window, start + 30)?;
            let third = line_behind(window, second.end)?;
            let body = window.slice(second.clone());
            (body.len() == 30 && third.len() == 30 && is_card(first, body)).then_some(third.end)?
        }
        length @ (36 | 44) => match line_behind(window, start + length) {
            Some(second) if second.len() == length && is_booklet(window.slice(second.clone())) => second.end,
            // The names may have been left away.
            _ if is_booklet(first) => start + length,
            _ => return None,
        },
        _ => return None,
    };
    Some(Candidate::new(start..end, EntityKind::Passport, 95, "machine-readable-zone"))
}

/// The line that begins at `start`.
fn line<'t>(window: &Window<'t>, start: usize) -> Option<&'t [u8]> {
    let end = window.run_end_within(start, start + LINE_BYTES + 1, |byte| is_plain(byte) || byte == b'<');
    matches!(end - start, 30 | 36 | 44).then(|| window.slice(start..end))
}

/// The line behind the one that ends at `end`: over a line break, which may be escaped, or a space.
fn line_behind(window: &Window<'_>, end: usize) -> Option<std::ops::Range<usize>> {
    let breaks: [&[u8]; 5] = [b"\r\n", b"\n", b"\\r\\n", b"\\n", b" "];
    let start = end + breaks.iter().find(|it| window.has(end, it))?.len();
    line(window, start).map(|line| start..start + line.len())
}

/// Whether the character behind `field` is its check digit.
fn is_checked(line: &[u8], field: std::ops::Range<usize>) -> bool {
    let check = line[field.end];
    check.is_ascii_digit() && value(check) == icao_digit(&line[field])
}

/// The second line of a passport or visa: number, birthday and expiry.
fn is_booklet(line: &[u8]) -> bool {
    is_checked(line, 0..9) && is_checked(line, 13..19) && is_checked(line, 21..27)
}

/// The first two lines of a card: number; birthday and expiry.
fn is_card(first: &[u8], second: &[u8]) -> bool {
    // A number longer than nine goes on behind a filler in the place of its check digit.
    let is_number = first[14] == b'<' || is_checked(first, 5..14);
    is_number && is_checked(second, 0..6) && is_checked(second, 8..14)
}
