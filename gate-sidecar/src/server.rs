//! Server: one process from opening the data directory to the last settled call.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use gate_core::config::{Config, Loaded};
use gate_core::gate::{Gate, OpenError};
use serde_json::json;
use tokio::net::{TcpListener, UnixListener};

use crate::app::App;
use crate::edge::{self, EdgeConfig, Listener, Shutdown};
use crate::metrics::Metrics;
use crate::router;

/// Serves until a signal ends it. Prints one JSON line on standard output when it is ready, and a new owner key once
/// on standard error.
///
/// # Errors
/// The data directory belongs to another process, an address is taken, or the database cannot be used.
pub async fn run(loaded: Loaded) -> anyhow::Result<()> {
    let Loaded { config, data_dir, warnings, .. } = loaded;
    for warning in warnings {
        tracing::warn!("{warning}");
    }
    let metrics = Metrics::install();
    let edge_config = edge_config(&config);
    let addresses = config.listen.clone();
    let app_settings = App::settings(&config)?;
    let gate = match Gate::open(config, &data_dir).await {
        Ok(gate) => gate,
        Err(OpenError::Owned(owner)) => anyhow::bail!("{owner}"),
        Err(error) => return Err(error).context("the data directory cannot be used"),
    };
    edge::log_panics_by_place();
    announce_owner_key(&gate).await?;

    let (listeners, bound) = listen(&addresses, &data_dir).await?;
    let shutdown = Shutdown::new();
    tokio::spawn(edge::on_signals(shutdown.clone()).context("signals cannot be caught")?);
    let app = App::new(gate.clone(), metrics, app_settings);
    tokio::spawn(end_calls(gate.clone(), shutdown.clone()));
    app.metrics.keep_up(shutdown.clone());

    let mut out = std::io::stdout();
    writeln!(out, "{}", json!({ "event": "ready", "listen": bound, "data_dir": data_dir }))?;
    out.flush()?;

    let renderer = router::guard_renderer(Arc::clone(&app));
    let report = edge::serve(listeners, router::router(app), edge_config, renderer, shutdown).await;
    tracing::info!(
        idle = report.idle,
        finished = report.finished,
        aborted = report.aborted,
        "connections closed"
    );
    gate.shutdown().await;
    let _ = fs::remove_file(data_dir.join("gate.sock"));
    Ok(())
}

/// Calls hear of the drain deadline before their connections are cut, so that each is settled.
async fn end_calls(gate: Gate, shutdown: Shutdown) {
    shutdown.ending().await;
    gate.stop_calls();
}

/// A fresh installation gets one key that may do everything; it is shown this once.
async fn announce_owner_key(gate: &Gate) -> anyhow::Result<()> {
    if let Some(made) =
        gate.desk().first_key().await.map_err(|refusal| anyhow::anyhow!("no owner key: {refusal}"))?
    {
        writeln!(std::io::stderr(), "gate: owner key, shown this once: {}", made.secret.expose())?;
    }
    Ok(())
}

async fn listen(addresses: &[String], data_dir: &Path) -> anyhow::Result<(Vec<Listener>, Vec<String>)> {
    let mut listeners = vec![Listener::Unix(socket(&data_dir.join("gate.sock"))?)];
    let mut bound = Vec::new();
    for address in addresses {
        let listener =
            TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))?;
        bound.push(listener.local_addr()?.to_string());
        listeners.push(Listener::Tcp(listener));
    }
    Ok((listeners, bound))
}

/// The socket for commands. One that is still there belonged to a process that has died: the lock is ours.
fn socket(path: &Path) -> anyhow::Result<UnixListener> {
    let _ = fs::remove_file(path);
    let listener =
        UnixListener::bind(path).with_context(|| format!("cannot listen on {}", path.display()))?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

fn edge_config(config: &Config) -> EdgeConfig {
    let server = &config.server;
    EdgeConfig {
        header_ms: server.header_ms,
        body_idle_ms: server.body_idle_ms,
        keep_alive_ms: server.keep_alive_ms,
        write_idle_ms: server.write_idle_ms,
        drain_ms: server.drain_ms,
        max_connections: server.max_connections,
        allowed_hosts: config.allowed_hosts.clone(),
        allowed_origins: config.allowed_origins.clone(),
        ..EdgeConfig::default()
    }
}
