use std::sync::atomic::{AtomicU8, Ordering};

use super::{BadKeyring, Bound, Keyring, Sealed, Unsealable};
use crate::id::{Entropy, OrgId, OsEntropy};
use crate::secret::Secret;

/// Bytes that count on, so that a test can say what comes out.
#[derive(Default)]
struct Counting(AtomicU8);

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

const ORIGIN: &str = "https://api.example.com";

fn place() -> Bound<'static> {
    Bound { org: OrgId(7), row: "pkey_a", origin: ORIGIN }
}

fn text(secret: &Secret) -> String {
    secret.expose().to_owned()
}

#[test]
fn a_value_opens_where_it_was_sealed_and_nowhere_else() {
    let keyring = Keyring::generate(3, &OsEntropy);
    let sealed = keyring.seal(&Secret::new("open sesame"), place(), &OsEntropy);
    assert_eq!(keyring.open(&sealed, place()).map(|secret| text(&secret)), Ok("open sesame".to_owned()));
    for (what, bound) in [
        ("another organisation", Bound { org: OrgId(8), ..place() }),
        ("another row", Bound { row: "pkey_b", ..place() }),
        ("another origin", Bound { origin: "https://api.example.org", ..place() }),
        (
            "a row and origin that join to the same text",
            Bound { row: "pkey_", origin: "ahttps://api.example.com", ..place() },
        ),
    ] {
        assert_eq!(keyring.open(&sealed, bound).err(), Some(Unsealable::Damaged(3)), "{what}");
    }
    let other = Keyring::generate(3, &OsEntropy);
    assert_eq!(
        other.open(&sealed, place()).err(),
        Some(Unsealable::Damaged(3)),
        "another key of that version"
    );
    let newer = Keyring::generate(4, &OsEntropy);
    assert_eq!(newer.open(&sealed, place()).err(), Some(Unsealable::KeyMissing(3)));
}

#[test]
fn every_changed_bit_is_noticed() {
    let keyring = Keyring::generate(1, &OsEntropy);
    let sealed = keyring.seal(&Secret::new("0123456789"), place(), &OsEntropy);
    for bit in 0..sealed.ciphertext.len() * 8 {
        let mut changed = sealed.clone();
        changed.ciphertext[bit / 8] ^= 1 << (bit % 8);
        assert!(keyring.open(&changed, place()).is_err(), "bit {bit} of the text");
    }
    for bit in 0..sealed.nonce.len() * 8 {
        let mut changed = sealed.clone();
        changed.nonce[bit / 8] ^= 1 << (bit % 8);
        assert!(keyring.open(&changed, place()).is_err(), "bit {bit} of the nonce");
    }
    for length in 0..sealed.ciphertext.len() {
        let cut = Sealed { ciphertext: sealed.ciphertext[..length].to_vec(), ..sealed.clone() };
        assert!(keyring.open(&cut, place()).is_err(), "cut to {length} bytes");
    }
    let versioned = Sealed { key_version: 2, ..sealed };
    assert_eq!(keyring.open(&versioned, place()).err(), Some(Unsealable::KeyMissing(2)));
}

#[test]
fn each_sealing_has_a_nonce_of_its_own() {
    let keyring = Keyring::generate(1, &OsEntropy);
    let secret = Secret::new("the same value");
    let (one, two) = (keyring.seal(&secret, place(), &OsEntropy), keyring.seal(&secret, place(), &OsEntropy));
    assert!(one.nonce != two.nonce && one.ciphertext != two.ciphertext);
}

#[test]
fn an_older_key_opens_what_it_sealed_and_the_newest_seals() {
    let old = Keyring::generate(1, &OsEntropy);
    let sealed = old.seal(&Secret::new("kept"), place(), &OsEntropy);
    let both = old.with_newer(&OsEntropy);
    assert_eq!(both.newest(), 2);
    assert!(both.open(&sealed, place()).is_ok_and(|secret| text(&secret) == "kept"));
    assert_eq!(both.seal(&Secret::new("new"), place(), &OsEntropy).key_version, 2);
    assert!(both.from_version(1).open(&sealed, place()).is_ok(), "it is still needed");
    let alone = both.from_version(2);
    assert_eq!((alone.count(), both.from_version(9).count()), (1, 1), "the newest always stays");
    assert_eq!(alone.open(&sealed, place()).err(), Some(Unsealable::KeyMissing(1)));
}

#[test]
fn keyrings_read_back_and_other_texts_are_refused() {
    let keyring = Keyring::generate(1, &OsEntropy).with_newer(&OsEntropy);
    let rendered = text(&keyring.render());
    let read = Keyring::parse(&rendered).expect("its own text");
    assert_eq!(text(&read.render()), rendered);
    let (newer, older) = rendered.split_once(',').expect("two keys");
    let bare = older.strip_prefix("v1:").expect("a version");
    for spelling in
        [format!(" {newer} , {older} "), format!("{newer},{bare}"), bare.to_owned(), newer.to_owned()]
    {
        assert!(Keyring::parse(&spelling).is_ok(), "{spelling}");
    }
    for wrong in [
        String::new(),
        format!("{older},{newer}"),
        format!("{older},{older}"),
        format!("{rendered},"),
        format!("v0:{bare}"),
        format!("2:{bare}"),
        format!("vx:{bare}"),
        "v1:".to_owned(),
        bare[1..].to_owned(),
    ] {
        assert_eq!(Keyring::parse(&wrong).err(), Some(BadKeyring), "{wrong}");
    }
    assert_eq!(format!("{keyring:?}"), "[2, 1]", "only versions are shown");
}

/// What a database holds must open with later programs: neither cipher nor context may change unnoticed.
#[test]
fn the_stored_form_does_not_change() {
    let entropy = Counting::default();
    let sealed = Keyring::generate(1, &entropy).seal(&Secret::new("gate"), place(), &entropy);
    let hex = sealed.ciphertext.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    assert_eq!(sealed.nonce, [32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43]);
    // Computed by OpenSSL from the same key, nonce and context.
    assert_eq!(hex, "b55bd215aabfe8c78ab20ac61e3a6c63f4b43584");
}
