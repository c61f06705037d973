//! Surface: what every answer tells beside its body, and the routes that tell of calls, models and health.

use serde_json::{Value, json};

use crate::support::chat::{MODEL, cost, nanos};
use crate::support::{Answer, Request, Settings, System, chat, sse};

/// Dollars as headers show them, in nano-dollars; anything but a plain decimal with 4 to 8 places fails.
fn shown_nanos(text: &str) -> i64 {
    let (whole, places) = text.split_once('.').unwrap_or_else(|| panic!("{text} has no places"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    assert!(digits(whole) && digits(places) && (4..=8).contains(&places.len()), "{text} is no plain decimal");
    let padded = format!("{whole}{places:0<9}");
    padded.parse().expect("digits")
}

/// Whether a header holds the recorded cost: rounded up to eight places, never down.
fn assert_shows(shown: &str, recorded: i64) {
    let shown = shown_nanos(shown);
    assert!(shown >= recorded && shown - recorded < 10, "{shown} for {recorded}");
}

fn assert_call_id(id: &str) {
    let hex = id.strip_prefix("gw_").unwrap_or_default();
    assert!(hex.len() == 16 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).unwrap_or_else(|| panic!("no {name}: {:?}", answer.headers))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_tell_cost_and_call_in_the_headers_of_their_dialect() {
    let system = System::start(&Settings::default());
    let gate = system.key("gate", &[]);
    let body = chat("[[chunks=20]] hello", json!({"max_tokens": 100}));
    let whole = gate.ask(&body).await;
    let record = system.record(&whole.call_id()).await;
    assert_call_id(header(&whole, "x-gate-request-id"));
    assert_shows(header(&whole, "x-gate-cost"), cost(&record));
    assert_eq!(header(&whole, "x-gate-cached"), "false");
    assert_eq!(header(&whole, "x-ratelimit-limit"), "60", "the default rate of a key");
    assert_eq!(header(&whole, "x-gate-provider"), "openai");
    assert_eq!(header(&whole, "content-type"), "application/json");
    assert!(!whole.headers.names().any(|name| name.starts_with("x-cm-") || name == "x-gate-redacted"));

    let streamed = gate.stream(&body).await;
    let record = system.record(&streamed.call_id()).await;
    assert!(header(&streamed, "content-type").starts_with("text/event-stream"));
    assert_shows(header(&streamed, "x-gate-cost"), nanos(&record["estimated_cost"]));
    assert_eq!(header(&streamed, "x-gate-provider"), "openai");
    assert_closing_comment(&streamed, &record);

    let refused = gate.ask(&chat("hello", json!({"model": "nobody-has-this"}))).await;
    assert_eq!((refused.status, refused.code().as_str()), (404, "model_not_found"));
    assert_call_id(header(&refused, "x-gate-request-id"));
    assert_eq!(refused.headers.get("x-gate-cost"), None);
    assert_eq!(header(&refused, "x-ratelimit-limit"), "60", "refusals tell the rate as well");
    assert_eq!(refused.json()["error"]["type"], "gate_error");

    let nobody = Request::post("/v1/chat/completions", &body).send(system.address).await;
    assert_eq!((nobody.status, nobody.code().as_str()), (401, "invalid_key"));
    let wrong = Request::post("/v1/chat/completions", &body).bearer(&["gk", "_nobody-has-this-key"].concat());
    let wrong = wrong.send(system.address).await;
    assert_eq!((wrong.status, wrong.code().as_str()), (401, "invalid_key"));
}

/// The comment with the final cost stands directly above the end marker, with nothing in between.
fn assert_closing_comment(answer: &Answer, record: &Value) {
    let text = answer.text();
    let lines: Vec<&str> = text.lines().collect();
    let marker = lines.iter().position(|line| *line == "data: [DONE]").expect("the stream is complete");
    let comment =
        lines[marker - 1].strip_prefix(": ").unwrap_or_else(|| panic!("no comment above the marker: {text}"));
    let field = |name: &str| comment.split(' ').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
    assert_shows(field("gate-cost").expect("a cost"), cost(record));
    assert_eq!(field("gate-request-id"), answer.headers.call_id());
    assert!(text.ends_with("data: [DONE]\n\n"), "{text}");
    assert_eq!(text.matches("gate-cost").count(), 1, "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn curate_me_answers_tell_what_that_dialect_tells() {
    let system = System::start(&Settings::default());
    let key = system.key("cm", &["--dialect", "curate-me"]);
    let body = chat("[[chunks=20]] hello", json!({"max_tokens": 100}));
    let first = key.ask(&body).await;
    assert_call_id(header(&first, "x-cm-request-id"));
    assert_shows(header(&first, "x-cm-cost"), cost(&system.record(&first.call_id()).await));
    let second = key.stream(&body).await;
    let record = system.record(&second.call_id()).await;
    assert_closing_comment(&second, &record);
    for answer in [&first, &second] {
        assert_eq!(header(answer, "x-cm-cached"), "false");
        assert_eq!(header(answer, "x-cm-provider"), "openai");
        assert_eq!(header(answer, "x-cm-redacted"), "0");
        assert_eq!(header(answer, "x-cm-provider-retries"), "0");
        let governance: f64 = header(answer, "x-cm-governance-time-ms").parse().expect("a number");
        assert!((0.0..60_000.0).contains(&governance), "{governance}");
        assert_eq!(answer.headers.get("x-cm-daily-budget"), None, "the organisation has no budget");
        assert!(shown_nanos(header(answer, "x-cm-daily-cost")) >= 0);
        assert!(!answer.headers.names().any(|name| name.starts_with("x-gate-")));
    }
    let spent = shown_nanos(header(&second, "x-cm-daily-cost"));
    assert!(spent >= cost(&system.record(&first.call_id()).await), "what the first call cost is in {spent}");

    let by_header = Request::post("/v1/chat/completions", &body).header("x-cm-api-key", &key.secret);
    let tagged = by_header.header("x-cm-tags", "team=red,run=7").header("x-cm-session-id", "session one");
    let answer = tagged.send(system.address).await;
    let record = system.record(&answer.call_id()).await;
    assert_eq!(
        (&record["tags"]["team"], &record["session_id"]),
        (&json!("red"), &json!("session one")),
        "{record}"
    );

    let refused = key.ask(&chat("hello", json!({"model": "nobody-has-this"}))).await;
    assert_call_id(header(&refused, "x-cm-request-id"));
    let error = &refused.json()["error"];
    assert_eq!((&error["gateway_error_code"], &error["param"]), (&json!("GW_MODEL_002"), &error["param"]));
    assert!(error["remediation"].as_str().is_some_and(|text| !text.is_empty()), "{error}");
    let wrong = Request::get("/v1/models").bearer("cm_sk_nobody").send(system.address).await;
    assert_eq!((wrong.status, wrong.code().as_str()), (401, "GW_AUTH_002"));
    let nobody = Request::get("/v1/models").header("x-cm-session-id", "s").send(system.address).await;
    assert_eq!((nobody.status, nobody.code().as_str()), (401, "GW_AUTH_001"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn usage_is_told_by_page_by_day_and_by_call() {
    let system = System::start(&Settings::default());
    let key = system.free_key("used", &[]);
    let other = system.free_key("other", &[]);
    let mut calls = Vec::new();
    for number in 0..7 {
        let asking = if number == 3 { &other } else { &key };
        let model = if number == 5 { "gpt-4o" } else { MODEL };
        calls.push(asking.ask(&chat("hello", json!({"model": model, "max_tokens": 9}))).await.call_id());
    }
    calls.reverse();
    let ids = |records: &[Value]| -> Vec<String> {
        records.iter().map(|record| record["request_id"].as_str().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(ids(&system.records("").await), calls, "newest first");
    let (mut paged, mut cursor) = (Vec::new(), String::new());
    for size in [3, 3, 1] {
        let page = system.ask(&format!("/gateway/admin/usage?limit=3{cursor}")).await.json();
        assert_eq!((&page["count"], &page["days"]), (&json!(size), &json!(7)), "{page}");
        paged.extend(page["records"].as_array().expect("records").clone());
        cursor = page["next_cursor"].as_str().map(|next| format!("&cursor={next}")).unwrap_or_default();
    }
    assert_eq!(
        (ids(&paged), cursor.as_str()),
        (calls.clone(), ""),
        "pages overlap nowhere and leave nothing out"
    );
    assert_eq!(ids(&system.records_of(&other).await), [calls[3].clone()]);
    assert_eq!(ids(&system.records("&model=gpt-4o").await), [calls[1].clone()]);
    assert_eq!(system.records("&key_id=key_nobody").await.len(), 0);
    let record = system.record(&calls[0]).await;
    assert_eq!(record, system.records("").await[0], "one record looks like its row in a list");
    assert_eq!((&record["key_id"], &record["provider"]), (&json!(key.id), &json!("openai")));
    assert_eq!(
        (&record["status_code"], &record["stream"], &record["cached"]),
        (&json!(200), &json!(false), &json!(false))
    );

    let total: i64 = system.records("").await.iter().map(cost).sum();
    let daily = system.ask("/gateway/admin/usage/daily?days=3").await.json();
    let days = daily["days"].as_array().expect("days");
    assert_eq!((days.len(), nanos(&daily["total_cost"])), (3, total), "{daily}");
    assert_eq!((&days[2]["requests"], nanos(&days[2]["cost"])), (&json!(7), total), "{daily}");
    assert_eq!(
        (&days[0]["requests"], &days[0]["prompt_tokens"]),
        (&json!(0), &json!(0)),
        "days without calls are there"
    );
    let table = system.told(&["usage", "--days", "3"]);
    assert_eq!(nanos(&table[0]["total_cost"]), total, "the command line says the same");

    assert_usage_refusals(&system, &key.secret).await;
}

async fn assert_usage_refusals(system: &System, ordinary: &str) {
    for (path, status) in [
        ("?days=0", 400),
        ("?days=91", 400),
        ("?days=seven", 400),
        ("?limit=0", 400),
        ("?limit=1001", 400),
        ("?cursor=nonsense", 400),
        ("?days=1&days=2", 400),
        ("/daily?days=0", 400),
        ("/daily?days=91", 400),
        ("/gw_0000000000000000", 404),
        ("/gw_ffffffffffffffff", 404),
        ("/nonsense", 404),
        ("/gw_1", 404),
    ] {
        let answer = system.ask(&format!("/gateway/admin/usage{path}")).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        assert!(answer.code().starts_with("GW_"), "{path}");
    }
    for path in ["", "/daily", "/gw_0000000000000000"] {
        let path = format!("/gateway/admin/usage{path}");
        let nobody = Request::get(path.as_str()).send(system.address).await;
        assert_eq!((nobody.status, nobody.code().as_str()), (401, "GW_AUTH_001"), "{path}");
        let unscoped = Request::get(path.as_str()).bearer(ordinary).send(system.address).await;
        assert_eq!((unscoped.status, unscoped.code().as_str()), (403, "GW_SCOPE_001"), "{path}");
        let posted = Request::post(path.as_str(), &json!({})).send(system.address).await;
        assert_eq!(posted.status, 405, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_sees_the_models_it_may_use() {
    let system = System::start(&Settings::default());
    let key = system.free_key("all", &[]);
    let narrow = system.free_key("narrow", &[]);
    system.set(&narrow, &["allowedModels=gpt-4o"]);
    let list = key.get("/v1/models").send(system.address).await.json();
    let ids: Vec<&str> =
        list["data"].as_array().expect("a list").iter().filter_map(|model| model["id"].as_str()).collect();
    assert!(["gpt-4o", MODEL, "gate/echo"].iter().all(|id| ids.contains(id)), "{ids:?}");
    assert!(
        list["object"] == "list"
            && list["data"][0]["object"] == "model"
            && list["data"][0]["created"].is_u64(),
        "{list}"
    );
    let list = narrow.get("/v1/models").send(system.address).await.json();
    assert_eq!(list["data"].as_array().map(Vec::len), Some(1), "{list}");
    for (id, status) in [("gpt-4o", 200), (MODEL, 404), ("gate/echo", 404), ("nobody", 404)] {
        let answer = narrow.get(&format!("/v1/models/{id}")).send(system.address).await;
        assert_eq!(answer.status, status, "{id}: {}", answer.text());
    }
    let echo = key.get("/v1/models/gate/echo").send(system.address).await;
    assert_eq!((echo.status, &echo.json()["id"]), (200, &json!("gate/echo")));
    assert_eq!(Request::get("/v1/models").send(system.address).await.status, 401);
    let limited = system.key("limited", &["--rpm", "7"]).get("/v1/models").send(system.address).await;
    let rate = ["limit", "remaining"].map(|part| header(&limited, &format!("x-ratelimit-{part}")).to_owned());
    assert_eq!(rate, ["7", "7"], "looking at models uses nothing up");

    for stream in [false, true] {
        let answer = key.ask(&chat("hello there", json!({"model": "gate/echo", "stream": stream}))).await;
        assert_eq!((answer.status, header(&answer, "x-gate-provider")), (200, "gate"), "{}", answer.text());
        assert_eq!(cost(&system.record(&answer.call_id()).await), 0, "the demonstration costs nothing");
        assert_eq!(stream, sse::is_done(&answer.body));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_and_metrics_tell_what_they_may() {
    let system = System::start(&Settings::default());
    let key = system.free_key("all", &[]);
    assert_eq!(key.ask(&chat("hello", json!({}))).await.status, 200);
    let health = Request::get("/health").send(system.address).await;
    let body = health.json();
    assert_eq!((health.status, &body["status"], &body["database"]), (200, &json!("ok"), &json!("ok")));
    for field in ["timestamp", "providers", "memory_mb", "uptime_seconds", "instanceId", "startedAt"] {
        assert!(!body[field].is_null(), "{field}: {body}");
    }
    assert!(!health.text().contains("openai") && !health.text().contains("127.0.0.1"), "{body}");
    let anonymous = Request::get("/v1/health").send(system.address).await;
    assert_eq!((anonymous.status, &anonymous.json()["service"]), (200, &json!("gate")));
    assert!(anonymous.json().get("active_providers").is_none(), "{}", anonymous.text());
    let known = key.get("/v1/health").send(system.address).await.json();
    assert!(known["active_providers"].as_u64() >= Some(1) && known["degraded"] == false, "{known}");
    let wrong = Request::get("/v1/health").bearer(&["gk", "_nobody-has-this-key"].concat());
    assert_eq!(wrong.send(system.address).await.status, 401);

    let metrics = Request::get("/metrics").send(system.address).await;
    assert!(header(&metrics, "content-type").starts_with("text/plain"));
    for name in [
        "gate_requests_total",
        "gate_step_seconds",
        "gate_call_seconds",
        "gate_calls_in_flight",
        "gate_reservations_open",
    ] {
        assert!(metrics.text().contains(name), "no {name}");
    }
    assert!(!metrics.text().contains(&key.secret), "the metrics hold a key");
    let forwarded =
        Request::get("/metrics").header("x-forwarded-for", "203.0.113.9").send(system.address).await;
    assert_eq!(forwarded.status, 401, "who comes through a proxy is not from here");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_there_is_not_found() {
    let system = System::start(&Settings::default());
    assert_eq!(Request::get("/local/command").send(system.address).await.status, 405);
    let command =
        Request::post("/local/command", &json!({"command": "list_keys"})).send(system.address).await;
    assert_eq!(command.status, 404, "commands come through the directory's socket only");
    for path in ["/", "/v1/nothing", "/gateway/admin/nothing"] {
        assert_eq!(Request::get(path).send(system.address).await.status, 404, "{path}");
    }
}
