//! Serve: from a connection to logged exchanges.

use crate::{
    answer::Answer,
    chat::Chat,
    control::{self, Stats, json_answer},
    directive::Directive,
    faults,
    http::{Connection, ReadError, Request},
    log::{self, Line, Log},
    script::{Script, Step, Then, play},
};
use serde_json::{Value, json};
use std::{
    io::Write as _,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::net::{TcpListener, TcpStream};

/// Models the witness lists.
const MODELS: [&str; 2] = ["gpt-4o", "gpt-4o-mini"];

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
    let asked = decide(request, &witness.defaults, witness.seq.fetch_add(1, Ordering::Relaxed) + 1);
    let request_id = request.header("x-request-id");
    witness.stats.begin(request_id);
    let seen = witness.log.seen(asked.seq, request, asked.chat.as_ref(), asked.mode);
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

/// A request and what will be done about it.
struct Asked {
    seq: u64,
    chat: Option<Chat>,
    mode: &'static str,
    script: Script,
}

/// Chooses the answer by method and path; the base path before `/chat/completions` is the caller's affair.
fn decide(request: &Request, defaults: &Directive, seq: u64) -> Asked {
    let plain = |script| Asked { seq, chat: None, mode: log::mode_name(None), script };
    let path = request.path.as_str();
    match request.method.as_str() {
        "POST" if path.ends_with("/chat/completions") => chat(request, defaults, seq),
        "POST" if path.ends_with("/embeddings") => plain(embeddings(&request.body)),
        "GET" if path.ends_with("/models") => plain(models()),
        _ if path == "/stolen" => plain(json_answer(200, &json!({"stolen": true}))),
        _ => plain(json_answer(404, &faults::error_body(404))),
    }
}

fn chat(request: &Request, defaults: &Directive, seq: u64) -> Asked {
    let refuse = |chat: Option<Chat>, mode: &'static str, message: &str| {
        let error = json!({"message": message, "type": "invalid_request_error", "param": null, "code": mode});
        Asked { seq, chat, mode, script: json_answer(400, &json!({ "error": error })) }
    };
    let body: Value = match serde_json::from_slice(&request.body) {
        Ok(body) => body,
        Err(error) => return refuse(None, "bad_request", &error.to_string()),
    };
    let chat = match Chat::read(&body) {
        Ok(chat) => chat,
        Err(message) => return refuse(None, "bad_request", message),
    };
    let mut directive = defaults.clone();
    let by_model = chat.model.split_once('@').map_or(Ok(()), |(_, pairs)| directive.apply(pairs));
    match by_model.and_then(|()| directive.take(&chat.prompt)) {
        Ok(prompt) => {
            let script =
                faults::script(&Answer::new(&chat, &directive, &prompt, seq), &directive, chat.stream);
            Asked { seq, mode: log::mode_name(Some(directive.mode)), script, chat: Some(chat) }
        }
        Err(error) => refuse(Some(chat), "bad_directive", &error.to_string()),
    }
}

fn models() -> Script {
    let models = MODELS.map(|id| json!({"id": id, "object": "model", "created": 1, "owned_by": "witness"}));
    json_answer(200, &json!({"object": "list", "data": models}))
}

/// One small vector per input, the same for the same text.
fn embeddings(body: &[u8]) -> Script {
    let Ok(body) = serde_json::from_slice::<Value>(body) else {
        return json_answer(400, &faults::error_body(400));
    };
    let inputs = match &body["input"] {
        Value::Array(inputs) => inputs.clone(),
        input => vec![input.clone()],
    };
    let vector = |input: &Value| {
        let text = input.as_str().unwrap_or_default();
        (0..8_u8).map(|axis| f64::from(text.bytes().fold(axis, u8::wrapping_add)) / 256.0).collect::<Vec<_>>()
    };
    let data: Vec<Value> = inputs
        .iter()
        .enumerate()
        .map(|(index, input)| json!({"object": "embedding", "index": index, "embedding": vector(input)}))
        .collect();
    let words: u64 = inputs.iter().filter_map(Value::as_str).map(crate::chat::word_count).sum();
    let usage = json!({"prompt_tokens": words, "total_tokens": words});
    json_answer(200, &json!({"object": "list", "model": body["model"], "data": data, "usage": usage}))
}
