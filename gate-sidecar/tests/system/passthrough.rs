//! Pass-through: where nothing has to be changed, nothing is.

use serde_json::{Value, json};

use crate::support::{Key, Request, Settings, System, chat};

/// The provider's own answer to the request that the gate sends in its place.
async fn direct(system: &System, body: &Value) -> String {
    let mut body = body.clone();
    body["stream"] = true.into();
    body["stream_options"] = json!({"include_usage": true});
    Request::post("/v1/chat/completions", &body).send(system.witness.address).await.text()
}

/// A stream without what differs between two exchanges: the witness counts its answers.
fn without_number(text: &str) -> String {
    let mut parts = text.split("chatcmpl-witness");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        text + "chatcmpl-witness" + part.trim_start_matches(|c: char| c.is_ascii_digit())
    })
}

/// What the gate adds: one comment line.
fn without_comment(text: &str) -> String {
    text.split_inclusive('\n').filter(|line| !line.starts_with(": gate-cost=")).collect()
}

/// A stream from its first event on: what an answer's head waits for is not told to anybody.
fn from_first_event(text: &str) -> String {
    text.find("data:").map_or(text, |first| &text[first..]).to_owned()
}

/// The provider's stream without the event that only the gate had asked for.
fn without_usage(text: &str, line_end: &str) -> String {
    let blank = line_end.repeat(2);
    text.split_inclusive(&blank).filter(|event| !event.contains(r#""choices":[]"#)).collect()
}

async fn through_gate(key: &Key, body: &Value, usage: bool) -> String {
    let mut body = body.clone();
    if usage {
        body["stream_options"] = json!({"include_usage": true});
    }
    let answer = key.stream(&body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    without_comment(&answer.text())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_streams_bytes_arrive_as_the_provider_sent_them() {
    let system = System::start(&Settings::default());
    let plain = system.free_key("plain", &[]);
    system.set(&plain, &["redaction.pii=false", "redaction.secrets=false"]);
    let scanned = system.free_key("scanned", &[]);
    for (directive, line_end) in [
        ("chunks=40", "\n"),
        ("chunks=3 gap_ms=5", "\n"),
        ("chunks=5 split_bytes=1", "\n"),
        ("mode=split_utf8", "\n"),
        ("mode=comments", "\n"),
        ("mode=id_change", "\n"),
        ("mode=crlf", "\r\n"),
        ("chunks=300", "\n"),
    ] {
        let body = chat(
            &format!("[[{directive}]] a story please"),
            json!({"temperature": 0.5, "x_future": {"a": [1, null]}}),
        );
        let sent = from_first_event(&without_number(&direct(&system, &body).await));
        for key in [&plain, &scanned] {
            let name = format!("{directive}, key {}", key.name);
            let asked = through_gate(key, &body, true).await;
            // The end marker is the gate's own, in the line ends of its own.
            assert_eq!(marked(&without_number(&asked)), marked(&sent), "{name}");
            let unasked = through_gate(key, &body, false).await;
            assert_eq!(marked(&without_number(&unasked)), marked(&without_usage(&sent, line_end)), "{name}");
        }
    }
}

/// A stream up to its end marker, which must be there.
fn marked(text: &str) -> &str {
    text.split_once("data: [DONE]").unwrap_or_else(|| panic!("no end: {text}")).0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unknown_fields_survive_and_usage_is_asked_for() {
    let system = System::start(&Settings::default());
    let key = system.free_key("plain", &[]);
    let future = json!({"temperature": 0.25, "seed": 9_007_199_254_740_993_i64, "x_future": {"a": [1, null, "b"], "big": 1e300}});
    let body = chat("a story please", future.clone());
    assert_eq!(key.ask(&body).await.status, 200);
    assert_eq!(key.stream(&body).await.status, 200);
    let requests = system.witness.requests();
    for (line, stream) in requests.iter().zip([false, true]) {
        let seen: Value =
            serde_json::from_str(line["body"].as_str().expect("bodies are logged")).expect("JSON");
        for (field, value) in future.as_object().expect("an object") {
            assert_eq!(&seen[field], value, "{field}");
        }
        assert_eq!((&seen["model"], &seen["messages"]), (&body["model"], &body["messages"]));
        assert_eq!(line["include_usage"], stream, "usage is asked for where it would not come by itself");
    }
    let whole = key.ask(&body).await;
    let direct = Request::post("/v1/chat/completions", &body).send(system.witness.address).await;
    let mut expected = direct.json();
    expected["id"] = whole.json()["id"].clone();
    assert_eq!(whole.json(), expected, "a whole answer is the provider's");
}
