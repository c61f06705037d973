use super::{Scope, Signable, amz_date, sign};
use crate::secret::Secret;
use crate::upstream::aws::{AwsCredentials, BEDROCK_SERVICE, converse_path};

/// 2015-08-30 12:36:00 UTC, the time of AWS's test suite.
const TIME: i64 = 1_440_938_160;
const HOST: (&str, &str) = ("Host", "example.amazonaws.com");
const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

/// The credentials of AWS's test suite.
fn example(token: Option<&str>) -> AwsCredentials {
    let secret = ["wJalrXUtnFEMI/", "K7MDENG+bPxRfi", "CYEXAMPLEKEY"].concat();
    AwsCredentials::new(["AKID", "EXAMPLE"].concat(), Secret::new(secret), token.map(Secret::new))
}

fn signed(request: &Signable<'_>, token: Option<&str>) -> Vec<(&'static str, String)> {
    let scope = Scope { region: "us-east-1", service: "service" };
    sign(request, scope, &example(token), TIME).into_iter().map(|(n, value)| (n, value.to_string())).collect()
}

/// The test cases of AWS's "Signature Version 4 test suite", by its names.
#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn signatures_match_the_published_ones() {
    let vanilla = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
    let post = "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b";
    let letters = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let unreserved = format!("/{letters}");
    for (name, method, path, query, headers, body, signature) in [
        ("get-vanilla", "GET", "/", "", &[][..], "", vanilla),
        ("get-relative", "GET", "/example/..", "", &[], "", vanilla),
        ("get-relative-relative", "GET", "/example1/example2/../..", "", &[], "", vanilla),
        ("get-slash", "GET", "//", "", &[], "", vanilla),
        ("get-slash-dot-slash", "GET", "/./", "", &[], "", vanilla),
        (
            "get-slash-pointless-dot",
            "GET",
            "/./example",
            "",
            &[],
            "",
            "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5",
        ),
        (
            "get-slashes",
            "GET",
            "//example//",
            "",
            &[],
            "",
            "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84",
        ),
        (
            "get-space",
            "GET",
            "/example space/",
            "",
            &[],
            "",
            "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741",
        ),
        (
            "get-unreserved",
            "GET",
            &unreserved,
            "",
            &[],
            "",
            "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
        ),
        (
            "get-utf8",
            "GET",
            "/\u{1234}",
            "",
            &[],
            "",
            "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
        ),
        (
            "get-vanilla-empty-query-key",
            "GET",
            "/",
            "Param1=value1",
            &[],
            "",
            "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb",
        ),
        (
            "get-vanilla-query-order-key-case",
            "GET",
            "/",
            "Param2=value2&Param1=value1",
            &[],
            "",
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        ),
        (
            "get-vanilla-utf8-query",
            "GET",
            "/",
            "\u{1234}=bar",
            &[],
            "",
            "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
        ),
        (
            "get-header-key-duplicate",
            "GET",
            "/",
            "",
            &[("My-Header1", "value2"), ("My-Header1", "value2"), ("My-Header1", "value1")],
            "",
            "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
        ),
        (
            "get-header-value-trim",
            "GET",
            "/",
            "",
            &[("My-Header1", " value1"), ("My-Header2", " \"a   b   c\"")],
            "",
            "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
        ),
        ("post-vanilla", "POST", "/", "", &[], "", post),
        (
            "post-header-key-sort",
            "POST",
            "/",
            "",
            &[("My-Header1", "value1")],
            "",
            "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
        ),
        (
            "post-header-value-case",
            "POST",
            "/",
            "",
            &[("My-Header1", "VALUE1")],
            "",
            "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d",
        ),
        (
            "post-x-www-form-urlencoded",
            "POST",
            "/",
            "",
            &[FORM],
            "Param1=value1",
            "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
        ),
        (
            "post-x-www-form-urlencoded-parameters",
            "POST",
            "/",
            "",
            &[("Content-Type", "application/x-www-form-urlencoded; charset=utf8")],
            "Param1=value1",
            "1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe",
        ),
    ] {
        let headers: Vec<_> = [HOST].into_iter().chain(headers.iter().copied()).collect();
        let request = Signable { method, path, query, headers: &headers, body: body.as_bytes() };
        let signed = signed(&request, None);
        assert_eq!(signed[0], ("x-amz-date", "20150830T123600Z".to_owned()), "{name}");
        let (header, value) = &signed[1];
        assert_eq!((*header, signed.len()), ("authorization", 2), "{name}");
        assert!(value.ends_with(&format!("Signature={signature}")), "{name}: {value}");
    }
}

#[test]
fn the_header_names_the_key_the_scope_and_what_is_signed() {
    let request = Signable { method: "GET", path: "/", query: "", headers: &[HOST], body: b"" };
    let expected = [
        "AWS4-HMAC-SHA256 Credential=AKID",
        "EXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, \
         Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    ]
    .concat();
    assert_eq!(signed(&request, None)[1].1, expected);
    for (name, request) in [
        ("another method", Signable { method: "POST", ..request }),
        ("another path", Signable { path: "/a", ..request }),
        ("another query", Signable { query: "a", ..request }),
        ("another host", Signable { headers: &[("host", "other.test")], ..request }),
        ("another body", Signable { body: b"x", ..request }),
    ] {
        assert_ne!(signed(&request, None)[1].1, expected, "{name}");
    }
}

/// The case `post-sts-header-before`: the token is signed as well.
#[test]
fn a_temporary_key_sends_its_token_and_signs_it() {
    let token = [
        "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfI",
        "eoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5",
        "VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yj",
        "c8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==",
    ]
    .concat();
    let request = Signable { method: "POST", path: "/", query: "", headers: &[HOST], body: b"" };
    let signed = signed(&request, Some(&token));
    let names: Vec<_> = signed.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["x-amz-date", "x-amz-security-token", "authorization"]);
    assert_eq!(signed[1].1, token);
    assert!(signed[2].1.contains("SignedHeaders=host;x-amz-date;x-amz-security-token,"), "{}", signed[2].1);
    let signature = "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead";
    assert!(signed[2].1.ends_with(signature), "{}", signed[2].1);
}

/// The colon of a model's id is encoded twice in what is signed. The signature is the one that AWS's own library for
/// Python (botocore 1.44) makes of this request.
#[test]
fn a_request_to_a_model_is_signed_as_aws_signs_it() {
    let path = converse_path("amazon.nova-lite-v1:0", true).unwrap();
    let host = ("host", "bedrock-runtime.us-east-1.amazonaws.com");
    let headers = [host, ("content-type", "application/json")];
    let body = br#"{"messages":[]}"#;
    let request = Signable { method: "POST", path: &path, query: "", headers: &headers, body };
    let scope = Scope { region: "us-east-1", service: BEDROCK_SERVICE };
    let signed = sign(&request, scope, &example(None), TIME);
    let signature = "e92babdda2750f102be6c8ece063ed5e38ed09c80b6c56daa77065859d35f153";
    let value = signed[1].1.as_str();
    let expected = format!("SignedHeaders=content-type;host;x-amz-date, Signature={signature}");
    assert!(value.ends_with(&expected), "{value}");
}

#[test]
fn times_are_spelled_as_aws_spells_them() {
    for (seconds, spelled) in [
        (0, "19700101T000000Z"),
        (TIME, "20150830T123600Z"),
        (951_782_399, "20000228T235959Z"),
        (i64::MAX, "19700101T000000Z"),
    ] {
        assert_eq!(amz_date(seconds), spelled, "{seconds}");
    }
}
