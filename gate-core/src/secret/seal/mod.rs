//! Seal: values that must be read back, kept so that the database alone gives nothing away.
//!
//! AES-256-GCM (NIST SP 800-38D) under a master key that is not in the database: a fresh random nonce of 96 bits for
//! each value, and a context that is authenticated with it, so that a sealed value that is copied to another row,
//! organisation or address does not open there.

use std::fmt::{self, Write};

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

use super::{Secret, base64};
use crate::id::{Entropy, OrgId};

/// Master keys by version, the newest first: that one seals, each opens what it sealed.
#[derive(Clone)]
pub struct Keyring(Vec<MasterKey>);

#[derive(Clone)]
struct MasterKey {
    version: u32,
    bytes: Zeroizing<[u8; 32]>,
}

/// Where a sealed value belongs; it opens nowhere else.
#[derive(Debug, Clone, Copy)]
pub struct Bound<'b> {
    /// The organisation.
    pub org: OrgId,
    /// The id of the row that holds it, which no other row ever has.
    pub row: &'b str,
    /// The origin it may be sent to (`https://api.example.com`).
    pub origin: &'b str,
}

/// A value as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The version of the master key that sealed it.
    pub key_version: u32,
    /// The nonce.
    pub nonce: [u8; NONCE_LEN],
    /// The encrypted bytes and their tag of 16 bytes.
    pub ciphertext: Vec<u8>,
}

/// A text that is no list of master keys. It is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a master key is 32 bytes in base64, optionally behind its version (`v2:...`); several are separated by commas, \
     the newest version first"
)]
pub struct BadKeyring;

/// Why a sealed value cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsealable {
    /// The master key that sealed it is not at hand.
    #[error("it was sealed under master key v{0}, which is not here")]
    KeyMissing(u32),
    /// It was changed, belongs elsewhere, or another key has this version.
    #[error("it does not open under master key v{0}: the key is another one, or the row was changed")]
    Damaged(u32),
}

impl Keyring {
    /// A keyring of one new key.
    pub fn generate(version: u32, entropy: &dyn Entropy) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        entropy.fill(bytes.as_mut_slice());
        Self(vec![MasterKey { version, bytes }])
    }

    /// Reads what [`Keyring::render`] wrote. A key without a version is version 1.
    pub fn parse(text: &str) -> Result<Self, BadKeyring> {
        let keys: Vec<MasterKey> =
            text.split(',').map(MasterKey::parse).collect::<Option<_>>().ok_or(BadKeyring)?;
        let descends = keys.windows(2).all(|pair| pair[0].version > pair[1].version);
        if descends { Ok(Self(keys)) } else { Err(BadKeyring) }
    }

    /// The keys as text: `v2:...,v1:...`.
    pub fn render(&self) -> Secret {
        let mut text = Zeroizing::new(String::new());
        for key in &self.0 {
            let comma = if text.is_empty() { "" } else { "," };
            // Writing to a string cannot fail.
            let _ = write!(text, "{comma}v{}:", key.version);
            text.push_str(&base64::encode(key.bytes.as_slice()));
        }
        Secret::new(text.as_str())
    }

    /// The same keys and a new one above them.
    #[must_use]
    pub fn with_newer(&self, entropy: &dyn Entropy) -> Self {
        let mut keys = Self::generate(self.newest() + 1, entropy).0;
        keys.extend(self.0.iter().cloned());
        Self(keys)
    }

    /// The newest key, and the others from this version on.
    #[must_use]
    pub fn from_version(&self, version: u32) -> Self {
        let (newest, older) = (&self.0[..1], self.0[1..].iter().filter(|key| key.version >= version));
        Self(newest.iter().chain(older).cloned().collect())
    }

    /// How many keys there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The version that seals.
    pub fn newest(&self) -> u32 {
        self.0[0].version
    }

    /// Seals a value under the newest key.
    pub fn seal(&self, secret: &Secret, bound: Bound<'_>, entropy: &dyn Entropy) -> Sealed {
        let key = &self.0[0];
        let mut nonce = [0; NONCE_LEN];
        entropy.fill(&mut nonce);
        let mut ciphertext = secret.expose().as_bytes().to_vec();
        // Room for the tag from the start: growing would leave a copy of the plain bytes behind.
        let mut data = Zeroizing::new(Vec::with_capacity(ciphertext.len() + AES_256_GCM.tag_len()));
        data.append(&mut ciphertext);
        zeroize::Zeroize::zeroize(&mut ciphertext);
        key.cipher()
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                bound.context(key.version),
                &mut *data,
            )
            .expect("only lengths beyond 64 GiB fail");
        Sealed { key_version: key.version, nonce, ciphertext: data.to_vec() }
    }

    /// Opens a value that was sealed for the same place.
    pub fn open(&self, sealed: &Sealed, bound: Bound<'_>) -> Result<Secret, Unsealable> {
        let version = sealed.key_version;
        let key = self.0.iter().find(|key| key.version == version).ok_or(Unsealable::KeyMissing(version))?;
        let mut data = Zeroizing::new(sealed.ciphertext.clone());
        let opened = key
            .cipher()
            .open_in_place(Nonce::assume_unique_for_key(sealed.nonce), bound.context(version), &mut data)
            .map_err(|_| Unsealable::Damaged(version))?;
        std::str::from_utf8(opened).map(Secret::new).map_err(|_| Unsealable::Damaged(version))
    }
}

impl MasterKey {
    fn parse(text: &str) -> Option<Self> {
        let (version, encoded) = match text.trim().split_once(':') {
            Some((version, encoded)) => {
                (version.strip_prefix('v')?.parse().ok().filter(|number| *number > 0)?, encoded)
            }
            None => (1, text.trim()),
        };
        Some(Self { version, bytes: base64::decode_key(encoded)? })
    }

    fn cipher(&self) -> LessSafeKey {
        let key = UnboundKey::new(&AES_256_GCM, self.bytes.as_slice()).expect("the key has 32 bytes");
        LessSafeKey::new(key)
    }
}

impl Bound<'_> {
    /// What is authenticated beside the value. No part holds a line break, so no two places have one context.
    fn context(&self, version: u32) -> Aad<Vec<u8>> {
        let Self { org, row, origin } = self;
        Aad::from(format!("gate provider key\n{}\n{row}\n{version}\n{origin}", org.0).into_bytes())
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.0.iter().map(|key| key.version)).finish()
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Sealed").field("key_version", &self.key_version).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
