//! AWS's event streams: however the bytes are cut, the messages and the end are the same, and no bytes break it.
#![no_main]

use gate_core::upstream::aws::event_stream::{Decoder, EventStreamFault, Message};
use libfuzzer_sys::fuzz_target;

fn decode<'p>(pieces: impl IntoIterator<Item = &'p [u8]>) -> (Vec<Message>, Result<(), EventStreamFault>) {
    let mut decoder = Decoder::default();
    let mut messages = Vec::new();
    for piece in pieces {
        // After a fault nothing more is taken, which `finish` says again.
        let _ = decoder.push(piece, &mut messages);
    }
    (messages, decoder.finish())
}

/// The CRC-32 that no input of a fuzzer has by chance.
fn crc32(bytes: &[u8]) -> [u8; 4] {
    let sum = bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg()))
    });
    (!sum).to_be_bytes()
}

/// The bytes as one message with true lengths and checksums, split between headers and payload at `at`.
fn framed(bytes: &[u8], at: usize) -> Vec<u8> {
    let length = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX).to_be_bytes();
    let mut out = [length(16 + bytes.len()), length(at.min(bytes.len()))].concat();
    out.extend(crc32(&out));
    out.extend_from_slice(bytes);
    out.extend(crc32(&out));
    out
}

fuzz_target!(|data: &[u8]| {
    let Some((&at, bytes)) = data.split_first() else { return };
    for stream in [bytes.to_vec(), framed(bytes, usize::from(at))] {
        let whole = decode([&stream[..]]);
        let (left, right) = stream.split_at(usize::from(at).min(stream.len()));
        assert_eq!(decode([left, right]), whole);
        assert_eq!(decode(stream.chunks(1)), whole);
        for message in &whole.0 {
            let _ = message.event();
        }
    }
});
