//! Desk: management use cases. Admin routes, the command line and embedding programs call the same ones.

pub mod command;
pub mod doctor;
pub mod keys;
pub mod settings;
pub mod usage;
