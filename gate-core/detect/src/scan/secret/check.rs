//! Check: what can be verified about a key without asking its issuer. A check that holds leaves no doubt; one that
//! fails seldom refutes, because issuers change their formats without notice.

use super::encoding::{base62, base64, crc32, is_bech32};

/// What of a key can be verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Check {
    /// Nothing but its form.
    Plain,
    /// The last six characters are the CRC-32 of the thirty before, in base 62 (GitHub, npm).
    Crc32Tail,
    /// The last eight characters are the CRC-32, in hexadecimal, of everything before the last underscore.
    GrafanaCrc,
    /// A bech32 text with a valid checksum.
    Bech32,
    /// A serialised macaroon that names its registry.
    Pypi,
    /// The first part is a number in base64.
    Discord,
    /// The alphabet of base32, of which the form knows already: the account is written in it.
    AwsKeyId,
    /// Behind the last dot, the length of the part before and the CRC-32 of everything before it, in base 36
    /// (GitLab's routable tokens).
    RoutableCrc,
}

/// What a check says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is one.
    Confirmed,
    /// It may be one.
    Open,
    /// It is none.
    Refuted,
}

impl Check {
    /// Looks at a whole value.
    pub(super) fn verdict(self, value: &[u8]) -> Verdict {
        let confirmed = |holds: bool| if holds { Verdict::Confirmed } else { Verdict::Open };
        match self {
            Self::Plain => Verdict::Open,
            Self::Crc32Tail => confirmed(has_crc32_tail(value)),
            Self::GrafanaCrc => confirmed(has_hexadecimal_crc(value)),
            Self::RoutableCrc => confirmed(has_base36_crc(value)),
            Self::Bech32 => confirmed(is_bech32(value)),
            Self::Pypi => confirmed(is_macaroon(value)),
            Self::AwsKeyId => confirmed(value.iter().any(u8::is_ascii_digit)),
            Self::Discord if names_a_number(value) => Verdict::Confirmed,
            Self::Discord => Verdict::Refuted,
        }
    }
}

fn has_crc32_tail(value: &[u8]) -> bool {
    const BODY: usize = 30;
    const TAIL: usize = 6;
    let Some(body) = value.len().checked_sub(BODY + TAIL) else { return false };
    let (body, tail) = value[body..].split_at(BODY);
    base62(tail) == Some(crc32(body))
}

fn has_hexadecimal_crc(value: &[u8]) -> bool {
    let Some(separator) = value.iter().rposition(|byte| *byte == b'_') else { return false };
    let (body, tail) = (&value[..separator], &value[separator + 1..]);
    format!("{:08x}", crc32(body)).as_bytes().eq_ignore_ascii_case(tail)
}

/// The tail has two characters for the length of the payload and seven for the checksum; the checksum is of everything
/// before it, with the prefix.
fn has_base36_crc(value: &[u8]) -> bool {
    const TAIL: usize = 2 + CRC;
    const CRC: usize = 7;
    let Some(dot) = value.iter().rposition(|byte| *byte == b'.') else { return false };
    if value.len() - dot - 1 != TAIL {
        return false;
    }
    let (covered, crc) = value.split_at(value.len() - CRC);
    let crc = std::str::from_utf8(crc).ok().and_then(|digits| u32::from_str_radix(digits, 36).ok());
    crc == Some(crc32(covered))
}

/// A macaroon of the second version: its number, then a field with the place of issue.
fn is_macaroon(value: &[u8]) -> bool {
    let Some(encoded) = value.strip_prefix(b"pypi-") else { return false };
    matches!(base64(encoded).as_slice(), [2, 1, length, place @ ..] if place.len() > usize::from(*length)
        && place[..usize::from(*length)].iter().all(u8::is_ascii_graphic))
}

fn names_a_number(value: &[u8]) -> bool {
    let first = value.split(|byte| *byte == b'.').next().unwrap_or_default();
    let number = base64(first);
    (17..=20).contains(&number.len()) && number.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_hold_for_what_was_computed_and_for_nothing_else() {
        let body = "q7Rk2mZp9XvT4bLs8NwYc3HjF6dGa5";
        let tail = |mut number: u32| {
            let mut text = [b'0'; 6];
            for digit in text.iter_mut().rev() {
                *digit =
                    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[number as usize % 62];
                number /= 62;
            }
            String::from_utf8_lossy(&text).into_owned()
        };
        let github = format!("{}p_{body}{}", "gh", tail(crc32(body.as_bytes())));
        let grafana = format!("glsa_{body}ab");
        let grafana = format!("{grafana}_{:08x}", crc32(grafana.as_bytes()));
        // The length of the payload, 27, is `0r` in base 36.
        let routable = |version: &str| {
            let covered = format!("glpat-{}.{version}0r", &body[..27]);
            let mut rest = crc32(covered.as_bytes());
            let mut crc = [b'0'; 7];
            for digit in crc.iter_mut().rev() {
                *digit = b"0123456789abcdefghijklmnopqrstuvwxyz"[rest as usize % 36];
                rest /= 36;
            }
            format!("{covered}{}", String::from_utf8_lossy(&crc))
        };
        let rows = [
            (Check::RoutableCrc, routable(""), Verdict::Confirmed),
            (Check::RoutableCrc, routable("01."), Verdict::Confirmed),
            (Check::RoutableCrc, routable("").replace('q', "Q"), Verdict::Open),
            (Check::RoutableCrc, format!("glpat-{}", &body[..20]), Verdict::Open),
            (Check::Crc32Tail, github.clone(), Verdict::Confirmed),
            (Check::Crc32Tail, github.replace('q', "Q"), Verdict::Open),
            (Check::GrafanaCrc, grafana.clone(), Verdict::Confirmed),
            (Check::GrafanaCrc, grafana.replace('q', "Q"), Verdict::Open),
            (Check::Discord, ["MTIzNDU2Nzg5MDEyMzQ1Njc4", "G4bLs8", body].join("."), Verdict::Confirmed),
            (Check::Discord, ["q7Rk2mZp9XvT4bLs8NwYc3Hj", "G4bLs8", body].join("."), Verdict::Refuted),
            (Check::Pypi, ["pypi-", "AgEIcHlwaS5vcmc", body].concat(), Verdict::Confirmed),
            (Check::Pypi, ["pypi-", "BgEIcHlwaS5vcmc", body].concat(), Verdict::Open),
            (Check::Bech32, "A12UEL5L".to_owned(), Verdict::Confirmed),
            (Check::Plain, github, Verdict::Open),
        ];
        for (check, value, expected) in rows {
            assert_eq!(check.verdict(value.as_bytes()), expected, "{check:?} {value}");
        }
    }
}
