//! Requests: no body panics, and a walk that changes nothing leaves the body as it would be written anyway.
#![no_main]

use std::convert::Infallible;

use bytes::Bytes;
use gate_core::format::{ClientFormat, Request};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(mut request) = Request::parse(ClientFormat::ChatCompletions, Bytes::copy_from_slice(data), None) else { return };
    let before = request.write();
    let Ok(replaced) = request.visit_strings(&mut |_, _| Ok::<_, Infallible>(None));
    assert_eq!(replaced, 0);
    assert_eq!(request.write(), before);
    request.count_texts(&mut |_| ());
    request.set_max_output(16);
    request.request_usage();
    assert!(Request::parse(ClientFormat::ChatCompletions, request.write(), None).is_ok(), "what goes out is still a request");
});
