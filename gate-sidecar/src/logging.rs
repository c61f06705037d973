//! Logging: one JSON object per line on standard error, without contents and without credentials.

use gate_core::config::LogConfig;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

/// Starts logging for the whole process; a second call changes nothing.
pub fn start(config: &LogConfig) {
    let filter = EnvFilter::try_new(&config.level).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false);
    // The first subscriber wins, as in tests that start several servers.
    let _ = match config.format.as_str() {
        "text" => lines.try_init(),
        _ => lines.json().flatten_event(true).with_current_span(false).with_span_list(false).try_init(),
    };
}
