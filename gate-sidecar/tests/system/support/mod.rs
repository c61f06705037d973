//! Support: processes, raw HTTP, and what the tests read of gate and witness.

pub(crate) mod chat;
pub(crate) mod http;
pub(crate) mod keeper;
pub(crate) mod process;
pub(crate) mod random;
pub(crate) mod sse;
pub(crate) mod store;
pub(crate) mod system;
pub(crate) mod wait;
pub(crate) mod witness;

pub(crate) use chat::{Key, chat};
pub(crate) use http::{Answer, Exchange, Request};
pub(crate) use system::{Settings, System};
