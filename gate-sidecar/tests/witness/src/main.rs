//! Witness: a scripted model provider that sees a gate from the outside.
//!
//! It runs in its own process, keeps its own log and shares no code with what it judges, so "exactly one
//! request reached the provider" is a statement about its log file and not about anybody's counters.
//!
//! ```text
//! gate-witness --listen 127.0.0.1:0 --log FILE [--port-file F] [--log-bodies] [--default "gap_ms=5"]
//! {"event":"ready","listen":"127.0.0.1:40123"}                       the one line on stdout
//! ```
//!
//! **Answers.** By path, each in its vendor's own words, whole and streamed:
//!
//! | Vendor | Paths | Checks |
//! |---|---|---|
//! | [`openai`] | `…/chat/completions`, `…/responses`, `…/embeddings`, `…/models` | members, but not of chat |
//! | Azure | `/openai/deployments/{d}/chat/completions?api-version=`, `/openai/v1/chat/completions` | key, version |
//! | [`anthropic`] | `…/messages`, `…/messages/count_tokens`, `…/models` | key, version, members, thoughts |
//! | [`google`] | `…/models/{m}:generateContent`, `:streamGenerateContent?alt=sse`, `:countTokens`, `:embedContent`, `:batchEmbedContents`, `…/v1beta/models` | key, members, thoughts |
//! | [`bedrock`] | `/model/{m}/converse`, `/model/{m}/converse-stream` | signature's form, members, thoughts |
//!
//! The content is `tok0 tok1 …`, one token per word; a prompt that says "call a tool" and offers one gets tool calls
//! instead, round after round until it had `rounds` of them. Thoughts are signed, see [`mark`], and must come back as
//! they were. OpenRouter is the chat format below `/api/v1/`, with `reasoning_details`.
//!
//! **Directives.** A request says how it wants to be treated, so that many tests share one witness: in its last
//! user message as `[[mode=stall after=3 gap_ms=5]]`, or behind an `@` in the model's name as
//! `gpt-4o@mode=stall,after=3`. `--default` holds for every request; the model's name wins over it and the
//! message over both. A misspelt directive is answered with 400 `bad_directive`, never ignored.
//! [`directive::Directive`] lists the parameters, [`directive::Mode`] the modes.
//!
//! **Log.** One JSON line per request, written before the answer's first byte, and one when the exchange ended:
//! `complete`, `client_gone` (noticed while it happens: the read half is watched during every write and pause;
//! a client that only half-closes counts as gone) or `aborted` (the witness broke off as told). See [`log`].
//!
//! **Control.** `GET /__witness/stats` and `POST /__witness/reset` on the same port. See [`control`].
#![forbid(unsafe_code)]

mod anthropic;
mod ask;
mod bedrock;
mod bomb;
mod control;
mod directive;
mod faults;
mod google;
mod http;
mod log;
mod mark;
mod openai;
mod reply;
mod route;
mod said;
mod script;
mod serve;
mod shape;
mod text;
mod vendor;

use clap::Parser;
use std::{io::Write as _, path::PathBuf, sync::Arc};
use tokio::net::TcpListener;

/// A scripted model provider that logs what it served.
#[derive(Parser)]
struct Arguments {
    /// Address to listen on; port 0 picks a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: String,
    /// File the log lines are appended to.
    #[arg(long)]
    log: PathBuf,
    /// File that receives the port number once the witness listens.
    #[arg(long)]
    port_file: Option<PathBuf>,
    /// Logs every request's body as well.
    #[arg(long)]
    log_bodies: bool,
    /// Directive that holds for every request, such as `gap_ms=5 chunks=100`.
    #[arg(long, default_value = "")]
    default: String,
    /// Ends the witness when its standard input closes, so that it never outlives the test that started it.
    #[arg(long)]
    until_stdin_closes: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let ended = runtime.block_on(run(arguments));
    runtime.shutdown_background();
    ended
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let mut defaults = directive::Directive::default();
    defaults.apply(&arguments.default)?;
    let log = log::Log::open(&arguments.log, arguments.log_bodies)?;
    let listener = TcpListener::bind(&arguments.listen).await?;
    let address = listener.local_addr()?;
    if let Some(file) = &arguments.port_file {
        std::fs::write(file, address.port().to_string())?;
    }
    let ready = serde_json::json!({"event": "ready", "listen": address.to_string()});
    writeln!(std::io::stdout(), "{ready}")?;
    let witness = Arc::new(serve::Witness::new(log, defaults));
    tokio::select! {
        () = serve::accept(listener, witness) => {}
        () = stdin_closes(), if arguments.until_stdin_closes => {}
    }
    Ok(())
}

/// Returns when standard input reaches its end, whatever was written to it before.
async fn stdin_closes() {
    let (closed, wait) = tokio::sync::oneshot::channel::<()>();
    std::thread::spawn(move || {
        // An unreadable stdin says as much as a closed one: the parent is not there.
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        drop(closed);
    });
    let _ = wait.await;
}
