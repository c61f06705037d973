//! Desk: management use cases.
