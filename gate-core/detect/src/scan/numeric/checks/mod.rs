//! Checks: the arithmetic by which numbers protect themselves against typing errors, and the calendar inside ids.
//!
//! Every function takes the characters of a number as ASCII digits and capital letters, without separators.

mod calendar;
mod iso7064;
mod verhoeff;

#[cfg(test)]
mod tests;

pub(super) use calendar::{day_first, is_date, year_first};
pub(super) use iso7064::{mod_11_2, mod_11_10, mod_97};
pub(super) use verhoeff::verhoeff;

/// The value of a digit, or of a letter counted from `A` = 10.
pub(super) fn value(character: u8) -> u32 {
    u32::from(if character.is_ascii_digit() { character - b'0' } else { (character & 0x1F) + 9 })
}

/// The number that up to nine digits write.
pub(super) fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |number, digit| number * 10 + value(*digit))
}

/// The digits times their weights, added up; what has no weight does not count.
pub(super) fn weighted(characters: &[u8], weights: &[u32]) -> u32 {
    characters.iter().zip(weights).map(|(character, weight)| value(*character) * weight).sum()
}

/// The same, with the digits of each product added instead of the product.
pub(super) fn weighted_digit_sums(characters: &[u8], weights: &[u32]) -> u32 {
    let digit_sum = |product: u32| product / 100 + product / 10 % 10 + product % 10;
    characters.iter().zip(weights).map(|(character, weight)| digit_sum(value(*character) * weight)).sum()
}

/// Whether all characters are the same one.
pub(super) fn is_uniform(characters: &[u8]) -> bool {
    characters.iter().all(|character| *character == characters[0])
}

/// The check of ISO/IEC 7812-1 annex B: every second digit from the right doubled, the digit sums divisible by ten.
pub(super) fn luhn(digits: &[u8]) -> bool {
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(index, digit)| if index % 2 == 0 { value(*digit) } else { doubled(value(*digit)) })
        .sum();
    sum.is_multiple_of(10)
}

/// The check of GS1 (EAN-13 and its relatives): weights 1 and 3 by turns from the right, the sum divisible by ten.
pub(super) fn gs1(digits: &[u8]) -> bool {
    let sum: u32 =
        digits.iter().rev().enumerate().map(|(index, digit)| value(*digit) * [1, 3][index % 2]).sum();
    sum.is_multiple_of(10)
}

/// The check digit of ICAO Doc 9303: weights 7, 3, 1 by turns, modulo ten; the filler `<` counts as nothing.
pub(super) fn icao_digit(characters: &[u8]) -> u32 {
    let worth = |character: u8| if character == b'<' { 0 } else { value(character) };
    let sum: u32 = characters
        .iter()
        .enumerate()
        .map(|(index, character)| worth(*character) * [7, 3, 1][index % 3])
        .sum();
    sum % 10
}

/// Whether the last character is the ICAO check digit of those before it.
pub(super) fn icao(characters: &[u8]) -> bool {
    characters
        .split_last()
        .is_some_and(|(check, body)| check.is_ascii_digit() && icao_digit(body) == value(*check))
}
