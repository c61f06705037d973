//! Cache: the hint `cache_control`, which several formats spell alike.

use super::out::Out;
use super::value::{Value, must_be};
use crate::format::FormatFault;
use crate::format::model::{Block, CacheHint};

const NAME: &str = "cache_control";
/// `OpenAI`'s own word for it. Its times to live are others and are not carried over.
const BREAKPOINT: &str = "prompt_cache_breakpoint";

/// Reads the hint of a block, tool or message, if it has one.
pub(super) fn read(owner: Value<'_>) -> Result<Option<CacheHint>, FormatFault> {
    let Some(hint) = owner.get(NAME) else {
        let breakpoint = owner.get(BREAKPOINT).map(|breakpoint| breakpoint.object(BREAKPOINT)).transpose()?;
        return Ok(breakpoint.map(|_| CacheHint::default()));
    };
    if hint.text_of("type") != Some("ephemeral") {
        return Err(must_be(NAME, "an object of type `ephemeral`"));
    }
    let ttl = hint.get("ttl").map(|ttl| ttl.owned("cache_control.ttl")).transpose()?;
    Ok(Some(CacheHint { ttl }))
}

/// Reads the hint of a message, which means its last block.
pub(super) fn read_for_last(message: Value<'_>, blocks: &mut [Block]) -> Result<(), FormatFault> {
    if let (Some(hint), Some(last)) = (read(message)?, blocks.last_mut()) {
        last.cache = Some(hint);
    }
    Ok(())
}

/// Writes the member, if there is a hint.
pub(super) fn write(hint: Option<&CacheHint>, out: &mut Out) {
    if let Some(hint) = hint {
        out.key(NAME).object().member("type", "ephemeral").member_if("ttl", hint.ttl.as_deref());
        out.end_object();
    }
}
