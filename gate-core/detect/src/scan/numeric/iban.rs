//! International bank account numbers: a country, its exact length, and ISO 7064 modulo 97-10.
//!
//! Source: ISO 13616-1; SWIFT, IBAN Registry, release 101.

use super::checks::mod_97;
use super::spot::{Contest, Spot};
use super::around;
use crate::EntityKind;
use crate::scan::context;
use crate::scan::sink::Candidate;

const NAMES: &context::Words = &["iban", "account", "konto", "compte", "cuenta", "conto", "rekening", "rachunek", "bank"];

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
    let length = length_in(country)?;
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
        && mod_97(body.iter().chain(head).copied()) == 1
        && around::starts_free(window, start)
        && around::ends_free(window, at);
    if !is_valid {
        return None;
    }
    let score = if !has_small || context::has_words(window, start, at, NAMES) { 95 } else { 50 };
    Some(Candidate::new(start..at, EntityKind::Iban, score, "iban"))
}

/// How many characters the numbers of a country have.
fn length_in(country: [u8; 2]) -> Option<usize> {
    let index = LENGTHS.binary_search_by_key(&country, |row| row.0).ok()?;
    Some(usize::from(LENGTHS[index].1))
}

/// Country and length; sorted by country.
#[rustfmt::skip]
const LENGTHS: &[([u8; 2], u8)] = &[
    (*b"AD", 24), (*b"AE", 23), (*b"AL", 28), (*b"AT", 20), (*b"AZ", 28), (*b"BA", 20), (*b"BE", 16),
    (*b"BG", 22), (*b"BH", 22), (*b"BI", 27), (*b"BR", 29), (*b"BY", 28), (*b"CH", 21), (*b"CR", 22),
    (*b"CY", 28), (*b"CZ", 24), (*b"DE", 22), (*b"DJ", 27), (*b"DK", 18), (*b"DO", 28), (*b"EE", 20),
    (*b"EG", 29), (*b"ES", 24), (*b"FI", 18), (*b"FK", 18), (*b"FO", 18), (*b"FR", 27), (*b"GB", 22),
    (*b"GE", 22), (*b"GI", 23), (*b"GL", 18), (*b"GR", 27), (*b"GT", 28), (*b"HN", 28), (*b"HR", 21),
    (*b"HU", 28), (*b"IE", 22), (*b"IL", 23), (*b"IQ", 23), (*b"IS", 26), (*b"IT", 27), (*b"JO", 30),
    (*b"KW", 30), (*b"KZ", 20), (*b"LB", 28), (*b"LC", 32), (*b"LI", 21), (*b"LT", 20), (*b"LU", 20),
    (*b"LV", 21), (*b"LY", 25), (*b"MC", 27), (*b"MD", 24), (*b"ME", 22), (*b"MK", 19), (*b"MN", 20),
    (*b"MR", 27), (*b"MT", 31), (*b"MU", 30), (*b"NI", 28), (*b"NL", 18), (*b"NO", 15), (*b"OM", 23),
    (*b"PK", 24), (*b"PL", 28), (*b"PS", 29), (*b"PT", 25), (*b"QA", 29), (*b"RO", 24), (*b"RS", 22),
    (*b"RU", 33), (*b"SA", 24), (*b"SC", 31), (*b"SD", 18), (*b"SE", 24), (*b"SI", 19), (*b"SK", 24),
    (*b"SM", 27), (*b"SO", 23), (*b"ST", 25), (*b"SV", 28), (*b"TL", 23), (*b"TN", 24), (*b"TR", 26),
    (*b"UA", 29), (*b"VA", 22), (*b"VG", 24), (*b"XK", 20), (*b"YE", 30),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_searched() {
        assert!(LENGTHS.is_sorted_by(|left, right| left.0 < right.0), "sorted, no country twice");
        assert!(LENGTHS.iter().all(|(_, length)| (15..=MOST_CHARACTERS).contains(&usize::from(*length))));
        assert_eq!((length_in(*b"NO"), length_in(*b"MT"), length_in(*b"US")), (Some(15), Some(31), None));
    }
}
