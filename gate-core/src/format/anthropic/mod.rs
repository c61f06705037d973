//! Anthropic: the bodies of `POST /v1/messages`, as Anthropic's API reference describes them.

pub(super) mod zone;
