//! The whole system: the real `gate` binary between raw clients and a witness provider, judged from outside.
//!
//! Every test starts a gate of its own on a port of its own, with a data directory of its own. What reached the
//! provider is read from the witness's log and never from the gate's own figures; what was recorded is asked of the
//! gate's administration and, after it has stopped, of its database file.
//!
//! `SYSTEM_CRASH_ROUNDS=40` makes the crash test longer than it is by default.

mod crash;
mod disconnect;
mod failover;
mod faults;
mod hostile;
mod limits;
mod money;
mod owner;
mod passthrough;
mod policy;
mod pressure;
mod providers;
mod redaction;
mod shutdown;
mod support;
mod surface;
