//! AWS secret access keys: forty characters of base64 without a form of their own, known by what stands before them.

use memchr::memmem;

use super::guards;
use crate::EntityKind;
use crate::scan::sink::Candidate;
use crate::scan::window::Window;

/// Characters of a secret access key.
const LENGTH: usize = 40;
/// How far before its secret a key id or the name of the service may stand, in bytes.
const REACH_BYTES: usize = 250;

/// The secret that begins at `start`.
pub(super) fn secret(window: &Window<'_>, start: usize) -> Option<Candidate> {
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'+');
    let end = window.run_end_within(start, start + LENGTH + 1, is_base64);
    let value = window.slice(start..end);
    let is_drawn =
        || guards::kinds(&value.iter().copied().filter(u8::is_ascii_alphanumeric).collect::<Vec<_>>()) == 3;
    if end - start != LENGTH || !is_drawn() || !guards::is_random(value) || guards::is_stand_in(value) {
        return None;
    }
    let before = window.slice(start.saturating_sub(REACH_BYTES)..start);
    let mentions = |word: &[u8]| memmem::find(before, word).is_some();
    let score = match () {
        () if mentions(b"AKIA") || mentions(b"ASIA") => 90,
        () if guards::contains_any_case(before, b"aws_s")
            || guards::contains_any_case(before, b"secretaccesskey") =>
        {
            88
        }
        () if guards::contains_any_case(before, b"secret access key")
            || guards::contains_any_case(before, b"secret_access_key") =>
        {
            88
        }
        () => return None,
    };
    Some(Candidate::new(start..end, EntityKind::ApiKey, score, "aws-secret-access-key"))
}
