//! Frame: one event as `application/vnd.amazon.eventstream` has it.
//!
//! smithy.io "Amazon Event Stream Specification": total length, length of the headers, their CRC-32; headers; payload;
//! CRC-32 of everything before it. All numbers are big-endian.

use crate::reply::{Event, Kind};

/// The type byte of a header whose value is a text.
const TEXT: u8 = 7;

/// Puts an event into a frame; an error becomes an exception.
pub(crate) fn of(event: &Event) -> Vec<u8> {
    let (kind, name) = match event.kind {
        Kind::Error => ("exception", ":exception-type"),
        _ => ("event", ":event-type"),
    };
    let mut headers = Vec::new();
    for (name, value) in [(name, event.name), (":content-type", "application/json"), (":message-type", kind)]
    {
        // Names and values are the witness's own and short.
        headers.push(u8::try_from(name.len()).unwrap_or(u8::MAX));
        headers.extend_from_slice(name.as_bytes());
        headers.push(TEXT);
        headers.extend_from_slice(&u16::try_from(value.len()).unwrap_or(u16::MAX).to_be_bytes());
        headers.extend_from_slice(value.as_bytes());
    }
    framed(&headers, event.data.as_bytes())
}

fn framed(headers: &[u8], payload: &[u8]) -> Vec<u8> {
    let length = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX).to_be_bytes();
    let mut frame = Vec::with_capacity(16 + headers.len() + payload.len());
    frame.extend_from_slice(&length(16 + headers.len() + payload.len()));
    frame.extend_from_slice(&length(headers.len()));
    frame.extend_from_slice(&crc32(&frame).to_be_bytes());
    frame.extend_from_slice(headers);
    frame.extend_from_slice(payload);
    frame.extend_from_slice(&crc32(&frame).to_be_bytes());
    frame
}

/// CRC-32 as in gzip: polynomial 0xEDB88320, reflected.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_common_one() {
        for (bytes, crc) in [("", 0), ("123456789", 0xcbf4_3926), ("a", 0xe8b7_be43)] {
            assert_eq!(crc32(bytes.as_bytes()), crc, "{bytes:?}");
        }
    }

    /// The empty message of the AWS SDKs' own test vectors.
    #[test]
    fn an_empty_frame_is_the_published_one() {
        let published = [0, 0, 0, 16, 0, 0, 0, 0, 0x05, 0xc2, 0x48, 0xeb, 0x7d, 0x98, 0xc8, 0xff];
        assert_eq!(framed(&[], &[]), published);
    }

    #[test]
    fn a_frame_names_its_event() {
        for (kind, name) in [(Kind::Content, ":event-type"), (Kind::Error, ":exception-type")] {
            let frame = of(&Event { kind, name: "messageStop", data: "{}".into() });
            let text = String::from_utf8_lossy(&frame).into_owned();
            assert!(text.contains(name) && text.contains("messageStop") && text.contains("{}"), "{text}");
            assert_eq!(frame[..4], u32::try_from(frame.len()).expect("short").to_be_bytes());
        }
    }
}
