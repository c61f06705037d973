//! Password hashes as password files keep them (`crypt(3)`): `$2b$...`, `$6$...`, `$argon2id$...`.

use memchr::memchr_iter;

use crate::EntityKind;
use crate::scan::sink::{Candidate, Sink};
use crate::scan::window::Window;

/// How hashes begin, and the fewest characters that follow.
const SCHEMES: &[(&str, usize)] = &[
    ("$2a$", 56),
    ("$2b$", 56),
    ("$2y$", 56),
    ("$1$", 24),
    ("$5$", 44),
    ("$6$", 88),
    ("$y$", 60),
    ("$7$", 60),
    ("$apr1$", 24),
    ("$argon2i$", 40),
    ("$argon2id$", 40),
    ("$argon2d$", 40),
    ("$scrypt$", 40),
    ("$pbkdf2-", 40),
    ("pbkdf2_sha256$", 50),
];

/// Offers every hash.
pub(super) fn find(sink: &mut Sink<'_>) {
    if !sink.wants(EntityKind::PasswordHash) {
        return;
    }
    let (bytes, from) = (sink.bytes(), sink.from());
    for dollar in memchr_iter(b'$', &bytes[from..]).map(|offset| from + offset) {
        for (scheme, least) in SCHEMES {
            let stands = |start: &usize| *start >= from && bytes[*start..].starts_with(scheme.as_bytes());
            if let Some(start) = dollar.checked_sub(first_dollar(scheme)).filter(stands) {
                sink.examine(start, |window| recognise(window, scheme.len(), *least));
            }
        }
    }
}

/// Where the first dollar sign of a scheme stands, which each has.
fn first_dollar(scheme: &str) -> usize {
    scheme.bytes().take_while(|byte| *byte != b'$').count()
}

fn recognise(window: &Window<'_>, scheme: usize, least: usize) -> Option<Candidate> {
    let start = window.anchor();
    let is_hash = |byte: u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'$' | b'.' | b'/' | b'+' | b'=' | b',' | b'-' | b'_')
    };
    let end = window.run_end(start + scheme, is_hash);
    let value = window.slice(start..end);
    let length = value.iter().rposition(|byte| !matches!(byte, b'.' | b',')).map_or(0, |index| index + 1);
    (length >= scheme + least)
        .then(|| Candidate::new(start..start + length, EntityKind::PasswordHash, 95, "password-hash"))
}
