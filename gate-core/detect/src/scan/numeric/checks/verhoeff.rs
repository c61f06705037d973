//! Verhoeff: a check digit that catches every single wrong digit and every swap of neighbours (J. Verhoeff, "Error
//! Detecting Decimal Codes", 1969).

/// The multiplication of the dihedral group of order ten.
const PRODUCT: [[u8; 10]; 10] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
    [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
    [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
    [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
    [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
    [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
    [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
    [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
    [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
];

/// What a digit becomes at the first place from the right that is permuted; further places apply it again.
const PERMUTATION: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/// Whether the digits, the last of which is the check digit, come to nothing.
pub(in super::super) fn verhoeff(digits: &[u8]) -> bool {
    let mut sum = 0;
    for (place, digit) in digits.iter().rev().enumerate() {
        let mut permuted = digit - b'0';
        // The permutation has order eight.
        for _ in 0..place % 8 {
            permuted = PERMUTATION[usize::from(permuted)];
        }
        sum = PRODUCT[usize::from(sum)][usize::from(permuted)];
    }
    sum == 0
}
