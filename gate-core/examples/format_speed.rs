//! Prints how long it takes to read and write chat bodies, to walk them, to follow a stream and to count tokens.
//!
//! Run it optimised: `cargo run --release -p gate-core --example format_speed`.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::convert::Infallible;
use std::hint::black_box;
use std::time::{Duration, Instant};

use bytes::Bytes;
use gate_core::format::json::Document;
use gate_core::format::openai::{ChatStream, StreamSettings};
use gate_core::format::{ClientFormat, Request};
use gate_core::pricing::{PriceBook, TokenCounter};

fn main() {
    for (name, body) in [("2 KB", body(2_000)), ("100 KB", body(100_000))] {
        report(&format!("{name}: parse + write"), || {
            Document::parse(body.clone()).map(|document| document.to_vec()).is_ok()
        });
        report(&format!("{name}: serde_json::Value, to compare"), || {
            serde_json::from_slice::<serde_json::Value>(&body).map(|value| value.to_string()).is_ok()
        });
        let mut request = Request::parse(ClientFormat::ChatCompletions, body.clone(), None)
            .expect("the body is a chat request");
        report(&format!("{name}: walk"), || request.visit_strings::<Infallible>(&mut |_, _| Ok(None)));
    }
    tokens();
    stream();
    prices();
}

/// A conversation of about that many bytes, as clients write it: some escapes, some white space.
fn body(bytes: usize) -> Bytes {
    let turn = r#"{"role": "user", "content": "Please look at the report and tell me\nwhich \"risks\" it names. Thank you!"}"#;
    let turns = vec![turn; bytes / turn.len()].join(", ");
    Bytes::from(format!(
        r#"{{"model": "gpt-4o", "temperature": 0.7, "stream": true, "messages": [{turns}]}}"#
    ))
}

fn stream() {
    let counter = TokenCounter::new();
    counter.load("gpt-4o");
    let settings = StreamSettings {
        caller_asked_usage: false,
        count: Box::new(move |text| counter.count("gpt-4o", text)),
        filters: None,
    };
    let mut stream = ChatStream::new(settings);
    let data = r#"{"id":"chatcmpl-9","object":"chat.completion.chunk","created":1700000000,"model":"gpt-4o-2024-08-06","system_fingerprint":"fp_1","choices":[{"index":0,"delta":{"content":" hello"},"logprobs":null,"finish_reason":null}],"usage":null}"#;
    let raw = Bytes::from(format!("data: {data}\n\n"));
    report("stream: one chunk, counted", || stream.push(&raw, data.as_bytes()).is_ok());
}

fn tokens() {
    let counter = TokenCounter::new();
    for model in ["gpt-4o", "gpt-4"] {
        let before = resident_kib();
        let started = Instant::now();
        counter.load(model);
        counter.count(model, "hello world");
        println!(
            "tokens: vocabulary of {model} in {:?}, {} KiB more resident",
            started.elapsed(),
            resident_kib() - before
        );
    }
    let english = "The quick brown fox jumps over the lazy dog, 42 times. ".repeat(200_000);
    for (name, text) in
        [("English", english), ("one letter", "a".repeat(11_000_000)), ("CJK", "漢字仮名".repeat(900_000))]
    {
        for bytes in [2_000, 16_000, 100_000, 262_144, 1_000_000, 10_000_000] {
            let text = &text[..text.floor_char_boundary(bytes)];
            let started = Instant::now();
            let count = counter.count("gpt-4o", text);
            println!("tokens: {name}, {bytes} bytes: {count} in {:?}", started.elapsed());
        }
    }
}

fn prices() {
    let book = PriceBook::new(&[], None).expect("no prices, no fault");
    let before = resident_kib();
    let started = Instant::now();
    book.load();
    println!("prices: table in {:?}, {} KiB more resident", started.elapsed(), resident_kib() - before);
    for model in ["gpt-4o", "gemini-2.5-pro", "no-such-model"] {
        let started = Instant::now();
        black_box(book.lookup(None, model, 1_795_305_600_000));
        println!("prices: first lookup of {model} in {:?}", started.elapsed());
    }
    report("prices: lookup from the cache", || book.lookup(None, "gpt-4o", 1_795_305_600_000));
}

/// The memory the process has in use, as Linux counts it; 0 elsewhere.
fn resident_kib() -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|rest| rest.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or(0)
}

/// Runs a thing for a fifth of a second and prints what one run took in the best of some rounds.
fn report<T>(name: &str, mut run: impl FnMut() -> T) {
    let started = Instant::now();
    let mut best = Duration::MAX;
    while started.elapsed() < Duration::from_millis(200) {
        let round = Instant::now();
        for _ in 0..50 {
            black_box(run());
        }
        best = best.min(round.elapsed() / 50);
    }
    println!("{name}: {best:?}");
}
