//! The sidecar.
#![forbid(unsafe_code)]

pub mod edge;
