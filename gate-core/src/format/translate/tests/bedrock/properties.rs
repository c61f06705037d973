use std::collections::HashSet;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

use crate::format::model::{Block, Content, Conversation, OutputForm, Source};
use crate::format::translate::tests::properties::{check_streamed, named, streamed, written};
use crate::format::translate::tests::streams::run_named;
use crate::format::translate::tests::{claude, client, document, messages, open_chat, strategies, value};
use crate::format::translate::{self, Wire};

/// The conversation with everything in it that Bedrock would have to fetch.
fn inline(mut conversation: Conversation) -> Conversation {
    fn inline_blocks(blocks: &mut [Block]) {
        for block in blocks {
            let (source, media_type) = match &mut block.content {
                Content::Image(image) => (&mut image.source, "image/png"),
                Content::File(file) => (&mut file.source, "application/pdf"),
                Content::ToolResult(result) => {
                    inline_blocks(&mut result.content);
                    continue;
                }
                _ => continue,
            };
            *source = Source::Inline { media_type: media_type.to_owned(), data: "AAAA".to_owned() };
        }
    }
    conversation.turns.iter_mut().for_each(|turn| inline_blocks(&mut turn.blocks));
    if let OutputForm::Schema { name, .. } = &mut conversation.output {
        *name = None;
    }
    conversation
}

/// What AWS refuses a request for.
fn check_demands(request: &Value) -> Result<(), TestCaseError> {
    let mut names = HashSet::new();
    let mut has_calls = false;
    let mut last = &Value::Null;
    for message in request["messages"].as_array().unwrap() {
        prop_assert_ne!(&message["role"], last, "roles take turns");
        last = &message["role"];
        let blocks = message["content"].as_array().unwrap();
        prop_assert!(!blocks.is_empty(), "nobody says nothing");
        let has = |kind: &str| blocks.iter().any(|block| block.get(kind).is_some());
        prop_assert!(!has("document") || has("text"), "a document comes with a text");
        has_calls |= has("toolUse");
        let results = blocks.iter().filter_map(|block| block["toolResult"]["content"].as_array()).flatten();
        for block in blocks.iter().chain(results) {
            prop_assert_eq!(block.as_object().unwrap().len(), 1, "a block is of one kind");
            prop_assert!(block["text"].as_str().is_none_or(|text| !text.trim().is_empty()), "{}", block);
            if let Some(name) = block["document"]["name"].as_str() {
                prop_assert!(names.insert(name.to_owned()), "documents have different names: {}", name);
            }
        }
    }
    prop_assert!(!has_calls || !request["toolConfig"]["tools"][0].is_null(), "calls come with tools");
    let choices =
        [&request["toolConfig"]["toolChoice"], &request["additionalModelRequestFields"]["tool_choice"]];
    prop_assert!(choices.iter().any(|choice| choice.is_null()), "the choice is told once");
    Ok(())
}

proptest! {
    #[test]
    fn a_request_is_the_same_whichever_format_it_comes_in(conversation in strategies::conversation()) {
        let conversation = inline(conversation);
        let (chat, _) = written(&conversation, &open_chat());
        let (message, _) = written(&conversation, &messages());
        let [chat, message] = [(Wire::Chat, chat), (Wire::Messages, message)].map(|(from, body)| {
            let translated = translate::request(&document(&body), from, &claude()).unwrap();
            let mut body = value(&translated.body);
            // Chat completions give every form a name.
            if let Some(form) = body.pointer_mut("/outputConfig/textFormat/structure/jsonSchema") {
                form.as_object_mut().unwrap().remove("name");
            }
            (body, translated.dropped)
        });
        prop_assert_eq!(&chat, &message);
        check_demands(&chat.0)?;
    }

    #[test]
    fn whatever_is_asked_for_meets_the_demands(
        conversation in prop_oneof![strategies::chat_conversation(), strategies::message_conversation()],
    ) {
        let mut conversation = inline(conversation);
        conversation.sampling.choices = None;
        conversation.sampling.logprobs = None;
        let (body, _) = written(&conversation, &claude());
        check_demands(&value(body.as_bytes()))?;
    }

    #[test]
    fn an_answer_is_read_as_it_was_written(answer in strategies::message_answer()) {
        let body = translate::write_answer(&answer, &client(Wire::Bedrock));
        let (found, dropped) = translate::read_answer(&document(std::str::from_utf8(&body).unwrap()), Wire::Bedrock).unwrap();
        prop_assert!(dropped.names().is_empty());
        prop_assert_eq!(found.called(&answer.id, &answer.model), answer);
    }

    #[test]
    fn bedrock_streams_as_if_it_were_whole(
        answer in strategies::message_answer(),
        cuts in vec(any::<Index>(), 1..8),
    ) {
        // The last event tells the tier, when it is too late to tell it on.
        let answer = crate::format::model::Answer { tier: None, ..answer };
        check_streamed(&answer, Wire::Bedrock, Wire::Chat, &cuts)?;
        check_streamed(&answer, Wire::Bedrock, Wire::Messages, &cuts)?;
        check_streamed(&answer, Wire::Messages, Wire::Bedrock, &cuts)?;
    }

    #[test]
    fn chat_streams_as_bedrock_as_if_it_were_whole(
        answer in strategies::chat_answer(),
        cuts in vec(any::<Index>(), 1..8),
    ) {
        let answer = crate::format::model::Answer { tier: None, ..answer };
        check_streamed(&answer, Wire::Chat, Wire::Bedrock, &cuts)?;
    }

    #[test]
    fn a_stream_that_breaks_off_never_ends_well(
        answer in strategies::answer(),
        cuts in vec(any::<Index>(), 1..8),
        at in any::<Index>(),
    ) {
        let events: Vec<_> = streamed(&answer, Wire::Bedrock, &cuts).into_iter().map(named).collect();
        prop_assert!(run_named(&events, Wire::Bedrock, &client(Wire::Chat)).is_ok());
        let before = &events[..at.index(events.len())];
        prop_assert!(run_named(before, Wire::Bedrock, &client(Wire::Chat)).is_err());
    }
}
