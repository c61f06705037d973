//! Said: what the model says, part by part, as the pieces of an answer.

use super::names::{camel, get, text_of};
use super::signature::{self, Signature};
use crate::format::FormatFault;
use crate::format::model::{Delta, Head};
use crate::format::translate::Dropped;
use crate::format::translate::value::{Value, Within, inexpressible, missing};

/// Parts that no other format has a place for.
const FOREIGN: &[&str] = &[
    "inlineData",
    "fileData",
    "functionResponse",
    "executableCode",
    "codeExecutionResult",
    "toolCall",
    "toolResponse",
];

/// Puts parts into blocks: texts and thoughts that go on become one, a call is a block of its own.
#[derive(Debug)]
pub(super) struct Said {
    /// What the ids of calls begin with that have none.
    prefix: String,
    calls: usize,
    open: Option<Head>,
}

impl Said {
    /// Nothing so far. A call without an id gets one of this prefix and its place among the calls.
    pub(super) fn new(prefix: String) -> Self {
        Self { prefix, calls: 0, open: None }
    }

    pub(super) fn has_calls(&self) -> bool {
        self.calls > 0
    }

    /// Takes the next part.
    pub(super) fn part(
        &mut self,
        part: Value<'_>,
        dropped: &mut Dropped,
        out: &mut Vec<Delta>,
    ) -> Result<(), FormatFault> {
        check(part, dropped)?;
        let signed = get(part, "thoughtSignature").map(|text| text.string("thoughtSignature")).transpose()?;
        let mut signature = None;
        match signed.filter(|text| !text.is_empty()).map(signature::read) {
            None => {}
            Some(Signature::Proof(proof)) => self.whole(Head::Proof(proof), out),
            Some(Signature::Hidden(data)) => self.whole(Head::HiddenThinking(data), out),
            Some(Signature::Thinking(proof)) => signature = Some(proof),
        }
        if let Some(call) = get(part, "functionCall") {
            return self.call(call, out).within(|| "functionCall".to_owned());
        }
        let is_thought = get(part, "thought").map(|flag| flag.bool("thought")).transpose()? == Some(true);
        let text = part.get("text").map_or(Ok(""), |text| text.string("text"))?;
        if !text.is_empty() {
            self.go_on(if is_thought { Head::Thinking } else { Head::Text }, out);
            out.push(Delta::Piece(text.to_owned()));
        }
        if let Some(signature) = signature {
            self.go_on(Head::Thinking, out);
            out.push(Delta::Signature(signature));
            self.close(out);
        }
        Ok(())
    }

    /// Closes what is open.
    pub(super) fn close(&mut self, out: &mut Vec<Delta>) {
        if self.open.take().is_some() {
            out.push(Delta::Close);
        }
    }

    fn call(&mut self, call: Value<'_>, out: &mut Vec<Delta>) -> Result<(), FormatFault> {
        if let Some(name) = ["partialArgs", "willContinue"].into_iter().find(|name| get(call, name).is_some())
        {
            return Err(inexpressible(name, "only whole calls can"));
        }
        let name = call.object("functionCall")?.required("name")?.to_owned();
        let given = text_of(call, "id").filter(|id| !id.is_empty());
        let id = given.map_or_else(|| format!("{}_{}", self.prefix, self.calls), str::to_owned);
        self.calls += 1;
        self.close(out);
        out.push(Delta::Open(Head::ToolCall { id, name }));
        if let Some(arguments) = call.get("args") {
            out.push(Delta::Piece(arguments.object("args")?.json().as_str().to_owned()));
        }
        out.push(Delta::Close);
        Ok(())
    }

    fn whole(&mut self, head: Head, out: &mut Vec<Delta>) {
        self.close(out);
        out.extend([Delta::Open(head), Delta::Close]);
    }

    fn go_on(&mut self, head: Head, out: &mut Vec<Delta>) {
        if self.open.as_ref() != Some(&head) {
            self.close(out);
            out.push(Delta::Open(head.clone()));
            self.open = Some(head);
        }
    }
}

fn check(part: Value<'_>, dropped: &mut Dropped) -> Result<(), FormatFault> {
    let mut has_content = false;
    for (key, _) in part.object("part")?.members() {
        match camel(key).as_ref() {
            "text" | "functionCall" | "thoughtSignature" => has_content = true,
            "thought" => {}
            name => match FOREIGN.iter().find(|foreign| **foreign == name) {
                Some(foreign) => return Err(inexpressible(foreign, "no other format's answers hold it")),
                None => dropped.add_unknown("parts[]", name),
            },
        }
    }
    if has_content { Ok(()) } else { Err(missing("text")) }
}
