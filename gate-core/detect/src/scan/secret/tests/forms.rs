//! Keys with a form: what stands around them, how long they are, and what only looks like one.

use super::{body, found};

/// Rows of prefix, length of the rest, and whether a token of that length is reported.
#[test]
fn tokens_by_prefix() {
    let rows = [
        ("ghp_", 36, true),
        ("gho_", 36, true),
        ("ghs_", 36, true),
        ("ghr_", 76, true),
        ("ghp_", 40, true),
        ("ghp_", 19, false),
        ("github_pat_", 82, true),
        ("github_pat_", 21, false),
        ("sk-proj-", 120, true),
        ("sk-svcacct-", 60, true),
        ("sk-admin-", 60, true),
        ("sk-", 48, true),
        ("sk-", 19, false),
        ("sk-ant-api03-", 95, true),
        ("sk-ant-", 10, false),
        ("xoxb-", 50, true),
        ("xoxe.xoxp-1-", 60, true),
        ("xapp-1-", 80, true),
        ("xoxb-", 5, false),
        (concat!("sk", "_live_"), 24, true),
        (concat!("rk", "_live_"), 99, true),
        (concat!("sk", "_live_"), 6, false),
        (concat!("pk", "_live_"), 24, false),
        ("whsec_", 64, true),
        ("gk_", 32, true),
        ("agk_", 43, true),
        ("cm_sk_", 43, true),
        ("cmat_", 43, true),
        ("sk-tenant-", 32, true),
        ("gk_", 15, false),
    ];
    for (prefix, length, reported) in rows {
        let token = format!("{prefix}{}", body(length));
        for text in
            [token.clone(), format!("use {token}, please"), format!("K=\"{token}\""), format!("a\\n{token}.")]
        {
            let expected = if reported { vec![token.as_str()] } else { vec![] };
            assert_eq!(found(&text), expected, "{prefix} + {length} in {text:?}");
        }
    }
}

#[test]
fn tokens_need_a_boundary_and_a_body() {
    let hook = format!("hooks.slack.com/services/T{}/B{}/{}", body(8), body(8), body(24));
    let rows = [
        (format!("task-{}", body(40)), None),
        (format!("desk_live_{}", body(40)), None),
        (format!("sk-{}", "learn-something-entirely-harmless-today"), None),
        (format!("sk-{}", "x".repeat(48)), None),
        (format!("sk-ant-{}", "your-api-key-goes-here-please-and-then-some-more"), None),
        (format!("ghp_{}", "0".repeat(36)), None),
        ("{{API_KEY_1}} and {{API_KEY_22}}".to_owned(), None),
        ("image@sha256:3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed".to_owned(), None),
        ("github commit 3f786850e387550fdab836ed7e6dc881de23001b".to_owned(), None),
        ("datadog trace_id=8f14e45fceea167a5a36dedd4bea2543".to_owned(), None),
        ("heroku release 550e8400-e29b-41d4-a716-446655440000".to_owned(), None),
        (format!("https://{hook}"), Some(hook)),
        (format!("https://hooks.slack.com/docs/{}", "page-".repeat(8)), None),
    ];
    for (text, value) in rows {
        assert_eq!(found(&text), value.iter().map(String::as_str).collect::<Vec<_>>(), "{text:?}");
    }
}

#[test]
fn aws_keys() {
    let id = ["AK", "IA", "Q3EGUYZ4T5KXWJ2L"].concat();
    let impossible = ["AK", "IA", "Q3EGUYZ1T5KXWJ8L"].concat();
    let secret = body(40);
    let digest = "3f786850e387550fdab836ed7e6dc881de23001b";
    let rows = [
        (id.clone(), vec![id.as_str()]),
        (["AK", "IA", "IOSFODNN7EXAMPLE"].concat(), vec![]),
        (impossible, vec![]),
        (format!("x{id}"), vec![]),
        (format!("{id}X"), vec![]),
        (format!("{id}\nsecret {secret}"), vec![&id, &secret]),
        (format!("{id}\ncommit {digest}"), vec![&id]),
        (format!("AWS_SECRET_ACCESS_KEY={secret}\n"), vec![&secret]),
        (format!("\"SecretAccessKey\": \"{secret}\","), vec![&secret]),
        (format!("the secret access key is {secret}."), vec![&secret]),
        (format!("aws_secret_access_key = {}", "x".repeat(40)), vec![]),
    ];
    for (text, values) in rows {
        assert_eq!(found(&text), values, "{text:?}");
    }
}

#[test]
fn json_web_tokens() {
    let header = ["eyJ", "hbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"].concat();
    let encrypted = ["eyJ", "hbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0"].concat();
    let no_algorithm = ["eyJ", "0eXAiOiJKV1QifQ"].concat();
    // {"role":"anon"}
    let public = ["eyJ", "yb2xlIjoiYW5vbiJ9"].concat();
    let rows = [
        (format!("{header}.{}.{}", body(60), body(43)), true),
        (format!("{header}.{}.{}", body(5000), body(43)), true),
        (format!("{header}.{}", body(5000)), true),
        (format!("{encrypted}..{}.{}.{}", body(16), body(30), body(22)), true),
        (format!("{header}.{}", body(60)), false),
        (format!("{header}.{}.{}", body(60), body(5)), false),
        (format!("{no_algorithm}.{}.{}", body(60), body(43)), false),
        (format!("{header}.{public}.{}", body(43)), false),
    ];
    for (token, reported) in rows {
        let text = format!("see {token}. Next");
        let expected = if reported { vec![token.as_str()] } else { vec![] };
        assert_eq!(found(&text), expected, "{token}");
    }
}

#[test]
fn keys_with_a_sign_inside() {
    let rows = [
        format!("abc8Q~{}", body(32)),
        format!("sha256~{}", body(43)),
        format!("access_token$production${}", "k3m9x2p7q4w8z5v1n6b0c3d7f2g9h4j8"),
        format!("00D5g000004{}!AQ{}", body(4), body(80)),
        format!("4815162342108471|{}", body(27)),
        format!("FlyV1 fm2_{}", body(100)),
    ];
    for value in rows {
        assert_eq!(found(&format!("with {value} it works")), [value.as_str()]);
        assert!(found(&format!("with {}~{} it does not", "x".repeat(4), "x".repeat(40))).is_empty());
    }
}

#[test]
fn words_drawn_by_lot_are_found_without_a_name() {
    let rows = [
        ("got q7Rk2mZp9XvT4bLs8NwYc3HjF6dGa5Ue today", true),
        ("got 'q7Rk2mZp9XvT4bLs8NwYc3HjF6dGa5Ue'", true),
        ("\"id\": \"q7Rk2mZp9XvT4bLs8NwYc3HjF6dGa5Ue\"", false),
        ("https://a.test/q7Rk2mZp9XvT4bLs8NwYc3HjF6dGa5Ue", false),
        ("getUserNameFromConfiguration2Value", false),
        ("aGVsbG8gd29ybGQsIHRoaXMgaXMgdGV4dA==", false),
        ("3f786850e387550fdab836ed7e6dc881de23001b", false),
        ("550e8400-e29b-41d4-a716-446655440000 d41d8cd98f00b204e9800998ecf8427e", false),
        ("Maria#k3Jd9s2Ab! is mine", true),
        ("C#Sharp12 and a*b2 or R&D2Team", false),
    ];
    for (text, reported) in rows {
        assert_eq!(found(text).len(), usize::from(reported), "{text}");
    }
}
