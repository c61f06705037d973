//! Aws: what AWS's services ask of a client besides HTTP: signed requests, binary event streams, their own addresses.
//!
//! Everything here is a pure function of what is passed in; nothing is sent.

mod credentials;
mod endpoint;
pub mod event_stream;
pub mod sigv4;

pub use credentials::{AwsCredentials, BedrockKey};
pub use endpoint::{BEDROCK_SERVICE, converse_path, region_of_host};
