//! The ledger on real files: its rules, a model it must agree with, and processes that die.
#![expect(clippy::unwrap_used, reason = "a test stops where something is missing")]

mod crash;
mod model;
mod records;
mod rules;
mod support;
