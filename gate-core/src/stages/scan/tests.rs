use std::collections::BTreeMap;

use bytes::Bytes;
use gate_detect::{Masker, Profile};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::caller::PiiAction;
use crate::format::openai::{ChatAnswer, ChatStream, Forward, StreamFault, StreamSettings};
use crate::handoff::{AnswerScan, AnswerTexts};
use crate::refusal::{BlockedIn, Refusal};

/// What the caller sent.
fn own() -> String {
    ["ada", "@", "lovelace-post.nl"].concat()
}

/// What the model makes up, spelt so that no tool takes this file for a leak.
fn foreign() -> String {
    ["grace", "@", "hopper-post.nl"].concat()
}

/// The texts of an answer to a request whose only value was [`own`].
fn texts(action: PiiAction) -> AnswerTexts {
    let mut masker = Masker::new(Profile::standard());
    let request = masker.mask(&format!("I am {}.", own())).unwrap().text.into_owned();
    assert_eq!(request, "I am {{EMAIL_1}}.");
    let mut own_table = Masker::new(Profile::standard());
    own_table.observe(&request);
    AnswerTexts { masker: Some(masker), scan: Some(AnswerScan { masker: own_table, action }) }
}

/// Puts the made-up address where `@` stands in a text.
fn written(text: &str) -> String {
    text.replace('@', &foreign())
}

/// Texts of an answer, each at its own place.
#[derive(Debug, Clone, Default)]
struct Said {
    content: String,
    reasoning: String,
    refusal: String,
    arguments: String,
    input: String,
    /// Content in parts, in a second choice.
    part: String,
}

impl Said {
    fn whole(&self) -> Value {
        json!({"id": "c", "model": "m", "choices": [
            {"index": 0, "finish_reason": "stop", "logprobs": {"content": []}, "message": {"role": "assistant",
                "content": self.content, "reasoning_content": self.reasoning, "refusal": self.refusal,
                "tool_calls": [{"function": {"name": "f", "arguments": self.arguments}}, {"custom": {"input": self.input}}]}},
            {"index": 1, "message": {"content": [{"type": "text", "text": self.part}]}},
        ]})
    }

    /// The same as chunks, each text in pieces made by `cut`.
    fn chunks(&self, cut: &dyn Fn(&str) -> Vec<String>) -> Vec<Value> {
        let in_choice = |index: u64, delta: Value| json!({"id": "c", "model": "m", "choices": [{"index": index, "delta": delta}]});
        let of = |text: &str, delta: &dyn Fn(String) -> Value| {
            cut(text).into_iter().map(|piece| in_choice(0, delta(piece))).collect::<Vec<_>>()
        };
        let mut chunks = of(&self.content, &|text| json!({"content": text}));
        chunks.extend(of(&self.reasoning, &|text| json!({"reasoning_content": text})));
        chunks.extend(of(&self.refusal, &|text| json!({"refusal": text})));
        chunks.extend(of(
            &self.arguments,
            &|text| json!({"tool_calls": [{"index": 0, "function": {"arguments": text}}]}),
        ));
        chunks.extend(of(
            &self.input,
            &|text| json!({"tool_calls": [{"index": 1, "custom": {"input": text}}]}),
        ));
        chunks.push(json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}));
        let part = |text| in_choice(1, json!({"content": [{"type": "text", "text": text}]}));
        chunks.extend(cut(&self.part).into_iter().map(part));
        chunks.push(json!({"choices": [{"index": 1, "delta": {}, "finish_reason": "stop"}]}));
        chunks.push(json!({"choices": [], "usage": {"prompt_tokens": 1, "completion_tokens": 2}}));
        chunks
    }
}

/// The texts of one message or delta by their places.
fn collect(choice: u64, delta: &Value, texts: &mut BTreeMap<String, String>) {
    let mut add = |place: String, text: &Value| {
        texts.entry(place).or_default().push_str(text.as_str().unwrap_or_default());
    };
    for field in ["content", "reasoning_content", "refusal"] {
        add(format!("{choice} {field}"), &delta[field]);
    }
    add(format!("{choice} part"), &delta["content"][0]["text"]);
    for (at, call) in delta["tool_calls"].as_array().into_iter().flatten().enumerate() {
        let index = call["index"].as_u64().unwrap_or(at as u64);
        add(format!("{choice} arguments {index}"), &call["function"]["arguments"]);
        add(format!("{choice} input {index}"), &call["custom"]["input"]);
    }
}

fn answer_whole(said: &Said, action: PiiAction) -> Result<BTreeMap<String, String>, Refusal> {
    let mut answer = ChatAnswer::parse(Bytes::from(said.whole().to_string())).unwrap();
    answer.filter(&mut texts(action).filter())?;
    let whole: Value = serde_json::from_slice(&answer.write()).unwrap();
    let mut texts = BTreeMap::new();
    for choice in whole["choices"].as_array().unwrap() {
        collect(choice["index"].as_u64().unwrap(), &choice["message"], &mut texts);
    }
    texts.retain(|_, text| !text.is_empty());
    Ok(texts)
}

/// Every frame that leaves, and what stopped the stream.
fn answer_streamed(chunks: &[Value], action: PiiAction) -> (Vec<Value>, Option<Refusal>) {
    let mut stream = ChatStream::new(StreamSettings {
        caller_asked_usage: true,
        count: Box::new(|text| text.len() as u64),
        filters: texts(action).into_filters(),
    });
    let (mut frames, mut stopped) = (Vec::new(), None);
    for chunk in chunks {
        let raw = Bytes::from(format!("data: {chunk}\n\n"));
        match stream.push(&raw, chunk.to_string().as_bytes()) {
            Ok(Forward::Untouched(frame) | Forward::Replaced(frame)) => frames.extend_from_slice(&frame),
            Ok(other) => panic!("{other:?}"),
            Err(StreamFault::Stopped(refusal)) => {
                stopped = Some(refusal);
                break;
            }
            Err(fault) => panic!("{chunk}: {fault}"),
        }
    }
    if stopped.is_none() {
        match stream.finish() {
            Ok(held) => frames.extend_from_slice(&held.unwrap_or_default()),
            Err(StreamFault::Stopped(refusal)) => stopped = Some(refusal),
            Err(fault) => panic!("{fault}"),
        }
    }
    let frames = String::from_utf8(frames).unwrap();
    let frames = frames.split_terminator("\n\n").map(|frame| serde_json::from_str(&frame[6..]).unwrap());
    (frames.collect(), stopped)
}

fn texts_of(frames: &[Value]) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for choice in frames.iter().flat_map(|frame| frame["choices"].as_array().unwrap()) {
        collect(choice["index"].as_u64().unwrap(), &choice["delta"], &mut texts);
    }
    texts.retain(|_, text| !text.is_empty());
    texts
}

/// Every way to cut a text once, and into pieces of each of a few sizes.
fn cuts(text: &str) -> Vec<Vec<String>> {
    let characters: Vec<char> = text.chars().collect();
    let sizes = (1..=4).map(|size| characters.chunks(size).map(|piece| piece.iter().collect()).collect());
    let once = text.char_indices().map(|(at, _)| vec![text[..at].to_owned(), text[at..].to_owned()]);
    sizes.chain(once).collect()
}

/// `@` stands for what the model makes up, `#` for the placeholder of the caller's value.
fn everywhere(text: &str) -> Said {
    let text = written(text).replace('#', "{{EMAIL_1}}");
    let inner = json!({"to": text, "n": [1.50]}).to_string().replace("hopper", "\\u0068opp\\u0065r");
    Said {
        content: text.clone(),
        reasoning: text.clone(),
        refusal: text.clone(),
        arguments: inner,
        input: text.clone(),
        part: text,
    }
}

#[test]
fn what_the_model_writes_is_masked_and_what_the_caller_sent_comes_back() {
    let texts = answer_whole(&everywhere("to #, not @ \"quoted\""), PiiAction::Redact).unwrap();
    let expected = format!("to {}, not {{{{EMAIL_2}}}} \"quoted\"", own());
    for place in ["0 content", "0 reasoning_content", "0 refusal", "0 input 1", "1 part"] {
        assert_eq!(texts[place], expected, "{place}");
    }
    assert_eq!(texts["0 arguments 0"], json!({"to": expected, "n": [1.50]}).to_string());
    let again = answer_whole(&everywhere("{{EMAIL_2}} is nobody's"), PiiAction::Redact).unwrap();
    assert_eq!(again["0 content"], "{{EMAIL_2}} is nobody's", "a placeholder is no finding");
}

#[test]
fn every_split_of_a_stream_is_masked_like_the_whole() {
    for text in ["to #, not @ today", "@", "mail @, @ and #", "nothing at all", "#"] {
        let said = everywhere(text);
        let whole = answer_whole(&said, PiiAction::Redact).unwrap();
        for (number, cut) in cuts(&said.arguments).iter().enumerate() {
            // The same number of the same list of cuts, each text in its own way.
            let chunks =
                said.chunks(&|text| cuts(text).get(number).cloned().unwrap_or_else(|| vec![text.to_owned()]));
            let (frames, stopped) = answer_streamed(&chunks, PiiAction::Redact);
            assert!(stopped.is_none(), "{text}: {cut:?}");
            assert_eq!(texts_of(&frames), whole, "{text}: {cut:?}");
            assert_eq!(frames.last().unwrap()["usage"]["completion_tokens"], 2, "{text}: {cut:?}");
        }
    }
}

#[test]
fn in_block_mode_nothing_of_the_value_leaves() {
    type Place = fn(&mut Said) -> &mut String;
    let places: [(&str, Place); 6] = [
        ("0 content", |said| &mut said.content),
        ("0 reasoning_content", |said| &mut said.reasoning),
        ("0 refusal", |said| &mut said.refusal),
        ("0 arguments 0", |said| &mut said.arguments),
        ("0 input 1", |said| &mut said.input),
        ("1 part", |said| &mut said.part),
    ];
    for (place, of) in places {
        let mut said = everywhere("you are #, fine");
        let clean = of(&mut said).clone();
        *of(&mut said) = clean.replace("fine", &written("she is @ there"));
        let Err(Refusal::PiiBlocked { findings, place: BlockedIn::Answer }) =
            answer_whole(&said, PiiAction::Block)
        else {
            panic!("{place}: blocked as a whole")
        };
        let shown = format!("{findings:?}");
        assert_eq!((findings.len(), findings[0].entity_type.as_str()), (1, "EMAIL"), "{place}");
        assert!(
            findings[0].masked_text.bytes().all(|byte| byte == b'*') && !shown.contains("grace"),
            "{shown}"
        );
        assert_eq!(findings[0].end - findings[0].start, foreign().len(), "{place}");
        for cut in cuts(of(&mut said)) {
            let target = of(&mut said).clone();
            let chunks =
                said.chunks(&|text| if text == target { cut.clone() } else { vec![text.to_owned()] });
            let (frames, stopped) = answer_streamed(&chunks, PiiAction::Block);
            assert!(matches!(stopped, Some(Refusal::PiiBlocked { place: BlockedIn::Answer, .. })), "{place}");
            let left = texts_of(&frames).remove(place).unwrap_or_default();
            let before = clean.replace("{{EMAIL_1}}", &own());
            let before = before.split("fine").next().unwrap().to_owned() + "she is ";
            assert!(before.starts_with(&left), "{place}: {left}");
        }
    }
}

#[test]
fn a_warning_changes_nothing_and_holds_nothing_back() {
    let said = everywhere("see @ there");
    let chunks = said.chunks(&|text| cuts(text)[2].clone());
    let (frames, stopped) = answer_streamed(&chunks, PiiAction::Warn);
    assert!(stopped.is_none());
    assert_eq!(texts_of(&frames)["0 content"], written("see @ there"));
}

#[test]
fn a_number_that_is_somebody_s_becomes_a_string_and_others_stay() {
    let card = ["4111", "1111", "1111", "1111"].concat();
    let arguments = format!(r#"{{"n": -1.50e3, "card": {card}, "list":[{card}, 7]}}"#);
    let said = Said { arguments, ..Said::default() };
    let expected = r#"{"n": -1.50e3, "card": "{{CARD_1}}", "list":["{{CARD_1}}", 7]}"#;
    let whole = answer_whole(&said, PiiAction::Redact).unwrap();
    assert_eq!(whole["0 arguments 0"], expected);
    for cut in cuts(&said.arguments) {
        let (frames, _) = answer_streamed(
            &said.chunks(&|text| if text.is_empty() { vec![] } else { cut.clone() }),
            PiiAction::Redact,
        );
        assert_eq!(texts_of(&frames)["0 arguments 0"], expected, "{cut:?}");
    }
}

#[test]
fn strings_that_do_not_grow_are_scanned_where_they_stand() {
    let chunk = json!({"id": "c", "x_new": written("by @"), "choices": [{"index": 0, "logprobs": {"content": [{"token": "a"}]},
        "delta": {"content": "plain ", "annotations": [{"url": written("mail:@")}]}}]});
    let (frames, _) = answer_streamed(&[chunk], PiiAction::Redact);
    assert_eq!(frames[0]["x_new"], "by {{EMAIL_2}}");
    assert_eq!(frames[0]["choices"][0]["delta"]["annotations"][0]["url"], "mail:{{EMAIL_2}}");
    assert_eq!(frames[0]["choices"][0]["logprobs"], Value::Null);
    let (frames, stopped) =
        answer_streamed(&[json!({"x_new": written("by @"), "choices": []})], PiiAction::Block);
    assert!(frames.is_empty() && stopped.is_some());
}

#[test]
fn what_is_held_back_comes_in_the_form_in_which_it_would_have_come() {
    let part = |text: &str| json!([{"type": "thinking", "index": 3, "text": text}]);
    let chunk = |text: &str| json!({"id": "c", "created": 7, "usage": null, "choices": [{"index": 5, "delta": {"role": "assistant", "reasoning_details": part(text)}, "finish_reason": null}]});
    let held = |text: &str| json!({"id": "c", "created": 7, "choices": [{"index": 5, "delta": {"role": "assistant", "reasoning_details": part(text)}, "finish_reason": null}]});
    let foreign = foreign();
    let (first, second) = foreign.split_at(9);
    let (frames, stopped) =
        answer_streamed(&[chunk(&format!("by {first}")), chunk(second)], PiiAction::Redact);
    assert!(stopped.is_none());
    let mut texts: Vec<Value> = vec![chunk("by "), chunk("")];
    for (frame, expected) in frames.iter().zip(&mut texts) {
        assert_eq!(frame, expected);
    }
    assert_eq!(frames[2..], [held("{{EMAIL_2}}")]);
}

proptest! {
    #[test]
    fn whole_and_streamed_answers_are_scanned_alike(
        tokens in prop::collection::vec(prop::sample::select(vec!["@", "#", " ", ", ", "word", "\"", "\\", "\n", "é😀", "{{", "}}", "12", "-"]), 0..10),
        cut_at in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let said = everywhere(&tokens.concat());
        let cut = |text: &str| {
            let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            let mut at: Vec<usize> =
                cut_at.iter().filter(|_| !ends.is_empty()).map(|cut| ends[cut.index(ends.len())]).collect();
            at.extend([0, text.len()]);
            at.sort_unstable();
            at.windows(2).map(|pair| text[pair[0]..pair[1]].to_owned()).collect()
        };
        let whole = answer_whole(&said, PiiAction::Redact).unwrap();
        let (frames, stopped) = answer_streamed(&said.chunks(&cut), PiiAction::Redact);
        prop_assert!(stopped.is_none());
        let mut streamed = texts_of(&frames);
        let mut whole = whole;
        // Escapes that need not be are spelt out in a stream.
        for texts in [&mut whole, &mut streamed] {
            if let Some(arguments) = texts.get_mut("0 arguments 0") {
                *arguments = serde_json::from_str::<Value>(arguments).expect("arguments stay JSON").to_string();
            }
        }
        prop_assert_eq!(streamed, whole);
    }
}
