//! Prices, costs and counts against figures worked out by hand.

use proptest::prelude::*;

use super::*;
use crate::config::{CeilingConfig, PriceOverrideConfig};
use crate::format::{ClientFormat, Request};
use crate::money::Money;
use crate::usage::TokenUsage;

/// 2026-11-22, noon UTC.
const NOW: i64 = 1_795_348_800_000;

fn book() -> PriceBook {
    PriceBook::new(&[], None).unwrap()
}

fn usage(prompt: u64, completion: u64) -> TokenUsage {
    TokenUsage { prompt: Some(prompt), completion: Some(completion), ..TokenUsage::default() }
}

fn own_price(model: &str) -> PriceOverrideConfig {
    let (cached_input, cache_write, reasoning) = (None, None, None);
    PriceOverrideConfig {
        model: model.into(),
        input: 2.5,
        output: 10.0,
        cached_input,
        cache_write,
        reasoning,
    }
}

#[test]
fn known_exchanges_cost_what_their_providers_say() {
    for (provider, model, cached, nanos) in [
        (Some("openai"), "gpt-4o", 0, 3_500_000),
        (Some("openai"), "gpt-4o", 800, 2_500_000),
        (None, "gpt-4o-2024-08-06", 0, 3_500_000),
        (Some("no-such-provider"), "gpt-4o", 0, 3_500_000),
        (Some("anthropic"), "claude-sonnet-4-20250514", 0, 4_500_000),
        (Some("google"), "gemini-2.5-pro", 0, 2_250_000),
        (None, "gate/echo", 0, 0),
    ] {
        let card = book().lookup(provider, model, NOW).unwrap_or_else(|| panic!("no price of {model}"));
        let usage = TokenUsage { cache_read: Some(cached), ..usage(1_000, 100) };
        assert_eq!(cost(&card, &usage), Money::from_nanos(nanos), "{model}, {cached} cached, {card:?}");
    }
}

#[test]
fn an_unknown_model_has_no_price_unless_there_is_a_ceiling() {
    let strict = book();
    for model in ["no-such-model", "", "gate/echo2", "whisper-1"] {
        assert_eq!(strict.lookup(None, model, NOW), None, "{model}");
    }
    let ceiling = PriceBook::new(&[], Some(CeilingConfig { input: 100.0, output: 200.0 })).unwrap();
    let card = ceiling.lookup(None, "no-such-model", NOW).unwrap();
    assert_eq!((card.rates.input, card.rates.output), (100_000_000_000, 200_000_000_000));
    assert!(card.version.starts_with("ceiling:"), "{card:?}");
    assert_eq!(card.max_output_tokens, 16_384);
    assert!(ceiling.lookup(None, "gpt-4o", NOW).unwrap().version.starts_with("genai-prices-"));
}

#[test]
fn an_operators_price_hides_the_tables_and_names_itself() {
    let book = PriceBook::new(&[own_price("gpt-4o"), own_price("mine")], None).unwrap();
    let card = book.lookup(Some("openai"), "gpt-4o", NOW).unwrap();
    assert_eq!((card.rates.input, card.rates.cached_input), (2_500_000_000, None));
    assert!(card.version.starts_with("override:"), "{card:?}");
    let mine = book.lookup(None, "mine", NOW).unwrap();
    assert_ne!(mine.version, card.version, "another model, another version");
    for wrong in [-1.0, f64::NAN, f64::INFINITY] {
        let price = PriceOverrideConfig { output: wrong, ..own_price("m") };
        let fault = PriceBook::new(&[price], None).err().map(|fault| fault.model);
        assert_eq!(fault.as_deref(), Some("m"), "{wrong}");
    }
}

#[test]
fn a_card_says_its_day_and_its_limit_and_is_remembered() {
    let book = book();
    let card = book.lookup(None, "gpt-4o", NOW).unwrap();
    assert_eq!((&*card.version, card.max_output_tokens), ("genai-prices-0.2.1@2026-11-22", 16_384));
    assert!(std::sync::Arc::ptr_eq(&card, &book.lookup(None, "gpt-4o", NOW + 1_000).unwrap()));
    let later = book.lookup(None, "gpt-4o", NOW + 86_400_000).unwrap();
    assert_eq!(&*later.version, "genai-prices-0.2.1@2026-11-23");
}

#[test]
fn long_exchanges_pay_the_dearer_tier_for_every_token() {
    let card = book().lookup(Some("google"), "gemini-2.5-pro", NOW).unwrap();
    assert_eq!(card.tiers.len(), 1, "{card:?}");
    assert_eq!((card.tiers[0].0, card.tiers[0].1.input), (200_000, 2_500_000_000));
    for (prompt, nanos) in [(200_000, 250_000_000), (200_001, 500_002_500)] {
        assert_eq!(cost(&card, &usage(prompt, 0)), Money::from_nanos(nanos), "{prompt} tokens");
    }
}

/// Parts of ten tokens in and ten out, what they cost, and why.
fn rows_of_parts() -> [(TokenUsage, i64, &'static str); 8] {
    let whole = usage(10, 10);
    [
        (whole, 110, "no parts"),
        (TokenUsage { cache_read: Some(10), ..whole }, 101, "all cached"),
        (
            TokenUsage { cache_creation: Some(5), cache_read: Some(5), ..whole },
            111,
            "half written, half read: 110.5",
        ),
        (TokenUsage { cache_creation: Some(8), cache_read: Some(9), ..whole }, 117, "cut at the side: 116.2"),
        (TokenUsage { audio_input: Some(10), ..whole }, 120, "sound at the dearest rate"),
        (TokenUsage { reasoning: Some(10), ..whole }, 110, "reasoning is part of the output"),
        (TokenUsage { reasoning: Some(99), cache_read: Some(99), ..whole }, 101, "absurd parts"),
        (TokenUsage::default(), 0, "nothing reported"),
    ]
}

#[test]
fn parts_of_a_side_are_priced_once_and_never_beyond_it() {
    let rates = Rates {
        input: 1_000_000,
        cached_input: Some(100_000),
        cache_write: Some(2_000_000),
        output: 10_000_000,
        ..Rates::default()
    };
    let (tiers, per_request) = (Vec::new(), Money::from_nanos(7));
    let card = PriceCard { rates, tiers, per_request, version: "test".into(), max_output_tokens: 1 };
    let of = |parts: TokenUsage| cost(&card, &parts).nanos() - 7;
    for (parts, nanos, why) in rows_of_parts() {
        assert_eq!(of(parts), nanos, "{why}");
    }
    let most = TokenUsage { prompt: Some(u64::MAX), completion: Some(u64::MAX), ..TokenUsage::default() };
    assert_eq!(cost(&card, &most), Money::MAX, "absurd figures saturate");
}

#[test]
fn counts_are_those_of_the_reference_tokenizer() {
    let counter = TokenCounter::new();
    for (model, text, tokens) in [
        ("gpt-4o", "hello world", 2),
        ("gpt-4", "hello world", 2),
        ("gpt-4o", "", 0),
        ("some-new-model", "hello world", 2),
        ("gpt-4o", "<|endoftext|>", 7),
    ] {
        assert_eq!(counter.count(model, text), tokens, "{model}: {text}");
        assert!(counter.is_ready(model), "{model}");
    }
}

#[test]
fn long_texts_are_never_counted_short() {
    let counter = TokenCounter::new();
    let encoding = tiktoken::get_encoding("o200k_base").unwrap();
    for unit in ["The quick brown fox. ", "a", "漢字仮名", "😀", "x1_", "\n \t", "=+", "0123456789abcdef"]
    {
        let text = unit.repeat(EXACT_BYTES / unit.len() + 2_000);
        let exact = encoding.count(&text) as u64;
        let tokens = counter.count("gpt-4o", &text);
        assert!((exact..exact * 3 / 2 + 100).contains(&tokens), "{unit:?}: {tokens} for {exact}");
    }
    let beyond = "hello world ".repeat(500_000);
    assert!(counter.count("gpt-4o", &beyond) >= encoding.count(&beyond) as u64, "six megabytes");
}

#[test]
fn an_input_estimate_covers_what_the_provider_counts() {
    let estimate = |body: &str| {
        TokenCounter::new().estimate_input(
            &Request::parse(
                ClientFormat::ChatCompletions,
                bytes::Bytes::copy_from_slice(body.as_bytes()),
                None,
            )
            .unwrap(),
        )
    };
    let user =
        |content: &str| format!(r#"{{"model":"gpt-4o","messages":[{{"role":"user","content":{content}}}]}}"#);
    // 2 for the text, 4 for the message with its role, 3 for the answer: OpenAI reports 9.
    assert_eq!(estimate(&user("\"hello world\"")), 9);
    let image = |detail: &str| {
        user(&format!(
            r#"[{{"type":"image_url","image_url":{{"url":"data:image/png;base64,AA=="{detail}}}}}]"#
        ))
    };
    assert_eq!(estimate(&image("")), 7 + 1_445);
    assert_eq!(estimate(&image(r#","detail":"low""#)), 7 + 85);
}

proptest! {
    #[test]
    fn what_is_affordable_is_paid_for_and_no_token_more_would_be(
        input in 0_i64..1_000_000_000_000, output in 1_i64..1_000_000_000_000, reasoning in prop::option::of(0_i64..1_000_000_000_000),
        tokens in 0_u64..10_000_000, left in 0_i64..1_000_000_000_000,
    ) {
        let rates = Rates { input, output, reasoning, ..Rates::default() };
        let (tiers, per_request) = (Vec::new(), Money::from_nanos(3));
        let card = PriceCard { rates, tiers, per_request, version: "test".into(), max_output_tokens: 1 };
        let left = Money::from_nanos(left);
        let granted = affordable_output(&card, tokens, left);
        if granted > 0 {
            prop_assert!(estimate(&card, tokens, granted) <= left);
        }
        prop_assert!(estimate(&card, tokens, granted + 1) > left);
    }

    #[test]
    fn a_settled_exchange_never_costs_more_than_its_estimate(
        prompt in 0_u64..2_000_000, completion in 0_u64..100_000, cached in prop::option::of(0_u64..2_000_000),
        written in prop::option::of(0_u64..2_000_000), thought in prop::option::of(0_u64..100_000),
    ) {
        let usage = TokenUsage { cache_read: cached, cache_creation: written, reasoning: thought, ..usage(prompt, completion) };
        for model in ["gpt-4o", "gemini-2.5-pro", "claude-sonnet-4-20250514"] {
            let card = book().lookup(None, model, NOW).unwrap();
            prop_assert!(cost(&card, &usage) <= estimate(&card, prompt, completion), "{}", model);
        }
    }
}
