use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::super::properties::{check_streamed, read, streamed, written};
use super::super::streams::run;
use super::super::{client, document, gemini, messages, open_chat, strategies};
use crate::format::model::{Content, Conversation, Fold, OutputForm, Role, Tier};
use crate::format::translate::{self, GeminiTarget, GeminiThinking, Target, Wire};

/// Sends the conversation to another format and back.
fn there_and_back(conversation: &Conversation, through: &Target, wire: Wire) -> (Conversation, Vec<String>) {
    let (there, mut dropped) = written(conversation, through);
    let (read, more) = translate::read_request(&document(&there), wire).unwrap();
    dropped.extend(more.names().iter().map(ToString::to_string));
    let (back, _) = written(&read, &gemini());
    (self::read(&back, Wire::Gemini), dropped)
}

/// What messages cannot tell: sound, proofs and thoughts of Google's, some ways to draw.
fn tamed(mut conversation: Conversation) -> Conversation {
    conversation.reasoning = None;
    conversation.sampling.seed = None;
    conversation.sampling.presence_penalty = None;
    conversation.sampling.frequency_penalty = None;
    conversation.tier = conversation.tier.filter(|tier| *tier == Tier::Standard);
    if conversation.output == OutputForm::Json {
        conversation.output = OutputForm::Text;
    }
    let turns = std::mem::take(&mut conversation.turns);
    for mut turn in turns {
        turn.blocks.retain(|block| {
            !matches!(block.content, Content::Proof(_) | Content::Thinking(_) | Content::Audio(_))
        });
        if turn.blocks.is_empty() && turn.role == Role::User {
            turn.blocks.push(Content::Text("x".to_owned()).into());
        }
        conversation.push(turn.role, turn.blocks);
    }
    conversation
}

proptest! {
    #[test]
    fn a_request_is_read_as_it_was_written(conversation in strategies::gemini_conversation()) {
        let (body, dropped) = written(&conversation, &gemini());
        prop_assert!(dropped.is_empty(), "{dropped:?}");
        prop_assert_eq!(read(&body, Wire::Gemini), conversation, "{}", body);
    }

    #[test]
    fn levels_of_thinking_are_read_as_they_were_written(conversation in strategies::chat_conversation()) {
        let mut conversation = Conversation { reasoning: conversation.reasoning, ..Conversation::default() };
        conversation.push(Role::User, vec![Content::Text("x".to_owned()).into()]);
        let target = GeminiTarget { thinking: GeminiThinking::Levels, ..GeminiTarget::default() };
        let (body, dropped) = written(&conversation, &Target::Gemini(target));
        prop_assert!(dropped.is_empty());
        let found = read(&body, Wire::Gemini).reasoning;
        let (again, _) = written(&Conversation { reasoning: found, ..conversation }, &Target::Gemini(target));
        prop_assert_eq!(again, body);
    }

    #[test]
    fn a_request_survives_the_way_through_chat(mut conversation in strategies::gemini_conversation()) {
        conversation.reasoning = None;
        conversation.model = "m".to_owned();
        let (found, dropped) = there_and_back(&conversation, &open_chat(), Wire::Chat);
        prop_assert!(dropped.is_empty(), "{dropped:?}");
        conversation.model.clear();
        prop_assert_eq!(joined(found), joined(conversation));
    }

    #[test]
    fn a_request_survives_the_way_through_messages(conversation in strategies::gemini_conversation()) {
        let mut conversation = tamed(conversation);
        conversation.model = "m".to_owned();
        let (found, dropped) = there_and_back(&conversation, &messages(), Wire::Messages);
        prop_assert!(dropped.is_empty(), "{dropped:?}");
        conversation.model.clear();
        prop_assert_eq!(found, conversation);
    }

    #[test]
    fn an_answer_is_read_as_it_was_written(answer in strategies::gemini_answer()) {
        let body = translate::write_answer(&answer, &client(Wire::Gemini));
        let (found, dropped) =
            translate::read_answer(&document(std::str::from_utf8(&body).unwrap()), Wire::Gemini).unwrap();
        prop_assert!(dropped.names().is_empty());
        prop_assert_eq!(found, answer);
    }

    #[test]
    fn pieces_put_together_are_the_answer(answer in strategies::gemini_answer()) {
        let mut fold = Fold::default();
        for delta in answer.deltas() {
            fold.push(delta).unwrap();
        }
        prop_assert_eq!(fold.finish().unwrap(), answer);
    }

    #[test]
    fn it_streams_as_the_others_as_if_it_were_whole(
        answer in strategies::gemini_answer(),
        cuts in vec(any::<Index>(), 1..8),
    ) {
        check_streamed(&answer, Wire::Gemini, Wire::Chat, &cuts)?;
        check_streamed(&answer, Wire::Gemini, Wire::Messages, &cuts)?;
        check_streamed(&answer, Wire::Gemini, Wire::Responses, &cuts)?;
    }

    #[test]
    fn responses_stream_into_it_as_if_they_were_whole(
        answer in strategies::responses_answer(),
        google in strategies::gemini_answer(),
        cuts in vec(any::<Index>(), 1..8),
    ) {
        check_streamed(&answer, Wire::Responses, Wire::Gemini, &cuts)?;
        check_streamed(&google, Wire::Responses, Wire::Gemini, &cuts)?;
    }

    #[test]
    fn chat_streams_into_it_as_if_it_were_whole(
        answer in strategies::chat_answer(),
        mut google in strategies::gemini_answer(),
        cuts in vec(any::<Index>(), 1..8),
    ) {
        // A whole chat completion has no place for a proof after its text.
        google.blocks.pop_if(|last| matches!(last, Content::Proof(_)));
        check_streamed(&answer, Wire::Chat, Wire::Gemini, &cuts)?;
        check_streamed(&google, Wire::Chat, Wire::Gemini, &cuts)?;
    }

    #[test]
    fn messages_stream_into_it_as_if_they_were_whole(
        answer in strategies::message_answer(),
        google in strategies::gemini_answer(),
        cuts in vec(any::<Index>(), 1..8),
    ) {
        check_streamed(&answer, Wire::Messages, Wire::Gemini, &cuts)?;
        check_streamed(&google, Wire::Messages, Wire::Gemini, &cuts)?;
    }

    #[test]
    fn a_stream_that_breaks_off_never_ends_well(
        answer in strategies::gemini_answer(),
        cuts in vec(any::<Index>(), 1..8),
        at in any::<Index>(),
    ) {
        let events: Vec<String> =
            streamed(&answer, Wire::Gemini, &cuts).into_iter().map(|event| event.data).collect();
        prop_assert!(run(&events, Wire::Gemini, &client(Wire::Chat)).is_ok());
        prop_assert!(run(&events[..at.index(events.len())], Wire::Gemini, &client(Wire::Chat)).is_err());
    }
}

/// A proof at the end of what was said moves to its beginning, since chat has one place for all thoughts.
fn joined(mut conversation: Conversation) -> Conversation {
    for turn in conversation.turns.iter_mut().filter(|turn| turn.role == Role::Assistant) {
        let mut proofs: Vec<_> = Vec::new();
        let blocks = std::mem::take(&mut turn.blocks);
        for (at, block) in blocks.iter().enumerate() {
            let is_call =
                |at: usize| blocks.get(at).is_some_and(|block| matches!(block.content, Content::ToolCall(_)));
            if matches!(block.content, Content::Proof(_)) && !is_call(at + 1) {
                proofs.push(block.clone());
            } else {
                turn.blocks.push(block.clone());
            }
        }
        turn.blocks.splice(0..0, proofs);
    }
    conversation
}
