use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::{Decoder, EventStreamFault, HEADER_BYTES, HeaderValue, MESSAGE_BYTES, Message, crc32, encode};

/// What is decoded from these pieces, and how it ends.
fn decode<'p>(pieces: impl IntoIterator<Item = &'p [u8]>) -> (Vec<Message>, Result<(), EventStreamFault>) {
    let mut decoder = Decoder::default();
    let mut out = Vec::new();
    for piece in pieces {
        // After a fault nothing more is taken, which `finish` says again.
        let _ = decoder.push(piece, &mut out);
    }
    (out, decoder.finish())
}

/// A prelude with a true checksum.
fn prelude(total: u32, headers: u32) -> Vec<u8> {
    let mut bytes = [total.to_be_bytes(), headers.to_be_bytes()].concat();
    bytes.extend(crc32::crc32(&bytes).to_be_bytes());
    bytes
}

/// A message around headers that may be broken, with true checksums.
fn with_headers(headers: &[u8]) -> Vec<u8> {
    let length = u32::try_from(headers.len()).unwrap();
    let mut bytes = prelude(16 + length, length);
    bytes.extend_from_slice(headers);
    bytes.extend(crc32::crc32(&bytes).to_be_bytes());
    bytes
}

fn unhex(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn a_message_is_read_as_aws_writes_it() {
    // Made with the checksums of zlib.
    let bytes = unhex(concat!(
        "0000007a00000051ca2c46650b3a6576656e742d7479706507000b6d65737361676553746f700d3a636f6e74656e742d74797065",
        "0700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e74",
        "7b2273746f70526561736f6e223a22656e645f7475726e227d5fbf09fc",
    ));
    let (messages, end) = decode([&bytes[..]]);
    assert_eq!(end, Ok(()));
    let event = messages[0].event().unwrap();
    assert_eq!((event.name, &event.data[..]), ("messageStop", &br#"{"stopReason":"end_turn"}"#[..]));
    assert_eq!(messages[0].text(":content-type"), Some("application/json"));
    assert_eq!(messages.len(), 1);
    assert_eq!(encode::event("messageStop", r#"{"stopReason":"end_turn"}"#), bytes);
}

#[test]
fn every_kind_of_message_says_what_it_tells() {
    let message = |headers: &[(&str, &str)], payload: &'static str| Message {
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), HeaderValue::Text((*value).to_owned())))
            .collect(),
        payload: payload.into(),
    };
    for (name, headers, payload, expected) in [
        (
            "event",
            &[(":message-type", "event"), (":event-type", "metadata")][..],
            "{}",
            Ok(("metadata", "{}")),
        ),
        (
            "exception",
            &[(":message-type", "exception"), (":exception-type", "throttlingException")],
            r#"{"message":"m"}"#,
            Ok(("throttlingException", r#"{"message":"m"}"#)),
        ),
        (
            "an exception of another name",
            &[(":message-type", "exception"), (":exception-type", "metadata")],
            "{}",
            Ok(("error", "{}")),
        ),
        (
            "error",
            &[(":message-type", "error"), (":error-code", "500"), (":error-message", "a \"b\"")],
            "",
            Ok(("error", r#"{"message":"a \"b\""}"#)),
        ),
        (
            "error with a code alone",
            &[(":message-type", "error"), (":error-code", "InternalFailure")],
            "",
            Ok(("error", r#"{"message":"InternalFailure"}"#)),
        ),
        ("no type", &[(":event-type", "metadata")], "{}", Err(EventStreamFault::Nameless)),
        ("no name", &[(":message-type", "event")], "{}", Err(EventStreamFault::Nameless)),
        (
            "an unknown type",
            &[(":message-type", "surprise"), (":event-type", "x")],
            "{}",
            Err(EventStreamFault::Nameless),
        ),
    ] {
        let message = message(headers, payload);
        let found = message.event().map(|event| (event.name.to_owned(), event.data));
        let expected = expected.map(|(name, data)| (name.to_owned(), bytes::Bytes::from(data)));
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn what_is_no_event_stream_is_refused_before_its_bytes_are_waited_for() {
    let too_long = u32::try_from(MESSAGE_BYTES + 1).unwrap();
    let too_many = u32::try_from(HEADER_BYTES + 1).unwrap();
    let mut damaged = encode::event("metadata", "{}");
    *damaged.last_mut().unwrap() ^= 1;
    let mut flipped = encode::event("metadata", "{}");
    flipped[20] ^= 1;
    for (name, bytes, fault) in [
        ("text", b"HTTP/1.1 200 OK\r\n".to_vec(), EventStreamFault::Checksum),
        ("too long", prelude(too_long, 0), EventStreamFault::TooLong),
        ("as long as can be said", prelude(u32::MAX, u32::MAX), EventStreamFault::TooLong),
        ("too many headers", prelude(1_000_000, too_many), EventStreamFault::TooLong),
        ("shorter than a prelude", prelude(15, 0), EventStreamFault::Lengths),
        ("nothing", prelude(0, 0), EventStreamFault::Lengths),
        ("headers longer than the message", prelude(100, 85), EventStreamFault::Lengths),
        ("a damaged checksum", damaged, EventStreamFault::Checksum),
        ("a damaged header", flipped, EventStreamFault::Checksum),
        ("a header without a name", with_headers(&[0, 0]), EventStreamFault::Headers),
        ("a name cut off", with_headers(&[9, b'a']), EventStreamFault::Headers),
        ("a name that is no text", with_headers(&[1, 0xFF, 0]), EventStreamFault::Headers),
        ("no type", with_headers(&[1, b'a']), EventStreamFault::Headers),
        ("an unknown type", with_headers(&[1, b'a', 10]), EventStreamFault::Headers),
        ("a number cut off", with_headers(&[1, b'a', 5, 0, 0]), EventStreamFault::Headers),
        ("a value cut off", with_headers(&[1, b'a', 7, 0xFF, 0xFF, b'x']), EventStreamFault::Headers),
        ("a text that is none", with_headers(&[1, b'a', 7, 0, 1, 0xFF]), EventStreamFault::Headers),
        ("a short uuid", with_headers(&[1, b'a', 9, 0, 1]), EventStreamFault::Headers),
        ("headers without end", with_headers(&[1, b'a', 0].repeat(300)), EventStreamFault::Headers),
    ] {
        let mut stream = encode::event("messageStart", "{}");
        stream.extend(bytes);
        let (messages, end) = decode([&stream[..]]);
        assert_eq!(end, Err(fault), "{name}");
        assert_eq!(messages.len(), 1, "{name}: what came before the fault is there");
        assert_eq!(decode(stream.chunks(1)), (messages, end), "{name}: byte by byte");
    }
}

#[test]
fn an_end_amid_a_message_is_told_from_an_end() {
    let bytes = encode::event("metadata", "{}");
    assert_eq!(decode([&bytes[..0]]).1, Ok(()));
    for cut in 1..bytes.len() {
        assert_eq!(decode([&bytes[..cut]]), (Vec::new(), Err(EventStreamFault::Cut)), "{cut}");
    }
    assert_eq!(decode([&bytes[..]]).1, Ok(()));
}

#[test]
fn an_announced_length_takes_no_memory() {
    let mut decoder = Decoder::default();
    decoder.push(&prelude(u32::try_from(MESSAGE_BYTES).unwrap(), 0), &mut Vec::new()).unwrap();
    assert!(decoder.buffer.capacity() < 1024, "{}", decoder.buffer.capacity());
}

fn value() -> impl Strategy<Value = HeaderValue> {
    prop_oneof![
        any::<bool>().prop_map(HeaderValue::Bool),
        any::<i8>().prop_map(HeaderValue::Byte),
        any::<i16>().prop_map(HeaderValue::Short),
        any::<i32>().prop_map(HeaderValue::Integer),
        any::<i64>().prop_map(HeaderValue::Long),
        vec(any::<u8>(), 0..20).prop_map(|bytes| HeaderValue::Bytes(bytes.into())),
        any::<String>().prop_map(HeaderValue::Text),
        any::<i64>().prop_map(HeaderValue::Timestamp),
        any::<[u8; 16]>().prop_map(HeaderValue::Uuid),
    ]
}

fn message() -> impl Strategy<Value = Message> {
    (vec(("[a-z:é-]{1,12}", value()), 0..5), vec(any::<u8>(), 0..60))
        .prop_map(|(headers, payload)| Message { headers, payload: payload.into() })
}

proptest! {
    #[test]
    fn messages_come_back_however_their_bytes_are_cut(
        messages in vec(message(), 0..4),
        cuts in vec(any::<Index>(), 0..12),
    ) {
        let bytes: Vec<u8> = messages.iter().flat_map(encode::message).collect();
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.sort_unstable();
        cuts.push(bytes.len());
        let mut from = 0;
        let pieces = cuts.iter().map(|to| &bytes[std::mem::replace(&mut from, *to)..*to]);
        prop_assert_eq!(decode(pieces.collect::<Vec<_>>()), (messages.clone(), Ok(())));
        prop_assert_eq!(decode(bytes.chunks(1)), (messages, Ok(())));
    }

    #[test]
    fn no_bytes_bring_it_down(
        message in message(),
        changes in vec((any::<Index>(), any::<u8>()), 0..4),
        headers in vec(any::<u8>(), 0..40),
    ) {
        let mut bytes = encode::message(&message);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.extend(with_headers(&headers));
        prop_assert_eq!(decode([&bytes[..]]), decode(bytes.chunks(1)));
    }
}
