use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use gate_core::money::Money;
use gate_core::receipt::Receipt;
use gate_core::refusal::Refusal;
use gate_core::reply::Chunk;
use http_body::Body;

use super::{Chunks, JOIN_BYTES, SseStream, WireBody};
use crate::dialect::Dialect;
use crate::render::Renderer;
use crate::testkit::full_receipt;

const CHAT: &str = "/v1/chat/completions";
const CLOSING: &str = ": gate-cost=0.0023 gate-request-id=gw_0123456789abcdef\n";

/// Pieces as they become ready; `None` is a moment at which none is.
struct Script(VecDeque<Option<Chunk>>);

impl Chunks for Script {
    fn poll_chunk(&mut self, _context: &mut Context<'_>) -> Poll<Option<Chunk>> {
        match self.0.pop_front() {
            Some(Some(chunk)) => Poll::Ready(Some(chunk)),
            Some(None) => Poll::Pending,
            None => Poll::Ready(None),
        }
    }
}

/// The writes that a script comes to.
fn writes(path: &str, script: Vec<Option<Chunk>>) -> Vec<String> {
    let mut stream = SseStream::new(Renderer::new(Dialect::Anuragate, path), Script(script.into()));
    let mut context = Context::from_waker(Waker::noop());
    let mut writes = Vec::new();
    loop {
        match stream.poll_bytes(&mut context) {
            Poll::Pending => {}
            Poll::Ready(Some(bytes)) => writes.push(String::from_utf8(bytes.to_vec()).expect("UTF-8")),
            Poll::Ready(None) => break,
        }
    }
    assert!(stream.ended && stream.chunks.0.is_empty(), "nothing is left behind");
    writes
}

fn frame(text: &'static str) -> Chunk {
    Chunk::Frames(Bytes::from_static(text.as_bytes()))
}

fn end() -> Chunk {
    Chunk::End(Box::new(full_receipt()))
}

#[test]
fn the_cost_stands_directly_above_the_terminal_marker() {
    let got =
        writes(CHAT, vec![Some(frame("data: 1\n\n")), None, Some(frame("data: 2\n\n")), None, Some(end())]);
    assert_eq!(got, ["data: 1\n\n", "data: 2\n\n", &format!("{CLOSING}data: [DONE]\n\n")]);
    let without_cost = Some(Chunk::End(Box::new(Receipt { cost: None, ..full_receipt() })));
    let got = writes(CHAT, vec![without_cost]);
    assert_eq!(
        got,
        [": gate-request-id=gw_0123456789abcdef\ndata: [DONE]\n\n"],
        "an empty answer ends as well"
    );
    let free = Some(Chunk::End(Box::new(Receipt { cost: Some(Money::ZERO), ..full_receipt() })));
    assert!(writes(CHAT, vec![free])[0].starts_with(": gate-cost=0.0000 gate-request-id="), "zero is a cost");
}

#[test]
fn a_format_without_a_marker_ends_with_the_cost() {
    let got =
        writes("/v1/messages", vec![Some(frame("event: message_stop\ndata: {}\n\n")), Some(end())]).concat();
    assert_eq!(got, format!("event: message_stop\ndata: {{}}\n\n{CLOSING}"));
}

#[test]
fn a_broken_stream_ends_with_one_error_frame_and_no_marker() {
    let broken = || vec![Some(frame("data: 1\n\n")), None, Some(Chunk::Broken(Refusal::ProviderTimeout))];
    let error = r#"{"error":{"message":"The provider did not answer in time.","type":"gate_error","code":"provider_timeout"}}"#;
    assert_eq!(writes(CHAT, broken()), ["data: 1\n\n".to_owned(), format!("data: {error}\n\n")]);
    assert_eq!(
        writes("/v1/messages", broken()),
        ["data: 1\n\n".to_owned(), format!("event: error\ndata: {error}\n\n")],
        "clients of this format skip frames without a name"
    );
    let several_lines = Refusal::malformed("one\ntwo\r\nthree");
    let got = writes(CHAT, vec![Some(Chunk::Broken(several_lines))]).concat();
    assert_eq!(got.trim_end().lines().count(), 1, "a message cannot end the frame early: {got}");
}

#[test]
fn a_stream_that_stops_without_a_word_is_not_taken_for_complete() {
    let got = writes(CHAT, vec![Some(frame("data: 1\n\n"))]).concat();
    assert!(got.contains(r#""code":"internal_error""#) && !got.contains("[DONE]"), "{got}");
}

#[test]
fn however_pieces_arrive_the_bytes_are_the_same_and_ready_ones_go_out_together() {
    const PIECES: [&str; 5] = ["data: a\n\n", "", "data: bb\n\n", "data: c\n\ndata: d\n\n", "data: e\n\n"];
    let expected = format!("{}{CLOSING}data: [DONE]\n\n", PIECES.concat());
    // Every way of putting pauses after the five pieces.
    for pauses in 0_u32..1 << PIECES.len() {
        let mut script = Vec::new();
        for (index, piece) in PIECES.iter().enumerate() {
            script.push(Some(frame(piece)));
            if pauses >> index & 1 == 1 {
                script.push(None);
            }
        }
        script.push(Some(end()));
        let got = writes(CHAT, script);
        assert_eq!(got.concat(), expected, "pauses {pauses:05b}");
        assert!(got.len() <= 1 + pauses.count_ones() as usize, "pauses {pauses:05b}: {got:?}");
        assert!(got.iter().all(|write| !write.is_empty()), "pauses {pauses:05b}: an empty write");
    }
}

#[test]
fn joining_stops_at_its_limit_and_a_single_piece_is_not_copied() {
    let large = Bytes::from(vec![b'x'; JOIN_BYTES]);
    let address = large.as_ptr();
    let script = vec![Some(Chunk::Frames(large)), Some(frame("data: 1\n\n")), Some(end())];
    let mut stream = SseStream::new(Renderer::new(Dialect::CurateMe, CHAT), Script(script.into()));
    let Poll::Ready(Some(first)) = stream.poll_bytes(&mut Context::from_waker(Waker::noop())) else {
        panic!("the first piece is ready");
    };
    assert_eq!((first.len(), first.as_ptr()), (JOIN_BYTES, address));
    assert!(!stream.ended, "the rest comes next");
}

#[test]
fn a_whole_body_knows_its_size_and_ends() {
    let mut body = WireBody::whole("{}");
    assert_eq!((body.size_hint().exact(), body.is_end_stream()), (Some(2), false));
    let mut context = Context::from_waker(Waker::noop());
    let Poll::Ready(Some(Ok(frame))) = Pin::new(&mut body).poll_frame(&mut context) else {
        panic!("the bytes are ready");
    };
    assert_eq!(frame.into_data().ok().as_deref(), Some(&b"{}"[..]));
    assert_eq!((body.size_hint().exact(), body.is_end_stream()), (Some(0), true));
    assert!(matches!(Pin::new(&mut body).poll_frame(&mut context), Poll::Ready(None)));
    assert!(WireBody::whole("").is_end_stream(), "an empty body has ended from the start");
}
