//! Delta: an answer piece by piece.
//!
//! A stream is `Begin`, then blocks one after the other (`Open`, pieces, `Close`), then `Stop`, with `Usage` anywhere
//! after `Begin` (a later one replaces an earlier one), and `End`. Blocks never interleave.

use super::{Answer, Content, Stop, Tier};
use crate::usage::TokenUsage;

/// The next piece of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delta {
    /// The answer begins.
    Begin {
        /// The provider's id of the answer.
        id: String,
        /// The model that answers.
        model: String,
        /// When, in seconds since 1970, if the provider says so.
        created: Option<u64>,
        /// The service level, if the provider says so by now.
        tier: Option<Tier>,
    },
    /// A block begins.
    Open(Head),
    /// The next piece of the open block: of its text, its thoughts, or the JSON text of a call's arguments.
    Piece(String),
    /// The signature of the open block of thoughts.
    Signature(String),
    /// The open block is complete.
    Close,
    /// The tokens so far.
    Usage(TokenUsage),
    /// Why the answer ended. No block follows.
    Stop(Stop),
    /// The answer is complete.
    End,
}

/// What kind of block begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Head {
    /// Words.
    Text,
    /// Words with which the model declines.
    Refusal,
    /// Thoughts that can be read.
    Thinking,
    /// Thoughts that only the provider can read; they come whole.
    HiddenThinking(String),
    /// The proof of the thoughts behind the block that follows; it comes whole.
    Proof(String),
    /// A call, whose arguments follow.
    ToolCall {
        /// The id that the result names.
        id: String,
        /// The tool.
        name: String,
    },
}

impl Answer {
    /// The answer as a stream of one piece per block. Blocks that no answer holds (pictures, results) are left out.
    pub fn deltas(&self) -> Vec<Delta> {
        let (id, model) = (self.id.clone(), self.model.clone());
        let mut deltas = vec![Delta::Begin { id, model, created: self.created, tier: self.tier }];
        for block in &self.blocks {
            let (head, piece, signature) = match block {
                Content::Text(text) => (Head::Text, Some(text.as_str()), None),
                Content::Refusal(text) => (Head::Refusal, Some(text.as_str()), None),
                Content::Thinking(thinking) => {
                    (Head::Thinking, Some(thinking.text.as_str()), thinking.signature.as_ref())
                }
                Content::HiddenThinking(data) => (Head::HiddenThinking(data.clone()), None, None),
                Content::Proof(proof) => (Head::Proof(proof.clone()), None, None),
                Content::ToolCall(call) => {
                    let head = Head::ToolCall { id: call.id.clone(), name: call.name.clone() };
                    (head, Some(call.input.as_str()), None)
                }
                Content::Image(_) | Content::File(_) | Content::Audio(_) | Content::ToolResult(_) => continue,
            };
            deltas.push(Delta::Open(head));
            let piece = piece.filter(|piece| !piece.is_empty());
            deltas.extend(piece.map(|piece| Delta::Piece(piece.to_owned())));
            deltas.extend(signature.map(|signature| Delta::Signature(signature.clone())));
            deltas.push(Delta::Close);
        }
        deltas.extend(self.usage.map(Delta::Usage));
        deltas.extend([Delta::Stop(self.stop.clone()), Delta::End]);
        deltas
    }
}
