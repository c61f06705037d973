//! Secret: strings that cannot be printed, the digests under which keys are kept, and values sealed at rest.

mod base64;
mod seal;

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

pub use seal::{BadKeyring, Bound, Keyring, Sealed, Unsealable};

/// A credential in memory. It has no `Display` and no `Serialize`, `Debug` shows only that it is there, and its
/// bytes are wiped when it is dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a credential into custody.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The credential itself, for the one place that sends or hashes it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The last four characters, which are all that lists may show; empty for secrets too short to shorten.
    pub fn last4(&self) -> String {
        let characters: Vec<char> = self.0.chars().collect();
        if characters.len() < 12 {
            String::new()
        } else {
            characters[characters.len() - 4..].iter().collect()
        }
    }

    /// What lists show of a provider's key: its first and last four characters (`sk-o...wxyz`), and nothing but stars
    /// of one with fewer than twelve.
    pub fn masked(&self) -> String {
        let characters: Vec<char> = self.0.chars().collect();
        if characters.len() < 12 {
            return "*".repeat(characters.len());
        }
        let (first, last) = (&characters[..4], &characters[characters.len() - 4..]);
        first.iter().chain(&['.'; 3]).chain(last).collect()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(..)")
    }
}

/// The SHA-256 of a key's secret: what is stored and looked up instead of the secret.
///
/// Keys are random, so neither salt nor stretching is needed.
#[derive(Clone, Copy, Eq)]
pub struct KeyDigest([u8; 32]);

impl KeyDigest {
    /// The digest of this text.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// A digest read back from the store; `None` unless it is 64 hexadecimal digits.
    pub fn from_hex(hex: &str) -> Option<Self> {
        if hex.len() != 64 || !hex.is_ascii() {
            return None;
        }
        let mut bytes = [0; 32];
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&hex[index * 2..index * 2 + 2], 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// The digest as 64 lower-case hexadecimal digits.
    pub fn hex(&self) -> String {
        use fmt::Write;
        self.0.iter().fold(String::with_capacity(64), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
    }

    /// The first eight bytes, by which a table finds the row to compare in full.
    pub fn bucket(&self) -> u64 {
        let mut first = [0; 8];
        first.copy_from_slice(&self.0[..8]);
        u64::from_be_bytes(first)
    }
}

/// Compares in constant time.
impl PartialEq for KeyDigest {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl std::hash::Hash for KeyDigest {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.bucket().hash(state);
    }
}

impl fmt::Debug for KeyDigest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("KeyDigest(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::{KeyDigest, Secret};

    #[test]
    fn a_secret_never_shows_itself() {
        let secret = Secret::new("correct horse battery staple");
        assert_eq!(format!("{secret:?}"), "Secret(..)");
        assert_eq!(secret.last4(), "aple");
        assert_eq!(Secret::new("short").last4(), "", "a short secret shows nothing");
    }

    #[test]
    fn a_mask_shows_eight_characters_at_most() {
        for (secret, masked) in [
            ("", ""),
            ("a", "*"),
            ("elevenchars", "***********"),
            ("twelve-chars", "twel...hars"),
            ("open-sesame-uvwxyz", "open...wxyz"),
            (
                "\u{e4}\u{f6}\u{fc}\u{df}-umlauts-\u{e4}\u{f6}\u{fc}\u{df}",
                "\u{e4}\u{f6}\u{fc}\u{df}...\u{e4}\u{f6}\u{fc}\u{df}",
            ),
        ] {
            assert_eq!(Secret::new(secret).masked(), masked, "{secret}");
        }
    }

    #[test]
    fn digests_match_the_published_vectors() {
        for (text, hex) in [
            ("A".repeat(32), "22a48051594c1949deed7040850c1f0f8764537f5191be56732d16a54c1d8153"),
            (
                format!("agk_{}", "B".repeat(43)),
                "9e66225ae74d399ab7e4cf9405ddc3ce3921cac6edc7a9cba3d182e120c5ee7a",
            ),
        ] {
            let digest = KeyDigest::of(&text);
            assert_eq!(digest.hex(), hex);
            assert!(KeyDigest::from_hex(hex).is_some_and(|read| read == digest));
        }
        assert!(KeyDigest::from_hex("22a4").is_none());
    }
}
