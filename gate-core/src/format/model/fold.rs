//! Fold: a streamed answer put together again, and the watch over the order of its pieces.

use super::{Answer, Content, Delta, Head, JsonText, Stop, Thinking, ToolCall};
use crate::format::FormatFault;

/// Puts the pieces of one answer together.
#[derive(Debug, Default)]
pub struct Fold {
    answer: Option<Answer>,
    open: Option<Open>,
    /// What is wrong with the arguments of a call; no fault of an answer that was cut short.
    broken: Option<FormatFault>,
    has_stop: bool,
    has_end: bool,
}

#[derive(Debug)]
struct Open {
    head: Head,
    text: String,
    signature: Option<String>,
}

impl Fold {
    /// Takes the next piece.
    ///
    /// # Errors
    /// A piece that cannot stand here, as [`Delta`] describes the order.
    pub fn push(&mut self, delta: Delta) -> Result<(), FormatFault> {
        if self.has_end {
            return Err(order("something after the end"));
        }
        let Some(answer) = &mut self.answer else {
            let Delta::Begin { id, model, created, tier } = delta else {
                return Err(order("something before the beginning"));
            };
            let stop = Stop::End;
            self.answer = Some(Answer { id, model, created, tier, stop, usage: None, blocks: Vec::new() });
            return Ok(());
        };
        match delta {
            Delta::Begin { .. } => return Err(order("a second beginning")),
            Delta::Usage(usage) => answer.usage = Some(usage),
            Delta::End if self.has_stop => self.has_end = true,
            Delta::End => return Err(order("an end without a reason")),
            Delta::Stop(stop) if self.open.is_none() && !self.has_stop => {
                answer.stop = stop;
                self.has_stop = true;
            }
            delta => return self.push_in_block(delta),
        }
        Ok(())
    }

    fn push_in_block(&mut self, delta: Delta) -> Result<(), FormatFault> {
        match (delta, &mut self.open) {
            (Delta::Open(head), None) if !self.has_stop => {
                self.open = Some(Open { head, text: String::new(), signature: None });
            }
            (Delta::Piece(piece), Some(open))
                if !matches!(open.head, Head::HiddenThinking(_) | Head::Proof(_)) =>
            {
                open.text.push_str(&piece);
            }
            (Delta::Signature(signature), Some(open))
                if open.head == Head::Thinking && open.signature.is_none() =>
            {
                open.signature = Some(signature);
            }
            (Delta::Close, Some(_)) => match self.open.take().map(Open::into_content).transpose() {
                Ok(block) => self.answer.iter_mut().for_each(|answer| answer.blocks.extend(block.clone())),
                Err(fault) => self.broken = Some(fault),
            },
            _ => return Err(order("a piece out of its place")),
        }
        Ok(())
    }

    /// The answer. A call whose arguments were cut off by the limit of tokens is left out.
    ///
    /// # Errors
    /// An answer that did not come to its end, and other arguments that are no JSON object.
    pub fn finish(self) -> Result<Answer, FormatFault> {
        match (self.answer, self.broken) {
            (Some(answer), Some(fault)) if answer.stop != Stop::Length => Err(fault),
            (Some(answer), _) if self.has_end => Ok(answer),
            _ => Err(order("no end")),
        }
    }
}

impl Open {
    fn into_content(self) -> Result<Content, FormatFault> {
        Ok(match self.head {
            Head::Text => Content::Text(self.text),
            Head::Refusal => Content::Refusal(self.text),
            Head::Thinking => Content::Thinking(Thinking { text: self.text, signature: self.signature }),
            Head::HiddenThinking(data) => Content::HiddenThinking(data),
            Head::Proof(proof) => Content::Proof(proof),
            Head::ToolCall { id, name } => {
                let input = match self.text.trim() {
                    "" => JsonText::empty_object(),
                    text => JsonText::object(text)?,
                };
                Content::ToolCall(ToolCall { id, name, input })
            }
        })
    }
}

fn order(found: &str) -> FormatFault {
    FormatFault::whole(format!("The provider's stream has {found}."))
}
