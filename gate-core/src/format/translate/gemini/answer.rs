//! Answer: a whole answer, read as a stream of one frame.

use super::StreamReader;
use crate::format::FormatFault;
use crate::format::json::Document;
use crate::format::model::{Answer, Fold};
use crate::format::translate::Dropped;
use crate::format::translate::value::{Value, missing};

/// Reads an answer.
pub(in crate::format::translate) fn read_answer(
    document: &Document,
    dropped: &mut Dropped,
) -> Result<Answer, FormatFault> {
    let root = Value::root(document).object("body")?;
    let mut reader = StreamReader::default();
    let mut deltas = Vec::new();
    reader.frame(root, dropped, &mut deltas)?;
    if !reader.is_complete() {
        let has_candidates = root.get("candidates").is_some();
        return Err(missing(if has_candidates { "candidates[0].finishReason" } else { "candidates" }));
    }
    let mut fold = Fold::default();
    for delta in deltas {
        fold.push(delta)?;
    }
    fold.finish()
}
