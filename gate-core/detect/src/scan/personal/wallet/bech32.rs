//! Bech32 and Bech32m: a prefix, `1`, and groups of five bits with a checksum.
//!
//! Source: BIP-173 and BIP-350. Cardano uses the same form for longer texts.

const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const BECH32: u32 = 1;
const BECH32M: u32 = 0x2BC8_30A3;
const CHECKSUM_CHARACTERS: usize = 6;

/// The prefix of `text`, which is all in small letters, when its checksum is right.
pub(super) fn checked_prefix(text: &[u8]) -> Option<&[u8]> {
    let separator = text.iter().rposition(|byte| *byte == b'1')?;
    let (prefix, data) = (&text[..separator], &text[separator + 1..]);
    if prefix.is_empty() || data.len() < CHECKSUM_CHARACTERS {
        return None;
    }
    let high = prefix.iter().map(|byte| byte >> 5);
    let low = prefix.iter().map(|byte| byte & 31);
    let head = high.chain([0]).chain(low).fold(1, step);
    let sum = data.iter().try_fold(head, |sum, byte| {
        let value = ALPHABET.iter().position(|known| known == byte)?;
        Some(step(sum, u8::try_from(value).ok()?))
    })?;
    matches!(sum, BECH32 | BECH32M).then_some(prefix)
}

/// One step of the division by the code's polynomial over the field of 32 elements.
fn step(sum: u32, value: u8) -> u32 {
    const GENERATOR: [u32; 5] = [0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3];
    let top = sum >> 25;
    let shifted = (sum & 0x01FF_FFFF) << 5 ^ u32::from(value);
    GENERATOR
        .iter()
        .enumerate()
        .filter(|(bit, _)| top >> bit & 1 == 1)
        .fold(shifted, |sum, (_, term)| sum ^ term)
}
