//! Answer: reading whole documents and error answers, within a size and a time.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};
use http::response::Parts;

use super::body::Body;
use super::error::Fault;
use crate::secret::Secret;

/// The largest document that is read.
const WHOLE_BYTES: usize = 16 * 1024 * 1024;
/// How much of an error answer is read, and for how long: its status is what counts.
const ERROR_BYTES: usize = 64 * 1024;
const ERROR_WAIT: Duration = Duration::from_secs(5);
const MESSAGE_CHARACTERS: usize = 300;
const DAY_SECONDS: u64 = 86_400;

/// Reads a whole document. What is announced as too large is not read at all.
pub(super) async fn whole(body: Body) -> Result<Bytes, Fault> {
    read(body, WHOLE_BYTES).await.and_then(
        |data| {
            if data.is_empty() { Err(Fault::Garbage) } else { Ok(data) }
        },
    )
}

/// What an answer without success amounts to. `body` is `None` when it cannot be read.
pub(super) async fn refused(head: &Parts, body: Option<Body>, key: Option<&Secret>) -> Fault {
    let status = head.status.as_u16();
    // A provider that refuses a key may quote it, and a redirect has nothing to say.
    let may_speak = !matches!(status, 300..=399 | 401 | 403);
    let message = match body {
        Some(body) => {
            let read = tokio::time::timeout(ERROR_WAIT, read(body, ERROR_BYTES)).await;
            read.ok().and_then(Result::ok).filter(|_| may_speak).and_then(|data| message(&data, key))
        }
        None => None,
    };
    Fault::Status { status, retry_after_seconds: retry_after(&head.headers), message }
}

async fn read(mut body: Body, cap: usize) -> Result<Bytes, Fault> {
    let announced = body.exact_length().unwrap_or(0);
    if announced > cap as u64 {
        return Err(Fault::TooLarge);
    }
    let Some(first) = body.data().await.transpose()? else {
        return Ok(Bytes::new());
    };
    // Most answers come in one piece, which is then handed on without a copy.
    if body.is_at_end() {
        return if first.len() > cap { Err(Fault::TooLarge) } else { Ok(first) };
    }
    let Some(second) = body.data().await.transpose()? else {
        return if first.len() > cap { Err(Fault::TooLarge) } else { Ok(first) };
    };
    // Pieces are joined once at the end: a buffer that doubles would hold three times the answer while it grows.
    let mut size = first.len();
    let mut pieces = vec![first];
    let mut next = second;
    loop {
        size += next.len();
        if size > cap {
            return Err(Fault::TooLarge);
        }
        pieces.push(next);
        match body.data().await.transpose()? {
            Some(more) => next = more,
            None => return Ok(joined(&pieces, size)),
        }
    }
}

fn joined(pieces: &[Bytes], size: usize) -> Bytes {
    let mut data = BytesMut::with_capacity(size);
    for piece in pieces {
        data.extend_from_slice(piece);
    }
    data.freeze()
}

/// The provider's own words from `error.message`, on one line and cut; none when they hold the key.
fn message(data: &[u8], key: Option<&Secret>) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Envelope {
        error: Detail,
    }
    #[derive(serde::Deserialize)]
    struct Detail {
        message: String,
    }
    let envelope: Envelope = serde_json::from_slice(data).ok()?;
    let text = envelope.error.message;
    if key.is_some_and(|key| !key.expose().is_empty() && text.contains(key.expose())) {
        return None;
    }
    let clean: String = text.chars().filter(|c| !c.is_control()).take(MESSAGE_CHARACTERS).collect();
    Some(clean).filter(|clean| !clean.trim().is_empty())
}

/// `Retry-After` in seconds, at most a day. A date is counted from the answer's own `Date`, so that no clock but the
/// provider's is asked.
fn retry_after(headers: &HeaderMap) -> Option<u64> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let seconds = if let Ok(seconds) = text.parse::<u64>() {
        seconds
    } else {
        let until = seconds_of_date(text)?;
        let now = seconds_of_date(headers.get(DATE)?.to_str().ok()?)?;
        u64::try_from(until - now).unwrap_or(0)
    };
    Some(seconds.min(DAY_SECONDS))
}

fn seconds_of_date(text: &str) -> Option<i64> {
    jiff::fmt::rfc2822::parse(text.trim()).ok().map(|date| date.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::{message, retry_after};
    use crate::secret::Secret;

    #[test]
    fn messages_are_cleaned_cut_and_never_hold_the_key() {
        let key = Secret::new("letmein-0123456789");
        for (body, want) in [
            (r#"{"error":{"message":"No such model"}}"#, Some("No such model")),
            ("{\"error\":{\"message\":\"a\\r\\nb\\u0007c\\u001b[31m\"}}", Some("abc[31m")),
            (r#"{"error":{"message":"bad key letmein-0123456789!"}}"#, None),
            (r#"{"error":{"message":" "}}"#, None),
            (r#"{"error":"text"}"#, None),
            (r#"{"error":{"message":17}}"#, None),
            ("<html>", None),
            ("", None),
        ] {
            assert_eq!(message(body.as_bytes(), Some(&key)).as_deref(), want, "{body}");
        }
        let long = format!(r#"{{"error":{{"message":"{}"}}}}"#, "ü".repeat(1000));
        assert_eq!(message(long.as_bytes(), None).map(|text| text.chars().count()), Some(300));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_counted_from_the_answers_own() {
        for (value, date, want) in [
            ("7", None, Some(7)),
            ("99999999", None, Some(86_400)),
            ("Wed, 21 Oct 2015 07:28:30 GMT", Some("Wed, 21 Oct 2015 07:28:00 GMT"), Some(30)),
            ("Wed, 21 Oct 2015 07:27:00 GMT", Some("Wed, 21 Oct 2015 07:28:00 GMT"), Some(0)),
            ("Wed, 21 Oct 2015 07:28:30 GMT", None, None),
            ("soon", None, None),
            ("-1", None, None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("retry-after", HeaderValue::from_static(value));
            if let Some(date) = date {
                headers.insert("date", HeaderValue::from_static(date));
            }
            assert_eq!(retry_after(&headers), want, "{value}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
