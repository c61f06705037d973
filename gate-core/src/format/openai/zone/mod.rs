//! Zone: what stands where in the bodies of `OpenAI`'s routes, as its API reference describes them.

pub(in crate::format) mod chat;
pub(in crate::format) mod embeddings;
pub(in crate::format) mod responses;

use crate::format::zone::{ADDRESS, AGREED, Text, Zone};

/// An image of a part: an address, or an object with `url`.
static IMAGE: Zone =
    Zone::object(&[(&["url"], &ADDRESS), (&["detail", "file_id"], &AGREED)]).or_text(Text::Address);

/// `tool_choice`, or `function_call` in a request.
static TOOL_CHOICE: Zone = Zone::object(&[
    (&["type", "name", "mode", "server_label"], &AGREED),
    (&["function", "custom", "allowed_tools", "tools"], &TOOL_CHOICE),
])
.or_text(Text::Agreed);
