//! Finds personal data and secrets in text.
#![forbid(unsafe_code)]
