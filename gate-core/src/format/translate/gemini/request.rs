//! Request: the members of a request for content.

use super::names::{camel, get};
use super::turns::{read_contents, read_texts};
use super::{generation, tools, words};
use crate::format::FormatFault;
use crate::format::json::Document;
use crate::format::model::Conversation;
use crate::format::translate::Dropped;
use crate::format::translate::fate::{self, Fate};
use crate::format::translate::value::{Value, Within, missing};

/// What becomes of members that no other format has.
const FATES: &[(&str, Fate)] = &[
    ("labels", Fate::Drop),
    ("safetySettings", Fate::Drop),
    ("store", Fate::Drop),
    ("cachedContent", Fate::Refuse("what it stands for is known to its own provider only")),
];

/// Reads a request. The model is in the body only if the caller put it there, and a wish for a stream never is.
pub(in crate::format::translate) fn read_request(
    document: &Document,
    dropped: &mut Dropped,
) -> Result<Conversation, FormatFault> {
    let root = Value::root(document).object("body")?;
    let mut conversation = Conversation { includes_usage: true, ..Conversation::default() };
    if let Some(model) = root.get("model") {
        let model = model.string("model")?;
        model.strip_prefix("models/").unwrap_or(model).clone_into(&mut conversation.model);
    }
    let contents = root.get("contents").ok_or_else(|| missing("contents"))?;
    read_contents(contents, &mut conversation, dropped)?;
    if let Some(system) = get(root, "systemInstruction") {
        conversation.system = read_texts(system, dropped).within(|| "systemInstruction".to_owned())?;
    }
    tools::read(root, &mut conversation, dropped)?;
    for (key, value) in root.members() {
        let name = camel(key);
        match name.as_ref() {
            "model" | "contents" | "systemInstruction" | "tools" | "toolConfig" => {}
            "generationConfig" => {
                generation::read(value, &mut conversation, dropped).within(|| name.into_owned())?;
            }
            "serviceTier" => match words::read_tier(&value.string("serviceTier")?.to_ascii_lowercase()) {
                Some(tier) => conversation.tier = Some(tier),
                None => dropped.add("serviceTier"),
            },
            name => fate::meet(FATES, name, dropped)?,
        }
    }
    Ok(conversation)
}
