//! Answer: a whole answer, read.

use super::blocks::read_block;
use super::{figures, words};
use crate::format::FormatFault;
use crate::format::json::Document;
use crate::format::model::{Answer, Content};
use crate::format::translate::Dropped;
use crate::format::translate::value::{Value, Within, missing};

/// Reads an answer. It tells neither an id nor a model: the one stands in a header, the other in the request.
pub(in crate::format::translate) fn read_answer(
    document: &Document,
    dropped: &mut Dropped,
) -> Result<Answer, FormatFault> {
    let root = Value::root(document).object("body")?;
    let message = root.get("output").and_then(|output| output.get("message"));
    let content = message
        .and_then(|message| message.get("content"))
        .ok_or_else(|| missing("output.message.content"))?;
    let mut blocks = Vec::new();
    for (index, block) in content.array("output.message.content")? {
        let block = read_block(block, dropped).within(|| format!("output.message.content[{index}]"))?;
        blocks.extend(Some(block).filter(|block| !matches!(block, Content::Text(text) if text.is_empty())));
    }
    if root.get("trace").is_some() {
        dropped.add("trace");
    }
    Ok(Answer {
        id: String::new(),
        model: String::new(),
        created: None,
        blocks,
        stop: words::read_stop(root)?,
        usage: root.get("usage").and_then(figures::read),
        tier: root.get("serviceTier").and_then(|tier| tier.text_of("type")).and_then(words::read_tier),
    })
}
