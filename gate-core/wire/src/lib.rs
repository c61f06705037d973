//! The dialects.
#![forbid(unsafe_code)]
