//! Write answer: a whole answer as a response.

use super::ids::Ids;
use super::object::{Object, Status};
use super::output::{FunctionCall, Progress, begin_message, end_message, write_part};
use super::reasoning::Item;
use crate::format::model::{Answer, Content, Stop};
use crate::format::translate::Client;
use crate::format::translate::out::Out;

/// Writes an answer.
pub(in crate::format::translate) fn write_answer(answer: &Answer, client: &Client) -> Vec<u8> {
    let echo = client.responses.clone().unwrap_or_default();
    let ids = echo.ids(&answer.id);
    let has_refusal = answer.blocks.iter().any(|block| matches!(block, Content::Refusal(_)));
    let object = Object {
        id: &ids.response(),
        model: &answer.model,
        created: answer.created.unwrap_or(client.created),
        tier: answer.tier,
        usage: answer.usage.as_ref(),
        echo: &echo,
    };
    let mut out = Out::default();
    object.write(Status::of_stop(&answer.stop, has_refusal), &write_output(answer, ids), &mut out);
    out.into_bytes()
}

/// The array of items. Words that follow each other are parts of one message.
fn write_output(answer: &Answer, ids: Ids) -> String {
    let mut out = Out::default();
    out.array();
    let mut place = 0;
    let mut rest = answer.blocks.as_slice();
    while let Some(first) = rest.first() {
        let words = rest.iter().take_while(|block| is_words(block)).count();
        let (now, later) = rest.split_at(words.max(1));
        let is_cut = later.is_empty() && answer.stop == Stop::Length;
        let progress = if is_cut { Progress::Cut } else { Progress::Whole };
        match first {
            Content::Text(_) | Content::Refusal(_) => {
                begin_message(&ids.item("msg", place), progress, &mut out);
                for block in now {
                    if let Content::Text(text) | Content::Refusal(text) = block {
                        write_part(matches!(block, Content::Refusal(_)), text, &mut out);
                    }
                }
                end_message(&mut out);
            }
            Content::ToolCall(call) => {
                let (id, arguments) = (&ids.item("fc", place), call.input.as_str());
                FunctionCall { id, call_id: &call.id, name: &call.name, arguments }.write(progress, &mut out);
            }
            thought => {
                if let Some(item) = Item::for_client(thought, ids.item("rs", place)) {
                    item.write(&mut out);
                }
            }
        }
        place += 1;
        rest = later;
    }
    out.end_array();
    out.into_text()
}

fn is_words(block: &Content) -> bool {
    matches!(block, Content::Text(_) | Content::Refusal(_))
}
