//! `SigV4`: whether a request is signed in the form AWS demands.
//!
//! docs.aws.amazon.com "Create a signed AWS API request". The form alone is checked: date, scope, the headers that
//! must be signed and the length of the signature; what a key would make of them, other tests compare with AWS's own.

use crate::{http::Request, vendor::Problem};

/// Refuses a request that is neither signed nor has a bearer key.
pub(crate) fn check(request: &Request) -> Result<(), Problem> {
    let Some(authorization) = request.header("authorization") else {
        return Err(refusal("MissingAuthenticationTokenException", "Missing Authentication Token"));
    };
    if authorization.strip_prefix("Bearer ").is_some_and(|key| !key.trim().is_empty()) {
        return Ok(());
    }
    signed(request, authorization).map_err(|why| refusal("IncompleteSignatureException", why))
}

fn refusal(code: &'static str, message: &str) -> Problem {
    Problem::new(403, message).coded(code)
}

fn signed(request: &Request, authorization: &str) -> Result<(), &'static str> {
    let fields =
        authorization.strip_prefix("AWS4-HMAC-SHA256 ").ok_or("Authorization is no AWS4-HMAC-SHA256")?;
    let field = |name: &str| {
        let mut fields = fields.split(',').filter_map(|field| field.trim().split_once('='));
        fields.find(|(known, _)| *known == name).map(|(_, value)| value)
    };
    let credential = field("Credential").ok_or("Authorization lacks Credential")?;
    let signed_headers = field("SignedHeaders").ok_or("Authorization lacks SignedHeaders")?;
    let signature = field("Signature").ok_or("Authorization lacks Signature")?;
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if signature.len() != 64 || !signature.bytes().all(is_hex) {
        return Err("Signature is no SHA-256 in hexadecimal");
    }
    let time = request.header("x-amz-date").ok_or("x-amz-date is missing")?;
    scope(credential, time)?;
    headers(request, signed_headers)
}

/// `KEY/20260131/us-east-1/bedrock/aws4_request`, of the day in the request's time.
fn scope(credential: &str, time: &str) -> Result<(), &'static str> {
    let is_digits =
        |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_time = time.split_once('T').is_some_and(|(day, clock)| {
        is_digits(day, 8) && clock.strip_suffix('Z').is_some_and(|clock| is_digits(clock, 6))
    });
    if !is_time {
        return Err("x-amz-date is no time in basic format");
    }
    match credential.split('/').collect::<Vec<_>>()[..] {
        [key, day, region, "bedrock", "aws4_request"]
            if !key.is_empty()
                && time.starts_with(day)
                && day.len() == 8
                && region.matches('-').count() >= 2 =>
        {
            Ok(())
        }
        _ => Err("Credential should be scoped to the request's day, a region, bedrock and aws4_request"),
    }
}

/// The host and all headers of AWS's own are signed, in order, each of them sent.
fn headers(request: &Request, signed: &str) -> Result<(), &'static str> {
    let names: Vec<&str> = signed.split(';').collect();
    if !names.is_sorted() {
        return Err("SignedHeaders are not in order");
    }
    if names.iter().any(|name| request.header(name).is_none()) {
        return Err("A signed header was not sent");
    }
    let own = request.headers.iter().map(|(name, _)| name.as_str()).filter(|name| name.starts_with("x-amz-"));
    if !own.chain(["host"]).all(|name| names.contains(&name)) {
        return Err("SignedHeaders lack host or a header of AWS's own");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    #[test]
    fn the_form_of_a_signature_is_checked() {
        let signature = "a".repeat(64);
        let aws = |credential: &str, names: &str, signature: &str| {
            format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={names}, Signature={signature}")
        };
        let scope = "AKID/20260131/us-east-1/bedrock/aws4_request";
        let names = "host;x-amz-date";
        for (what, authorization, time, is_taken) in [
            ("signed", aws(scope, names, &signature), "20260131T120000Z", true),
            ("a bearer key", "Bearer key".into(), "20260131T120000Z", true),
            ("an empty bearer key", "Bearer ".into(), "20260131T120000Z", false),
            ("another day", aws(scope, names, &signature), "20260201T000000Z", false),
            (
                "another service",
                aws("AKID/20260131/us-east-1/s3/aws4_request", names, &signature),
                "20260131T120000Z",
                false,
            ),
            (
                "no region",
                aws("AKID/20260131//bedrock/aws4_request", names, &signature),
                "20260131T120000Z",
                false,
            ),
            ("a short signature", aws(scope, names, "abc"), "20260131T120000Z", false),
            ("capitals", aws(scope, names, &"A".repeat(64)), "20260131T120000Z", false),
            ("the date unsigned", aws(scope, "host", &signature), "20260131T120000Z", false),
            ("out of order", aws(scope, "x-amz-date;host", &signature), "20260131T120000Z", false),
            (
                "a header nobody sent",
                aws(scope, "host;x-amz-date;x-amz-other", &signature),
                "20260131T120000Z",
                false,
            ),
            ("a strange time", aws(scope, names, &signature), "2026-01-31T12:00:00Z", false),
        ] {
            let headers = [("host", "h"), ("x-amz-date", time), ("authorization", authorization.as_str())];
            let headers =
                headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            let request = Request {
                method: "POST".into(),
                path: "/".into(),
                query: String::new(),
                headers,
                body: Bytes::new(),
            };
            assert_eq!(check(&request).is_ok(), is_taken, "{what}");
        }
    }
}
