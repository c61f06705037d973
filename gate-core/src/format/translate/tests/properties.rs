use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

use super::streams::{chunk, run, run_named};
use super::{PAIRS, accumulate, client, document, messages, open, open_chat, strategies, value};
use crate::format::model::{Answer, Content, Conversation, Delta, Fold, OutputForm};
use crate::format::translate::stream::WriteStream;
use crate::format::translate::{self, Dropped, Event, Target, Wire, chat, responses};

pub(super) fn written(conversation: &Conversation, to: &Target) -> (String, Vec<String>) {
    let mut dropped = Dropped::default();
    let body = translate::write_request(conversation, to, &mut dropped).unwrap();
    (String::from_utf8(body).unwrap(), dropped.names().iter().map(ToString::to_string).collect())
}

pub(super) fn read(body: &str, from: Wire) -> Conversation {
    let (conversation, dropped) = translate::read_request(&document(body), from).unwrap();
    assert!(dropped.names().is_empty(), "{dropped:?}");
    conversation
}

/// Cuts every piece in two at these places, as a provider might.
pub(super) fn cut(deltas: Vec<Delta>, cuts: &[Index]) -> Vec<Delta> {
    let mut cuts = cuts.iter().cycle();
    let mut out = Vec::new();
    for delta in deltas {
        let Delta::Piece(text) = delta else {
            out.push(delta);
            continue;
        };
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let letters: Vec<usize> = rest.char_indices().skip(1).map(|(at, _)| at).collect();
            let at = if letters.is_empty() { rest.len() } else { *cuts.next().unwrap().get(&letters) };
            out.push(Delta::Piece(rest[..at].to_owned()));
            rest = &rest[at..];
        }
    }
    out
}

/// The answer as this format streams it.
pub(super) fn streamed(answer: &Answer, wire: Wire, cuts: &[Index]) -> Vec<Event> {
    let mut writer: Box<dyn WriteStream> = match wire {
        Wire::Chat => Box::new(chat::StreamWriter::new(&client(wire))),
        Wire::Messages => Box::<translate::messages::StreamWriter>::default(),
        Wire::Bedrock => Box::<translate::bedrock::StreamWriter>::default(),
        Wire::Responses => Box::new(responses::StreamWriter::new(&client(wire))),
        Wire::Gemini => Box::<translate::gemini::StreamWriter>::default(),
    };
    let mut out = Vec::new();
    for delta in cut(answer.deltas(), cuts) {
        writer.write(delta, &mut out);
    }
    out
}

/// Whole and streamed, the caller gets the same.
pub(super) fn check_streamed(
    answer: &Answer,
    from: Wire,
    to: Wire,
    cuts: &[Index],
) -> Result<(), TestCaseError> {
    let whole = translate::write_answer(answer, &client(from));
    let whole =
        translate::answer(&document(std::str::from_utf8(&whole).unwrap()), from, &client(to)).unwrap();
    let events: Vec<_> = streamed(answer, from, cuts).into_iter().map(named).collect();
    let events = run_named(&events, from, &client(to)).unwrap();
    let folded = match to {
        Wire::Chat => accumulate::completion(&events),
        Wire::Messages => accumulate::message(&events, accumulate::parsed),
        Wire::Bedrock => accumulate::converse(&events),
        Wire::Responses => accumulate::response(&events),
        Wire::Gemini => accumulate::content(&events),
    };
    let whole = value(&whole.body);
    let whole = if to == Wire::Gemini { accumulate::joined(whole) } else { whole };
    prop_assert_eq!(plain(folded), plain(whole));
    Ok(())
}

pub(super) fn named(event: Event) -> (&'static str, String) {
    (event.name.unwrap_or_default(), event.data)
}

/// Clients that put chunks together cannot tell an empty text from none.
fn plain(mut answer: Value) -> Value {
    if let Some(message) = answer.pointer_mut("/choices/0/message") {
        if message["content"] == "" {
            message["content"] = Value::Null;
        }
        for detail in message["reasoning_details"].as_array_mut().into_iter().flatten() {
            if detail["text"].is_null() {
                detail.as_object_mut().unwrap().remove("text");
            }
            if detail["text"] == "" {
                detail.as_object_mut().unwrap().remove("text");
            }
        }
        if message["reasoning_details"].is_null() {
            message.as_object_mut().unwrap().remove("reasoning_details");
        }
    }
    answer
}

proptest! {
    #[test]
    fn a_chat_request_is_read_as_it_was_written(conversation in strategies::chat_conversation()) {
        let (body, dropped) = written(&conversation, &open_chat());
        prop_assert!(dropped.is_empty(), "{dropped:?}");
        prop_assert_eq!(read(&body, Wire::Chat), conversation, "{}", body);
    }

    #[test]
    fn a_message_request_is_read_as_it_was_written(conversation in strategies::message_conversation()) {
        let (body, dropped) = written(&conversation, &messages());
        prop_assert!(dropped.is_empty(), "{dropped:?}");
        prop_assert_eq!(read(&body, Wire::Messages), conversation, "{}", body);
    }

    #[test]
    fn a_request_survives_the_way_there_and_back(conversation in strategies::conversation()) {
        let (body, _) = written(&conversation, &open_chat());
        let there = translate::request(&document(&body), Wire::Chat, &messages()).unwrap();
        let there_text = String::from_utf8(there.body).unwrap();
        let back = translate::request(&document(&there_text), Wire::Messages, &open_chat()).unwrap();
        prop_assert!(there.dropped.names().is_empty() && back.dropped.names().is_empty());
        let mut found = read(std::str::from_utf8(&back.body).unwrap(), Wire::Chat);
        if let OutputForm::Schema { name, .. } = &mut found.output {
            *name = None;
        }
        let mut expected = conversation;
        if let OutputForm::Schema { name, .. } = &mut expected.output {
            *name = None;
        }
        prop_assert_eq!(found, expected, "{}", there_text);
    }

    #[test]
    fn a_responses_request_is_read_as_it_was_written(conversation in strategies::responses_conversation()) {
        let (body, dropped) = written(&conversation, &open(Wire::Responses));
        prop_assert!(dropped.is_empty(), "{dropped:?}");
        prop_assert_eq!(read(&body, Wire::Responses), conversation, "{}", body);
    }

    #[test]
    fn a_request_survives_the_way_over_responses(
        conversation in strategies::plain_conversation(),
        from in select(vec![Wire::Chat, Wire::Messages]),
    ) {
        let (body, _) = written(&conversation, &open(from));
        let there = translate::request(&document(&body), from, &open(Wire::Responses)).unwrap();
        let there_text = String::from_utf8(there.body).unwrap();
        let back = translate::request(&document(&there_text), Wire::Responses, &open(from)).unwrap();
        prop_assert!(there.dropped.names().is_empty() && back.dropped.names().is_empty());
        prop_assert_eq!(value(&back.body), value(body.as_bytes()), "{}", there_text);
    }

    #[test]
    fn a_chat_answer_is_read_as_it_was_written(answer in strategies::chat_answer()) {
        let body = translate::write_answer(&answer, &client(Wire::Chat));
        let (found, dropped) = translate::read_answer(&document(std::str::from_utf8(&body).unwrap()), Wire::Chat).unwrap();
        prop_assert!(dropped.names().is_empty());
        prop_assert_eq!(found, answer);
    }

    #[test]
    fn a_message_is_read_as_it_was_written(answer in strategies::message_answer()) {
        let body = translate::write_answer(&answer, &client(Wire::Messages));
        let (found, dropped) = translate::read_answer(&document(std::str::from_utf8(&body).unwrap()), Wire::Messages).unwrap();
        prop_assert!(dropped.names().is_empty());
        prop_assert_eq!(found, answer);
    }

    #[test]
    fn a_response_is_read_as_it_was_written(answer in strategies::responses_answer()) {
        let body = translate::write_answer(&answer, &client(Wire::Responses));
        let (mut found, dropped) =
            translate::read_answer(&document(std::str::from_utf8(&body).unwrap()), Wire::Responses).unwrap();
        prop_assert!(dropped.names().is_empty());
        prop_assert!(found.id.starts_with("resp_"));
        found.id.clone_from(&answer.id);
        prop_assert_eq!(found, answer);
    }

    #[test]
    fn responses_stream_as_others_as_if_they_were_whole(
        answer in strategies::responses_answer(),
        cuts in vec(any::<Index>(), 1..8),
        to in select(vec![Wire::Chat, Wire::Messages]),
    ) {
        check_streamed(&answer, Wire::Responses, to, &cuts)?;
    }

    #[test]
    fn chat_streams_as_responses_as_if_it_were_whole(
        answer in strategies::chat_answer(),
        cuts in vec(any::<Index>(), 1..8),
    ) {
        check_streamed(&answer, Wire::Chat, Wire::Responses, &cuts)?;
    }

    #[test]
    fn messages_stream_as_responses_as_if_they_were_whole(
        answer in strategies::message_answer(),
        cuts in vec(any::<Index>(), 1..8),
    ) {
        check_streamed(&answer, Wire::Messages, Wire::Responses, &cuts)?;
    }

    #[test]
    fn pieces_put_together_are_the_answer(answer in strategies::message_answer(), cuts in vec(any::<Index>(), 1..8)) {
        let mut fold = Fold::default();
        for delta in cut(answer.deltas(), &cuts) {
            fold.push(delta).unwrap();
        }
        prop_assert_eq!(fold.finish().unwrap(), answer);
    }

    #[test]
    fn chat_streams_as_messages_as_if_it_were_whole(
        answer in strategies::chat_answer(),
        cuts in vec(any::<Index>(), 1..8),
    ) {
        check_streamed(&answer, Wire::Chat, Wire::Messages, &cuts)?;
    }

    #[test]
    fn messages_stream_as_chat_as_if_they_were_whole(
        answer in strategies::message_answer(),
        cuts in vec(any::<Index>(), 1..8),
    ) {
        check_streamed(&answer, Wire::Messages, Wire::Chat, &cuts)?;
    }

    #[test]
    fn a_stream_that_breaks_off_never_ends_well(
        answer in strategies::answer(),
        cuts in vec(any::<Index>(), 1..8),
        at in any::<Index>(),
        (from, to) in select(PAIRS.to_vec()),
    ) {
        let events: Vec<String> = streamed(&answer, from, &cuts).into_iter().map(|event| event.data).collect();
        prop_assert!(run(&events, from, &client(to)).is_ok());
        prop_assert!(run(&events[..at.index(events.len())], from, &client(to)).is_err());
    }

    #[test]
    fn mixed_calls_come_apart(
        calls in vec("[a-z}\"\\\\]{0,6}", 1..6),
        order in vec(any::<Index>(), 1..40),
    ) {
        let whole: Vec<String> = calls.iter().map(|text| json!({"a": text, "b": [{}]}).to_string()).collect();
        let mut rest: Vec<(usize, bool, &str)> =
            whole.iter().enumerate().map(|(at, text)| (at, true, text.as_str())).collect();
        let (mut chunks, mut begun, mut order) = (Vec::new(), Vec::new(), order.iter().cycle());
        while !rest.is_empty() {
            let place = order.next().unwrap().index(rest.len());
            let (at, is_first, text) = rest[place];
            let piece = &text[..=order.next().unwrap().index(text.len())];
            let mut entry = json!({"index": at, "function": {"arguments": piece}});
            if is_first {
                entry["id"] = json!(format!("t{at}"));
                entry["function"]["name"] = json!("f");
                begun.push(at);
            }
            chunks.push(chunk(json!({"tool_calls": [entry]}), None));
            rest[place] = (at, false, &text[piece.len()..]);
            if piece.len() == text.len() {
                rest.remove(place);
            }
        }
        chunks.extend([chunk(json!({}), Some("tool_calls")), "[DONE]".to_owned()]);
        let events = run(&chunks, Wire::Chat, &client(Wire::Messages)).unwrap();
        let body = accumulate::message(&events, accumulate::parsed);
        let found: Vec<(String, String)> = body["content"].as_array().unwrap().iter()
            .map(|block| (block["id"].as_str().unwrap().to_owned(), block["input"].to_string()))
            .collect();
        let expected: Vec<(String, String)> = begun.iter().map(|at| (format!("t{at}"), whole[*at].clone())).collect();
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn twenty_calls_and_their_results_go_through_five_turns() {
    let mut turns = vec![json!({"role": "user", "content": "go"})];
    for turn in 0..5 {
        let calls: Vec<Value> = (0..20)
            .map(|call| {
                json!({"id": format!("c{turn}_{call}"), "type": "function",
                "function": {"name": "f", "arguments": format!("{{\"n\":{call}}}")}})
            })
            .collect();
        turns.push(json!({"role": "assistant", "content": null, "tool_calls": calls}));
        turns.extend((0..20).map(|call| {
            json!({"role": "tool", "tool_call_id": format!("c{turn}_{call}"), "content": format!("r{call}")})
        }));
    }
    let body = json!({"model": "m", "messages": turns}).to_string();
    let there = translate::request(&document(&body), Wire::Chat, &messages()).unwrap();
    let there = String::from_utf8(there.body).unwrap();
    assert_eq!(value(there.as_bytes())["messages"].as_array().unwrap().len(), 11);
    let back = translate::request(&document(&there), Wire::Messages, &open_chat()).unwrap();
    assert_eq!(value(&back.body)["messages"], json!(turns));
    let calls = read(&body, Wire::Chat).turns[1].blocks.len();
    assert_eq!(calls, 20);
    assert!(matches!(read(&body, Wire::Chat).turns[2].blocks[19].content, Content::ToolResult(_)));
}
