//! Redaction: the provider never sees a value, and the caller never misses one.

mod answers;
mod placeholders;

use serde_json::{Value, json};

use crate::support::chat::cost;
use crate::support::random::Random;
use crate::support::{Answer, Key, Settings, System, chat, sse};

/// Values that must not leave the machine, made while the test runs.
struct Canaries {
    email: String,
    card: String,
    cloud_key: String,
    code_key: String,
}

impl Canaries {
    fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let id = random.token(6).to_lowercase();
        // Key ids of this kind are base32 (RFC 4648), which has no 8 and no 9.
        let base32: String = random.token(40).to_uppercase().replace(['8', '9'], "7");
        Self {
            email: format!("maria.{id}@kanarie-{id}.nl"),
            card: card(&mut random),
            cloud_key: ["AK", "IA", &base32[..16]].concat(),
            code_key: ["gh", "p_", &random.token(36)].concat(),
        }
    }

    fn all(&self) -> [&str; 4] {
        [&self.email, &self.card, &self.cloud_key, &self.code_key]
    }

    /// A sentence with all four.
    fn sentence(&self) -> String {
        let [email, card, cloud_key, code_key] = self.all();
        format!("Write to {email}, charge {card}, deploy with {cloud_key} and push with {code_key} today.")
    }
}

/// A card number that checks out (ISO/IEC 7812, Luhn).
fn card(random: &mut Random) -> String {
    let mut digits = vec![4, 0, 2, 4, 0, 0, 7, 1];
    digits.extend((0..7).map(|_| random.between(1, 9)));
    let sum: u64 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { *digit })
        .sum();
    digits.push((10 - sum % 10) % 10);
    let text: String = digits.iter().map(u64::to_string).collect();
    text.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
}

/// A key under which everything is looked for.
fn strict_key(system: &System, name: &str, options: &[&str], changes: &[&str]) -> Key {
    let key = system.free_key(name, options);
    system.set(&key, &[&["redaction.pii=true", "redaction.secrets=true"], changes].concat());
    key
}

fn assert_unseen(system: &System, canaries: &Canaries, case: &str) {
    for line in system.witness.lines() {
        let line = line.to_string();
        for value in canaries.all() {
            let bare = value.replace(' ', "");
            assert!(
                !line.contains(value) && !line.contains(&bare),
                "{case}: the provider saw {value}: {line}"
            );
        }
    }
}

fn redacted(answer: &Answer) -> Option<usize> {
    answer.headers.get("x-gate-redacted").map(|count| count.parse().expect("a number"))
}

/// The content of a whole answer.
fn said(answer: &Answer) -> String {
    answer.json()["choices"][0]["message"]["content"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn values_come_back_whole_however_the_answer_is_split() {
    let system = System::start(&Settings::default());
    let key = strict_key(&system, "strict", &[], &[]);
    let tools = json!([{"type": "function", "function": {"name": "act", "parameters": {"type": "object"}}}]);
    for split in 1..=5 {
        let canaries = Canaries::new(split);
        let sentence = canaries.sentence();
        let body = chat(&format!("[[echo=1 split_bytes={split}]]{sentence}"), json!({}));
        let whole = key.ask(&body).await;
        assert_eq!(whole.status, 200, "{}", whole.text());
        assert_eq!(said(&whole), sentence, "whole");
        assert_eq!(redacted(&whole), Some(4), "{}", whole.text());
        let streamed = key.stream(&body).await;
        assert!(sse::is_done(&streamed.body), "{}", streamed.text());
        assert_eq!(sse::content(&streamed.body), sentence, "in pieces of {split} bytes");
        assert_eq!(redacted(&streamed), Some(4));
        assert!(cost(&system.record(&streamed.call_id()).await) > 0);

        let prompt = format!("call a tool: {sentence}");
        let body = chat(&format!("[[echo=1 split_bytes={split}]]{prompt}"), json!({"tools": tools}));
        let whole = key.ask(&body).await.json();
        let arguments = &whole["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"];
        assert_eq!(input_of(arguments.as_str().expect("a call")), prompt, "whole arguments");
        let streamed = key.stream(&body).await;
        let arguments = sse::arguments(&streamed.body);
        assert_eq!(input_of(&arguments), prompt, "arguments in pieces of {split} bytes");
        assert_unseen(&system, &canaries, &format!("pieces of {split} bytes"));
    }
}

/// What the witness's tool is called with.
fn input_of(arguments: &str) -> String {
    let arguments: Value = serde_json::from_str(arguments).unwrap_or_else(|_| panic!("no JSON: {arguments}"));
    arguments["input"].as_str().expect("a text").to_owned()
}

/// A request with a text in some place.
type Place = fn(&str) -> Value;

/// Where a text may stand in a request.
const PLACES: [(&str, Place); 9] = [
    ("a message", |text| json!({"messages": [{"role": "user", "content": text}]})),
    (
        "a system message",
        |text| json!({"messages": [{"role": "system", "content": text}, {"role": "user", "content": "hello"}]}),
    ),
    ("a part", |text| json!({"messages": [{"role": "user", "content": [{"type": "text", "text": text}]}]})),
    (
        "an earlier answer",
        |text| json!({"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": text}, {"role": "user", "content": "b"}]}),
    ),
    ("a name", |text| json!({"messages": [{"role": "user", "name": text, "content": "hello"}]})),
    ("tool arguments", |text| {
        let arguments = json!({"text": text}).to_string();
        let call =
            json!({"id": "c1", "type": "function", "function": {"name": "act", "arguments": arguments}});
        json!({"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": null, "tool_calls": [call]},
                            {"role": "tool", "tool_call_id": "c1", "content": "done"}]})
    }),
    ("a tool's result", |text| {
        let call = json!({"id": "c1", "type": "function", "function": {"name": "act", "arguments": "{}"}});
        json!({"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": null, "tool_calls": [call]},
                            {"role": "tool", "tool_call_id": "c1", "content": text}]})
    }),
    ("a tool's description", |text| {
        json!({"messages": [{"role": "user", "content": "hello"}],
               "tools": [{"type": "function", "function": {"name": "act", "description": text}}]})
    }),
    (
        "an unknown field",
        |text| json!({"messages": [{"role": "user", "content": "hello"}], "x_future": {"deep": [text]}}),
    ),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_place_of_a_request_hides_a_value() {
    let system = System::start(&Settings::default());
    let key = strict_key(&system, "strict", &[], &[]);
    for (seed, (place, body)) in (100..).zip(PLACES) {
        for stream in [false, true] {
            let canaries = Canaries::new(seed);
            let mut body = body(&canaries.sentence());
            body["model"] = "gpt-4o-sse".into();
            body["stream"] = stream.into();
            let answer = key.ask(&body).await;
            assert_eq!(answer.status, 200, "{place}: {}", answer.text());
            assert_eq!(redacted(&answer), Some(4), "{place} (stream: {stream})");
            assert_unseen(&system, &canaries, place);
        }
    }
    let plain = key.ask(&chat("nothing to hide", json!({}))).await;
    assert_eq!(redacted(&plain), None, "nothing was redacted, so nothing is said");
    let doubled = Canaries::new(201);
    let twice = format!("[[echo=1]]{0} and again {0}", doubled.email);
    let answer = key.ask(&chat(&twice, json!({}))).await;
    assert_eq!(redacted(&answer), Some(2), "occurrences are counted");
    assert_eq!(said(&answer), format!("{0} and again {0}", doubled.email));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_block_mode_a_value_is_refused_and_named_without_being_shown() {
    let system = System::start(&Settings::default());
    let gate = strict_key(&system, "blocking", &[], &["redaction.mode=block"]);
    let cm_options = ["--dialect", "curate-me"];
    let curate_me = strict_key(&system, "blocking-cm", &cm_options, &["redaction.mode=block"]);
    let canaries = Canaries::new(300);
    for (value, code, category) in [
        (&canaries.email, "GW_PII_001", "EMAIL"),
        (&canaries.card, "GW_PII_001", "CARD"),
        (&canaries.cloud_key, "GW_PII_002", "API_KEY"),
        (&canaries.code_key, "GW_PII_002", "API_KEY"),
    ] {
        for stream in [false, true] {
            let body = chat(&format!("please use {value} for this"), json!({"stream": stream}));
            let refused = gate.ask(&body).await;
            assert_eq!(
                (refused.status, refused.code().as_str()),
                (403, "policy_blocked"),
                "{}",
                refused.text()
            );
            assert_eq!(refused.headers.get("x-gate-policy-blocked"), Some("true"));
            assert!(!refused.text().contains(value.as_str()), "the refusal shows the value");
            let record = system.record(&refused.call_id()).await;
            assert_eq!((&record["denied_step"], cost(&record)), (&json!("pii_scan"), 0), "{record}");

            let refused = curate_me.ask(&body).await;
            assert_eq!((refused.status, refused.code().as_str()), (403, code), "{}", refused.text());
            assert!(!refused.text().contains(value.as_str()), "the refusal shows the value");
            let finding = &refused.json()["hint_data"]["findings"][0];
            assert_eq!(finding["entity_type"], category, "{finding}");
            assert!(finding["matched_text"].as_str().is_some_and(|text| text.contains('*')), "{finding}");
        }
    }
    assert_eq!(system.witness.requests().len(), 0, "nothing was forwarded");
    assert_eq!(gate.ask(&chat("nothing to hide", json!({}))).await.status, 200);
    let log = std::fs::read_to_string(system.gate_log()).expect("the gate has a log");
    for value in canaries.all() {
        assert!(!log.contains(value), "{value} stands in the gate's log");
    }
}
