//! Answer: a whole message, read.

use super::blocks::read_block;
use super::figures::Figures;
use super::words;
use crate::format::FormatFault;
use crate::format::json::Document;
use crate::format::model::{Answer, Content};
use crate::format::translate::Dropped;
use crate::format::translate::value::{Value, Within, inexpressible, missing};

/// Reads an answer.
pub(in crate::format::translate) fn read_answer(
    document: &Document,
    dropped: &mut Dropped,
) -> Result<Answer, FormatFault> {
    let root = Value::root(document).object("body")?;
    let mut blocks = Vec::new();
    for (index, block) in root.get("content").ok_or_else(|| missing("content"))?.array("content")? {
        let block = read_said(block, dropped).within(|| format!("content[{index}]"))?;
        blocks.extend(Some(block).filter(|block| !matches!(block, Content::Text(text) if text.is_empty())));
    }
    if root.get("stop_details").is_some() {
        dropped.add("stop_details");
    }
    let mut figures = Figures::default();
    let usage = root.get("usage");
    if let Some(usage) = usage {
        figures.add(usage);
    }
    Ok(Answer {
        id: root.text_of("id").unwrap_or_default().to_owned(),
        model: root.text_of("model").unwrap_or_default().to_owned(),
        created: None,
        blocks,
        stop: words::read_stop(root.required("stop_reason")?, root)?,
        usage: figures.usage(),
        tier: usage.and_then(|usage| usage.text_of("service_tier")).and_then(words::read_tier),
    })
}

fn read_said(block: Value<'_>, dropped: &mut Dropped) -> Result<Content, FormatFault> {
    match read_block(block, dropped)? {
        Content::Image(_) | Content::File(_) | Content::ToolResult(_) => {
            Err(inexpressible("type", "no answer holds such a block"))
        }
        said => Ok(said),
    }
}
