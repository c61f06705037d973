//! The sidecar.
#![forbid(unsafe_code)]
