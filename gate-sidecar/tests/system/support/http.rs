//! HTTP: a client that shows every byte and can leave in every way.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::wait::{seconds, within};

/// How long an exchange may take unless a test says otherwise.
const LIMIT: Duration = seconds(60);

/// One request.
#[derive(Clone)]
pub(crate) struct Request {
    method: &'static str,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    /// A request without a body.
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self { method: "GET", path: path.into(), headers: Vec::new(), body: Vec::new() }
    }

    /// A request with a JSON body by another method than POST.
    pub(crate) fn with_method(method: &'static str, path: impl Into<String>, body: &Value) -> Self {
        Self { method, ..Self::post(path, body) }
    }

    /// A request to delete.
    pub(crate) fn delete(path: impl Into<String>) -> Self {
        Self { method: "DELETE", ..Self::get(path) }
    }

    /// A request with a JSON body.
    pub(crate) fn post(path: impl Into<String>, body: &Value) -> Self {
        Self::post_bytes(path, body.to_string().into_bytes())
    }

    /// A request whose body is said to be JSON.
    pub(crate) fn post_bytes(path: impl Into<String>, body: Vec<u8>) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Self { method: "POST", path: path.into(), headers, body }
    }

    /// Adds a header.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Presents a key.
    pub(crate) fn bearer(self, key: &str) -> Self {
        self.header("authorization", &format!("Bearer {key}"))
    }

    /// The request as it goes out.
    pub(crate) fn bytes(&self, host: SocketAddr) -> Vec<u8> {
        let mut lines = vec![format!("{} {} HTTP/1.1", self.method, self.path), format!("host: {host}")];
        lines.extend(self.headers.iter().map(|(name, value)| format!("{name}: {value}")));
        if matches!(self.method, "POST" | "PUT" | "PATCH") {
            lines.push(format!("content-length: {}", self.body.len()));
        }
        let head = lines.join("\r\n") + "\r\n\r\n";
        [head.as_bytes(), &self.body].concat()
    }

    /// Sends it and reads the head of the answer.
    pub(crate) async fn open(&self, address: SocketAddr) -> io::Result<Exchange> {
        let mut stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        // A server that refuses early may close before it has taken everything; its answer counts.
        let _ = stream.write_all(&self.bytes(address)).await;
        Exchange::read_head(stream).await
    }

    /// Sends it and reads the whole answer.
    pub(crate) async fn send(&self, address: SocketAddr) -> Answer {
        let answer = async { self.open(address).await?.finish().await };
        let answer = within(LIMIT, &self.path, answer).await;
        answer.unwrap_or_else(|error| panic!("no answer to {} {}: {error}", self.method, self.path))
    }
}

/// How the end of a body is told.
enum Framing {
    Length(usize),
    Chunked,
    UntilClose,
    Ended,
}

/// An answer whose head was read.
pub(crate) struct Exchange {
    stream: TcpStream,
    buffer: Vec<u8>,
    framing: Framing,
    pub(crate) status: u16,
    pub(crate) headers: Headers,
}

/// The headers of an answer, names in lower case.
#[derive(Clone, Debug)]
pub(crate) struct Headers(Vec<(String, String)>);

impl Headers {
    /// A header's value; it must not be there twice.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let value = values.next();
        assert_eq!(values.next(), None, "{name} is there twice");
        value
    }

    /// The names, in the order in which they came.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// The id of the call, in whichever dialect it is told.
    pub(crate) fn call_id(&self) -> Option<&str> {
        self.get("x-gate-request-id").or_else(|| self.get("x-cm-request-id"))
    }
}

impl Exchange {
    /// Reads the head of an answer.
    pub(crate) async fn read_head(stream: TcpStream) -> io::Result<Self> {
        let headers = Headers(Vec::new());
        let mut exchange =
            Self { stream, buffer: Vec::new(), framing: Framing::UntilClose, status: 0, headers };
        let start = exchange.line().await?;
        let status = start.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok());
        exchange.status = status.ok_or_else(|| garbled(&start))?;
        loop {
            let line = exchange.line().await?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').ok_or_else(|| garbled(&line))?;
            exchange.headers.0.push((name.to_lowercase(), value.trim().to_owned()));
        }
        exchange.framing =
            match (exchange.headers.get("content-length"), exchange.headers.get("transfer-encoding")) {
                (Some(length), _) => Framing::Length(length.parse().map_err(|_| garbled(length))?),
                (None, Some(_)) => Framing::Chunked,
                (None, None) => Framing::UntilClose,
            };
        Ok(exchange)
    }

    /// The next piece of the body; `None` at its end. A body that breaks off is an error.
    pub(crate) async fn piece(&mut self) -> io::Result<Option<Vec<u8>>> {
        match self.framing {
            Framing::Ended | Framing::Length(0) => Ok(None),
            Framing::Length(left) => {
                self.fill().await?;
                let piece: Vec<u8> = self.buffer.drain(..left.min(self.buffer.len())).collect();
                self.framing = Framing::Length(left - piece.len());
                Ok(Some(piece))
            }
            Framing::Chunked => self.chunk().await,
            Framing::UntilClose => match self.fill().await {
                Ok(()) => Ok(Some(std::mem::take(&mut self.buffer))),
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(None),
                Err(error) => Err(error),
            },
        }
    }

    /// Everything up to the end of the body, and whether there was one.
    pub(crate) async fn finish(mut self) -> io::Result<Answer> {
        let mut body = Vec::new();
        let whole = loop {
            match self.piece().await {
                Ok(Some(piece)) => body.extend(piece),
                Ok(None) => break true,
                Err(_) => break false,
            }
        };
        Ok(Answer { status: self.status, headers: self.headers, body, whole })
    }

    /// The connection, to be left in some way.
    pub(crate) fn into_stream(self) -> TcpStream {
        self.stream
    }

    async fn chunk(&mut self) -> io::Result<Option<Vec<u8>>> {
        let size = self.line().await?;
        let size = usize::from_str_radix(&size, 16).map_err(|_| garbled(&size))?;
        while self.buffer.len() < size {
            self.read_more().await?;
        }
        let piece = self.buffer.drain(..size).collect();
        self.line().await?;
        if size == 0 {
            self.framing = Framing::Ended;
            return Ok(None);
        }
        Ok(Some(piece))
    }

    /// A line without its end.
    async fn line(&mut self) -> io::Result<String> {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|two| two == b"\r\n") {
                let line: Vec<u8> = self.buffer.drain(..end + 2).collect();
                return String::from_utf8(line[..end].to_vec()).map_err(|_| garbled("not UTF-8"));
            }
            self.read_more().await?;
        }
    }

    /// Reads only when there is nothing left to give out.
    async fn fill(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() { self.read_more().await } else { Ok(()) }
    }

    async fn read_more(&mut self) -> io::Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

fn garbled(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("not HTTP: {what}"))
}

/// A whole answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Headers,
    pub(crate) body: Vec<u8>,
    /// Whether the body came to its end.
    pub(crate) whole: bool,
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The dialect's word for why a request was refused.
    pub(crate) fn code(&self) -> String {
        let error = &self.json()["error"];
        let code = error["gateway_error_code"].as_str().or_else(|| error["code"].as_str());
        code.unwrap_or_else(|| panic!("no code: {}", self.text())).to_owned()
    }

    /// The id of the call.
    pub(crate) fn call_id(&self) -> String {
        self.headers.call_id().unwrap_or_else(|| panic!("no call id: {self:?}")).to_owned()
    }
}

/// Sends bytes and hears out whatever comes back until the other side closes.
pub(crate) async fn raw(address: SocketAddr, bytes: &[u8], limit: Duration) -> Vec<u8> {
    let heard = async {
        let mut stream = TcpStream::connect(address).await?;
        let _ = stream.write_all(bytes).await;
        let mut heard = Vec::new();
        // A reset after the answer is an end like any other.
        let _ = stream.read_to_end(&mut heard).await;
        io::Result::Ok(heard)
    };
    within(limit, "an answer to raw bytes", heard).await.expect("the gate takes connections")
}
