//! Lanes: the pieces of thoughts, texts and calls, which may come mixed, put into blocks one after the other.

use std::collections::VecDeque;

use crate::format::FormatFault;
use crate::format::model::{Delta, Head};
use crate::format::translate::scanner::Scanner;

/// More than this is not held back for a provider that mixes its calls.
const HELD_BYTES: usize = 1024 * 1024;
/// More calls than this in one answer are an attack on our memory.
const MOST_CALLS: usize = 1024;

/// What a piece belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    Text,
    Refusal,
    /// Thoughts, by the number of their entry.
    Thinking(u64),
    /// Hidden thoughts and proofs, which come whole.
    Whole,
    /// A call, by its place among the calls.
    Call(usize),
}

/// What comes for a lane.
#[derive(Debug)]
pub(super) enum Item {
    Piece(String),
    Signature(String),
    Whole(Head),
}

#[derive(Debug)]
struct Call {
    /// The provider's number.
    index: u64,
    id: String,
    name: String,
    /// The proof of the thoughts behind it.
    proof: Option<String>,
    arguments: Scanner,
    is_begun: bool,
}

/// All lanes of one answer. One block is open at a time; a call's stays open until its arguments are complete.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    open: Option<Lane>,
    calls: Vec<Call>,
    held: VecDeque<(Lane, Item)>,
    held_bytes: usize,
    pub(super) has_refusal: bool,
}

impl Lanes {
    pub(super) fn has_calls(&self) -> bool {
        !self.calls.is_empty()
    }

    /// The call that an entry with this number belongs to: a new one when it has another id than the last of that
    /// number, as some makers number all calls 0.
    pub(super) fn call(
        &mut self,
        index: u64,
        id: &str,
        name: &str,
        answer: &str,
    ) -> Result<Lane, FormatFault> {
        let known = self.calls.iter().rposition(|call| call.index == index);
        if let Some(known) = known.filter(|known| id.is_empty() || self.calls[*known].id == id) {
            return Ok(Lane::Call(known));
        }
        if name.is_empty() {
            return Err(FormatFault::of(
                "tool_calls",
                "A call of the provider's answer begins without a name.",
            ));
        }
        if self.calls.len() >= MOST_CALLS {
            return Err(FormatFault::of("tool_calls", "The provider's answer has too many calls."));
        }
        let id = if id.is_empty() { format!("call_{answer}_{}", self.calls.len()) } else { id.to_owned() };
        let arguments = Scanner::default();
        let name = name.to_owned();
        self.calls.push(Call { index, id, name, proof: None, arguments, is_begun: false });
        Ok(Lane::Call(self.calls.len() - 1))
    }

    /// Takes the proof of a call. It is lost when the call has begun without it.
    pub(super) fn prove(&mut self, lane: Lane, proof: &str) {
        if let Lane::Call(call) = lane {
            self.calls[call].proof = Some(proof.to_owned());
        }
    }

    /// Takes the next piece: passes it on, or holds it until the call that is open is complete.
    pub(super) fn push(&mut self, lane: Lane, item: Item, out: &mut Vec<Delta>) -> Result<(), FormatFault> {
        if self.open != Some(lane) && (self.is_waiting() || !self.held.is_empty()) {
            self.held_bytes += item.len();
            self.held.push_back((lane, item));
            if self.held_bytes > HELD_BYTES || self.held.len() > HELD_BYTES / 64 {
                return Err(FormatFault::of(
                    "tool_calls",
                    "The provider's answer mixes too much of its calls.",
                ));
            }
            return Ok(());
        }
        self.emit(lane, item, out)?;
        while !self.is_waiting() && self.release(out)? {}
        Ok(())
    }

    /// Passes on everything, and says whether all arguments may be complete.
    pub(super) fn finish(&mut self, out: &mut Vec<Delta>) -> Result<bool, FormatFault> {
        while self.release(out)? {}
        self.close(out);
        Ok(self.calls.iter().all(|call| call.arguments.may_end()))
    }

    /// Whether the open block is a call that is not complete.
    fn is_waiting(&self) -> bool {
        matches!(self.open, Some(Lane::Call(call)) if !self.calls[call].arguments.is_complete())
    }

    /// Passes on what is held for the lane that has waited longest; `false` when nothing is held.
    fn release(&mut self, out: &mut Vec<Delta>) -> Result<bool, FormatFault> {
        let Some((lane, _)) = self.held.front() else {
            return Ok(false);
        };
        let lane = *lane;
        let (now, later): (VecDeque<_>, _) =
            std::mem::take(&mut self.held).into_iter().partition(|(other, _)| *other == lane);
        self.held = later;
        for (lane, item) in now {
            self.held_bytes -= item.len();
            self.emit(lane, item, out)?;
        }
        Ok(true)
    }

    fn emit(&mut self, lane: Lane, item: Item, out: &mut Vec<Delta>) -> Result<(), FormatFault> {
        if let Item::Whole(head) = item {
            self.close(out);
            out.extend([Delta::Open(head), Delta::Close]);
            return Ok(());
        }
        if self.open != Some(lane) {
            self.close(out);
            let head = self.head(lane, out)?;
            out.push(Delta::Open(head));
            self.open = Some(lane);
        }
        match item {
            Item::Piece(piece) => {
                if let Lane::Call(call) = lane {
                    self.calls[call].arguments.push(&piece);
                }
                if !piece.is_empty() {
                    out.push(Delta::Piece(piece));
                }
            }
            Item::Signature(signature) => {
                out.push(Delta::Signature(signature));
                self.close(out);
            }
            Item::Whole(_) => {}
        }
        Ok(())
    }

    fn head(&mut self, lane: Lane, out: &mut Vec<Delta>) -> Result<Head, FormatFault> {
        Ok(match lane {
            Lane::Text => Head::Text,
            Lane::Refusal => {
                self.has_refusal = true;
                Head::Refusal
            }
            Lane::Thinking(_) | Lane::Whole => Head::Thinking,
            Lane::Call(call) => {
                let call = &mut self.calls[call];
                if std::mem::replace(&mut call.is_begun, true) {
                    return Err(FormatFault::of(
                        "tool_calls",
                        "A call of the provider's answer goes on after its end.",
                    ));
                }
                if let Some(proof) = call.proof.take() {
                    out.extend([Delta::Open(Head::Proof(proof)), Delta::Close]);
                }
                Head::ToolCall { id: call.id.clone(), name: call.name.clone() }
            }
        })
    }

    fn close(&mut self, out: &mut Vec<Delta>) {
        if self.open.take().is_some() {
            out.push(Delta::Close);
        }
    }
}

impl Item {
    fn len(&self) -> usize {
        match self {
            Self::Piece(text)
            | Self::Signature(text)
            | Self::Whole(Head::HiddenThinking(text) | Head::Proof(text)) => text.len(),
            Self::Whole(_) => 0,
        }
    }
}
