//! Bedrock: Converse, whole and as binary frames, behind AWS signatures or a bearer key.

pub(crate) mod answer;
pub(crate) mod frame;
pub(crate) mod request;
mod shapes;
pub(crate) mod sigv4;

/// The model named in `/model/{id}/converse`, its percent signs resolved, and whether events are wanted.
pub(crate) fn target(path: &str) -> Option<(String, bool)> {
    let (_, rest) = path.split_once("/model/")?;
    let (id, verb) = rest.rsplit_once('/')?;
    match verb {
        "converse" => Some((decoded(id), false)),
        "converse-stream" => Some((decoded(id), true)),
        _ => None,
    }
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        let hex = more.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            bytes.push(byte);
            rest = &more[2..];
        } else {
            bytes.push(*first);
            rest = more;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_names_model_and_manner() {
        for (path, wanted) in [
            ("/model/anthropic.claude-v1%3A0/converse", Some(("anthropic.claude-v1:0", false))),
            ("/base/model/arn%3Aaws%2Fx/converse-stream", Some(("arn:aws/x", true))),
            ("/model/m/invoke", None),
            ("/model/100%/converse", Some(("100%", false))),
            ("/v1/chat/completions", None),
        ] {
            let got = target(path);
            assert_eq!(got.as_ref().map(|(model, streamed)| (model.as_str(), *streamed)), wanted, "{path}");
        }
    }
}
