//! Percent: bytes that a part of an address cannot hold as they are.

/// Appends a text with everything percent-encoded but the unreserved characters of RFC 3986, so that it is one
/// segment of a path or one name or value of a query.
pub(super) fn encode(text: &[u8], out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for &byte in text {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(DIGITS[usize::from(byte >> 4)]));
            out.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
}

/// The bytes that a percent-encoded text stands for; a `%` that encodes nothing stands for itself.
pub(super) fn decode(text: &str) -> Vec<u8> {
    let digit = |byte: Option<&u8>| char::from(*byte?).to_digit(16);
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, digit(after.first()), digit(after.get(1))) {
            (b'%', Some(high), Some(low)) => {
                bytes.extend(u8::try_from(high * 16 + low));
                rest = &after[2..];
            }
            _ => bytes.push(byte),
        }
    }
    bytes
}

/// A name as one segment of a path. `None` for names that cannot be one: the empty one, and those that mean another
/// segment.
pub(crate) fn segment(name: &str) -> Option<String> {
    if matches!(name, "" | "." | "..") {
        return None;
    }
    let mut out = String::with_capacity(name.len() + 16);
    encode(name.as_bytes(), &mut out);
    Some(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{decode, encode, segment};

    #[test]
    fn only_unreserved_letters_stay() {
        for (text, encoded) in [
            ("aZ0-._~", "aZ0-._~"),
            ("v1:0", "v1%3A0"),
            ("a/b c", "a%2Fb%20c"),
            ("100%+&=?#", "100%25%2B%26%3D%3F%23"),
            ("é", "%C3%A9"),
        ] {
            let mut out = String::new();
            encode(text.as_bytes(), &mut out);
            assert_eq!(out, encoded, "{text}");
        }
        for text in ["%", "%4", "%zz", "a%"] {
            assert_eq!(decode(text), text.as_bytes(), "{text}");
        }
        for name in ["", ".", ".."] {
            assert_eq!(segment(name), None, "{name}");
        }
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_found_again(text in any::<Vec<u8>>()) {
            let mut out = String::new();
            encode(&text, &mut out);
            prop_assert!(out.is_ascii());
            prop_assert_eq!(decode(&out), text);
        }
    }
}
