//! Edge settings: every clock and cap of the listening side, with the defaults of the `[server]` section.

/// What the edge allows and how long it waits; all times in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EdgeConfig {
    /// A whole request head must arrive in this time, counted from the accept for the first one and from
    /// the first byte for each later one.
    pub header_ms: u64,
    /// The longest silence inside a request body while somebody is reading it.
    pub body_idle_ms: u64,
    /// How long a connection may rest between two requests.
    pub keep_alive_ms: u64,
    /// The longest time an answer may make no progress because the client does not read.
    pub write_idle_ms: u64,
    /// How long an answer may still begin after the client closed its sending half. Not for ever, because a client
    /// that left looks the same until something is written to it.
    pub half_close_ms: u64,
    /// How long unread input is discarded after the last answer, so that the answer is not lost to a reset.
    pub linger_ms: u64,
    /// How long calls in flight may go on after the first stop signal.
    pub drain_ms: u64,
    /// Connections open at once; one more is answered 503 and closed.
    pub max_connections: usize,
    /// The longest request head, request line included, in bytes; a longer one is answered 431.
    pub max_header_bytes: usize,
    /// Names this gate is reached by, besides its own addresses: `name` (any port) or `name:port`.
    pub allowed_hosts: Vec<String>,
    /// Browser origins that may call, as `scheme://host[:port]`; the gate's own origin needs no entry.
    pub allowed_origins: Vec<String>,
    /// The paths, compared whole, where `Upgrade: websocket` is let through; everywhere else it is refused.
    pub websocket_paths: Vec<String>,
}

impl Default for EdgeConfig {
    fn default() -> Self {
        Self {
            header_ms: 10_000,
            body_idle_ms: 30_000,
            keep_alive_ms: 75_000,
            write_idle_ms: 60_000,
            half_close_ms: 500,
            linger_ms: 1_000,
            drain_ms: 30_000,
            max_connections: 4_096,
            max_header_bytes: 64 * 1024,
            allowed_hosts: Vec::new(),
            allowed_origins: Vec::new(),
            websocket_paths: Vec::new(),
        }
    }
}
