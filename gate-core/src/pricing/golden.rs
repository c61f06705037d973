//! Golden: what answers of each format cost, to the nano-dollar, by the built-in table.

use bytes::Bytes;

use super::{PriceBook, cost};
use crate::format::ClientFormat;
use crate::format::follow::WholeAnswer;
use crate::money::Money;

/// 2026-11-22, a day of which the table's prices are known.
const NOW: i64 = 1_795_305_600_000;

/// Answers, their providers and models, what they cost in nano-dollars, and how that comes about.
const ROWS: [(ClientFormat, &str, &str, &str, i64, &str); 6] = [
    (
        ClientFormat::ChatCompletions,
        "openai",
        "gpt-4o",
        r#"{"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":10,"total_tokens":110,
            "prompt_tokens_details":{"cached_tokens":40}}}"#,
        60 * 2_500 + 40 * 1_250 + 10 * 10_000,
        "60 fresh, 40 cached, 10 written",
    ),
    (
        ClientFormat::Responses,
        "openai",
        "gpt-4o",
        r#"{"id":"resp_1","object":"response","status":"completed","output":[],"usage":{"input_tokens":100,
            "input_tokens_details":{"cached_tokens":40},"output_tokens":10,"total_tokens":110}}"#,
        60 * 2_500 + 40 * 1_250 + 10 * 10_000,
        "the same exchange in another format costs the same",
    ),
    (
        ClientFormat::Messages,
        "anthropic",
        "claude-sonnet-4-5",
        r#"{"id":"msg_1","type":"message","role":"assistant","content":[],"usage":{"input_tokens":100,
            "cache_creation_input_tokens":200,"cache_read_input_tokens":1000,"output_tokens":50}}"#,
        100 * 3_000 + 200 * 3_750 + 1_000 * 300 + 50 * 15_000,
        "cache writes cost more than fresh input, and neither is counted twice",
    ),
    (
        ClientFormat::Messages,
        "anthropic",
        "claude-sonnet-4-5",
        r#"{"id":"msg_1","type":"message","role":"assistant","content":[],"usage":{"input_tokens":7,"output_tokens":0}}"#,
        7 * 3_000,
        "nothing written",
    ),
    (
        ClientFormat::GenerateContent,
        "google",
        "gemini-2.5-flash",
        r#"{"candidates":[],"usageMetadata":{"promptTokenCount":100,"candidatesTokenCount":20,
            "thoughtsTokenCount":30,"totalTokenCount":150}}"#,
        100 * 300 + 50 * 2_500,
        "thoughts are written too",
    ),
    (
        ClientFormat::Embeddings,
        "openai",
        "text-embedding-3-small",
        r#"{"object":"list","data":[],"usage":{"prompt_tokens":1000,"total_tokens":1000}}"#,
        1_000 * 20,
        "vectors cost their input",
    ),
];

#[test]
fn answers_of_every_format_cost_what_their_vendors_charge() {
    let book = PriceBook::new(&[], None).expect("the built-in table");
    for (format, provider, model, body, nanos, why) in ROWS {
        let card = book.lookup(Some(provider), model, NOW).unwrap_or_else(|| panic!("no price of {model}"));
        let answer = WholeAnswer::parse(format, Bytes::from_static(body.as_bytes()));
        let usage = answer.unwrap_or_else(|fault| panic!("{why}: {fault}")).usage();
        let usage = usage.unwrap_or_else(|| panic!("{why}: no figures"));
        assert_eq!(cost(&card, &usage), Money::from_nanos(nanos), "{model}: {why}");
    }
}
