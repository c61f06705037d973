//! Base58: numbers written without the characters that are easily confused, with and without a checksum.
//!
//! Source: the Bitcoin reference client (`base58.h`), the XRP Ledger's own order of the alphabet, and Monero's blocks.

use sha2::{Digest, Sha256};

use super::keccak::keccak256;

/// The alphabet of Bitcoin and most others.
pub(super) const BITCOIN: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/// The alphabet of the XRP Ledger.
pub(super) const RIPPLE: &[u8; 58] = b"rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";

/// The longest number that is decoded, in bytes: an extended key with its checksum.
const MOST_BYTES: usize = 82;

/// A decoded number, most significant byte first.
pub(super) struct Decoded {
    bytes: [u8; MOST_BYTES],
    length: usize,
}

impl Decoded {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// What stands before the checksum (the first four bytes of SHA-256 applied twice), when that is right.
    pub(super) fn checked(&self) -> Option<&[u8]> {
        let (payload, checksum) = self.bytes().split_last_chunk::<4>()?;
        let digest = Sha256::digest(Sha256::digest(payload));
        (digest[..4] == *checksum).then_some(payload)
    }
}

/// Decodes `text`; `None` when a character is not of the alphabet or the number is too long. Every leading zero of
/// the alphabet is one zero byte.
pub(super) fn decode(text: &[u8], alphabet: &[u8; 58]) -> Option<Decoded> {
    let mut reversed = [0_u8; MOST_BYTES];
    let mut length = 0;
    for character in text {
        let mut carry = digit(*character, alphabet)?;
        for byte in &mut reversed[..length] {
            carry += u32::from(*byte) * 58;
            *byte = carry.to_le_bytes()[0];
            carry >>= 8;
        }
        if carry > 0 {
            *reversed.get_mut(length)? = carry.to_le_bytes()[0];
            length += 1;
        }
    }
    length += text.iter().take_while(|character| **character == alphabet[0]).count();
    let written = reversed.get_mut(..length)?;
    written.reverse();
    Some(Decoded { bytes: reversed, length })
}

/// Whether `text` is a Monero address: blocks of eight bytes as eleven characters, a network byte, and the first four
/// bytes of Keccak-256 as checksum.
pub(super) fn is_monero(text: &[u8]) -> bool {
    const BLOCK: usize = 11;
    let mut bytes = Vec::with_capacity(80);
    for block in text.chunks(BLOCK) {
        // How many bytes a block of so many characters holds.
        let size = match block.len() {
            BLOCK => 8,
            10 => 7,
            7 => 5,
            6 => 4,
            _ => return false,
        };
        let Some(value) = block_value(block).filter(|value| value >> (8 * size) == 0) else { return false };
        bytes.extend_from_slice(&value.to_be_bytes()[16 - size..]);
    }
    // Main network: ordinary, integrated with a payment id, subaddress.
    let known = matches!((bytes.first(), bytes.len()), (Some(18 | 42), 69) | (Some(19), 77));
    known
        && bytes
            .split_last_chunk::<4>()
            .is_some_and(|(payload, checksum)| keccak256(payload)[..4] == *checksum)
}

fn block_value(block: &[u8]) -> Option<u128> {
    block
        .iter()
        .try_fold(0_u128, |value, character| Some(value * 58 + u128::from(digit(*character, BITCOIN)?)))
}

fn digit(character: u8, alphabet: &[u8; 58]) -> Option<u32> {
    let index = alphabet.iter().position(|known| *known == character)?;
    u32::try_from(index).ok()
}
