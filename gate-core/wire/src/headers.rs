//! Headers: their names, and values written without detours.
//!
//! A value that a header cannot hold (a line break in a model's name, say) is left out, never escaped or cut.

use std::fmt::{self, Write};
use std::time::Duration;

use gate_core::money::Money;
use gate_core::receipt::RateState;
use http::{HeaderMap, HeaderName, HeaderValue};

macro_rules! names {
    ($($name:ident = $text:literal;)+) => {
        $(pub(crate) const $name: HeaderName = HeaderName::from_static($text);)+
    };
}

names! {
    RATE_LIMIT = "x-ratelimit-limit";
    RATE_REMAINING = "x-ratelimit-remaining";
    RATE_RESET = "x-ratelimit-reset";
    SHOULD_RETRY = "x-should-retry";
    ACCEL_BUFFERING = "x-accel-buffering";
    X_API_KEY = "x-api-key";
    X_GOOG_API_KEY = "x-goog-api-key";
    X_PROVIDER_KEY = "x-provider-key";
    X_GATE_KEY = "x-gate-key";
    X_CM_API_KEY = "x-cm-api-key";
    X_CM_APPROVAL_ID = "x-cm-approval-id";
}

/// The value `true`.
pub(crate) const TRUE: HeaderValue = HeaderValue::from_static("true");
/// The value `false`.
pub(crate) const FALSE: HeaderValue = HeaderValue::from_static("false");

/// Time from a request's arrival to its answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Elapsed(pub Duration);

/// Sets a header to a text, unless a header cannot hold it.
pub(crate) fn put_text(headers: &mut HeaderMap, name: HeaderName, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        headers.insert(name, value);
    }
}

/// Sets a header to something that prints in at most [`Short::CAPACITY`] characters.
pub(crate) fn put_shown(headers: &mut HeaderMap, name: HeaderName, shown: impl fmt::Display) {
    let mut text = Short { bytes: [0; Short::CAPACITY], length: 0 };
    if write!(text, "{shown}").is_ok()
        && let Ok(value) = HeaderValue::from_bytes(&text.bytes[..text.length])
    {
        headers.insert(name, value);
    }
}

/// Sets a header to dollars.
pub(crate) fn put_money(headers: &mut HeaderMap, name: HeaderName, money: Money) {
    put_shown(headers, name, money);
}

/// Sets a header to `true` or `false`.
pub(crate) fn put_bool(headers: &mut HeaderMap, name: HeaderName, value: bool) {
    headers.insert(name, if value { TRUE } else { FALSE });
}

/// The longest list of names that a header holds.
const NAMES_MAX: usize = 1_024;

/// Sets a header to names of members, unless there are none; what does not fit is only counted.
pub(crate) fn put_names(headers: &mut HeaderMap, name: HeaderName, names: &[String]) {
    let mut text = String::new();
    for (index, member) in names.iter().enumerate() {
        if text.len() + member.len() > NAMES_MAX {
            let _ = fmt::Write::write_fmt(&mut text, format_args!(", and {} more", names.len() - index));
            break;
        }
        let separator = if index == 0 { "" } else { ", " };
        text.push_str(separator);
        text.extend(member.chars().map(|letter| if letter.is_ascii_graphic() { letter } else { '?' }));
    }
    if !text.is_empty() {
        put_text(headers, name, &text);
    }
}

/// Sets the three headers of a request rate; the reset is a moment, in seconds since 1970.
pub(crate) fn put_rate(headers: &mut HeaderMap, rate: &RateState) {
    headers.insert(RATE_LIMIT, rate.limit.into());
    headers.insert(RATE_REMAINING, rate.remaining.into());
    headers.insert(RATE_RESET, rate.reset_at_unix_seconds.into());
}

/// Milliseconds with three decimals.
pub(crate) struct Milliseconds(pub Duration);

impl fmt::Display for Milliseconds {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = self.0.as_micros();
        write!(out, "{}.{:03}", micros / 1_000, micros % 1_000)
    }
}

/// Seconds with six decimals.
pub(crate) struct Seconds(pub Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{:06}", self.0.as_secs(), self.0.subsec_micros())
    }
}

/// A text on the stack: header values are short, and most would otherwise be allocated twice.
struct Short {
    bytes: [u8; Self::CAPACITY],
    length: usize,
}

impl Short {
    const CAPACITY: usize = 48;
}

impl Write for Short {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}
