//! Signature: `thoughtSignature`, which holds Google's proofs and, marked, what other makers' models want back.
//!
//! Clients read the member as bytes and write them out again, in whichever alphabet of base64 they like, so that what
//! is put in must be base64 itself.

use crate::format::translate::base64;

/// The marks. Google's own signatures are binary and begin with neither.
const THINKING: &str = "thinking:";
const HIDDEN: &str = "redacted:";
/// The marks in base64, which they fill without a rest.
const MARKS: [&str; 2] = ["dGhpbmtpbmc6", "cmVkYWN0ZWQ6"];

/// What a signature is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Signature {
    /// Google's proof, as it came.
    Proof(String),
    /// The signature of readable thoughts.
    Thinking(String),
    /// Hidden thoughts.
    Hidden(String),
}

/// Reads a signature.
pub(super) fn read(text: &str) -> Signature {
    let proof = || Signature::Proof(text.to_owned());
    if !MARKS.iter().any(|mark| text.starts_with(mark)) {
        return proof();
    }
    let Some(marked) = base64::decode(text).and_then(|bytes| String::from_utf8(bytes).ok()) else {
        return proof();
    };
    match (marked.strip_prefix(THINKING), marked.strip_prefix(HIDDEN)) {
        (Some(signature), _) => Signature::Thinking(signature.to_owned()),
        (_, Some(data)) => Signature::Hidden(data.to_owned()),
        _ => proof(),
    }
}

/// The signature of readable thoughts, marked.
pub(super) fn thinking(signature: &str) -> String {
    base64::encode(format!("{THINKING}{signature}").as_bytes())
}

/// Hidden thoughts, marked.
pub(super) fn hidden(data: &str) -> String {
    base64::encode(format!("{HIDDEN}{data}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{HIDDEN, MARKS, Signature, THINKING, hidden, read, thinking};
    use crate::format::translate::base64;

    #[test]
    fn what_is_marked_is_found_again_and_nothing_else() {
        assert_eq!(MARKS, [THINKING, HIDDEN].map(|mark| base64::encode(mark.as_bytes())));
        let other = thinking("a>b?c~é").replace('+', "-").replace('/', "_").replace('=', "");
        for (text, expected) in [
            (thinking("sig=="), Signature::Thinking("sig==".to_owned())),
            (other, Signature::Thinking("a>b?c~é".to_owned())),
            (thinking(""), Signature::Thinking(String::new())),
            (hidden("Emw+/="), Signature::Hidden("Emw+/=".to_owned())),
            ("EqQBCgIYAhIM".to_owned(), Signature::Proof("EqQBCgIYAhIM".to_owned())),
            ("dGhpbmtpbmc6!".to_owned(), Signature::Proof("dGhpbmtpbmc6!".to_owned())),
            (String::new(), Signature::Proof(String::new())),
        ] {
            assert_eq!(read(&text), expected, "{text}");
        }
    }
}
