//! Extra: `extra_content`, in which Google's own chat completions carry their proofs of thoughts.

use crate::format::translate::out::Out;
use crate::format::translate::value::Value;

/// The proof of a call or message, if it has one.
pub(super) fn read(owner: Value<'_>) -> Option<&str> {
    let proof = owner.get("extra_content")?.get("google")?.text_of("thought_signature")?;
    (!proof.is_empty()).then_some(proof)
}

/// Writes the member, if there is a proof.
pub(super) fn write(proof: Option<&str>, out: &mut Out) {
    if let Some(proof) = proof {
        out.key("extra_content").object().key("google").object().member("thought_signature", proof);
        out.end_object().end_object();
    }
}
