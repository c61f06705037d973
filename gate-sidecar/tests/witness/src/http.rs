//! HTTP: one connection, read strictly enough and written byte by byte as told.
//!
//! Hand-written because the witness must be able to send what no HTTP library would.

use bytes::{Bytes, BytesMut};
use memchr::memmem;
use std::{io, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpStream, tcp::ReadHalf},
    time::sleep,
};

/// Largest request head.
const HEAD_LIMIT: usize = 256 * 1024;
/// Largest request body.
const BODY_LIMIT: usize = 64 * 1024 * 1024;
/// Bytes of a pipelined next request kept while an answer is written.
const AHEAD_LIMIT: usize = 1024 * 1024;

/// One request, read to its end.
pub(crate) struct Request {
    /// `GET`, `POST`, …
    pub(crate) method: String,
    /// The target without its query.
    pub(crate) path: String,
    /// The query without `?`, empty when there is none.
    pub(crate) query: String,
    /// Names in lower case, in the order they came.
    pub(crate) headers: Vec<(String, String)>,
    /// The body with chunk framing removed.
    pub(crate) body: Bytes,
}

impl Request {
    /// The first value of a header given in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether the client wants the connection closed after this exchange.
    pub(crate) fn wants_close(&self) -> bool {
        self.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"))
    }
}

/// Why no request could be read.
pub(crate) enum ReadError {
    /// The client went away; between two requests that is the normal end.
    Gone,
    /// The bytes are no HTTP/1.1 request.
    Malformed(&'static str),
}

impl From<io::Error> for ReadError {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

/// The client went away while it was being answered.
#[derive(Debug)]
pub(crate) struct Gone;

/// A connection with the bytes that were read ahead of the current request.
pub(crate) struct Connection {
    stream: TcpStream,
    ahead: BytesMut,
}

impl Connection {
    /// Takes over an accepted stream.
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self { stream, ahead: BytesMut::with_capacity(16 * 1024) }
    }

    /// Reads the next request to its end.
    pub(crate) async fn read_request(&mut self) -> Result<Request, ReadError> {
        let end = self.fill_until(b"\r\n\r\n", HEAD_LIMIT).await?;
        let head = self.ahead.split_to(end + 4);
        let mut request = parse_head(&head).map_err(ReadError::Malformed)?;
        if request.header("expect").is_some_and(|value| value.eq_ignore_ascii_case("100-continue")) {
            self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
        }
        request.body = match (request.header("transfer-encoding"), request.header("content-length")) {
            (Some(coding), None) if coding.eq_ignore_ascii_case("chunked") => self.read_chunked().await?,
            (None, Some(length)) => {
                let length = length.parse().map_err(|_| ReadError::Malformed("bad content-length"))?;
                self.take(length).await?
            }
            (None, None) => Bytes::new(),
            _ => return Err(ReadError::Malformed("ambiguous body length")),
        };
        Ok(request)
    }

    async fn read_chunked(&mut self) -> Result<Bytes, ReadError> {
        let mut body = BytesMut::new();
        loop {
            let end = self.fill_until(b"\r\n", HEAD_LIMIT).await?;
            let line = self.ahead.split_to(end + 2);
            let size = std::str::from_utf8(&line).ok().and_then(|line| line.split([';', '\r']).next());
            let size = size.and_then(|size| usize::from_str_radix(size.trim(), 16).ok());
            let size = size.ok_or(ReadError::Malformed("bad chunk size"))?;
            if size == 0 {
                // Trailers carry nothing the witness reads; they end with an empty line.
                while self.fill_until(b"\r\n", HEAD_LIMIT).await? != 0 {
                    let end = self.fill_until(b"\r\n", HEAD_LIMIT).await?;
                    let _ = self.ahead.split_to(end + 2);
                }
                let _ = self.ahead.split_to(2);
                return Ok(body.freeze());
            }
            if body.len() + size > BODY_LIMIT {
                return Err(ReadError::Malformed("body too large"));
            }
            body.extend_from_slice(&self.take(size).await?);
            self.take(2).await?;
        }
    }

    /// Reads until `end` stands in the buffer and returns where it starts.
    async fn fill_until(&mut self, end: &[u8], limit: usize) -> Result<usize, ReadError> {
        loop {
            if let Some(position) = memmem::find(&self.ahead, end) {
                return Ok(position);
            }
            if self.ahead.len() > limit {
                return Err(ReadError::Malformed("head too large"));
            }
            self.fill().await?;
        }
    }

    async fn take(&mut self, length: usize) -> Result<Bytes, ReadError> {
        if length > BODY_LIMIT {
            return Err(ReadError::Malformed("body too large"));
        }
        while self.ahead.len() < length {
            self.fill().await?;
        }
        Ok(self.ahead.split_to(length).freeze())
    }

    async fn fill(&mut self) -> Result<(), ReadError> {
        self.ahead.reserve(16 * 1024);
        match self.stream.read_buf(&mut self.ahead).await? {
            0 => Err(ReadError::Gone),
            _ => Ok(()),
        }
    }

    /// Writes bytes, or notices that the client left meanwhile.
    pub(crate) async fn send(&mut self, bytes: &[u8]) -> Result<(), Gone> {
        let (mut read, mut write) = self.stream.split();
        tokio::select! {
            biased;
            () = left(&mut read, &mut self.ahead) => Err(Gone),
            written = write.write_all(bytes) => written.map_err(|_| Gone),
        }
    }

    /// Waits, or notices that the client left meanwhile.
    pub(crate) async fn pause(&mut self, time: Duration) -> Result<(), Gone> {
        let (mut read, _) = self.stream.split();
        tokio::select! {
            () = left(&mut read, &mut self.ahead) => Err(Gone),
            () = sleep(time) => Ok(()),
        }
    }

    /// Says nothing until the client leaves.
    pub(crate) async fn silence(&mut self) -> Gone {
        let (mut read, _) = self.stream.split();
        left(&mut read, &mut self.ahead).await;
        Gone
    }

    /// Ends the connection with RST instead of FIN.
    pub(crate) fn reset(self) {
        // A socket that is already gone needs no reset.
        let _ = self.stream.set_zero_linger();
    }
}

/// Returns when the client has closed its side; keeps the bytes of a next request.
async fn left(read: &mut ReadHalf<'_>, ahead: &mut BytesMut) {
    while ahead.len() < AHEAD_LIMIT {
        match read.read_buf(ahead).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
    }
    std::future::pending::<()>().await;
}

/// Reads a request line and its headers, which end with an empty line.
fn parse_head(head: &[u8]) -> Result<Request, &'static str> {
    let head = std::str::from_utf8(head).map_err(|_| "head is not text")?;
    let mut lines = head.split("\r\n").take_while(|line| !line.is_empty());
    let mut words = lines.next().ok_or("empty head")?.split(' ');
    let (Some(method), Some(target), Some("HTTP/1.1" | "HTTP/1.0"), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err("bad request line");
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut headers = Vec::new();
    for line in lines {
        let (name, value) = line.split_once(':').ok_or("bad header line")?;
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    Ok(Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body: Bytes::new(),
    })
}

/// Serialises a response head; `content-length` and `transfer-encoding` are the caller's.
pub(crate) fn head(status: u16, fields: &[(&str, &str)]) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} {}\r\n", reason(status));
    for (name, value) in fields {
        text.push_str(name);
        text.push_str(": ");
        text.push_str(value);
        text.push_str("\r\n");
    }
    text.push_str("\r\n");
    text.into_bytes()
}

/// Puts bytes into one HTTP chunk.
pub(crate) fn chunk(bytes: &[u8]) -> Bytes {
    let mut framed = format!("{:x}\r\n", bytes.len()).into_bytes();
    framed.extend_from_slice(bytes);
    framed.extend_from_slice(b"\r\n");
    framed.into()
}

/// What ends a chunked body.
pub(crate) const LAST_CHUNK: &[u8] = b"0\r\n\r\n";

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        302 => "Found",
        307 => "Temporary Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        404 => "Not Found",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Scripted",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read_or_refused() {
        for (head, wanted) in [
            ("GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n", Ok(("/a", "b=c", Some("x")))),
            ("POST /a HTTP/1.0\r\nHOST:  y \r\n\r\n", Ok(("/a", "", Some("y")))),
            ("GET /a\r\n\r\n", Err("bad request line")),
            ("GET /a HTTP/2\r\n\r\n", Err("bad request line")),
            ("GET  /a HTTP/1.1\r\n\r\n", Err("bad request line")),
            ("GET /a HTTP/1.1\r\nno colon\r\n\r\n", Err("bad header line")),
        ] {
            let got = parse_head(head.as_bytes());
            let got = got.as_ref().map(|got| (got.path.as_str(), got.query.as_str(), got.header("host")));
            assert_eq!(got, wanted.as_ref().map(|wanted| *wanted), "{head:?}");
        }
    }

    #[test]
    fn a_chunk_names_its_length_in_hexadecimal() {
        assert_eq!(&chunk(&[b'x'; 17])[..], [b"11\r\n".as_slice(), &[b'x'; 17], b"\r\n"].concat());
    }
}
