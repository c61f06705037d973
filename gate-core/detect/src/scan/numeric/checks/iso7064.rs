//! ISO 7064: the pure systems modulo 97-10 and modulo 11-2, and the hybrid system modulo 11,10.

use super::value;

/// The remainder modulo 97 of the number that results when letters are written as 10 to 35.
pub(in super::super) fn mod_97(characters: impl IntoIterator<Item = u8>) -> u32 {
    characters.into_iter().fold(0, |remainder, character| {
        let shift = if character.is_ascii_digit() { 10 } else { 100 };
        (remainder * shift + value(character)) % 97
    })
}

/// Modulo 11,10: the last digit is the check digit.
pub(in super::super) fn mod_11_10(digits: &[u8]) -> bool {
    let Some((check, body)) = digits.split_last() else { return false };
    let product = body.iter().fold(10, |product, digit| {
        let sum = (product + value(*digit)) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (product + value(*check)) % 10 == 1
}

/// Modulo 11-2: the last character is a digit or `X` for ten.
pub(in super::super) fn mod_11_2(characters: &[u8]) -> bool {
    let sum = characters.iter().fold(0, |sum, character| {
        let digit = if *character == b'X' { 10 } else { value(*character) };
        (sum * 2 + digit) % 11
    });
    sum == 1
}
