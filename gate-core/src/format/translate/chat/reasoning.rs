//! Reasoning: thoughts in messages, in the forms that makers have added to the format.

use std::borrow::Cow;

use super::extra;
use crate::format::FormatFault;
use crate::format::model::{Content, Thinking};
use crate::format::translate::out::Out;
use crate::format::translate::value::{Value, Within, must_be};
use crate::format::translate::{Dropped, proof};

/// How `reasoning_details` mark signatures and hidden thoughts that Anthropic's models take back.
const FORMAT: &str = "anthropic-claude-v1";

/// One entry of `reasoning_details` or `thinking_blocks`.
pub(super) enum Detail<'d> {
    /// Thoughts, a piece of them or all, and their signature if it is in this entry.
    Text { text: &'d str, signature: Option<&'d str>, index: Option<u64> },
    /// Thoughts that only the provider can read.
    Hidden(Cow<'d, str>),
    /// A proof of the thoughts behind what follows.
    Proof(&'d str),
}

/// Reads the thoughts of a message, from the richest of the forms it has them in.
pub(super) fn read(message: Value<'_>, dropped: &mut Dropped) -> Result<Vec<Content>, FormatFault> {
    let mut thoughts = Thoughts::default();
    for detail in details(message, dropped)? {
        thoughts.add(&detail);
    }
    if thoughts.read.is_empty()
        && let Some(text) = plain(message)?
    {
        thoughts.add(&Detail::Text { text, signature: None, index: None });
    }
    Ok(thoughts.read)
}

/// The thoughts of a message or delta as plain text, if it has any.
pub(super) fn plain(message: Value<'_>) -> Result<Option<&str>, FormatFault> {
    for name in ["reasoning_content", "reasoning"] {
        if let Some(text) = message.get(name) {
            let text = text.string(name)?;
            if !text.is_empty() {
                return Ok(Some(text));
            }
        }
    }
    Ok(None)
}

/// The entries of `reasoning_details`, else of `thinking_blocks`.
pub(super) fn details<'d>(message: Value<'d>, dropped: &mut Dropped) -> Result<Vec<Detail<'d>>, FormatFault> {
    let mut read = Vec::new();
    for name in ["reasoning_details", "thinking_blocks"] {
        let Some(entries) = message.get(name).filter(|_| read.is_empty()) else {
            continue;
        };
        for (index, entry) in entries.array(name)? {
            match detail(entry).within(|| format!("{name}[{index}]"))? {
                Some(detail) => read.push(detail),
                None => dropped.add("reasoning_details"),
            }
        }
    }
    if !read.iter().any(|detail| matches!(detail, Detail::Proof(_))) {
        read.extend(extra::read(message).map(Detail::Proof));
    }
    Ok(read)
}

/// Reads an entry; `None` for hidden thoughts that only another maker's models take back.
fn detail(entry: Value<'_>) -> Result<Option<Detail<'_>>, FormatFault> {
    let format = entry.text_of("format");
    let is_openai = format == Some(proof::OPENAI);
    let is_foreign = !is_openai && format.is_some_and(|format| !format.starts_with("anthropic"));
    let is_own = |signature: &&str| proof::as_openai(signature).is_some() == is_openai;
    let is_google = format.is_some_and(|format| format.starts_with("google"));
    let text = |name: &str| entry.get(name).map(|text| text.string(name)).transpose();
    let index = entry.get("index").and_then(Value::figure);
    let signature =
        text("signature")?.filter(|signature| !signature.is_empty() && !is_foreign).filter(is_own);
    let words = |name: &str| Ok::<_, FormatFault>(text(name)?.unwrap_or_default());
    match entry.required("type")? {
        "reasoning.text" => Ok(Some(Detail::Text { text: words("text")?, signature, index })),
        "reasoning.summary" => Ok(Some(Detail::Text { text: words("summary")?, signature: None, index })),
        "thinking" => Ok(Some(Detail::Text { text: words("thinking")?, signature, index })),
        "reasoning.encrypted" if is_google => Ok(Some(Detail::Proof(entry.required("data")?))),
        "reasoning.encrypted" if is_foreign => Ok(None),
        "reasoning.encrypted" if is_openai => {
            let marked = proof::of_openai(entry.text_of("id").unwrap_or_default(), entry.required("data")?);
            Ok(Some(Detail::Hidden(marked.into())))
        }
        "reasoning.encrypted" | "redacted_thinking" => {
            Ok(Some(Detail::Hidden(entry.required("data")?.into())))
        }
        _ => Err(must_be("type", "a known kind of reasoning")),
    }
}

/// Thoughts that are put together from entries, as clients that only collect what was streamed send back the pieces.
#[derive(Default)]
struct Thoughts {
    read: Vec<Content>,
    last_index: Option<u64>,
}

impl Thoughts {
    fn add(&mut self, detail: &Detail<'_>) {
        match *detail {
            Detail::Hidden(ref data) => {
                self.last_index = None;
                self.read.push(Content::HiddenThinking(data.clone().into_owned()));
            }
            Detail::Proof(proof) => {
                self.last_index = None;
                self.read.push(Content::Proof(proof.to_owned()));
            }
            Detail::Text { text: "", signature: None, .. } => {}
            Detail::Text { text, signature, index } => {
                let goes_on = index.is_some() && index == self.last_index;
                self.last_index = index;
                let signature = signature.map(str::to_owned);
                match self.read.last_mut() {
                    Some(Content::Thinking(last)) if goes_on && last.signature.is_none() => {
                        last.text.push_str(text);
                        last.signature = signature;
                    }
                    _ => self.read.push(Content::Thinking(Thinking { text: text.to_owned(), signature })),
                }
            }
        }
    }
}

/// Writes the thoughts among these blocks, if there are any. The proof of a call stands in the call.
pub(super) fn write<'b>(blocks: impl Iterator<Item = &'b Content> + Clone, out: &mut Out) {
    let mut plain = String::new();
    for block in blocks.clone() {
        if let Content::Thinking(thinking) = block {
            plain.push_str(&thinking.text);
        }
    }
    if !plain.is_empty() {
        out.member("reasoning_content", &plain);
    }
    let after = blocks.clone().skip(1).map(Some).chain([None]);
    let is_thought = |(block, after): &(&Content, Option<&Content>)| match block {
        Content::Thinking(_) | Content::HiddenThinking(_) => true,
        Content::Proof(_) => !matches!(after, Some(Content::ToolCall(_))),
        _ => false,
    };
    let mut thoughts = blocks.zip(after).filter(is_thought).peekable();
    if thoughts.peek().is_none() {
        return;
    }
    out.key("reasoning_details").array();
    for (index, (thought, _)) in (0..).zip(thoughts) {
        match thought {
            Content::Thinking(Thinking { text, signature }) => {
                write_text(Some(text), signature.as_deref(), index, out);
            }
            Content::HiddenThinking(data) => write_hidden(data, index, out),
            Content::Proof(proof) => write_proof(proof, index, out),
            _ => {}
        }
    }
    out.end_array();
}

/// Writes an entry with thoughts or a piece of them, or with the signature alone.
pub(super) fn write_text(text: Option<&str>, signature: Option<&str>, index: u64, out: &mut Out) {
    out.object().member("type", "reasoning.text").member_if("text", text).member_if("signature", signature);
    out.member_if("format", signature.map(format_of)).key("index").integer(index).end_object();
}

/// Writes an entry with hidden thoughts.
pub(super) fn write_hidden(data: &str, index: u64, out: &mut Out) {
    out.object().member("type", "reasoning.encrypted");
    match proof::as_openai(data) {
        Some((id, sealed)) => {
            out.member_if("id", Some(id).filter(|id| !id.is_empty())).member("data", sealed);
        }
        None => {
            out.member("data", data);
        }
    }
    out.member("format", format_of(data)).key("index").integer(index).end_object();
}

/// Whose models take a proof back.
fn format_of(proof: &str) -> &'static str {
    if proof::as_openai(proof).is_some() { proof::OPENAI } else { FORMAT }
}

/// Writes an entry with a proof.
pub(super) fn write_proof(proof: &str, index: u64, out: &mut Out) {
    out.object().member("type", "reasoning.encrypted").member("data", proof).member("format", proof::GOOGLE);
    out.key("index").integer(index).end_object();
}
