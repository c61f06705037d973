//! Keeper: a provider that remembers with which keys it was asked, in the test's own process.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the keeper was asked: method, path and key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) line: String,
    pub(crate) key: String,
}

/// A running keeper; it ends with the test.
pub(crate) struct Keeper {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    models: Arc<Mutex<(u16, Value)>>,
}

impl Keeper {
    /// Starts one that lists two models.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let models = json!({"object": "list", "data": [{"id": "gpt-4o-sse", "owned_by": "keeper"}, {"id": "found-1"}]});
        let keeper = Self { address, seen: Arc::default(), models: Arc::new(Mutex::new((200, models))) };
        let (seen, models) = (Arc::clone(&keeper.seen), Arc::clone(&keeper.models));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&seen), Arc::clone(&models)));
            }
        });
        keeper
    }

    /// Its base URL.
    pub(crate) fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Answers questions for its models in another way.
    pub(crate) fn list(&self, status: u16, body: Value) {
        *self.models.lock().unwrap_or_else(PoisonError::into_inner) = (status, body);
    }

    /// What it was asked since the last time.
    pub(crate) fn take(&self) -> Vec<Seen> {
        std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The keys with which it was asked since the last time.
    pub(crate) fn keys(&self) -> Vec<String> {
        self.take().into_iter().map(|seen| seen.key).collect()
    }
}

/// Serves one connection, request after request.
async fn converse(mut stream: TcpStream, seen: Arc<Mutex<Vec<Seen>>>, models: Arc<Mutex<(u16, Value)>>) {
    let mut buffer = Vec::new();
    while let Some(head) = read_request(&mut stream, &mut buffer).await {
        let line = head.lines().next().unwrap_or_default().trim_end_matches(" HTTP/1.1").to_owned();
        let bearer = head.lines().find_map(|line| line.strip_prefix("authorization: Bearer "));
        let key = bearer.unwrap_or("none").to_owned();
        let (status, body) = if line.starts_with("GET") {
            models.lock().unwrap_or_else(PoisonError::into_inner).clone()
        } else {
            (200, answer())
        };
        seen.lock().unwrap_or_else(PoisonError::into_inner).push(Seen { line, key });
        let body = body.to_string();
        let head = format!(
            "HTTP/1.1 {status} Said\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        if stream.write_all(&[head.as_bytes(), body.as_bytes()].concat()).await.is_err() {
            return;
        }
    }
}

/// The head of the next request; its body is read and left aside.
async fn read_request(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<String> {
    loop {
        if let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&buffer[..end]).to_string();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            let whole = end + 4 + length.unwrap_or(0_usize);
            if buffer.len() >= whole {
                buffer.drain(..whole);
                return Some(head);
            }
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
}

fn answer() -> Value {
    json!({
        "id": "chatcmpl-keeper", "object": "chat.completion", "created": 1, "model": "gpt-4o-sse",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "kept"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4}
    })
}
