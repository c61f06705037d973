//! Turns: the contents of a request, whose calls and results need not have ids.

use std::collections::{HashMap, VecDeque};

use super::media;
use super::names::{camel, each, get, text_of};
use super::said::Said;
use crate::format::FormatFault;
use crate::format::model::{Block, Content, Conversation, Delta, Fold, Role, Stop, ToolResult};
use crate::format::translate::Dropped;
use crate::format::translate::value::{Value, Within, inexpressible, missing, must_be};

/// Reads all contents.
pub(super) fn read_contents(
    contents: Value<'_>,
    conversation: &mut Conversation,
    dropped: &mut Dropped,
) -> Result<(), FormatFault> {
    let mut reader = Reader::new(dropped);
    for (index, content) in each(contents, "contents")? {
        reader.read(content, conversation).within(|| format!("contents[{index}]"))?;
    }
    reader.flush(conversation)
}

/// Reads texts alone, as the system's.
pub(super) fn read_texts(content: Value<'_>, dropped: &mut Dropped) -> Result<Vec<Block>, FormatFault> {
    if let Some(text) = content.text() {
        return Ok(vec![Content::Text(text.to_owned()).into()]);
    }
    let mut texts = Vec::new();
    let parts = content.object("content")?.get("parts").ok_or_else(|| missing("parts"))?;
    for (index, part) in each(parts, "parts")? {
        let text = || match part.members().find(|(key, _)| *key != "text") {
            Some(_) => Err(must_be("text", "all there is to a part of the system's words")),
            None => Ok(part.object("part")?.required("text")?),
        };
        let text = text().within(|| format!("parts[{index}]"))?;
        if !text.is_empty() {
            texts.push(Content::Text(text.to_owned()).into());
        }
    }
    for (key, _) in content.members().filter(|(key, _)| !matches!(*key, "role" | "parts")) {
        dropped.add_unknown("systemInstruction", key);
    }
    Ok(texts)
}

/// What the model has said is put together from as many contents as clients collect from a stream.
struct Reader<'r> {
    dropped: &'r mut Dropped,
    said: Said,
    deltas: Vec<Delta>,
    /// The ids of the last calls that have no result yet, by the names of the tools.
    waiting: HashMap<String, VecDeque<String>>,
}

impl<'r> Reader<'r> {
    fn new(dropped: &'r mut Dropped) -> Self {
        let said = Said::new("call".to_owned());
        Self { dropped, said, deltas: Vec::new(), waiting: HashMap::new() }
    }

    fn read(&mut self, content: Value<'_>, conversation: &mut Conversation) -> Result<(), FormatFault> {
        let role = content.object("content")?.get("role").map_or(Ok("user"), |role| role.string("role"))?;
        for (key, _) in content.members().filter(|(key, _)| !matches!(*key, "role" | "parts")) {
            self.dropped.add_unknown("contents[]", key);
        }
        let Some(parts) = content.get("parts") else {
            return Ok(());
        };
        if role == "model" {
            for (index, part) in each(parts, "parts")? {
                let read = self.said.part(part, self.dropped, &mut self.deltas);
                read.within(|| format!("parts[{index}]"))?;
            }
            return Ok(());
        }
        // An old client answers calls in a role of its own.
        if !matches!(role, "user" | "function") {
            return Err(must_be("role", "user or model"));
        }
        self.flush(conversation)?;
        let mut blocks = Vec::new();
        for (index, part) in each(parts, "parts")? {
            let block = self.user(part).within(|| format!("parts[{index}]"))?;
            blocks.extend(block.map(Block::from));
        }
        conversation.push(Role::User, blocks);
        Ok(())
    }

    /// Ends the model's turn, if there is one.
    fn flush(&mut self, conversation: &mut Conversation) -> Result<(), FormatFault> {
        self.said.close(&mut self.deltas);
        if self.deltas.is_empty() {
            return Ok(());
        }
        let mut fold = Fold::default();
        let (id, model) = (String::new(), String::new());
        fold.push(Delta::Begin { id, model, created: None, tier: None })?;
        for delta in self.deltas.drain(..).chain([Delta::Stop(Stop::End), Delta::End]) {
            fold.push(delta)?;
        }
        let blocks = fold.finish()?.blocks;
        self.waiting.clear();
        for block in &blocks {
            if let Content::ToolCall(call) = block {
                self.waiting.entry(call.name.clone()).or_default().push_back(call.id.clone());
            }
        }
        conversation.push(Role::Assistant, blocks.into_iter().map(Block::from).collect());
        Ok(())
    }

    /// Reads a part of the caller's; `None` for an empty text.
    fn user(&mut self, part: Value<'_>) -> Result<Option<Content>, FormatFault> {
        let mut read = None;
        for (key, value) in part.object("part")?.members() {
            let content = match camel(key).as_ref() {
                "text" => Some(value.owned("text")?).filter(|text| !text.is_empty()).map(Content::Text),
                "inlineData" => Some(media::read_inline(value).within(|| "inlineData".to_owned())?),
                "fileData" => Some(media::read_file(value).within(|| "fileData".to_owned())?),
                "functionResponse" => Some(self.result(value).within(|| "functionResponse".to_owned())?),
                name @ ("functionCall"
                | "executableCode"
                | "codeExecutionResult"
                | "toolCall"
                | "toolResponse") => return Err(inexpressible(name, "it is not the caller's to say")),
                name => {
                    self.dropped.add_unknown("parts[]", name);
                    continue;
                }
            };
            if read.replace(content).is_some() {
                return Err(FormatFault::whole("A part must have one content."));
            }
        }
        read.ok_or_else(|| missing("text"))
    }

    /// The id of the call that a result belongs to: the one it gives, else that of the first call of the tool that
    /// waits.
    fn call_id(&mut self, name: &str, given: Option<&str>) -> Result<String, FormatFault> {
        let given = given.filter(|id| !id.is_empty());
        let waiting = self.waiting.get_mut(name);
        let next = waiting.and_then(|ids| ids.pop_front_if(|next| given.is_none_or(|id| id == next)));
        let no_call = || must_be("name", "that of a call before it which has no result yet");
        given.map(str::to_owned).or(next).ok_or_else(no_call)
    }

    fn result(&mut self, result: Value<'_>) -> Result<Content, FormatFault> {
        let name = result.object("functionResponse")?.required("name")?;
        let call_id = self.call_id(name, text_of(result, "id"))?;
        let (text, is_error) = read_response(result.get("response"))?;
        let mut content = Vec::new();
        content.extend(text.filter(|text| !text.is_empty()).map(|text| Content::Text(text).into()));
        if let Some(parts) = get(result, "parts") {
            for (index, part) in each(parts, "parts")? {
                content.push(read_media(part).within(|| format!("parts[{index}]"))?.into());
            }
        }
        for (key, _) in result.members() {
            if !matches!(camel(key).as_ref(), "id" | "name" | "response" | "parts") {
                self.dropped.add_unknown("functionResponse", key);
            }
        }
        Ok(Content::ToolResult(ToolResult { call_id, content, is_error }))
    }
}

/// Media that a tool gave back.
fn read_media(part: Value<'_>) -> Result<Content, FormatFault> {
    let read = match (get(part, "inlineData"), get(part, "fileData")) {
        (Some(blob), _) => media::read_inline(blob)?,
        (None, Some(file)) => media::read_file(file)?,
        (None, None) => return Err(missing("inlineData")),
    };
    match read {
        Content::Audio(_) => Err(inexpressible("inlineData", "no other format's results hold sound")),
        read => Ok(read),
    }
}

/// The words of a result, and whether they are of a failure. By Google's convention `output` holds all of a result
/// and `error` all of a failure; its own clients write `result` for the former.
fn read_response(response: Option<Value<'_>>) -> Result<(Option<String>, bool), FormatFault> {
    let Some(response) = response else {
        return Ok((None, false));
    };
    let mut members = response.object("response")?.members();
    let only = members.next().filter(|_| members.next().is_none());
    Ok(match only.map(|(key, value)| (key, value.text())) {
        Some(("output" | "result", Some(text))) => (Some(text.to_owned()), false),
        Some(("error", Some(text))) => (Some(text.to_owned()), true),
        Some(("error", None)) => (Some(response.json().as_str().to_owned()), true),
        _ => (Some(response.json().as_str().to_owned()), false),
    })
}
