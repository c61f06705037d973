//! Kept: the items of an input in the form in which they are kept and listed.

use crate::format::FormatFault;
use crate::format::translate::out::Out;
use crate::format::translate::responses::ids::Ids;
use crate::format::translate::responses::items::kind_of;
use crate::format::translate::value::{Value, Within};

/// Writes the items of an input, a text as the message that it stands for, with ids and states if there are any to give.
pub(super) fn write_input(input: Value<'_>, ids: Option<Ids>, out: &mut Out) -> Result<(), FormatFault> {
    if let Some(text) = input.text() {
        out.object().member_if("id", ids.map(|ids| ids.input("msg", 0)).as_deref()).member("type", "message");
        out.member_if("status", ids.map(|_| "completed")).member("role", "user").key("content").array();
        out.object().member("type", "input_text").member("text", text).end_object();
        out.end_array().end_object();
        return Ok(());
    }
    for (index, item) in input.array("input")? {
        match ids {
            Some(ids) => write_kept(item, ids, index as u64, out).within(|| format!("input[{index}]"))?,
            None => {
                out.json(&item.json());
            }
        }
    }
    Ok(())
}

/// Writes an item as the format lists it: with an id, a type and a state, and the words of messages in parts.
fn write_kept(item: Value<'_>, ids: Ids, place: u64, out: &mut Out) -> Result<(), FormatFault> {
    let kind = kind_of(item)?;
    let word = match kind {
        "message" => "msg",
        "function_call" => "fc",
        "function_call_output" => "fco",
        "reasoning" => "rs",
        _ => "item",
    };
    out.object();
    match item.text_of("id").filter(|id| !id.is_empty()) {
        Some(id) => out.member("id", id),
        None => out.member("id", &ids.input(word, place)),
    };
    out.member("type", kind);
    if item.get("status").is_none() && matches!(word, "msg" | "fc" | "fco") {
        out.member("status", "completed");
    }
    let is_model = item.text_of("role") == Some("assistant");
    for (name, value) in item.members().filter(|(name, _)| !matches!(*name, "id" | "type")) {
        out.key(name);
        match (name, value.text()) {
            ("content", Some(text)) if kind == "message" => write_words(text, is_model, out),
            _ => {
                out.json(&value.json());
            }
        }
    }
    out.end_object();
    Ok(())
}

/// Writes a text as the one part that it stands for.
fn write_words(text: &str, is_model: bool, out: &mut Out) {
    out.array().object();
    if is_model {
        out.member("type", "output_text").key("annotations").array().end_array();
    } else {
        out.member("type", "input_text");
    }
    out.member("text", text).end_object().end_array();
}
