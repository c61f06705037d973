//! Base64: keys of 32 bytes as text (RFC 4648, section 4), the only thing that is read and written so.

use zeroize::Zeroizing;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The bytes as text, padded.
pub(super) fn encode(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(bytes.len().div_ceil(3) * 4));
    for chunk in bytes.chunks(3) {
        let mut group = [0; 4];
        group[1..=chunk.len()].copy_from_slice(chunk);
        let bits = u32::from_be_bytes(group);
        for place in 0..4 {
            let digit = (bits >> (18 - 6 * place)) & 63;
            let is_padding = place > chunk.len();
            text.push(if is_padding { '=' } else { char::from(DIGITS[digit as usize]) });
        }
    }
    text
}

/// A key of 32 bytes; `None` when the text is anything else. Padding may be left out, and `-` and `_` may stand for
/// `+` and `/`, since tools differ in both.
pub(super) fn decode_key(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    const CHARACTERS: usize = 43;
    let digits = text.strip_suffix('=').unwrap_or(text);
    if digits.len() != CHARACTERS {
        return None;
    }
    let mut bytes = Zeroizing::new([0_u8; 32]);
    let (mut bits, mut count, mut filled) = (0_u32, 0, 0);
    for digit in digits.bytes() {
        bits = bits << 6 | u32::from(value(digit)?);
        count += 6;
        if count >= 8 {
            count -= 8;
            let place = bytes.get_mut(filled)?;
            *place = (bits >> count).to_be_bytes()[3];
            bits &= (1 << count) - 1;
            filled += 1;
        }
    }
    // The two bits behind the last byte must be zero, or two texts would be one key.
    (bits == 0).then_some(bytes)
}

fn value(digit: u8) -> Option<u8> {
    match digit {
        b'A'..=b'Z' => Some(digit - b'A'),
        b'a'..=b'z' => Some(digit - b'a' + 26),
        b'0'..=b'9' => Some(digit - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{decode_key, encode};

    #[test]
    fn text_is_that_of_the_rfc() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(*encode(bytes.as_bytes()), text, "{bytes}");
        }
    }

    #[test]
    fn keys_read_back_and_nothing_else_is_a_key() {
        let key: [u8; 32] = std::array::from_fn(|place| u8::try_from(place * 37 % 256).expect("a byte"));
        let text = encode(&key);
        let urlsafe = text.replace('+', "-").replace('/', "_");
        for spelling in [text.as_str(), text.trim_end_matches('='), &urlsafe] {
            assert_eq!(decode_key(spelling).as_deref(), Some(&key), "{spelling}");
        }
        let short = encode(&key[..31]);
        let stray = text.replacen('A', "!", 1);
        let odd_bits = format!("{}B", &text[..42]);
        for wrong in ["", "AAAA", &short, &stray, &odd_bits, &format!("{}==", &text[..42])] {
            assert_eq!(decode_key(wrong), None, "{wrong}");
        }
    }
}
