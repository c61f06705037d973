//! Mark: signatures that only the witness can have made, and that break when what they sign or they themselves change.
//!
//! No cryptography: a client that changes thoughts does so by mistake, and any mistake changes a 64-bit hash.

/// What every signature begins with, so that a foreign one is told apart from a torn one.
const OPENING: &str = "V2l0bmVzcz";
/// Sixty-four letters that stand in base64 and in base64url.
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789AB";

/// Signs a text; of 44 letters, so that it passes as base64 of 33 bytes.
pub(crate) fn sign(text: &str) -> String {
    let mut state = fnv(text.as_bytes());
    let mut signature = OPENING.to_owned();
    while signature.len() < 44 {
        let letter = LETTERS[usize::from(state.to_le_bytes()[7] & 63)];
        signature.push(char::from(letter));
        // Knuth's MMIX generator spreads the hash over all the letters.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    }
    signature
}

/// Whether this is the text's signature, to the byte.
pub(crate) fn is_signed(text: &str, signature: &str) -> bool {
    sign(text) == signature
}

/// FNV-1a over 64 bits.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Encodes bytes in the alphabet of RFC 4648, section 4, with padding.
pub(crate) fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits =
            group.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for place in 0..4 {
            let letter = ALPHABET[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= group.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_fits_its_text_alone() {
        let signature = sign("step0");
        assert_eq!(signature.len(), 44);
        assert!(is_signed("step0", &signature));
        for (text, signature) in [
            ("step1", signature.clone()),
            ("step0 ", signature.clone()),
            ("step0", signature[..43].to_owned()),
            ("step0", signature.to_lowercase()),
            ("step0", String::new()),
        ] {
            assert!(!is_signed(text, &signature), "{text:?} {signature:?}");
        }
    }

    /// The vectors of RFC 4648, section 10.
    #[test]
    fn base64_is_the_one_of_the_standard() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
