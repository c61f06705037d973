//! AWS: access key ids by their alphabet, secret access keys by their length next to an id or behind their name.

use crate::EntityKind;
use crate::scan::guard::{ends_token, is_placeholder, run_end, starts_token};
use crate::scan::sink::Candidate;

/// Characters behind the four of the prefix. The id is base32, so 0, 1, 8 and 9 do not occur.
const ID_REST: usize = 16;
/// Characters of a secret access key, which is base64 without padding.
const SECRET: usize = 40;
/// How far behind its id a secret may begin, in bytes.
const ID_TO_SECRET: usize = 250;
/// How far behind its name the operator of an assignment may stand, in bytes.
const NAME_TO_OPERATOR: usize = 24;

/// The key id whose prefix stands at `start..rest`, and a secret shortly behind it.
pub(super) fn key_id(bytes: &[u8], start: usize, rest: usize) -> [Option<Candidate>; 2] {
    let end = run_end(bytes, rest, rest + ID_REST, |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if end - rest < ID_REST || !starts_token(bytes, start) || !ends_token(bytes, end) {
        return [None, None];
    }
    let in_alphabet = bytes[rest..end].iter().all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7'));
    let (score, rule) = if in_alphabet { (95, "aws-access-key-id") } else { (50, "aws-access-key-id-shape") };
    let open = end == bytes.len();
    let id = Candidate { start, end, kind: EntityKind::AwsKey, score, rule, open };
    [Some(id), secret_within(bytes, end, end + ID_TO_SECRET)]
}

/// The first lone run of forty base64 characters that begins in `from..limit` and is no digest.
fn secret_within(bytes: &[u8], from: usize, limit: usize) -> Option<Candidate> {
    let mut at = from;
    while at < limit.min(bytes.len()) {
        if !is_secret_byte(bytes[at]) {
            at += 1;
            continue;
        }
        // A longer run is no secret; it is measured only as far as needed to know that.
        let end = run_end(bytes, at, limit + SECRET + 1, is_secret_byte);
        if end - at == SECRET && is_mixed(&bytes[at..end]) {
            return Some(secret(bytes, at, end, 85));
        }
        at = end;
    }
    None
}

/// The secret assigned to a name that ends, or goes on, at `name_end`.
pub(super) fn assigned_secret(bytes: &[u8], name_end: usize) -> Option<Candidate> {
    let limit = name_end + NAME_TO_OPERATOR;
    let name_end =
        run_end(bytes, name_end, limit, |byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    let glue = |byte: u8| {
        matches!(byte, b' ' | b'\t' | b'"' | b'\'' | b'`' | b'\\' | b':' | b'=' | b'>' | b'[' | b']')
    };
    let start = run_end(bytes, name_end, limit, glue);
    let start = if bytes[name_end..].starts_with(b" is ") { name_end + 4 } else { start };
    if !bytes[name_end..start].iter().any(|byte| matches!(byte, b':' | b'=' | b'>' | b' ')) {
        return None;
    }
    let end = run_end(bytes, start, start + SECRET + 1, is_secret_byte);
    let fits = end - start == SECRET && !is_placeholder(&bytes[start..end]);
    fits.then(|| secret(bytes, start, end, 95))
}

fn secret(bytes: &[u8], start: usize, end: usize, score: u8) -> Candidate {
    let (kind, rule) = (EntityKind::AwsKey, "aws-secret-access-key");
    Candidate { start, end, kind, score, rule, open: end == bytes.len() }
}

fn is_secret_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'+')
}

/// Whether capitals, small letters and digits all occur, and not as a hexadecimal digest.
fn is_mixed(run: &[u8]) -> bool {
    let any = |test: fn(&u8) -> bool| run.iter().any(test);
    any(u8::is_ascii_uppercase)
        && any(u8::is_ascii_lowercase)
        && any(u8::is_ascii_digit)
        && !run.iter().all(u8::is_ascii_hexdigit)
}
