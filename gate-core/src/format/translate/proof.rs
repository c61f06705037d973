//! Proof: whose proof of thoughts it is that the model holds.
//!
//! Providers take back only what they have sealed themselves. The model holds Anthropic's proofs as they are and marks
//! those of others, in letters that base64 has too: whoever looks for people's words takes both for what they are.

/// How `OpenAI`'s proofs are marked, and what `reasoning_details` call their form.
pub(super) const OPENAI: &str = "openai-responses-v1";
/// The same for Google's, which the model holds as they are but other formats among Anthropic's.
pub(super) const GOOGLE: &str = "google-gemini-v1";

/// Marks what `OpenAI` has sealed as the item of this id; it takes the two back only together.
pub(super) fn of_openai(id: &str, sealed: &str) -> String {
    // An id that could not be told apart from what follows it is left out.
    let id = if id.contains('/') { "" } else { id };
    format!("{OPENAI}/{id}/{sealed}")
}

/// The id of the item and what `OpenAI` has sealed; `None` for the proofs of others.
pub(super) fn as_openai(proof: &str) -> Option<(&str, &str)> {
    proof.strip_prefix(OPENAI)?.strip_prefix('/')?.split_once('/')
}

/// Marks what Google has signed.
pub(super) fn of_google(signature: &str) -> String {
    format!("{GOOGLE}/{signature}")
}

/// What Google has signed; `None` for the proofs of others.
pub(super) fn as_google(proof: &str) -> Option<&str> {
    proof.strip_prefix(GOOGLE)?.strip_prefix('/')
}

#[cfg(test)]
mod tests {
    use super::{as_google, as_openai, of_google, of_openai};

    #[test]
    fn a_marked_proof_tells_its_parts() {
        for (id, sealed, expected) in
            [("rs_1", "gAAAA", ("rs_1", "gAAAA")), ("", "a/b", ("", "a/b")), ("a/b", "x", ("", "x"))]
        {
            assert_eq!(as_openai(&of_openai(id, sealed)), Some(expected), "{id} {sealed}");
        }
        assert_eq!(as_google(&of_google("CrIC/x")), Some("CrIC/x"));
        for other in
            ["EqQBCkYIBxgC", "", "openai-responses-v1", "openai-responses-v1/x", "openai-responses-v10/a/b"]
        {
            assert_eq!((as_openai(other), as_google(other)), (None, None), "{other}");
        }
    }
}
