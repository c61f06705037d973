//! The administration's routes: who may use them, what they refuse, and in whose words.

use serde_json::{Value, json};

use super::{canary, kept, store_keeper};
use crate::support::keeper::Keeper;
use crate::support::{Request, Settings, System};

/// Every route with what it takes to be understood: a body where there must be one.
const ROUTES: [(&str, &str, bool); 24] = [
    ("GET", "/gateway/admin/secrets", false),
    ("POST", "/gateway/admin/secrets", true),
    ("POST", "/gateway/admin/secrets/rotate", true),
    ("DELETE", "/gateway/admin/secrets/openai", true),
    ("GET", "/gateway/admin/provider-targets", false),
    ("PUT", "/gateway/admin/provider-targets/openai", true),
    ("DELETE", "/gateway/admin/provider-targets/openai", true),
    ("POST", "/gateway/admin/provider-targets/openai/discover-models", true),
    ("GET", "/gateway/admin/discovery/catalog", false),
    ("GET", "/gateway/admin/discovery/history", false),
    ("GET", "/gateway/admin/providers/health", false),
    ("POST", "/gateway/admin/providers/openai/circuit-breaker", true),
    ("GET", "/gateway/admin/latency", false),
    ("GET", "/v1/providers/health", false),
    ("GET", "/api/providers", false),
    ("POST", "/api/providers", true),
    ("PATCH", "/api/providers/1", true),
    ("DELETE", "/api/providers/1", true),
    ("POST", "/api/providers/1/test", true),
    ("GET", "/api/providers/1/keys", false),
    ("POST", "/api/providers/1/keys", true),
    ("PATCH", "/api/providers/1/keys/1", true),
    ("DELETE", "/api/providers/1/keys/1", true),
    ("PUT", "/api/providers/1/keys/1", true),
];

fn request(method: &'static str, path: &str) -> Request {
    match method {
        "GET" => Request::get(path),
        "DELETE" => Request::delete(path),
        _ => Request::with_method(method, path, &json!({})),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_asks_for_its_scope_in_its_dialect() {
    let system = System::start(&Settings::default());
    let reader = system.free_key("reader", &["--dialect", "curate-me", "--scopes", "admin:read"]);
    let caller = system.free_key("caller", &[]);
    for (method, path, writes) in ROUTES {
        let is_known = !(method == "PUT" && path.starts_with("/api"));
        let nobody = request(method, path).send(system.address).await;
        if !is_known {
            assert_eq!(nobody.status, 405, "{method} {path}");
            assert_eq!(nobody.headers.get("allow"), Some("PATCH, DELETE"));
            continue;
        }
        let (missing, scope) = if path.starts_with("/api") {
            ("invalid_api_key", "forbidden")
        } else {
            ("GW_AUTH_001", "GW_SCOPE_001")
        };
        assert_eq!((nobody.status, nobody.code().as_str()), (401, missing), "{method} {path}");
        let for_callers = path.starts_with("/v1/");
        let refused = request(method, path).bearer(&caller.secret).send(system.address).await;
        let expected = if for_callers { 200 } else { 403 };
        assert_eq!(refused.status, expected, "{method} {path} by a caller: {}", refused.text());
        if !for_callers {
            assert_eq!(refused.code(), scope, "{method} {path}");
            let read = request(method, path).bearer(&reader.secret).send(system.address).await;
            let expected = if writes { 403 } else { 200 };
            assert_eq!(read.status, expected, "{method} {path} by a reader: {}", read.text());
        }
    }
    assert!(system.witness.requests().is_empty(), "nothing was asked of the provider");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::too_many_lines, reason = "one table")]
async fn what_makes_no_sense_is_refused_with_the_field_that_is_wrong() {
    let system = System::start(&Settings { is_confined: true, ..Settings::default() });
    let key = canary("refused");
    let secret = |provider: &str| json!({"provider": provider, "plaintext_key": key});
    let at = |url: &str| json!({"base_url": url});
    let named = |kind: &str, url: &str| json!({"name": "New", "kind": kind, "base_url": url});
    let (secrets, target) = ("/gateway/admin/secrets", "/gateway/admin/provider-targets/new");
    let gateway_key = ["gk", "_", &"a".repeat(32)].concat();
    for (method, path, body, status, param) in [
        ("POST", secrets, secret("nobody"), 400, json!("provider")),
        ("POST", secrets, json!({"provider": "openai", "plaintext_key": "a b"}), 400, Value::Null),
        ("POST", secrets, json!({"provider": "openai", "plaintext_key": gateway_key}), 400, Value::Null),
        ("POST", secrets, json!({"provider": "openai", "plaintext_key": key, "x": 1}), 400, json!("x")),
        ("POST", "/gateway/admin/secrets/rotate", secret("nobody"), 400, json!("provider")),
        ("PUT", target, json!({}), 400, json!("base_url")),
        ("PUT", target, at("http://127.0.0.1:9/v1"), 400, json!("base_url")),
        ("PUT", target, at("http://10.0.0.1"), 400, json!("base_url")),
        ("PUT", target, at("http://[::1]:9"), 400, json!("base_url")),
        ("PUT", target, at("http://[::ffff:10.0.0.1]"), 400, json!("base_url")),
        ("PUT", target, at("http://localhost:9"), 400, json!("base_url")),
        ("PUT", target, at("http://169.254.169.254"), 400, json!("base_url")),
        ("PUT", target, at("http://metadata.google.internal"), 400, json!("base_url")),
        ("PUT", target, at("https://user:pass@example.com"), 400, json!("base_url")),
        ("PUT", target, at("ftp://example.com"), 400, json!("base_url")),
        (
            "PUT",
            target,
            json!({"base_url": "https://example.com", "weight": 1_000_001}),
            400,
            json!("weight"),
        ),
        (
            "PUT",
            target,
            json!({"base_url": "https://example.com", "kind": "bedrock"}),
            400,
            json!("base_url"),
        ),
        ("PUT", target, json!({"base_url": "https://example.com", "kind": "telepathy"}), 400, json!("kind")),
        ("PUT", "/gateway/admin/provider-targets/New", at("https://example.com"), 400, json!("provider_id")),
        ("PUT", "/gateway/admin/provider-targets/gate", at("https://example.com"), 400, json!("provider_id")),
        ("DELETE", "/gateway/admin/provider-targets/nobody", Value::Null, 404, Value::Null),
        ("DELETE", "/gateway/admin/secrets/nobody", Value::Null, 404, Value::Null),
        (
            "POST",
            "/gateway/admin/providers/nobody/circuit-breaker",
            json!({"state": "open"}),
            404,
            Value::Null,
        ),
        ("GET", "/gateway/admin/latency?hours=169", Value::Null, 400, json!("hours")),
        ("GET", "/gateway/admin/discovery/history?limit=101", Value::Null, 400, json!("limit")),
        ("GET", "/gateway/admin/discovery/catalog?cursor=x", Value::Null, 400, json!("cursor")),
        ("POST", "/api/providers", named("telepathy", "https://example.com"), 400, json!("kind")),
        ("POST", "/api/providers", named("custom", "http://192.168.0.1"), 400, json!("base_url")),
        ("POST", "/api/providers/999/keys", json!({"key": key}), 404, Value::Null),
        ("POST", "/api/providers/x/test", Value::Null, 404, Value::Null),
        ("PATCH", "/api/providers/999", json!({"enabled": false}), 404, Value::Null),
        (
            "POST",
            "/api/providers/1/keys",
            json!({"key": key, "concurrency_limit": 0}),
            400,
            json!("concurrency_limit"),
        ),
        ("POST", "/api/providers/1/keys", json!({"key": key, "rpm_limit": 0}), 400, json!("rpm_limit")),
        ("PATCH", "/api/providers/1/keys/7", json!({"enabled": false}), 404, Value::Null),
    ] {
        let answer = system.administer(method, path, &body).await;
        let row = format!("{method} {path} {}", body.to_string().replace(&key, "..."));
        assert_eq!(answer.status, status, "{row}: {}", answer.text());
        assert_eq!(answer.json()["error"]["param"], param, "{row}: {}", answer.text());
        assert!(!answer.text().contains(&key), "{row} repeats the key");
    }
    assert_eq!(system.ask(secrets).await.json()["secrets"], json!([]), "nothing was stored");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::too_many_lines, reason = "the life of one provider, which each step goes on from")]
async fn providers_and_keys_are_kept_by_number() {
    let keeper = Keeper::start().await;
    let system = System::start(&Settings::default());
    let caller = system.free_key("caller", &[]);
    let configured = system.ask("/api/providers").await.json();
    assert_eq!(
        (&configured["data"][0]["id"], &configured["data"][0]["provider_id"]),
        (&json!(1), &json!("openai"))
    );
    let body = json!({"name": "Keeper", "kind": "openai", "base_url": keeper.base_url(), "priority": 5});
    let made = system.administer("POST", "/api/providers", &body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let (number, id) = (made.json()["id"].clone(), made.json()["provider_id"].clone());
    assert_eq!((&id, &made.json()["status"]), (&json!("keeper"), &json!("unknown")));
    let twin = system.administer("POST", "/api/providers", &body).await.json();
    assert_eq!(twin["provider_id"], "keeper-2", "another of that name gets an id of its own");

    let path = format!("/api/providers/{number}");
    let (one, two) = (canary("one"), canary("two"));
    let first = system.administer("POST", &format!("{path}/keys"), &json!({"key": one})).await;
    assert_eq!(first.status, 201, "{}", first.text());
    assert_eq!((&first.json()["concurrency_limit"], &first.json()["rpm_limit"]), (&json!(10), &Value::Null));
    let second = json!({"key": two, "label": "spare", "concurrency_limit": 3, "rpm_limit": 60});
    system.administer("POST", &format!("{path}/keys"), &second).await;
    let keys = system.ask(&format!("{path}/keys")).await.json();
    assert_eq!(keys["data"].as_array().map(Vec::len), Some(2));
    assert_eq!(keys["data"][1]["masked"], "sk-c...wxyz");
    assert!(!keys.to_string().contains("canary"), "{keys}");
    // One store with the other dialect's secrets, which cannot tell several apart.
    assert_eq!(
        system.ask("/gateway/admin/secrets").await.json()["secrets"].as_array().map(Vec::len),
        Some(2)
    );
    let rotate = json!({"provider": "keeper", "plaintext_key": canary("three")});
    assert_eq!(system.administer("POST", "/gateway/admin/secrets/rotate", &rotate).await.status, 409);

    let tested = system.administer("POST", &format!("{path}/test"), &Value::Null).await.json();
    assert_eq!(
        (&tested["success"], &tested["status"], &tested["error"]),
        (&json!(true), &json!("up"), &Value::Null)
    );
    assert_eq!(caller.ask(&kept()).await.status, 200);
    let first_key = format!("{path}/keys/{}", first.json()["id"]);
    system.administer("PATCH", &first_key, &json!({"enabled": false})).await;
    assert_eq!(caller.ask(&kept()).await.status, 200);
    system.administer("PATCH", &first_key, &json!({"enabled": true, "key": canary("three")})).await;
    assert_eq!(caller.ask(&kept()).await.status, 200);
    system.administer("DELETE", &first_key, &Value::Null).await;
    assert_eq!(caller.ask(&kept()).await.status, 200);
    assert_eq!(
        keeper.keys(),
        [one.clone(), one, two.clone(), canary("three"), two],
        "the test, then the calls"
    );

    keeper.list(500, json!({"error": {"message": "no"}}));
    let tested = system.administer("POST", &format!("{path}/test"), &Value::Null).await;
    assert_eq!(
        (tested.status, &tested.json()["success"]),
        (200, &json!(false)),
        "a failed look is an answer"
    );
    let off = system.administer("PATCH", &path, &json!({"enabled": false})).await;
    assert_eq!(off.json()["enabled"], false);
    let refused = caller.ask(&kept()).await;
    assert_eq!((refused.status, refused.code().as_str()), (404, "model_not_found"), "{}", refused.text());
    assert_eq!(system.administer("DELETE", &path, &Value::Null).await.json(), json!({"success": true}));
    assert_eq!(system.ask(&format!("{path}/keys")).await.status, 404);
    assert_eq!(
        system.ask("/gateway/admin/secrets").await.json()["secrets"],
        json!([]),
        "its keys went with it"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_well_known_provider_needs_nothing_but_its_key() {
    let system = System::start(&Settings::default());
    let body = json!({"provider": "deepseek", "plaintext_key": canary("known")});
    let stored = system.administer("POST", "/gateway/admin/secrets", &body).await;
    assert_eq!(stored.status, 201, "{}", stored.text());
    let targets = system.ask("/gateway/admin/provider-targets").await.json();
    let rows = targets["targets"].as_array().expect("targets");
    let row = rows.iter().find(|row| row["provider_id"] == "deepseek").expect("it takes part");
    assert_eq!((&row["source"], &row["has_secret"]), (&json!("stored"), &json!(true)));
    assert_eq!((&row["base_url"], &row["circuit"]), (&json!("https://api.deepseek.com"), &json!("closed")));
    let keeper = Keeper::start().await;
    let put = store_keeper(&system, &keeper).await;
    assert_eq!((put.status, &put.json()["source"]), (201, &json!("stored")));
    assert_eq!(store_keeper(&system, &keeper).await.status, 200, "the second time it is there");
}
