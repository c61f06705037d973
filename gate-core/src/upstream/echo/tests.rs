//! The echo answers like a provider, and the same whole and streamed.

use serde_json::{Value, json};

use super::{EchoCall, answer, answer_bytes};
use crate::id::CallIds;
use crate::upstream::{Answer, Fault};

fn call() -> EchoCall {
    let count = |text: &str| text.split_whitespace().count() as u64;
    EchoCall { call_id: CallIds::after(0).next(1_771_410_600_000, 7), created_seconds: 1_771_410_600, count }
}

async fn events(request: &Value) -> Vec<Value> {
    let Ok(Answer::Stream(mut stream)) = answer(request, call()) else { panic!("a stream was asked for") };
    let mut events = Vec::new();
    while let Some(event) = stream.next().await.unwrap() {
        assert!(event.raw.starts_with(b"data: ") && event.raw.ends_with(b"\n\n"));
        events.push(serde_json::from_slice(event.data()).unwrap());
    }
    events
}

fn whole(request: &Value) -> Value {
    let Ok(Answer::Whole(body)) = answer(request, call()) else { panic!("a document was asked for") };
    serde_json::from_slice(&body).unwrap()
}

#[tokio::test]
async fn whole_and_streamed_say_and_count_the_same() {
    let parts = json!([{"type": "text", "text": "one "}, {"type": "image_url"}, {"type": "text", "text": "two three"}]);
    for (name, extra, text, reason) in [
        ("plain", json!({}), "one two three", "stop"),
        ("two choices", json!({"n": 2}), "one two three", "stop"),
        ("cut", json!({"max_tokens": 2}), "one two ", "length"),
        (
            "the newer limit wins",
            json!({"max_tokens": 1, "max_completion_tokens": 3}),
            "one two three",
            "stop",
        ),
        ("null is absent", json!({"max_tokens": null, "n": null}), "one two three", "stop"),
    ] {
        let mut request = json!({"model": "gate/echo", "messages": [
            {"role": "system", "content": "be brief"},
            {"role": "user", "content": parts},
            {"role": "assistant", "content": "well"},
        ]});
        request.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        let answer = whole(&request);
        let choices = answer["choices"].as_array().unwrap();
        assert_eq!(choices.len() as u64, request["n"].as_u64().unwrap_or(1), "{name}");
        assert_eq!(answer["usage"]["prompt_tokens"], 6, "{name}");

        request["stream"] = json!(true);
        request["stream_options"] = json!({"include_usage": true});
        let events = events(&request).await;
        assert_eq!(events.last().unwrap()["usage"], answer["usage"], "{name}");
        for (index, choice) in choices.iter().enumerate() {
            let mine = |event: &&Value| event["choices"][0]["index"] == index;
            let said: String = events
                .iter()
                .filter(mine)
                .filter_map(|e| e["choices"][0]["delta"]["content"].as_str())
                .collect();
            let ended: Vec<&str> = events
                .iter()
                .filter(mine)
                .filter_map(|e| e["choices"][0]["finish_reason"].as_str())
                .collect();
            assert_eq!((choice["message"]["content"].as_str(), said.as_str()), (Some(text), text), "{name}");
            assert_eq!((choice["finish_reason"].as_str(), ended), (Some(reason), vec![reason]), "{name}");
        }
    }
}

#[tokio::test]
async fn a_stream_has_the_shape_of_a_providers() {
    let request =
        json!({"model": "gate/echo", "stream": true, "messages": [{"role": "user", "content": "hello you"}]});
    let events = events(&request).await;
    let deltas: Vec<&Value> = events.iter().map(|event| &event["choices"][0]["delta"]).collect();
    assert_eq!(deltas[0]["role"], "assistant");
    assert_eq!((&deltas[1]["content"], &deltas[2]["content"]), (&json!("hello "), &json!("you")));
    assert_eq!((deltas[3], events.len()), (&json!({}), 4));
    for event in &events {
        assert_eq!(event["object"], "chat.completion.chunk");
        assert_eq!(
            (&event["id"], &event["created"]),
            (&json!(format!("chatcmpl-{}", call().call_id)), &json!(1_771_410_600))
        );
        assert!(event.get("usage").is_none(), "usage only when asked for: {event}");
    }
}

#[test]
fn requests_that_are_none_are_refused() {
    let user = json!([{"role": "user", "content": "x"}]);
    for request in [
        json!({}),
        json!({"model": "gate/echo"}),
        json!({"model": "gate/echo", "messages": []}),
        json!({"model": 7, "messages": user}),
        json!({"model": "gate/echo", "messages": user, "n": 0}),
        json!({"model": "gate/echo", "messages": user, "n": 129}),
        json!({"model": "gate/echo", "messages": user, "max_tokens": -1}),
        json!({"model": "gate/echo", "messages": user, "max_completion_tokens": "many"}),
    ] {
        let error = answer(&request, call()).expect_err(&request.to_string());
        assert!(matches!(error.kind, Fault::Status { status: 400, message: Some(_), .. }), "{request}");
    }
    assert!(answer_bytes(b"{", call()).is_err());
    assert!(
        answer_bytes(br#"{"model":"gate/echo","messages":[{"role":"user","content":"x"}]}"#, call()).is_ok()
    );
}

#[tokio::test]
async fn a_long_word_comes_in_pieces_and_loses_nothing() {
    let word = "ü".repeat(1000);
    let request = json!({"model": "m", "stream": true, "messages": [{"role": "user", "content": word}]});
    let said: Vec<String> = events(&request)
        .await
        .iter()
        .filter_map(|event| event["choices"][0]["delta"]["content"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(said.concat(), word);
    assert!(said.len() > 5 && said.iter().all(|piece| piece.len() <= 256));
}
