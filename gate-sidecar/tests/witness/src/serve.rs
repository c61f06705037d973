//! Serve: from a connection to logged exchanges.

use crate::{
    control::{self, Stats, json_answer},
    directive::Directive,
    http::{Connection, ReadError, Request},
    log::{Line, Log},
    route,
    script::{Script, Step, Then, play},
};
use serde_json::json;
use std::{
    io::Write as _,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::net::{TcpListener, TcpStream};

/// What all connections share.
pub(crate) struct Witness {
    log: Log,
    stats: Stats,
    defaults: Directive,
    seq: AtomicU64,
}

impl Witness {
    /// A witness that has seen nothing yet.
    pub(crate) fn new(log: Log, defaults: Directive) -> Self {
        Self { log, stats: Stats::default(), defaults, seq: AtomicU64::new(0) }
    }
}

/// Serves until the process ends.
pub(crate) async fn accept(listener: TcpListener, witness: Arc<Witness>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // A refused option costs speed, not truth.
                let _ = stream.set_nodelay(true);
                tokio::spawn(converse(stream, Arc::clone(&witness)));
            }
            // Out of descriptors: some connection will end.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

/// Serves one connection, request after request.
async fn converse(stream: TcpStream, witness: Arc<Witness>) {
    let mut connection = Connection::new(stream);
    loop {
        let request = match connection.read_request().await {
            Ok(request) => request,
            Err(ReadError::Gone) => return,
            Err(ReadError::Malformed(why)) => {
                play(json_answer(400, &json!({"error": {"message": why}})), connection).await;
                return;
            }
        };
        match exchange(&request, connection, &witness).await {
            Some(next) => connection = next,
            None => return,
        }
    }
}

/// Answers one request and logs it before and after; the connection comes back when it can serve another.
async fn exchange(request: &Request, connection: Connection, witness: &Witness) -> Option<Connection> {
    let keep = |script: Script| {
        if request.wants_close() { Script { then: Then::Close, ..script } } else { script }
    };
    if let Some(script) = control::answer(&witness.stats, &request.method, &request.path) {
        return play(keep(script), connection).await.connection;
    }
    let asked = route::decide(request, &witness.defaults, witness.seq.fetch_add(1, Ordering::Relaxed) + 1);
    let request_id = request.header("x-request-id");
    witness.stats.begin(request_id);
    let seen = witness.log.seen(asked.seq, request, asked.ask.as_ref(), asked.mode);
    // What cannot be logged is not answered: a served request missing in the log would be a false testimony.
    let logged = witness.log.write(&Line::Request(seen));
    let script = if logged.is_ok() { keep(asked.script) } else { vec![Step::Close].into() };
    let played = play(script, connection).await;
    witness.stats.end(played.outcome);
    let end = Line::End {
        seq: asked.seq,
        request_id,
        outcome: played.outcome,
        chunks_sent: played.chunks_sent,
        t_ms: witness.log.now_ms(),
    };
    if let Err(error) = logged.and_then(|()| witness.log.write(&end)) {
        // Nothing is left to report a broken stderr to.
        let _ = writeln!(std::io::stderr(), "gate-witness: cannot log: {error}");
    }
    played.connection
}
