//! The engine: identity, limits, redaction, policy, money and one record for every call to a model.
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
pub mod routing;

// doors
mod conversations;
mod exchanges;
mod providers;
pub mod store;
pub mod targets;
pub mod upstream;

// stages, each taking what the one before hands it
mod handoff;
mod offload;
mod stages;

// the order, what follows it, and the desk
pub mod attempt;
mod bookkeeper;
mod chain;
mod delivery;
pub mod desk;
mod meter;
mod open;

// the public face
pub mod gate;
