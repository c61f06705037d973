//! What the strict document accepts, `serde_json` accepts too and reads alike; writing it twice changes nothing.
#![no_main]

use bytes::Bytes;
use gate_core::format::json::Document;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let Ok(document) = Document::parse(Bytes::copy_from_slice(data)) else { return };
    let written = document.to_vec();
    let oracle: Value = serde_json::from_slice(data).expect("what is accepted is JSON");
    let read: Value = serde_json::from_slice(&written).expect("what is written is JSON");
    assert_eq!(read, oracle);
    let again = Document::parse(Bytes::from(written.clone())).expect("what is written is accepted");
    assert_eq!(again.to_vec(), written);
});
