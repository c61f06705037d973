//! The engine.
#![forbid(unsafe_code)]

// words
pub mod call;
pub mod caller;
pub mod clock;
pub mod config;
pub mod id;
pub mod money;
pub mod receipt;
pub mod refusal;
pub mod reply;
pub mod secret;
pub mod trail;
pub mod usage;

// rules
pub mod format;
pub mod limits;
pub mod policy;
pub mod pricing;

// doors
pub mod store;
pub mod upstream;

// stages, order, face
pub mod desk;
mod stages;
