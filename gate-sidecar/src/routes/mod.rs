//! Routes: parse, call, render. No rules, no SQL, no status codes.

pub(crate) mod admin;
pub(crate) mod calls;
pub(crate) mod fallback;
pub(crate) mod health;
pub(crate) mod local;
pub(crate) mod metrics;
pub(crate) mod models;
pub(crate) mod request;
pub(crate) mod responses;
pub(crate) mod usage;
