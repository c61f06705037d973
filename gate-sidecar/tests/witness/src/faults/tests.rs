//! What each mode puts on the wire, read from its steps.

use super::*;
use crate::{
    ask::Ask,
    openai::{chat, chat_request::Flavour},
    said::Said,
};

/// The script of a request with nothing special: `directive` decides.
fn scripted(directive: &str, streamed: bool) -> Script {
    let mut scripted = Directive::default();
    scripted.apply(directive).expect(directive);
    let ask = Ask { model: "m".into(), choices: 1, include_usage: true, stream: streamed, ..Ask::default() };
    script(&chat::reply(Flavour::OpenAi, &ask, &Said::new(&ask, &scripted, "prompt"), 1), &scripted)
}

/// Everything a script writes, in one piece.
fn wire(script: &Script) -> String {
    let bytes = script.steps.iter().flat_map(|step| match step {
        Step::Write(bytes) | Step::Drip(bytes, _) => bytes.to_vec(),
        Step::Repeat(bytes, times) => bytes.repeat(*times),
        _ => Vec::new(),
    });
    String::from_utf8_lossy(&bytes.collect::<Vec<_>>()).into_owned()
}

#[test]
fn streams_show_their_mode() {
    let count = |text: &str, part: &str| text.matches(part).count();
    for (mode, part, times) in [
        ("ok", "data: [DONE]\n\n\r\n0\r\n\r\n", 1),
        ("ok", "\"usage\":{", 1),
        ("ok", "\"finish_reason\":\"stop\"", 1),
        ("ok", "\"content\":\"tok", 8),
        ("no_done", "[DONE]", 0),
        ("no_done", "0\r\n\r\n", 1),
        ("no_finish", "\"stop\"", 0),
        ("usage_missing", "\"usage\":{", 0),
        ("usage_twice", "\"usage\":{", 2),
        ("usage_negative", "\"prompt_tokens\":-5", 1),
        ("usage_huge", "\"prompt_tokens\":9223372036854775807", 1),
        ("done_twice", "data: [DONE]\n\n", 2),
        ("after_done", "\"content\":\"tok0 \"", 2),
        ("crlf", "}\r\n\r\n\r\n", 11),
        ("cr", "}\r\r\r\n", 11),
        ("bom", "\u{feff}data: ", 1),
        ("comments", ": witness\n\n", 12),
        ("error_in_stream", "data: {\"error\":", 1),
        ("error_in_stream", "[DONE]", 0),
        ("id_change", "chatcmpl-another", 8),
        ("wrong_type", "text/event-stream", 0),
        ("header_flood", "x-flood-", FLOOD_HEADERS),
        ("until_close", "transfer-encoding", 0),
        ("until_close", "data: [DONE]\n\n", 1),
        ("drip", "data: [DONE]\n\n", 1),
        ("slow_head", "HTTP/1.1 200 OK\r\n", 1),
        ("redirect", "location: /stolen\r\n", 1),
        (
            "redirect=http://127.0.0.1:9/stolen status=302",
            "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/",
            1,
        ),
        ("status=429", "retry-after: 1\r\n", 1),
        ("status=503", "retry-after", 0),
        ("bad_gzip", "content-encoding: gzip", 1),
    ] {
        let directive = if mode.contains('=') { mode.to_owned() } else { format!("mode={mode}") };
        assert_eq!(count(&wire(&scripted(&directive, true)), part), times, "{mode}: {part:?}");
    }
}

#[test]
fn cuts_come_where_they_were_asked_for() {
    for (mode, last) in [
        ("stall", Step::Hang),
        ("reset_mid", Step::Reset),
        ("half_sse", Step::Close),
        ("half_chunk", Step::Close),
    ] {
        for (after, sent) in [(0, 0), (3, 3), (100, 8)] {
            let script = scripted(&format!("mode={mode} after={after}"), true);
            let counted = script.steps.iter().filter(|step| **step == Step::Sent).count();
            assert_eq!(counted, sent, "{mode} after {after}");
            assert_eq!(script.steps.last(), Some(&last), "{mode} after {after}");
            assert!(!wire(&script).contains("[DONE]\n\n"), "{mode} after {after} finished");
        }
        let script = scripted(&format!("mode={mode}"), false);
        assert_eq!(script.steps.last(), Some(&last), "{mode}, whole");
        assert!(!script.steps.contains(&Step::Sent), "{mode}, whole, counted a half answer");
    }
}

#[test]
fn events_split_inside_a_character_still_make_the_same_stream() {
    let script = scripted("mode=split_utf8 chunks=3", true);
    let torn = script.steps.iter().filter(|step| match step {
        Step::Write(bytes) => std::str::from_utf8(bytes).is_err(),
        _ => false,
    });
    assert_eq!(torn.count(), 6, "two torn halves for each of three content events");
}

#[test]
fn whole_answers_show_their_mode() {
    for (mode, parses, announced_beyond_sent) in
        [("ok", true, 0), ("bad_json", false, 0), ("short_length", true, 100), ("wrong_type", true, 0)]
    {
        let text = wire(&scripted(&format!("mode={mode}"), false));
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
        let length: usize = length.and_then(|length| length.parse().ok()).expect("a length");
        assert_eq!(length - body.len(), announced_beyond_sent, "{mode}");
        assert_eq!(serde_json::from_str::<Value>(body).is_ok(), parses, "{mode}");
    }
}

#[test]
fn first_ms_delays_whatever_comes() {
    for mode in ["ok", "status", "close", "reset"] {
        let steps = scripted(&format!("mode={mode} first_ms=7"), false).steps;
        assert_eq!(steps[0], Step::Wait(Duration::from_millis(7)), "{mode}");
    }
    let steps = scripted("first_ms=7", true).steps;
    assert_eq!(steps[1], Step::Wait(Duration::from_millis(7)), "a stream's head comes first");
}
