//! Encode: messages as bytes, for tests and for scripted providers.

use super::crc32::crc32;
use super::{HeaderValue, Message};

/// An event of this name with this payload, as a service sends it.
pub fn event(name: &str, payload: &str) -> Vec<u8> {
    let text = |name: &str, value: &str| (name.to_owned(), HeaderValue::Text(value.to_owned()));
    let kind = if name.ends_with("Exception") { "exception" } else { "event" };
    let headers = vec![
        text(&format!(":{kind}-type"), name),
        text(":content-type", "application/json"),
        text(":message-type", kind),
    ];
    message(&Message { headers, payload: payload.to_owned().into() })
}

/// A message as bytes.
///
/// # Panics
/// When a part is longer than the framing can say: a name of more than 255 bytes, a value of more than 65535, a message
/// of more than 4 GiB.
pub fn message(message: &Message) -> Vec<u8> {
    let mut headers = Vec::new();
    for (name, value) in &message.headers {
        headers.push(u8::try_from(name.len()).expect("a name has 255 bytes at most"));
        headers.extend_from_slice(name.as_bytes());
        write_value(value, &mut headers);
    }
    let length = |bytes: usize| u32::try_from(bytes).expect("a message has 4 GiB at most").to_be_bytes();
    let mut out = Vec::with_capacity(16 + headers.len() + message.payload.len());
    out.extend(length(16 + headers.len() + message.payload.len()));
    out.extend(length(headers.len()));
    out.extend(crc32(&out).to_be_bytes());
    out.extend(headers);
    out.extend_from_slice(&message.payload);
    out.extend(crc32(&out).to_be_bytes());
    out
}

fn write_value(value: &HeaderValue, out: &mut Vec<u8>) {
    let sized = |kind: u8, bytes: &[u8], out: &mut Vec<u8>| {
        out.push(kind);
        out.extend(u16::try_from(bytes.len()).expect("a value has 65535 bytes at most").to_be_bytes());
        out.extend_from_slice(bytes);
    };
    let plain = |kind: u8, bytes: &[u8], out: &mut Vec<u8>| {
        out.push(kind);
        out.extend_from_slice(bytes);
    };
    match value {
        HeaderValue::Bool(value) => out.push(u8::from(!value)),
        HeaderValue::Byte(value) => plain(2, &value.to_be_bytes(), out),
        HeaderValue::Short(value) => plain(3, &value.to_be_bytes(), out),
        HeaderValue::Integer(value) => plain(4, &value.to_be_bytes(), out),
        HeaderValue::Long(value) => plain(5, &value.to_be_bytes(), out),
        HeaderValue::Bytes(value) => sized(6, value, out),
        HeaderValue::Text(value) => sized(7, value.as_bytes(), out),
        HeaderValue::Timestamp(value) => plain(8, &value.to_be_bytes(), out),
        HeaderValue::Uuid(value) => plain(9, value, out),
    }
}
