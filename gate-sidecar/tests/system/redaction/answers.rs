//! Answers: what a model writes by itself, while the caller's own values come back.

use serde_json::{Value, json};

use super::{Canaries, input_of, redacted, said, strict_key};
use crate::support::chat::cost;
use crate::support::{Settings, System, chat, sse};

/// A text in which no scanner sees the value; the witness puts it together.
fn apart(value: &str) -> String {
    value.chars().flat_map(|letter| [letter, '|']).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_model_makes_up_is_masked_and_what_the_caller_sent_comes_back() {
    let system = System::start(&Settings::default());
    let key = strict_key(&system, "answers", &[], &["redaction.response=true"]);
    let lenient = strict_key(&system, "lenient", &[], &[]);
    let tools = json!([{"type": "function", "function": {"name": "act", "parameters": {"type": "object"}}}]);
    for split in 1..=5 {
        let (own, foreign) = (Canaries::new(split), Canaries::new(50 + split));
        let text = format!("You are {}, she is {} for sure", own.email, apart(&foreign.email));
        let body = chat(&format!("[[echo=1 joined=1 split_bytes={split}]]{text}"), json!({}));
        let expected = format!("You are {}, she is {{{{EMAIL_2}}}} for sure", own.email);
        let whole = key.ask(&body).await;
        assert_eq!(said(&whole), expected, "whole");
        assert_eq!(redacted(&whole), Some(1), "values of the request are counted");
        let streamed = key.stream(&body).await;
        assert!(sse::is_done(&streamed.body), "{}", streamed.text());
        assert_eq!(sse::content(&streamed.body), expected, "in pieces of {split} bytes");
        assert!(!streamed.text().contains(&foreign.email));
        assert!(said(&lenient.ask(&body).await).contains(&foreign.email), "off unless it is turned on");

        let prompt = format!("call a tool: {text}");
        let body = chat(&format!("[[echo=1 joined=1 split_bytes={split}]]{prompt}"), json!({"tools": tools}));
        let expected = format!("call a tool: {expected}");
        let whole = key.ask(&body).await.json();
        let arguments = &whole["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"];
        assert_eq!(input_of(arguments.as_str().expect("a call")), expected, "whole arguments");
        let streamed = key.stream(&body).await;
        assert_eq!(input_of(&sse::arguments(&streamed.body)), expected, "pieces of {split} bytes");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_block_mode_an_answer_is_refused_and_paid_for() {
    let system = System::start(&Settings::default());
    let changes = ["redaction.mode=block", "redaction.response=true"];
    let gate = strict_key(&system, "blocking", &[], &changes);
    let curate_me = strict_key(&system, "blocking-cm", &["--dialect", "curate-me"], &changes);
    let canaries = Canaries::new(80);
    for (value, code) in [
        (&canaries.email, "GW_PII_001"),
        (&canaries.card, "GW_PII_001"),
        (&canaries.cloud_key, "GW_PII_002"),
        (&canaries.code_key, "GW_PII_002"),
    ] {
        let text = format!("this is {} as you asked", apart(value));
        let body = chat(&format!("[[echo=1 joined=1 split_bytes=3]]{text}"), json!({}));
        let refused = gate.ask(&body).await;
        assert_eq!((refused.status, refused.code().as_str()), (403, "policy_blocked"), "{}", refused.text());
        let record = system.record(&refused.call_id()).await;
        assert_eq!(record["denied_step"], "pii_scan", "{record}");
        assert!(cost(&record) > 0, "the provider did the work: {record}");
        let refused_cm = curate_me.ask(&body).await;
        assert_eq!((refused_cm.status, refused_cm.code().as_str()), (403, code), "{}", refused_cm.text());
        let shown = &refused_cm.json()["hint_data"]["findings"][0]["matched_text"];
        assert!(shown.as_str().is_some_and(|text| text.bytes().all(|byte| byte == b'*')), "{shown}");

        let broken = gate.stream(&body).await;
        assert_eq!(broken.status, 200, "it had begun");
        assert!(!sse::is_done(&broken.body), "{}", broken.text());
        assert_eq!(sse::error(&broken.body).expect("an error")["code"], "policy_blocked");
        assert!("this is ".starts_with(&sse::content(&broken.body)), "{}", broken.text());
        assert!(cost(&system.record(&broken.call_id()).await) > 0);
        for answer in [&refused, &refused_cm, &broken] {
            assert!(!answer.text().contains(value.as_str()), "the value is shown: {}", answer.text());
        }
    }
    let clean = gate.ask(&chat("[[echo=1]]nothing to hide", json!({}))).await;
    assert_eq!(said(&clean), "nothing to hide");
    let log = std::fs::read_to_string(system.gate_log()).expect("the gate has a log");
    assert!(canaries.all().iter().all(|value| !log.contains(value)), "a value stands in the gate's log");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn json_in_a_tool_s_result_is_read_as_json() {
    let system = System::start(&Settings::default());
    let key = strict_key(&system, "strict", &[], &[]);
    let result: Value = json!({"user": {"mail": Canaries::new(7).email}});
    let escaped = result.to_string().replace('@', "\\u0040");
    let messages = json!([{"role": "user", "content": "go"},
        {"role": "assistant", "content": null, "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
        {"role": "tool", "tool_call_id": "c", "content": escaped}]);
    let answer = key.ask(&chat("", json!({"messages": messages}))).await;
    assert_eq!(redacted(&answer), Some(1), "escapes in a tool's result hide nothing");
}
