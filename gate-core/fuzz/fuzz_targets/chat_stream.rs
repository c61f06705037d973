//! Streams: no frame panics the filter, and without filters frames pass as they came or not at all.
#![no_main]

use bytes::Bytes;
use gate_core::format::openai::{ChatStream, Forward, StreamSettings};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let settings =
        StreamSettings { caller_asked_usage: false, count: Box::new(|text| text.len() as u64), filters: None };
    let mut stream = ChatStream::new(settings);
    for line in data.split(|byte| *byte == b'\n') {
        let raw = Bytes::from([b"data: ", line, b"\n\n"].concat());
        match stream.push(&raw, line) {
            Ok(Forward::Untouched(passed)) => assert_eq!(passed, raw),
            Ok(Forward::Replaced(_)) => panic!("nothing is to be changed"),
            Ok(Forward::Dropped | Forward::ProviderError(_)) => {}
            Err(_) => break,
        }
    }
    assert!(stream.exact_output_tokens() <= stream.output_tokens());
    assert!(stream.finish().is_ok_and(|held| held.is_none()));
});
