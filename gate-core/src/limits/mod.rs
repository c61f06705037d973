//! Limits: request rates.
