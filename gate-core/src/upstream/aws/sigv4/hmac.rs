//! Hmac: keyed digests (RFC 2104) with SHA-256.

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// How many bytes SHA-256 takes at a time.
const BLOCK: usize = 64;

/// The digest of a message under a key. It is a key itself in signatures, so that it is wiped when it is dropped.
pub(super) fn hmac_sha256(key: &[u8], message: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut block = Zeroizing::new([0; BLOCK]);
    if key.len() <= BLOCK {
        block[..key.len()].copy_from_slice(key);
    } else {
        block[..32].copy_from_slice(&Sha256::digest(key));
    }
    let padded = |pad: u8| Zeroizing::new(block.map(|byte| byte ^ pad));
    let inner = Sha256::new().chain_update(*padded(0x36)).chain_update(message).finalize();
    let outer = Sha256::new().chain_update(*padded(0x5C)).chain_update(inner).finalize();
    Zeroizing::new(outer.into())
}

#[cfg(test)]
mod tests {
    use super::hmac_sha256;
    use crate::upstream::aws::sigv4::hex;

    /// Test cases 1, 2, 3, 6 and 7 of RFC 4231.
    #[test]
    fn digests_match_the_published_ones() {
        for (key, message, digest) in [
            (
                vec![0x0B; 20],
                b"Hi There".to_vec(),
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
            ),
            (
                b"Jefe".to_vec(),
                b"what do ya want for nothing?".to_vec(),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                vec![0xAA; 20],
                vec![0xDD; 50],
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
            ),
            (
                vec![0xAA; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First".to_vec(),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
            (
                vec![0xAA; 131],
                b"This is a test using a larger than block-size key and a larger than block-size data. \
                  The key needs to be hashed before being used by the HMAC algorithm."
                    .to_vec(),
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
            ),
        ] {
            let found = hex(hmac_sha256(&key, &message).as_ref());
            assert_eq!(found, digest, "{}", String::from_utf8_lossy(&message));
        }
    }
}
