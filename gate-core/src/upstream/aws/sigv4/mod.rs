//! Sigv4: AWS Signature Version 4, which proves who sends a request and that nobody changed it.
//!
//! As AWS describes it ("Create a signed AWS API request"), with the rule for every service but S3: the path is
//! normalised and encoded once more than it is sent.

mod canonical;
mod hmac;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::AwsCredentials;
use crate::secret::Secret;
use hmac::hmac_sha256;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// A request as it is sent.
#[derive(Clone, Copy)]
pub struct Signable<'r> {
    /// The method, in capital letters.
    pub method: &'r str,
    /// The path as it is sent, percent-encoded where it must be; the empty one means `/`.
    pub path: &'r str,
    /// The query as it is sent, without `?`; empty when there is none.
    pub query: &'r str,
    /// The headers to sign: `host`, which must be among them, and any that must not change on the way. Their names in
    /// any case. What [`sign`] adds is signed without being named here.
    pub headers: &'r [(&'r str, &'r str)],
    /// The body.
    pub body: &'r [u8],
}

/// Where a signature holds.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'s> {
    /// The region, such as `us-east-1`.
    pub region: &'s str,
    /// The service, as AWS signs for it, such as `bedrock`.
    pub service: &'s str,
}

/// Signs a request, and returns the headers to add to it: `x-amz-date`, with a temporary key `x-amz-security-token`,
/// and `authorization`. Their values are secrets but for the date.
///
/// The signature holds from about five minutes before to five minutes after `unix_seconds`. The body's digest stands in
/// the signature itself; `x-amz-content-sha256` is S3's alone.
pub fn sign(
    request: &Signable<'_>,
    scope: Scope<'_>,
    credentials: &AwsCredentials,
    unix_seconds: i64,
) -> Vec<(&'static str, Zeroizing<String>)> {
    let time = amz_date(unix_seconds);
    let day = &time[..time.len().min(8)];
    let token = credentials.session_token().map(Secret::expose);
    let mut added = vec![("x-amz-date", Zeroizing::new(time.clone()))];
    added.extend(token.map(|token| ("x-amz-security-token", Zeroizing::new(token.to_owned()))));
    let all =
        request.headers.iter().copied().chain(added.iter().map(|(name, value)| (*name, value.as_str())));
    let headers = canonical::Headers::of(all);
    let digest = hex(&Sha256::digest(request.body));
    let canonical = canonical::request(request, &headers, &digest);
    let scope_text = format!("{day}/{}/{}/aws4_request", scope.region, scope.service);
    let to_sign =
        format!("{ALGORITHM}\n{time}\n{scope_text}\n{}", hex(&Sha256::digest(canonical.as_bytes())));
    let signature = hex(hmac_sha256(&*signing_key(credentials, day, scope), to_sign.as_bytes()).as_ref());
    let authorization = format!(
        "{ALGORITHM} Credential={}/{scope_text}, SignedHeaders={}, Signature={signature}",
        credentials.access_key_id(),
        headers.names(),
    );
    added.push(("authorization", Zeroizing::new(authorization)));
    added
}

/// The key of one day, region and service.
fn signing_key(credentials: &AwsCredentials, day: &str, scope: Scope<'_>) -> Zeroizing<[u8; 32]> {
    let secret = Zeroizing::new(["AWS4", credentials.secret().expose()].concat());
    [scope.region, scope.service, "aws4_request"]
        .iter()
        .fold(hmac_sha256(secret.as_bytes(), day.as_bytes()), |key, part| hmac_sha256(&*key, part.as_bytes()))
}

/// The time as `20150830T123600Z`.
fn amz_date(unix_seconds: i64) -> String {
    // A clock that is outside all years is wrong anyway, and AWS refuses what it signs.
    let time = Timestamp::from_second(unix_seconds).unwrap_or(Timestamp::UNIX_EPOCH);
    time.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(64), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
