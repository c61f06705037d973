//! Header: the typed headers of a message.

use bytes::{Buf, Bytes};

use super::EventStreamFault;

/// More headers than this are no message of AWS's, whose have a handful.
const MOST: usize = 256;

/// The value of a header, of one of the ten types that the framing has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderValue {
    /// Types 0 and 1.
    Bool(bool),
    /// Type 2.
    Byte(i8),
    /// Type 3.
    Short(i16),
    /// Type 4.
    Integer(i32),
    /// Type 5.
    Long(i64),
    /// Type 6.
    Bytes(Bytes),
    /// Type 7.
    Text(String),
    /// Type 8: milliseconds since 1970.
    Timestamp(i64),
    /// Type 9.
    Uuid([u8; 16]),
}

/// Parses the headers of one message, which must fill the bytes exactly.
pub(super) fn parse(mut bytes: Bytes) -> Result<Vec<(String, HeaderValue)>, EventStreamFault> {
    let mut headers = Vec::new();
    while bytes.has_remaining() {
        if headers.len() >= MOST {
            return Err(EventStreamFault::Headers);
        }
        headers.push(one(&mut bytes).ok_or(EventStreamFault::Headers)?);
    }
    Ok(headers)
}

/// Takes one header from the front; `None` when it is broken.
fn one(bytes: &mut Bytes) -> Option<(String, HeaderValue)> {
    let length = usize::from(bytes.try_get_u8().ok()?);
    let name = text(take(bytes, length)?)?;
    if name.is_empty() {
        return None;
    }
    let value = match bytes.try_get_u8().ok()? {
        0 => HeaderValue::Bool(true),
        1 => HeaderValue::Bool(false),
        2 => HeaderValue::Byte(bytes.try_get_i8().ok()?),
        3 => HeaderValue::Short(bytes.try_get_i16().ok()?),
        4 => HeaderValue::Integer(bytes.try_get_i32().ok()?),
        5 => HeaderValue::Long(bytes.try_get_i64().ok()?),
        6 => HeaderValue::Bytes(sized(bytes)?),
        7 => HeaderValue::Text(text(sized(bytes)?)?),
        8 => HeaderValue::Timestamp(bytes.try_get_i64().ok()?),
        9 => HeaderValue::Uuid(take(bytes, 16)?.as_ref().try_into().ok()?),
        _ => return None,
    };
    Some((name, value))
}

/// Bytes with their length, two bytes, in front.
fn sized(bytes: &mut Bytes) -> Option<Bytes> {
    let length = usize::from(bytes.try_get_u16().ok()?);
    take(bytes, length)
}

fn take(bytes: &mut Bytes, length: usize) -> Option<Bytes> {
    (length <= bytes.len()).then(|| bytes.split_to(length))
}

fn text(bytes: Bytes) -> Option<String> {
    std::str::from_utf8(&bytes).ok().map(str::to_owned)
}
