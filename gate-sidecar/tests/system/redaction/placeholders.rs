//! Placeholders: what stands in a value's place, along a conversation and beside text that only looks like one.

use serde_json::{Value, json};

use super::{Canaries, assert_unseen, redacted, said, strict_key};
use crate::support::{Key, Request, Settings, System, chat, sse};

/// The messages the witness got last.
fn seen(system: &System) -> Value {
    let line = system.witness.requests().pop().expect("something was sent");
    let body: Value = serde_json::from_str(line["body"].as_str().expect("bodies are logged")).expect("JSON");
    body["messages"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_keeps_its_placeholders() {
    let system = System::start(&Settings::default());
    let key = strict_key(&system, "strict", &[], &[]);
    let (first, second) = (Canaries::new(1).email, Canaries::new(2).email);
    let ask = |text: &str| json!({"role": "user", "content": text});
    let mut messages = vec![ask(&format!("[[echo=1]]my mail is {first}"))];
    let answer = key.ask(&chat("", json!({"messages": messages}))).await;
    assert_eq!(said(&answer), format!("my mail is {first}"));
    let placeholder =
        seen(&system)[0]["content"].as_str().expect("a text").replace("[[echo=1]]my mail is ", "");
    assert!(placeholder.starts_with("{{EMAIL_") && placeholder.ends_with("}}"), "{placeholder}");

    messages.push(json!({"role": "assistant", "content": said(&answer)}));
    messages.push(ask(&format!("[[echo=1]]and hers is {second}, not {first}")));
    let answer = key.ask(&chat("", json!({"messages": messages}))).await;
    assert_eq!(said(&answer), format!("and hers is {second}, not {first}"));
    let sent = seen(&system);
    assert!(sent[0]["content"].as_str().is_some_and(|text| text.ends_with(&placeholder)), "{sent}");
    assert!(sent[1]["content"].as_str().is_some_and(|text| text.ends_with(&placeholder)), "{sent}");
    assert!(sent[2]["content"].as_str().is_some_and(|text| text.ends_with(&placeholder)), "{sent}");
    assert_eq!(sent.to_string().matches("{{EMAIL_").count(), 4, "{sent}");
    assert_eq!(redacted(&answer), Some(4));
}

/// What the provider got in an address's place, where `session` is stated as the conversation.
async fn placeholder_in(system: &System, key: &Key, session: Option<&str>, address: &str) -> String {
    let body = chat(&format!("mail {address}"), json!({}));
    let request = Request::post("/v1/chat/completions", &body).bearer(&key.secret);
    let request = session.into_iter().fold(request, |request, id| request.header("x-gate-session-id", id));
    assert_eq!(request.send(key.gate).await.status, 200);
    seen(system)[0]["content"].as_str().expect("a text").replace("mail ", "")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stated_session_goes_on_counting_where_the_history_is_not_sent() {
    let system = System::start(&Settings::default());
    let key = strict_key(&system, "one", &[], &[]);
    let other = strict_key(&system, "two", &[], &[]);
    let (first, second) = (Canaries::new(71).email, Canaries::new(72).email);
    assert_eq!(placeholder_in(&system, &key, Some("trip"), &first).await, "{{EMAIL_1}}");
    assert_eq!(placeholder_in(&system, &key, Some("trip"), &second).await, "{{EMAIL_2}}");
    assert_eq!(placeholder_in(&system, &key, Some("trip"), &first).await, "{{EMAIL_1}}");
    for (case, key, session) in [
        ("another session", &key, Some("work")),
        ("another key", &other, Some("trip")),
        ("no session", &key, None),
    ] {
        assert_eq!(placeholder_in(&system, key, session, &second).await, "{{EMAIL_1}}", "{case}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_key_names_itself_is_looked_for() {
    let system = System::start(&Settings::default());
    let patterns = r#"redaction.customPatterns=[{"name":"ticket","regex":"TCK-[0-9]{6}"}]"#;
    let key = strict_key(&system, "tickets", &[], &[patterns]);
    let prompt = "[[echo=1]]close TCK-204817 and TCK-204818, not TCK-204817";
    let answer = key.ask(&chat(prompt, json!({}))).await;
    assert_eq!(said(&answer), "close TCK-204817 and TCK-204818, not TCK-204817");
    let sent = seen(&system)[0]["content"].as_str().expect("a text").to_owned();
    assert!(sent.ends_with("close {{TICKET_1}} and {{TICKET_2}}, not {{TICKET_1}}"), "{sent}");
    assert_eq!(redacted(&answer), Some(3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_names_its_categories_keeps_to_them() {
    let system = System::start(&Settings::default());
    let key = strict_key(&system, "mails", &[], &[r#"redaction.categories=["EMAIL"]"#]);
    let canaries = Canaries::new(73);
    let answer = key.ask(&chat(&format!("mail {} about {}", canaries.email, canaries.card), json!({}))).await;
    let sent = seen(&system)[0]["content"].as_str().expect("a text").to_owned();
    assert_eq!(sent, format!("mail {{{{EMAIL_1}}}} about {}", canaries.card));
    assert_eq!(redacted(&answer), Some(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn text_that_looks_like_a_placeholder_stays_what_it_is() {
    let system = System::start(&Settings::default());
    let key = strict_key(&system, "strict", &[], &[]);
    let canaries = Canaries::new(3);
    for text in [
        "literally {{EMAIL_1}}".to_owned(),
        format!("literally {{{{EMAIL_1}}}} and really {}", canaries.email),
        format!(
            "really {} and literally {{{{EMAIL_1}}}}, {{{{EMAIL_2}}}} and {{{{CARD_1}}}}",
            canaries.email
        ),
        format!("braces {{{{{}}}}} and {{{{ }}}} and {{{{EMAIL_", canaries.email),
    ] {
        for split in [1, 3, 100] {
            let body = chat(&format!("[[echo=1 split_bytes={split}]]{text}"), json!({}));
            assert_eq!(said(&key.ask(&body).await), text, "whole");
            let streamed = key.stream(&body).await;
            assert_eq!(sse::content(&streamed.body), text, "in pieces of {split} bytes");
        }
    }
    assert_unseen(&system, &canaries, "beside literal placeholders");
}

/// The content of one choice of a stream.
fn content_of(body: &[u8], choice: u64) -> String {
    let of_choice = |event: &Value| event["choices"][0]["index"] == choice;
    let content = |event: &Value| event["choices"][0]["delta"]["content"].as_str().map(str::to_owned);
    sse::objects(body).iter().filter(|event| of_choice(event)).filter_map(content).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn choices_that_arrive_together_are_restored_apart() {
    let system = System::start(&Settings::default());
    let key = strict_key(&system, "strict", &[], &[]);
    for split in [1, 2, 4, 7] {
        let canaries = Canaries::new(40 + split);
        let sentence = canaries.sentence();
        let body = chat(&format!("[[echo=1 split_bytes={split}]]{sentence}"), json!({"n": 3}));
        let streamed = key.stream(&body).await;
        for choice in 0..3 {
            assert_eq!(
                content_of(&streamed.body, choice),
                sentence,
                "choice {choice} in pieces of {split} bytes"
            );
        }
        let tools = json!([{"type": "function", "function": {"name": "act"}}]);
        let prompt = format!("call a tool: {sentence}");
        let body = chat(&format!("[[echo=1 calls=2 split_bytes={split}]]{prompt}"), json!({"tools": tools}));
        let streamed = key.stream(&body).await;
        for call in 0..2 {
            let part = |event: Value| {
                let part = event["choices"][0]["delta"]["tool_calls"][0].clone();
                (part["index"] == call)
                    .then(|| part["function"]["arguments"].as_str().unwrap_or_default().to_owned())
            };
            let arguments: String = sse::objects(&streamed.body).into_iter().filter_map(part).collect();
            assert_eq!(super::input_of(&arguments), prompt, "call {call} in pieces of {split} bytes");
        }
        assert_unseen(&system, &canaries, &format!("pieces of {split} bytes"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn spelling_a_value_in_another_way_hides_nothing() {
    let system = System::start(&Settings::default());
    let key = strict_key(&system, "strict", &[], &[]);
    let canaries = Canaries::new(60);
    let escaped = |text: &str, every: usize| {
        let units = text.encode_utf16().enumerate();
        units.fold(String::new(), |text, (place, unit)| match char::from_u32(u32::from(unit)) {
            Some(plain) if place % every != 0 => text + &plain.to_string(),
            _ => text + "\\u" + &format!("{unit:04x}"),
        })
    };
    for (case, every) in [("all of it", 1), ("every other letter", 2), ("the first", 1000)] {
        let text = escaped(&canaries.email, every);
        let body =
            format!(r#"{{"model":"gpt-4o-sse","messages":[{{"role":"user","content":"write to {text}"}}]}}"#);
        let answer = Request::post_bytes("/v1/chat/completions", body.into_bytes())
            .bearer(&key.secret)
            .send(key.gate)
            .await;
        assert_eq!(redacted(&answer), Some(1), "{case}");
        // Arguments are JSON in a string of JSON: the same spelling, one level further down.
        let call = json!({"id": "c", "type": "function", "function": {"name": "act", "arguments": format!(r#"{{"to":"{text}"}}"#)}});
        let messages = json!([{"role": "user", "content": "go"}, {"role": "assistant", "content": null, "tool_calls": [call]},
                              {"role": "tool", "tool_call_id": "c", "content": "done"}]);
        let answer = key.ask(&chat("", json!({"messages": messages}))).await;
        assert_eq!(redacted(&answer), Some(1), "{case}, in arguments");
        let sent =
            seen(&system)[1]["tool_calls"][0]["function"]["arguments"].as_str().expect("a text").to_owned();
        let arguments: Value =
            serde_json::from_str(&sent).unwrap_or_else(|_| panic!("no JSON any more: {sent}"));
        assert!(arguments["to"].as_str().is_some_and(|to| to.starts_with("{{EMAIL_")), "{sent}");
    }
    assert_unseen(&system, &canaries, "escapes");
}
