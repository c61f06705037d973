//! Requests: no body panics, and a walk that changes nothing leaves the body as it would be written anyway.
#![no_main]

use std::convert::Infallible;

use bytes::Bytes;
use gate_core::format::openai::ChatRequest;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(mut request) = ChatRequest::parse(Bytes::copy_from_slice(data)) else { return };
    let before = request.write();
    let Ok(replaced) = request.visit_strings(&mut |_, _| Ok::<_, Infallible>(None));
    assert_eq!(replaced, 0);
    assert_eq!(request.write(), before);
    request.count_texts(&mut |_| ());
    request.set_max_output(16);
    request.request_usage();
    assert!(ChatRequest::parse(request.write()).is_ok(), "what goes out is still a request");
});
