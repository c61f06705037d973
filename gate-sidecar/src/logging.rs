//! Logging: lines on standard error, for people or as JSON, without contents and without credentials.

use gate_core::config::{LogConfig, LogFormat};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

/// Starts logging for the whole process; a second call changes nothing.
pub fn start(config: &LogConfig) {
    let filter = EnvFilter::new(config.level.name());
    let lines = fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false);
    // The first subscriber wins, as in tests that start several servers.
    let _ = match config.format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => {
            lines.json().flatten_event(true).with_current_span(false).with_span_list(false).try_init()
        }
    };
}
