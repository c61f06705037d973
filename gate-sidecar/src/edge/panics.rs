//! Panics: where one happened is logged, what it said is not, because its text may quote a request.

use std::panic;

/// Replaces the process's panic hook by one that logs the place only. To be called once, by the binary.
///
/// The default hook prints the payload to standard error.
pub fn log_panics_by_place() {
    panic::set_hook(Box::new(|info| {
        if let Some(place) = info.location() {
            tracing::error!(file = place.file(), line = place.line(), "panic");
        }
    }));
}
