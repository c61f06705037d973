//! Server-sent events: however the bytes are cut, the events are the same.
#![no_main]

use bytes::Bytes;
use gate_core::upstream::sse::Splitter;
use libfuzzer_sys::fuzz_target;

type Events = Vec<(Vec<u8>, Vec<u8>)>;

fn split(pieces: &[&[u8]]) -> Option<Events> {
    let mut splitter = Splitter::default();
    let mut events = Vec::new();
    for piece in pieces {
        splitter.push(Bytes::copy_from_slice(piece));
        while let Some(event) = splitter.next_event().ok()? {
            events.push((event.raw.to_vec(), event.data().to_vec()));
        }
    }
    events.extend(splitter.finish().map(|event| (event.raw.to_vec(), event.data().to_vec())));
    Some(events)
}

fuzz_target!(|data: &[u8]| {
    let Some((&at, stream)) = data.split_first() else { return };
    let whole = split(&[stream]);
    let (left, right) = stream.split_at(usize::from(at).min(stream.len()));
    assert_eq!(split(&[left, right]), whole);
    let bytes: Vec<&[u8]> = stream.chunks(1).collect();
    assert_eq!(split(&bytes), whole);
});
