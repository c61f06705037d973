//! Date: a day written in any usual order, with digits or with the month's name.

use super::months::month;
use crate::scan::personal::words::{char_at, digits_end, letters_end, skip_spaces};
use crate::scan::window::Window;

/// The years in which somebody alive may be born. The first is that of the oldest person on record alive when this was
/// written; the last leaves room, since a date of birth is never in the future and the text was written today.
const YEARS: std::ops::RangeInclusive<u32> = 1905..=2040;

/// Words inside a written date: `3 de marzo de 1990`, `the 3rd of March`.
const CONNECTORS: &[&str] = &["de", "del", "of", "da", "do", "den"];
const ORDINALS: &[&str] = &["st", "nd", "rd", "th", "er", "e", "º", "ª", "ème"];
const ERAS: &[&str] = &["明治", "大正", "昭和", "平成", "令和"];

/// A number as it stands in the text.
#[derive(Clone, Copy)]
struct Number {
    value: u32,
    digits: usize,
    end: usize,
}

/// Where the date that starts at `start` ends.
pub(super) fn end_of_date(window: &Window<'_>, start: usize) -> Option<usize> {
    if let Some(day_or_year) = number(window, start) {
        return numeric(window, day_or_year)
            .or_else(|| ideographic(window, day_or_year))
            .or_else(|| day_first(window, day_or_year));
    }
    compact(window, start).or_else(|| month_first(window, start)).or_else(|| era(window, start))
}

/// Reads up to four digits that no further digit follows.
fn number(window: &Window<'_>, start: usize) -> Option<Number> {
    let end = digits_end(window, start, 4)?;
    let value = window.slice(start..end).iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0'));
    Some(Number { value, digits: end - start, end })
}

/// `12.03.1990`, `3/12/90`, `1990-03-12`, `12-Mar-1990`.
fn numeric(window: &Window<'_>, first: Number) -> Option<usize> {
    let mark = window.at(first.end).filter(|byte| matches!(byte, b'-' | b'/' | b'.'))?;
    let behind = |end: usize| skip_spaces(window, end + 1, 1);
    let second_start = behind(first.end);
    let Some(second) = number(window, second_start) else {
        let name_end = letters_end(window, second_start);
        let month = month(window, second_start..name_end)?;
        let last = number(window, name_end + 1).filter(|_| window.at(name_end) == Some(mark))?;
        return ordered(first, month, last).or_else(|| ordered(last, month, first)).map(|()| last.end);
    };
    let last = number(window, behind(second.end)).filter(|_| window.at(second.end) == Some(mark))?;
    let small = |number: Number| number.digits <= 2;
    let fits = match (first.digits, last.digits) {
        (4, 1 | 2) => small(second) && ordered(last, second.value, first).is_some(),
        (1 | 2, 2 | 4) => {
            small(second)
                && (ordered(first, second.value, last).is_some()
                    || ordered(second, first.value, last).is_some())
        }
        _ => false,
    };
    fits.then_some(last.end)
}

/// `12 March 1990`, `12. März 1990`, `3 de marzo de 1990`, `1er janvier 1990`, `12th of March, 1990`.
fn day_first(window: &Window<'_>, day: Number) -> Option<usize> {
    let mut at = day.end;
    let suffix = letters_end(window, at);
    if window.slice(at..suffix).is_empty() || is_text(window, at..suffix, ORDINALS) {
        at = suffix;
    }
    at += usize::from(window.at(at) == Some(b'.'));
    let name = behind_connector(window, at)?;
    let name_end = letters_end(window, name);
    let month = month(window, name..name_end)?;
    let year = year_behind(window, name_end)?;
    ordered(day, month, year).map(|()| year.end)
}

/// `March 12, 1990`, `Mar. 12th 1990`.
fn month_first(window: &Window<'_>, start: usize) -> Option<usize> {
    let name_end = letters_end(window, start);
    let month = month(window, start..name_end)?;
    let at = name_end + usize::from(window.at(name_end) == Some(b'.'));
    let day = number(window, skip_spaces(window, at, 2)).filter(|day| day.digits <= 2 && day.end > at + 1)?;
    let suffix = letters_end(window, day.end);
    let end = if is_text(window, day.end..suffix, ORDINALS) { suffix } else { day.end };
    let year = year_behind(window, end)?;
    ordered(day, month, year).map(|()| year.end)
}

/// `1990年3月12日`, `1990년 3월 12일`.
fn ideographic(window: &Window<'_>, year: Number) -> Option<usize> {
    let (month, day_end) = month_and_day(window, year.end)?;
    (YEARS.contains(&year.value) && (1..=12).contains(&month)).then_some(day_end)
}

/// `昭和60年3月12日`: a Japanese era counts its own years, sixty-four at most.
fn era(window: &Window<'_>, start: usize) -> Option<usize> {
    let era = ERAS.iter().find(|era| window.has(start, era.as_bytes()))?;
    let year = number(window, start + era.len())?;
    let (_, end) = month_and_day(window, year.end)?;
    (1..=64).contains(&year.value).then_some(end)
}

fn month_and_day(window: &Window<'_>, year_end: usize) -> Option<(u32, usize)> {
    let sign = |at: usize, signs: [char; 2]| {
        char_at(window, at)
            .filter(|character| signs.contains(character))
            .map(|character| at + character.len_utf8())
    };
    let month = number(window, skip_spaces(window, sign(year_end, ['年', '년'])?, 1))?;
    let day = number(window, skip_spaces(window, sign(month.end, ['月', '월'])?, 1))?;
    let end = sign(day.end, ['日', '일'])?;
    is_day(day.value, month.value).then_some((month.value, end))
}

/// `19900312` and `12031990`.
fn compact(window: &Window<'_>, start: usize) -> Option<usize> {
    let end = digits_end(window, start, 8).filter(|end| end - start == 8)?;
    let digits = window.slice(start..end);
    let read = |range: std::ops::Range<usize>| {
        digits[range].iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0'))
    };
    let year_first = YEARS.contains(&read(0..4)) && is_day(read(6..8), read(4..6));
    let year_last =
        YEARS.contains(&read(4..8)) && (is_day(read(0..2), read(2..4)) || is_day(read(2..4), read(0..2)));
    (year_first || year_last).then_some(end)
}

/// Behind spaces and a word such as `de`.
fn behind_connector(window: &Window<'_>, at: usize) -> Option<usize> {
    let word = skip_spaces(window, at, 2);
    if word == at {
        return None;
    }
    let end = letters_end(window, word);
    if is_text(window, word..end, CONNECTORS) { Some(skip_spaces(window, end, 1)) } else { Some(word) }
}

fn year_behind(window: &Window<'_>, at: usize) -> Option<Number> {
    let at = at + window.at(at).map_or(0, |byte| usize::from(matches!(byte, b'.' | b',')));
    number(window, behind_connector(window, at)?).filter(|year| year.digits == 4)
}

fn is_text(window: &Window<'_>, range: std::ops::Range<usize>, texts: &[&str]) -> bool {
    !range.is_empty()
        && texts.iter().any(|text| window.slice(range.clone()).eq_ignore_ascii_case(text.as_bytes()))
}

/// Whether these are a day, a month and a year of birth.
fn ordered(day: Number, month: u32, year: Number) -> Option<()> {
    let plausible = match year.digits {
        2 => true,
        4 => YEARS.contains(&year.value),
        _ => false,
    };
    (plausible && day.digits <= 2 && is_day(day.value, month)).then_some(())
}

fn is_day(day: u32, month: u32) -> bool {
    let most = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=most).contains(&day)
}
