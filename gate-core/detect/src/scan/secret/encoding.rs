//! Encodings: the small codecs that the checks of keys need, each bounded by the value it is given.

/// Decodes base64 of either alphabet, padded or not; stops at the first other byte and leaves an incomplete tail away.
pub(super) fn base64(encoded: &[u8]) -> Vec<u8> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'-' | b'+' => Some(62),
        b'_' | b'/' => Some(63),
        _ => None,
    };
    let mut decoded = Vec::with_capacity(encoded.len() / 4 * 3 + 2);
    let (mut bits, mut count) = (0_u16, 0);
    for value in encoded.iter().map_while(|byte| value(*byte)) {
        bits = (bits << 6) | u16::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            decoded.push((bits >> count).to_be_bytes()[1]);
            bits &= (1 << count) - 1;
        }
    }
    decoded
}

/// The CRC-32 of IEEE 802.3, bit by bit: the values are short.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

/// A number in base 62 with the digits first, then the capitals; `None` when it has another character or is too large.
pub(super) fn base62(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0_u32, |number, byte| {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'A'..=b'Z' => byte - b'A' + 10,
            b'a'..=b'z' => byte - b'a' + 36,
            _ => return None,
        };
        number.checked_mul(62)?.checked_add(u32::from(digit))
    })
}

/// Whether a text is bech32 with a valid checksum (BIP-173); of either case, not of both.
pub(super) fn is_bech32(text: &[u8]) -> bool {
    const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let step = |sum: u32, value: u32| {
        let top = sum >> 25;
        let next = (sum & 0x1ff_ffff) << 5 ^ value;
        (0..5).filter(|bit| top >> bit & 1 == 1).fold(next, |sum, bit| sum ^ GENERATOR[bit])
    };
    let Some(separator) = text.iter().rposition(|byte| *byte == b'1') else { return false };
    let lower = text.to_ascii_lowercase();
    let (name, data) = (&lower[..separator], &lower[separator + 1..]);
    let high = name.iter().fold(1, |sum, byte| step(sum, u32::from(byte >> 5)));
    let low = name.iter().fold(step(high, 0), |sum, byte| step(sum, u32::from(byte & 31)));
    let sum = data.iter().try_fold(low, |sum, byte| {
        let value = ALPHABET.iter().position(|known| known == byte)?;
        Some(step(sum, u32::try_from(value).ok()?))
    });
    data.len() >= 6 && sum == Some(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codecs_agree_with_published_values() {
        assert_eq!(base64(b"aGVsbG8="), b"hello");
        assert_eq!(base64(b"_-8"), [0xFF, 0xEF]);
        assert_eq!(base64(b"/+8="), [0xFF, 0xEF]);
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(base62(b"10"), Some(62));
        assert_eq!(base62(b"zzzzzzz"), None, "too large");
        assert!(is_bech32(b"A12UEL5L"), "the first valid string of BIP-173");
        assert!(is_bech32(b"abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"));
        assert!(!is_bech32(b"abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxx"));
        assert!(!is_bech32(b"abcdef"));
    }
}
