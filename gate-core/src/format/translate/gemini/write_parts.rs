//! Write parts: what the model said, as parts of a turn or of an answer.

use super::signature;
use crate::format::model::{Content, Thinking, ToolCall};
use crate::format::translate::out::Out;

/// What Google lets stand for a proof where there is none, as when another maker's model made the call.
const NO_PROOF: &str = "skip_thought_signature_validator";

/// In which form calls are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct CallForm {
    /// Whether they have ids.
    pub(super) has_ids: bool,
    /// Whether the first of a turn must bear a proof.
    pub(super) demands_proofs: bool,
}

/// Calls as an answer has them.
pub(super) const ANSWERED: CallForm = CallForm { has_ids: true, demands_proofs: false };

/// Writes the parts of one turn. A proof stands in the part that follows it, or in one of its own at the end.
pub(super) fn write_all<'c>(blocks: impl Iterator<Item = &'c Content>, form: CallForm, out: &mut Out) {
    let mut proof: Option<&str> = None;
    let mut lacks_proof = form.demands_proofs;
    for block in blocks {
        if let Content::Proof(next) = block {
            write_rest(proof.replace(next), out);
            continue;
        }
        let mut before = proof.take();
        if let Content::ToolCall(_) = block {
            before = before.or(lacks_proof.then_some(NO_PROOF));
            lacks_proof = false;
        }
        write(block, before, form.has_ids, out);
    }
    write_rest(proof, out);
}

/// Writes a part with a proof and nothing else, if there is one.
pub(super) fn write_rest(proof: Option<&str>, out: &mut Out) {
    if proof.is_some() {
        write_text("", proof, out);
    }
}

/// Writes a part with words.
pub(super) fn write_text(text: &str, proof: Option<&str>, out: &mut Out) {
    out.object().member("text", text).member_if("thoughtSignature", proof).end_object();
}

/// Writes a part with thoughts.
pub(super) fn write_thoughts(text: &str, signature: Option<&str>, out: &mut Out) {
    out.object().member("text", text).key("thought").bool(true);
    out.member_if("thoughtSignature", signature).end_object();
}

/// Writes a part with a call.
pub(super) fn write_call(call: &ToolCall, proof: Option<&str>, has_ids: bool, out: &mut Out) {
    out.object().key("functionCall").object().member_if("id", has_ids.then_some(call.id.as_str()));
    out.member("name", &call.name).key("args").json(&call.input).end_object();
    out.member_if("thoughtSignature", proof).end_object();
}

/// What no model says is left out.
fn write(block: &Content, proof: Option<&str>, has_ids: bool, out: &mut Out) {
    match block {
        Content::Text(text) | Content::Refusal(text) => write_text(text, proof, out),
        Content::Thinking(Thinking { text, signature }) => {
            let own = signature.as_deref().map(signature::thinking);
            write_thoughts(text, proof.or(own.as_deref()), out);
        }
        Content::HiddenThinking(data) => write_thoughts("", Some(&signature::hidden(data)), out),
        Content::ToolCall(call) => write_call(call, proof, has_ids, out),
        Content::Proof(_)
        | Content::Image(_)
        | Content::File(_)
        | Content::Audio(_)
        | Content::ToolResult(_) => {}
    }
}
