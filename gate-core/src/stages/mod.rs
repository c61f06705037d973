//! Stages: one file per step of the chain, in the order in which they run. None knows another.

pub(crate) mod authenticate;
pub(crate) mod budget;
pub(crate) mod model_allowlist;
pub(crate) mod parse;
pub(crate) mod policy;
pub(crate) mod provider;
pub(crate) mod rate_limit;
pub(crate) mod redact;
pub(crate) mod scan;
