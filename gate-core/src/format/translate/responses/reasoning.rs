//! Reasoning: thoughts as items, whose `encrypted_content` holds the proof.

use std::borrow::Cow;

use crate::format::FormatFault;
use crate::format::model::{Content, Thinking};
use crate::format::translate::out::Out;
use crate::format::translate::proof;
use crate::format::translate::value::{Value, Within};

/// What stands before the proofs that are not written as `OpenAI` itself writes its own: of thoughts that can be read,
/// and of those that cannot. What `OpenAI` seals begins otherwise.
const SIGNED: &str = "signature/";
const HIDDEN: &str = "redacted/";

/// What separates the parts of a summary when they become one text.
pub(super) const BETWEEN_PARTS: &str = "\n\n";

/// Reads an item; `None` when it holds nothing.
pub(super) fn read(item: Value<'_>) -> Result<Option<Content>, FormatFault> {
    let mut text = read_texts(item, "summary")?;
    if text.is_empty() {
        text = read_texts(item, "content")?;
    }
    let sealed =
        item.get("encrypted_content").map(|sealed| sealed.string("encrypted_content")).transpose()?;
    Ok(thought(text, sealed.unwrap_or_default(), item.text_of("id").unwrap_or_default()))
}

fn read_texts(item: Value<'_>, name: &str) -> Result<String, FormatFault> {
    let mut all = String::new();
    let Some(parts) = item.get(name) else {
        return Ok(all);
    };
    for (index, part) in parts.array(name)? {
        let text = part.object("part").and_then(|part| part.required("text"));
        let text = text.within(|| format!("{name}[{index}]"))?;
        if !all.is_empty() && !text.is_empty() {
            all.push_str(BETWEEN_PARTS);
        }
        all.push_str(text);
    }
    Ok(all)
}

/// The thoughts of which this can be read, and this is the proof.
pub(super) fn thought(text: String, sealed: &str, id: &str) -> Option<Content> {
    if let Some(hidden) = sealed.strip_prefix(HIDDEN).filter(|_| text.is_empty()) {
        return Some(Content::HiddenThinking(hidden.to_owned()));
    }
    if let Some(proof) = proof::as_google(sealed).filter(|_| text.is_empty()) {
        return Some(Content::Proof(proof.to_owned()));
    }
    match signature(sealed, id) {
        None if text.is_empty() => None,
        Some(signature) if text.is_empty() && !sealed.starts_with(SIGNED) => {
            Some(Content::HiddenThinking(signature))
        }
        signature => Some(Content::Thinking(Thinking { text, signature })),
    }
}

/// The proof that an item of this id holds, as the model holds it.
pub(super) fn signature(sealed: &str, id: &str) -> Option<String> {
    if sealed.is_empty() {
        return None;
    }
    let signed = sealed.strip_prefix(SIGNED).or_else(|| sealed.strip_prefix(HIDDEN));
    Some(signed.map_or_else(|| proof::of_openai(id, sealed), str::to_owned))
}

/// Thoughts as an item says them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Item<'t> {
    pub(super) id: Cow<'t, str>,
    pub(super) summary: &'t str,
    pub(super) sealed: Option<Cow<'t, str>>,
}

impl<'t> Item<'t> {
    /// The item for whoever only has to give it back: every proof keeps its mark.
    pub(super) fn for_client(content: &'t Content, id: String) -> Option<Self> {
        let (summary, sealed) = match content {
            Content::Thinking(Thinking { text, signature }) => {
                (text.as_str(), signature.as_deref().map(sign))
            }
            Content::HiddenThinking(hidden) => ("", Some(hide(hidden))),
            Content::Proof(proof) => ("", Some(proof::of_google(proof))),
            _ => return None,
        };
        Some(Self { id: id.into(), summary, sealed: sealed.map(Cow::Owned) })
    }

    /// The item for `OpenAI`, which takes its own proofs only; `None` when this is none of them.
    pub(super) fn for_openai(content: &'t Content) -> Option<Self> {
        let (summary, proof) = match content {
            Content::Thinking(Thinking { text, signature }) => (text.as_str(), signature.as_deref()?),
            Content::HiddenThinking(hidden) => ("", hidden.as_str()),
            _ => return None,
        };
        let (id, sealed) = proof::as_openai(proof)?;
        Some(Self { id: id.into(), summary, sealed: Some(sealed.into()) })
    }

    pub(super) fn write(&self, out: &mut Out) {
        out.object().member_if("id", Some(&*self.id).filter(|id| !id.is_empty())).member("type", "reasoning");
        out.key("summary").array();
        if !self.summary.is_empty() {
            write_summary(self.summary, out);
        }
        out.end_array().member_if("encrypted_content", self.sealed.as_deref()).end_object();
    }
}

/// Writes a part of a summary.
pub(super) fn write_summary(text: &str, out: &mut Out) {
    out.object().member("type", "summary_text").member("text", text).end_object();
}

/// The proof of thoughts that can be read, as a client holds it.
pub(super) fn sign(signature: &str) -> String {
    format!("{SIGNED}{signature}")
}

/// Thoughts that cannot be read, as a client holds them.
pub(super) fn hide(hidden: &str) -> String {
    format!("{HIDDEN}{hidden}")
}
