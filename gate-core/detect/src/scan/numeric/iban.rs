//! International bank account numbers: a country, its exact structure, and ISO 7064 modulo 97-10.
//!
//! Source: ISO 13616-1; SWIFT, IBAN Registry, release 101.

use super::around;
use super::checks::mod_97;
use super::contest::Contest;
use super::spot::Spot;
use crate::EntityKind;
use crate::scan::context;
use crate::scan::sink::Candidate;

const NAMES: &context::Words =
    &["iban", "account", "konto", "compte", "cuenta", "conto", "rekening", "rachunek", "bank"];

/// The longest number of any country (ISO 13616-1 allows 34).
const MOST_CHARACTERS: usize = 34;

/// Enters the number whose check digits are the first ones here, if any.
pub(super) fn recognise(spot: &Spot<'_, '_>, contest: &mut Contest) {
    if spot.word_start + 2 == spot.start && spot.profile.detects(EntityKind::Iban) {
        contest.enter_some(read(spot));
    }
}

fn read(spot: &Spot<'_, '_>) -> Option<Candidate> {
    let (window, start) = (spot.window, spot.word_start);
    let country = [window.at(start)?.to_ascii_uppercase(), window.at(start + 1)?.to_ascii_uppercase()];
    let structure = structure_in(country)?;
    let length = length(structure);
    let mut characters = [0_u8; MOST_CHARACTERS];
    let (mut at, mut separator, mut has_small) = (start, None, false);
    for (place, character) in characters[..length].iter_mut().enumerate() {
        if place > 0 && place % 4 == 0 {
            let next = window.at(at);
            if place == 4 {
                separator = next.filter(|byte| matches!(byte, b' ' | b'-'));
            }
            if separator.is_some() && next != separator {
                return None;
            }
            at += usize::from(separator.is_some());
        }
        let byte = window.at(at).filter(u8::is_ascii_alphanumeric)?;
        has_small |= byte.is_ascii_lowercase();
        *character = byte.to_ascii_uppercase();
        at += 1;
    }
    let (head, body) = characters[..length].split_at(4);
    let is_valid = head[2..].iter().all(u8::is_ascii_digit)
        && agrees(body, structure)
        && mod_97(body.iter().chain(head).copied()) == 1
        && around::starts_free(window, start)
        && around::ends_free(window, at);
    if !is_valid {
        return None;
    }
    let score = if !has_small || context::has_words(window, start, at, NAMES) { 95 } else { 50 };
    Some(Candidate::new(start..at, EntityKind::Iban, score, "iban"))
}

/// What stands behind the check digits in a country, as counts and classes.
fn structure_in(country: [u8; 2]) -> Option<&'static str> {
    let index = STRUCTURES.binary_search_by_key(&country, |row| row.0).ok()?;
    Some(STRUCTURES[index].1)
}

/// The parts of a structure: how many characters, and of which class (`n` digits, `a` letters, `c` either).
fn parts(structure: &str) -> impl Iterator<Item = (usize, u8)> {
    structure.split_inclusive(['n', 'a', 'c']).filter_map(|part| {
        let (count, class) = part.split_at(part.len() - 1);
        Some((count.parse().ok()?, class.as_bytes()[0]))
    })
}

/// How many characters a number has, country and check digits included.
fn length(structure: &str) -> usize {
    4 + parts(structure).map(|(count, _)| count).sum::<usize>()
}

fn agrees(body: &[u8], structure: &str) -> bool {
    let mut rest = body;
    parts(structure).all(|(count, class)| {
        let (part, behind) = rest.split_at(count);
        rest = behind;
        match class {
            b'n' => part.iter().all(u8::is_ascii_digit),
            b'a' => part.iter().all(u8::is_ascii_uppercase),
            _ => true,
        }
    })
}

/// Country and structure; sorted by country.
#[rustfmt::skip]
const STRUCTURES: &[([u8; 2], &str)] = &[
    (*b"AD", "8n12c"), (*b"AE", "19n"), (*b"AL", "8n16c"), (*b"AT", "16n"), (*b"AZ", "4a20c"),
    (*b"BA", "16n"), (*b"BE", "12n"), (*b"BG", "4a6n8c"), (*b"BH", "4a14c"), (*b"BI", "23n"),
    (*b"BR", "23n1a1c"), (*b"BY", "4c4n16c"), (*b"CH", "5n12c"), (*b"CR", "18n"), (*b"CY", "8n16c"),
    (*b"CZ", "20n"), (*b"DE", "18n"), (*b"DJ", "23n"), (*b"DK", "14n"), (*b"DO", "4c20n"), (*b"EE", "16n"),
    (*b"EG", "25n"), (*b"ES", "20n"), (*b"FI", "14n"), (*b"FK", "2a12n"), (*b"FO", "14n"),
    (*b"FR", "10n11c2n"), (*b"GB", "4a14n"), (*b"GE", "2a16n"), (*b"GI", "4a15c"), (*b"GL", "14n"),
    (*b"GR", "7n16c"), (*b"GT", "24c"), (*b"HN", "4a20n"), (*b"HR", "17n"), (*b"HU", "24n"),
    (*b"IE", "4a14n"), (*b"IL", "19n"), (*b"IQ", "4a15n"), (*b"IS", "22n"), (*b"IT", "1a10n12c"),
    (*b"JO", "4a4n18c"), (*b"KW", "4a22c"), (*b"KZ", "3n13c"), (*b"LB", "4n20c"), (*b"LC", "4a24c"),
    (*b"LI", "5n12c"), (*b"LT", "16n"), (*b"LU", "3n13c"), (*b"LV", "4a13c"), (*b"LY", "21n"),
    (*b"MC", "10n11c2n"), (*b"MD", "20c"), (*b"ME", "18n"), (*b"MK", "3n10c2n"), (*b"MN", "16n"),
    (*b"MR", "23n"), (*b"MT", "4a5n18c"), (*b"MU", "4a19n3a"), (*b"NI", "4a20n"), (*b"NL", "4a10n"),
    (*b"NO", "11n"), (*b"OM", "3n16c"), (*b"PK", "4a16c"), (*b"PL", "24n"), (*b"PS", "4a21c"),
    (*b"PT", "21n"), (*b"QA", "4a21c"), (*b"RO", "4a16c"), (*b"RS", "18n"), (*b"RU", "14n15c"),
    (*b"SA", "2n18c"), (*b"SC", "4a20n3a"), (*b"SD", "14n"), (*b"SE", "20n"), (*b"SI", "15n"),
    (*b"SK", "20n"), (*b"SM", "1a10n12c"), (*b"SO", "19n"), (*b"ST", "21n"), (*b"SV", "4a20n"),
    (*b"TL", "19n"), (*b"TN", "20n"), (*b"TR", "6n16c"), (*b"UA", "6n19c"), (*b"VA", "18n"),
    (*b"VG", "4a16n"), (*b"XK", "16n"), (*b"YE", "4a4n18c"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_searched() {
        assert!(STRUCTURES.is_sorted_by(|left, right| left.0 < right.0), "sorted, no country twice");
        for (country, structure) in STRUCTURES {
            assert!(
                (15..=MOST_CHARACTERS).contains(&length(structure)),
                "{country:?} has {}",
                length(structure)
            );
        }
        let lengths = [*b"NO", *b"MT", *b"US"].map(|country| structure_in(country).map(length));
        assert_eq!(lengths, [Some(15), Some(31), None]);
    }

    #[test]
    fn letters_and_digits_stand_where_the_country_has_them() {
        for (body, expected) in
            [("WEST12345698765432", true), ("WES112345698765432", false), ("WEST1234569876543A", false)]
        {
            assert_eq!(agrees(body.as_bytes(), "4a14n"), expected, "{body}");
        }
    }
}
