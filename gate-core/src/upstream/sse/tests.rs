//! Every way of cutting a stream into chunks gives the same events.

use bytes::Bytes;
use proptest::prelude::*;

use super::{EVENT_BYTES, EventTooLarge, Splitter, SseEvent};

/// Pushes the pieces one after the other and takes what comes out, as (raw, data).
/// A frame and its data.
type Split = (Vec<u8>, Vec<u8>);

fn split(pieces: &[&[u8]]) -> Result<Vec<Split>, EventTooLarge> {
    let mut splitter = Splitter::default();
    let mut events: Vec<SseEvent> = Vec::new();
    for piece in pieces {
        splitter.push(Bytes::copy_from_slice(piece));
        while let Some(event) = splitter.next_event()? {
            events.push(event);
        }
    }
    events.extend(splitter.finish());
    Ok(events.iter().map(|event| (event.raw.to_vec(), event.data().to_vec())).collect())
}

fn data_of(stream: &[u8]) -> Vec<String> {
    let mut splitter = Splitter::default();
    splitter.push(Bytes::copy_from_slice(stream));
    let mut events: Vec<SseEvent> = std::iter::from_fn(|| splitter.next_event().unwrap()).collect();
    events.extend(splitter.finish());
    let with_data = events.iter().filter(|event| event.has_data());
    with_data.map(|event| String::from_utf8(event.data().to_vec()).unwrap()).collect()
}

#[test]
fn blocks_read_as_the_standard_says() {
    for (stream, want) in [
        ("data: a\n\ndata: b\n\n", vec!["a", "b"]),
        ("data: a\r\n\r\ndata: b\r\n\r\n", vec!["a", "b"]),
        ("data: a\r\rdata: b\r\r", vec!["a", "b"]),
        ("data: a\r\n\rdata: b\n\r\n", vec!["a", "b"]),
        ("data: a\n\r", vec!["a"]),
        ("\u{feff}data: a\n\n", vec!["a"]),
        ("data: a\n\n\u{feff}data: b\n\n", vec!["a"]),
        (": comment\n\n: another\n\ndata: a\n\n", vec!["a"]),
        (": only\n\n: comments\n\n", vec![]),
        (": with\ndata: a\n: inside\n\n", vec!["a"]),
        ("data: one\ndata: two\ndata:three\n\n", vec!["one\ntwo\nthree"]),
        ("data: one\r\ndata: two\r\n\r\n", vec!["one\ntwo"]),
        ("data\n\n", vec![""]),
        ("data:\ndata:\n\n", vec!["\n"]),
        ("data:  two spaces\n\n", vec![" two spaces"]),
        ("event: error\ndata: {}\nid: 7\n\n", vec!["{}"]),
        ("datum: x\n\ndatax\n\n Data: x\n\n", vec![]),
        ("\n\n\r\n\rdata: a\n\n\n\n", vec!["a"]),
        ("data: a: b\n\n", vec!["a: b"]),
        ("data: unfinished\n", vec![]),
        ("data: unfinished", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(data_of(stream.as_bytes()), want, "{stream:?}");
    }
}

#[test]
fn raw_frames_are_the_bytes_that_came() {
    let stream = b"data: a\n\nevent: x\r\ndata: b\r\n\r\ndata: c\n: note\n\n";
    let whole: Vec<u8> = split(&[stream]).unwrap().into_iter().flat_map(|(raw, _)| raw).collect();
    assert_eq!(whole, stream);
    let chunk = Bytes::from_static(b"data: a\n\ndata: b\n\n");
    let mut splitter = Splitter::default();
    splitter.push(chunk.clone());
    let _first = splitter.next_event().unwrap();
    let second = splitter.next_event().unwrap().unwrap();
    assert_eq!(second.raw.as_ptr(), chunk[9..].as_ptr(), "no copy within one chunk");
}

#[test]
fn the_terminal_marker_is_recognised() {
    for (stream, is_done) in [
        ("data: [DONE]\n\n", true),
        ("data:[DONE] \r\n\r\n", true),
        ("data: \"[DONE]\"\n\n", false),
        ("data\n\n", false),
    ] {
        let mut splitter = Splitter::default();
        splitter.push(Bytes::from_static(stream.as_bytes()));
        let event = splitter.next_event().unwrap().or_else(|| splitter.finish()).unwrap();
        assert_eq!(event.is_done(), is_done, "{stream:?}");
    }
}

#[test]
fn every_cut_in_two_gives_the_same_events() {
    let stream = "\u{feff}data: grüße 🎉\r\n\r\n: c\n\ndata: a\rdata: b\r\rdata: x\n\r\ndata: y\n\n\rdata: [DONE]\r\n\r\n";
    let whole = split(&[stream.as_bytes()]).unwrap();
    assert_eq!(whole.len(), 6, "the comment is one of them");
    for cut in 0..=stream.len() {
        let (left, right) = stream.as_bytes().split_at(cut);
        assert_eq!(split(&[left, right]).unwrap(), whole, "cut at {cut}");
    }
    let bytes: Vec<&[u8]> = stream.as_bytes().chunks(1).collect();
    assert_eq!(split(&bytes).unwrap(), whole, "byte by byte");
}

#[test]
fn blocks_up_to_the_cap_pass_and_larger_ones_fail_for_good() {
    let frame = |length: usize| format!("data:{}\n\n", "x".repeat(length - 7));
    for (length, passes) in [(EVENT_BYTES, true), (EVENT_BYTES + 1, false)] {
        for size in [1 << 12, 1 << 25] {
            let frame = frame(length);
            let pieces: Vec<&[u8]> = frame.as_bytes().chunks(size).collect();
            assert_eq!(split(&pieces).is_ok(), passes, "{length} in chunks of {size}");
        }
    }
    let mut splitter = Splitter::default();
    let line = Bytes::from(vec![b'x'; 1 << 16]);
    let pushed = (1..=1024).find(|_| {
        splitter.push(line.clone());
        splitter.next_event().is_err()
    });
    assert_eq!(pushed, Some(17), "64 MiB of one line end after the first");
    assert!(splitter.pending.capacity() == 0 && splitter.chunk.is_empty(), "and are not held");
    splitter.push(Bytes::from_static(b"\n\ndata: a\n\n"));
    assert_eq!(splitter.next_event(), Err(EventTooLarge), "what follows is not trusted");
}

/// Streams of the bytes that matter, so that random ones hold many events.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        4 => Just(b"\n".to_vec()),
        2 => Just(b"\r".to_vec()),
        2 => Just(b"\r\n".to_vec()),
        4 => Just(b"data: ".to_vec()),
        1 => Just(b"data".to_vec()),
        1 => Just(b":".to_vec()),
        1 => Just(b"\xEF\xBB\xBF".to_vec()),
        2 => "[a-z ü🎉]{0,6}".prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 0..4),
    ];
    prop::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn any_chunking_gives_the_same_events(stream in stream(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12)) {
        let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(stream.len() + 1)).collect();
        places.sort_unstable();
        let mut pieces: Vec<&[u8]> = Vec::new();
        let mut from = 0;
        for place in places {
            pieces.push(&stream[from..place]);
            from = place;
        }
        pieces.push(&stream[from..]);
        prop_assert_eq!(split(&pieces), split(&[&stream]));
    }

    #[test]
    fn data_never_holds_a_line_end_of_its_own(stream in stream()) {
        for (raw, data) in split(&[&stream]).unwrap() {
            let lines = data.split(|byte| *byte == b'\n').count();
            prop_assert!(!data.contains(&b'\r'));
            prop_assert!(lines <= raw.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count());
        }
    }
}
