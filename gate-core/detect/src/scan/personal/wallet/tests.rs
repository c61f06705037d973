use sha2::{Digest, Sha256};

use super::base58::{self, BITCOIN, RIPPLE};
use super::bech32::checked_prefix;
use super::keccak::keccak256;
use crate::scan::personal::tests::{check, found};
use crate::{EntityKind, Profile};

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;

    let mut written = String::new();
    for byte in bytes {
        write!(written, "{byte:02x}").expect("a string takes everything");
    }
    written
}

/// Base58 by long division of a number in decimal digits of 256, with the checksum: the other way round than decoding.
fn encoded(payload: &[u8], alphabet: &[u8; 58]) -> String {
    let mut number = payload.to_vec();
    number.extend_from_slice(&Sha256::digest(Sha256::digest(payload))[..4]);
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let mut text = Vec::new();
    while number.iter().any(|byte| *byte != 0) {
        let mut rest = 0_u32;
        for byte in &mut number {
            let value = rest * 256 + u32::from(*byte);
            *byte = u8::try_from(value / 58).expect("the rest is less than 58");
            rest = value % 58;
        }
        text.push(alphabet[rest as usize]);
    }
    text.extend(std::iter::repeat_n(alphabet[0], zeros));
    text.reverse();
    String::from_utf8(text).expect("the alphabet is ASCII")
}

/// A payload of `length` bytes behind `head`.
fn payload(head: &[u8], length: usize) -> Vec<u8> {
    head.iter().copied().chain((1_u8..).map(|byte| byte.wrapping_mul(37))).take(length).collect()
}

#[test]
fn published_addresses() {
    let addresses = [
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
        "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
        "bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr",
        "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L",
        "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh",
        "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
        "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A",
        "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H",
    ];
    for address in addresses {
        for text in
            [address.to_owned(), format!("pay {address}, thanks"), format!("{{\"to\":\"{address}\"}}")]
        {
            let expected = vec![(EntityKind::CryptoWallet, address)];
            assert_eq!(found(&Profile::relaxed(), &text, ""), expected, "{text}");
        }
        let last = address.len() - 1;
        let other = if address.ends_with('d') { "9" } else { "d" };
        for text in [format!("{}{other}", &address[..last]), format!("q{address}"), format!("{address}0")] {
            assert_eq!(found(&Profile::standard(), &text, ""), vec![], "{text}");
        }
    }
}

#[test]
fn forms_made_here() {
    let rows: [(&[u8], usize, EntityKind); 13] = [
        (&[0x30], 21, EntityKind::CryptoWallet),
        (&[0x32], 21, EntityKind::CryptoWallet),
        (&[0x6F], 21, EntityKind::CryptoWallet),
        (&[0x4C], 21, EntityKind::CryptoWallet),
        (&[0x1C, 0xB8], 22, EntityKind::CryptoWallet),
        (&[0x06, 0xA1, 0x9F], 23, EntityKind::CryptoWallet),
        (&[0x04, 0x88, 0xB2, 0x1E], 78, EntityKind::CryptoWallet),
        (&[0x80], 33, EntityKind::SeedPhrase),
        (&[0xB0], 33, EntityKind::SeedPhrase),
        (&[0xEF], 33, EntityKind::SeedPhrase),
        (&[0x04, 0x88, 0xAD, 0xE4], 78, EntityKind::SeedPhrase),
        (&[0x04, 0x9D, 0x78, 0x78], 78, EntityKind::SeedPhrase),
        (&[0x04, 0x35, 0x83, 0x94], 78, EntityKind::SeedPhrase),
    ];
    for (head, length, kind) in rows {
        let text = encoded(&payload(head, length), BITCOIN);
        assert_eq!(found(&Profile::relaxed(), &text, ""), vec![(kind, text.as_str())], "{head:x?}");
    }
    let compressed = encoded(&[payload(&[0x80], 33), vec![1]].concat(), BITCOIN);
    assert_eq!(
        found(&Profile::relaxed(), &compressed, ""),
        vec![(EntityKind::SeedPhrase, compressed.as_str())]
    );
    let seed = encoded(&payload(&[0x21], 17), RIPPLE);
    assert_eq!(found(&Profile::relaxed(), &seed, ""), vec![(EntityKind::SeedPhrase, seed.as_str())]);
    let unknown = encoded(&payload(&[0x77], 21), BITCOIN);
    assert_eq!(found(&Profile::standard(), &unknown, ""), vec![], "a version nobody uses");
}

#[test]
fn what_has_no_checksum_needs_a_word() {
    let plain = "0x52908400098527886e0f7030069857d2e4169ee7";
    let solana = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";
    check(
        EntityKind::CryptoWallet,
        &[
            (&format!("send it to {plain}"), plain),
            (&format!("mi billetera: {plain}"), plain),
            (&format!("{{\"eth_wallet\":\"{plain}\"}}"), plain),
            (&format!("x = {plain}"), ""),
            (&format!("wallet {plain}a"), ""),
            ("wallet 0x0000000000000000000000000000000000000000", ""),
            (&format!("solana {solana}"), solana),
            (&format!("x = {solana}"), ""),
            ("commit 52908400098527886e0f7030069857d2e4169ee7", ""),
        ],
    );
}

#[test]
fn digests_are_the_published_ones() {
    assert_eq!(hex(&keccak256(b"")), "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    assert_eq!(hex(&keccak256(b"abc")), "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
    let lengths = [135, 136, 137].map(|length| hex(&keccak256(&vec![b'a'; length])));
    assert!(lengths[0] != lengths[1] && lengths[1] != lengths[2], "blocks end where they should");
}

#[test]
fn decoding_is_the_inverse_of_encoding() {
    for length in [1, 4, 21, 33, 78] {
        for zeros in 0..3.min(length) {
            let mut bytes = payload(&[0x7B], length);
            bytes[..zeros].fill(0);
            for alphabet in [BITCOIN, RIPPLE] {
                let text = encoded(&bytes, alphabet);
                let decoded =
                    base58::decode(text.as_bytes(), alphabet).expect("every character is of the alphabet");
                assert_eq!(decoded.checked(), Some(bytes.as_slice()), "{text}");
            }
        }
    }
    assert!(base58::decode(b"0OIl", BITCOIN).is_none(), "characters that are easily confused");
    assert!(base58::decode(&[b'z'; 200], BITCOIN).is_none(), "too long");
}

#[test]
fn bech32_checksums() {
    let rows = [
        ("a12uel5l", true),
        ("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", true),
        ("a1lqfn3a", true),
        ("a12uel5m", false),
        ("1nwldj5", false),
        ("abc1", false),
        ("", false),
    ];
    for (text, valid) in rows {
        assert_eq!(checked_prefix(text.as_bytes()).is_some(), valid, "{text}");
    }
}
