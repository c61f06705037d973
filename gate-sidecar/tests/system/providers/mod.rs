//! Providers and their keys: what is stored through the administration is used by the next call, and shown to nobody.

mod administration;
mod master_key;
mod passthrough;

use serde_json::{Value, json};

use crate::support::keeper::Keeper;
use crate::support::{Answer, Key, Settings, System, chat};

/// A key of a provider that stands nowhere but in the test. Put together here, so that no scanner takes it for one.
fn canary(name: &str) -> String {
    ["sk", "-canary-", name, "-0123456789-wxyz"].concat()
}

/// A chat with the model that the keeper serves.
fn kept() -> Value {
    chat("hello", json!({"model": "keeper/gpt-4o-sse", "max_tokens": 50}))
}

/// Stores the keeper as a provider that needs a key.
async fn store_keeper(system: &System, keeper: &Keeper) -> Answer {
    let body = json!({"base_url": keeper.base_url(), "kind": "openai"});
    system.administer("PUT", "/gateway/admin/provider-targets/keeper", &body).await
}

async fn store_secret(system: &System, provider: &str, key: &str) -> Answer {
    let body = json!({"provider": provider, "plaintext_key": key, "label": "main"});
    system.administer("POST", "/gateway/admin/secrets", &body).await
}

/// Looks for canaries everywhere a gate writes: its data directory, its log, its metrics and its records.
async fn assert_nowhere(system: &System, canaries: &[&str]) {
    let mut places: Vec<(String, Vec<u8>)> = Vec::new();
    for entry in std::fs::read_dir(system.data()).expect("a data directory").flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file {
            places.push((entry.path().display().to_string(), std::fs::read(entry.path()).expect("a file")));
        }
    }
    places.push(("the log".to_owned(), std::fs::read(system.gate_log()).expect("a log")));
    places.push(("the metrics".to_owned(), system.ask("/metrics").await.body));
    for path in
        ["/gateway/admin/usage?limit=1000", "/gateway/admin/secrets", "/gateway/admin/provider-targets"]
    {
        places.push((path.to_owned(), system.ask(path).await.body));
    }
    assert!(places.iter().any(|(place, bytes)| place.ends_with("gate.db") && !bytes.is_empty()));
    for (place, bytes) in &places {
        for canary in canaries {
            let holds = bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
            assert!(!holds, "{place} holds a provider key");
        }
    }
}

async fn assert_refused(key: &Key, status: u16, code: &str) {
    let refused = key.ask(&kept()).await;
    assert_eq!((refused.status, refused.code().as_str()), (status, code), "{}", refused.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stored_key_is_used_by_the_next_call_and_after_a_restart_and_is_written_nowhere() {
    let (first, second) = (canary("first"), canary("second"));
    let keeper = Keeper::start().await;
    let mut system = System::start(&Settings::default());
    let caller = system.free_key("caller", &[]);
    assert_eq!(store_keeper(&system, &keeper).await.status, 201);
    assert_refused(&caller, 503, "no_provider_key").await;

    let stored = store_secret(&system, "keeper", &first).await;
    assert_eq!(stored.status, 201, "{}", stored.text());
    assert_eq!(stored.json()["masked"], "sk-c...wxyz");
    assert_eq!(caller.ask(&kept()).await.status, 200);
    assert_eq!(keeper.keys(), [first.as_str()], "the next call has the key");
    let again = store_secret(&system, "keeper", &second).await;
    assert_eq!((again.status, again.code().as_str()), (409, "GW_CONFLICT_001"));
    assert_nowhere(&system, &[&first, &second]).await;

    system.stop().await;
    system.serve();
    let caller = Key { gate: system.address, ..caller };
    assert_eq!(caller.ask(&kept()).await.status, 200);
    assert_eq!(keeper.keys(), [first.as_str()], "the key outlives the process");

    let body = json!({"provider": "keeper", "plaintext_key": second});
    let rotated = system.administer("POST", "/gateway/admin/secrets/rotate", &body).await;
    assert_eq!(rotated.status, 200, "{}", rotated.text());
    assert_eq!(rotated.json()["id"], stored.json()["id"], "the row stays");
    assert!(rotated.json()["rotated_at"].is_string());
    assert_eq!(caller.ask(&kept()).await.status, 200);
    assert_eq!(keeper.keys(), [second.as_str()]);
    assert_nowhere(&system, &[&first, &second]).await;

    let revoked = system.administer("DELETE", "/gateway/admin/secrets/keeper", &Value::Null).await;
    assert_eq!((revoked.status, revoked.json()), (200, json!({"revoked": true, "provider": "keeper"})));
    assert_refused(&caller, 503, "no_provider_key").await;
    assert_eq!(keeper.keys(), Vec::<String>::new(), "nothing was sent");
    assert_eq!(system.ask("/gateway/admin/secrets").await.json(), json!({"secrets": []}));
    for (method, path) in
        [("DELETE", "/gateway/admin/secrets/keeper"), ("POST", "/gateway/admin/secrets/rotate")]
    {
        assert_eq!(system.administer(method, path, &body).await.status, 404, "{method} {path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_stays_with_the_address_it_was_given_for() {
    let key = canary("bound");
    let (here, there) = (Keeper::start().await, Keeper::start().await);
    let system = System::start(&Settings::default());
    let caller = system.free_key("caller", &[]);
    store_keeper(&system, &here).await;
    store_secret(&system, "keeper", &key).await;
    let moved = store_keeper(&system, &there).await;
    assert_eq!((moved.status, moved.code().as_str()), (409, "GW_CONFLICT_001"), "{}", moved.text());
    assert_eq!(caller.ask(&kept()).await.status, 200);
    assert_eq!(here.keys(), [key]);
    // The configured provider has a key in the file: an administrator cannot have it sent elsewhere either.
    let body = json!({"base_url": there.base_url(), "kind": "openai"});
    assert_eq!(system.administer("PUT", "/gateway/admin/provider-targets/openai", &body).await.status, 201);
    let refused = caller.ask(&chat("hello", json!({}))).await;
    assert_eq!((refused.status, refused.code().as_str()), (503, "no_provider_key"), "{}", refused.text());
    assert_eq!(there.keys(), Vec::<String>::new());
    // Without the stored one the configured one is back, with its key.
    let deleted = system.administer("DELETE", "/gateway/admin/provider-targets/openai", &Value::Null).await;
    assert_eq!(deleted.status, 200, "{}", deleted.text());
    assert_eq!(caller.ask(&chat("hello", json!({}))).await.status, 200);
    let file = system.administer("DELETE", "/gateway/admin/provider-targets/openai", &Value::Null).await;
    assert_eq!(file.status, 409, "what stands in the file cannot be deleted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn discovery_keeps_what_a_provider_lists_and_notes_what_fails() {
    let keeper = Keeper::start().await;
    let system = System::start(&Settings::default());
    let caller = system.free_key("caller", &[]);
    store_keeper(&system, &keeper).await;
    let path = "/gateway/admin/provider-targets/keeper/discover-models";
    let without = system.administer("POST", path, &Value::Null).await;
    assert_eq!((without.status, without.code().as_str()), (400, "GW_KEY_001"), "{}", without.text());
    store_secret(&system, "keeper", &canary("lists")).await;

    let found = system.administer("POST", path, &Value::Null).await;
    assert_eq!(found.status, 200, "{}", found.text());
    assert_eq!(found.json()["models"], json!(["gpt-4o-sse", "found-1"]));
    assert_eq!((&found.json()["count"], &found.json()["provider_id"]), (&json!(2), &json!("keeper")));
    let seen = keeper.take();
    assert_eq!((seen[0].line.as_str(), &seen[0].key), ("GET /v1/models", &canary("lists")));

    let page = system.ask("/gateway/admin/discovery/catalog?limit=1").await.json();
    assert_eq!(page["models"][0]["id"], "gpt-4o-sse");
    assert_eq!(page["models"][0]["owned_by"], "keeper");
    let cursor = page["next_cursor"].as_str().expect("there is another page");
    let rest = system.ask(&format!("/gateway/admin/discovery/catalog?limit=1&cursor={cursor}")).await.json();
    assert_eq!((&rest["models"][0]["id"], &rest["next_cursor"]), (&json!("found-1"), &Value::Null));
    let nobody = system.ask("/gateway/admin/discovery/catalog?provider_id=nobody").await.json();
    assert_eq!(nobody["models"], json!([]));
    let listed = caller.get("/v1/models/found-1").send(system.address).await;
    assert_eq!(listed.json()["owned_by"], "keeper", "callers see what was found");

    keeper.list(200, json!({"data": [{"id": "found-2"}]}));
    system.administer("POST", path, &Value::Null).await;
    for (status, body) in
        [(401, json!({"error": {"message": canary("lists")}})), (200, json!({"models": "none"}))]
    {
        keeper.list(status, body);
        let failed = system.administer("POST", path, &Value::Null).await;
        assert_eq!((failed.status, failed.code().as_str()), (502, "GW_UPSTREAM_001"), "{}", failed.text());
        assert!(!failed.text().contains(&canary("lists")), "{}", failed.text());
    }
    let after = system.ask("/gateway/admin/discovery/catalog").await.json();
    assert_eq!(after["models"].as_array().map(Vec::len), Some(1), "a failed run changes nothing: {after}");
    let runs = system.ask("/gateway/admin/discovery/history?limit=10").await.json();
    let told: Vec<(&Value, &Value)> = runs["runs"]
        .as_array()
        .expect("runs")
        .iter()
        .map(|run| (&run["status"], &run["models_found"]))
        .collect();
    let (ok, failed) = (json!("ok"), json!("failed"));
    assert_eq!(
        told,
        [(&failed, &json!(0)), (&failed, &json!(0)), (&ok, &json!(1)), (&ok, &json!(2))],
        "newest first"
    );
    assert!(runs["runs"][1]["error"].as_str().is_some_and(|error| error.contains("401")), "{runs}");
    let unknown = system
        .administer("POST", "/gateway/admin/provider-targets/nobody/discover-models", &Value::Null)
        .await;
    assert_eq!((unknown.status, unknown.code().as_str()), (404, "GW_NOT_FOUND_001"));
    assert_nowhere(&system, &[&canary("lists")]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_circuit_that_is_opened_by_hand_stops_calls_until_it_is_closed() {
    let system = System::start(&Settings::default());
    let caller = system.free_key("caller", &[]);
    let path = "/gateway/admin/providers/openai/circuit-breaker";
    let health = async || {
        let all = system.ask("/gateway/admin/providers/health").await.json();
        let seen_by_callers = caller.get("/v1/providers/health").send(system.address).await.json();
        assert_eq!(all, seen_by_callers);
        all["providers"]["openai"].clone()
    };
    assert_eq!(health().await["status"], "unknown");
    assert_eq!(caller.ask(&chat("hello", json!({}))).await.status, 200);
    let opened = system.administer("POST", path, &json!({"state": "open", "reason": "maintenance"})).await;
    assert_eq!(opened.status, 200, "{}", opened.text());
    let refused = caller.ask(&chat("hello", json!({}))).await;
    assert_eq!((refused.status, refused.code().as_str()), (503, "provider_unavailable"));
    let told = health().await;
    assert_eq!((&told["status"], &told["circuit"]), (&json!("down"), &json!("open")), "{told}");
    system.administer("POST", path, &json!({"state": "closed"})).await;
    assert_eq!(caller.ask(&chat("hello", json!({}))).await.status, 200);
    let told = health().await;
    assert_eq!((&told["circuit"], told["p95_ms"].is_u64()), (&json!("closed"), true), "{told}");

    let latency = system.ask("/gateway/admin/latency?hours=1").await.json();
    assert_eq!(latency["by_provider"]["openai"]["count"], 2, "refused calls do not count: {latency}");
    assert_eq!((&latency["period_hours"], &latency["overall"]["count"]), (&json!(1), &json!(2)));
    assert!(latency["by_model"]["gpt-4o-sse"]["p99_ms"].is_u64(), "{latency}");
}
