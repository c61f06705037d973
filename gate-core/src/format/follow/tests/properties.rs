//! However a text is cut, the caller gets what it would have got in one piece.

use bytes::Bytes;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::events::{self, Texts};
use super::{Filtering, events_of, run};
use crate::format::ClientFormat;
use crate::format::follow::WholeAnswer;
use crate::format::openai::tests::{Filler, VALUES, fill};

/// A text that is made of placeholders, parts of them, and what surrounds them, in pieces.
fn any_pieces() -> impl Strategy<Value = Vec<String>> {
    let token = prop::sample::select(vec![
        "{{0}}", "{{1}}", "{{2}}", "{{", "}}", "{{9}}", "1", "é", "😀", "\"", "\\", "\n", "word ", "{", "[7",
    ]);
    let text = prop::collection::vec(token, 0..7).prop_map(|tokens| tokens.concat());
    (text, prop::collection::vec(any::<prop::sample::Index>(), 0..6))
        .prop_map(|(text, cuts)| cut(&text, &cuts))
}

/// Arguments as a tool takes them: strings anywhere, also such as are documents themselves, and numbers.
fn any_arguments() -> impl Strategy<Value = Value> {
    (any_pieces(), any_pieces(), any::<i32>()).prop_map(|(plain, nested, number)| {
        let nested = json!({"deep": nested.concat(), "n": 1.0}).to_string();
        json!({"a": plain.concat(), "list": [plain.concat(), number, null, true, 1.5], "nested": nested})
    })
}

fn cut(text: &str, cuts: &[prop::sample::Index]) -> Vec<String> {
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let mut at: Vec<usize> =
        cuts.iter().filter(|_| !ends.is_empty()).map(|cut| ends[cut.index(ends.len())]).collect();
    at.extend([0, text.len()]);
    at.sort_unstable();
    at.windows(2).map(|pair| text[pair[0]..pair[1]].to_owned()).collect()
}

/// An answer as it is after being filtered in one piece.
fn restored(format: ClientFormat, whole: &Value) -> Value {
    let mut answer = WholeAnswer::parse(format, Bytes::from(whole.to_string())).unwrap();
    answer.filter(&mut Filler::default()).unwrap();
    serde_json::from_slice(&answer.write()).unwrap()
}

fn filtering() -> impl Strategy<Value = Filtering> {
    prop::sample::select(vec![Filtering::Restoring, Filtering::Thorough])
}

fn text<'t>(texts: &'t Texts, name: &str) -> &'t str {
    texts.get(name).map_or("", String::as_str)
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

proptest! {
    #[test]
    fn messages_are_streamed_as_they_are_whole(
        thoughts in any_pieces(), words in any_pieces(), arguments in any_arguments(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8), filtering in filtering(),
    ) {
        let pieces = cut(&arguments.to_string(), &cuts);
        let frames = run(ClientFormat::Messages, filtering, &events::messages(&thoughts, &words, &pieces));
        let texts = events::read_messages(&events_of(ClientFormat::Messages, &frames));
        let whole = restored(ClientFormat::Messages, &events::whole_message(&thoughts.concat(), &words.concat(), &arguments));
        prop_assert_eq!(text(&texts, "thinking"), whole["content"][0]["thinking"].as_str().unwrap());
        prop_assert_eq!(text(&texts, "text"), whole["content"][1]["text"].as_str().unwrap());
        prop_assert_eq!(json_of(text(&texts, "partial_json")), whole["content"][2]["input"].clone());
    }

    #[test]
    fn responses_are_streamed_as_they_are_whole(
        words in any_pieces(), arguments in any_arguments(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8), filtering in filtering(),
    ) {
        let pieces = cut(&arguments.to_string(), &cuts);
        let sent = events::responses(&words, &pieces);
        let frames = run(ClientFormat::Responses, filtering, &sent);
        let texts = events::read_responses(&events_of(ClientFormat::Responses, &frames));
        let last: Value = serde_json::from_str(sent.last().unwrap()).unwrap();
        let whole = restored(ClientFormat::Responses, &last["response"]);
        prop_assert_eq!(text(&texts, "text"), whole["output"][0]["content"][0]["text"].as_str().unwrap());
        let called = json_of(whole["output"][1]["arguments"].as_str().unwrap());
        prop_assert_eq!(json_of(text(&texts, "arguments")), called);
    }

    #[test]
    fn what_is_done_is_what_was_streamed_even_of_broken_arguments(
        words in any_pieces(), arguments in any_pieces(), filtering in filtering(),
    ) {
        let frames = run(ClientFormat::Responses, filtering, &events::responses(&words, &arguments));
        events::read_responses(&events_of(ClientFormat::Responses, &frames));
    }

    #[test]
    fn gemini_is_streamed_as_it_is_whole(
        thoughts in any_pieces(), words in any_pieces(), arguments in any_arguments(), filtering in filtering(),
    ) {
        let frames = run(ClientFormat::GenerateContent, filtering, &events::gemini(&thoughts, &words, &arguments));
        let texts = events::read_gemini(&events_of(ClientFormat::GenerateContent, &frames));
        let whole = events::whole_gemini(&thoughts.concat(), &words.concat(), &arguments);
        let whole = restored(ClientFormat::GenerateContent, &whole);
        let parts = &whole["candidates"][0]["content"]["parts"];
        prop_assert_eq!(text(&texts, "thoughts"), parts[0]["text"].as_str().unwrap());
        prop_assert_eq!(text(&texts, "words"), parts[1]["text"].as_str().unwrap());
        prop_assert_eq!(json_of(text(&texts, "zcall")), parts[2]["functionCall"]["args"].clone());
    }
}

#[test]
fn every_split_of_every_value_is_put_together() {
    for at in 0..VALUES.len() {
        let said = format!("to {{{{{at}}}}} end");
        let mut splits: Vec<Vec<String>> = vec![said.chars().map(String::from).collect()];
        for first in 0..=said.len() {
            let pieces =
                |second: usize| [&said[..first], &said[first..second], &said[second..]].map(str::to_owned);
            splits.extend((first..=said.len()).map(|second| pieces(second).to_vec()));
        }
        for pieces in splits {
            let words = |texts: Texts, name: &str| text(&texts, name).to_owned();
            let sent = events::messages(&[], &pieces, &[]);
            let frames = run(ClientFormat::Messages, Filtering::Restoring, &sent);
            let got = words(events::read_messages(&events_of(ClientFormat::Messages, &frames)), "text");
            assert_eq!(got, fill(&said), "messages: {pieces:?}");
            let sent = events::responses(&pieces, &[]);
            let frames = run(ClientFormat::Responses, Filtering::Restoring, &sent);
            let got = words(events::read_responses(&events_of(ClientFormat::Responses, &frames)), "text");
            assert_eq!(got, fill(&said), "responses: {pieces:?}");
            let sent = events::gemini(&[], &pieces, &json!({}));
            let frames = run(ClientFormat::GenerateContent, Filtering::Restoring, &sent);
            let got = words(events::read_gemini(&events_of(ClientFormat::GenerateContent, &frames)), "words");
            assert_eq!(got, fill(&said), "gemini: {pieces:?}");
        }
    }
}
