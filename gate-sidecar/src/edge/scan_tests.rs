//! The head scanner on whole requests and on every way of cutting them.

use super::*;

/// The heads seen, the first ambiguous one, and whether the last byte ended a request.
type Verdict = (u64, Option<u64>, bool);

/// Name, bytes (`~` is CRLF, `{get}` a request without body, `{host}` the rest of a plain head), verdict.
const CASES: &[(&str, &str, Verdict)] = &[
    ("nothing", "", (0, None, true)),
    ("one", "{get}", (1, None, true)),
    ("empty lines first", "~\n{get}", (1, None, true)),
    ("three in a row", "{get}{get}{get}", (3, None, true)),
    ("half a head", "GET / HTTP/1.1~Hos", (0, None, false)),
    ("a body, then one", "{post}Content-Length: 3~~abc{get}", (2, None, true)),
    ("a body like a head", "{post}content-length: 27~~{get}", (1, None, true)),
    ("half a body", "{post}Content-Length: 3~~ab", (1, None, false)),
    ("no body", "{post}Content-Length: 0~~{get}", (2, None, true)),
    ("chunks, then one", "{post}Transfer-Encoding: Chunked~~3~abc~0~~{get}", (2, None, true)),
    ("extension and trailer", "{post}Transfer-Encoding: chunked~~a;b=c~0123456789~0~X: y~~", (1, None, true)),
    ("both, length first", "{post}Content-Length: 3~Transfer-Encoding: chunked~~abc", (1, Some(0), false)),
    ("both, length last", "{post}Transfer-Encoding: chunked~CONTENT-LENGTH: 3~~abc", (1, Some(0), false)),
    ("both, in the second", "{get}{post}Transfer-Encoding: chunked~Content-Length: 3~~", (2, Some(1), false)),
    ("length twice", "{post}Content-Length: 3~Content-Length: 3~~abc", (1, Some(0), false)),
    ("a list of lengths", "{post}Content-Length: 3, 3~~abc", (1, Some(0), false)),
    ("a signed length", "{post}Content-Length: +3~~abc", (1, Some(0), false)),
    ("a length past 64 bits", "{post}Content-Length: 18446744073709551616~~", (1, Some(0), false)),
    ("encoding twice", "{post}Transfer-Encoding: chunked~Transfer-Encoding: chunked~~", (1, Some(0), false)),
    ("another encoding", "{post}Transfer-Encoding: gzip, chunked~~", (1, Some(0), false)),
    ("bare LF after a header", "GET / HTTP/1.1~Host: a\n~", (1, Some(0), false)),
    ("bare LF after the request line", "GET / HTTP/1.1\nHost: a~~", (1, Some(0), false)),
    ("bare LF for the empty line", "GET / HTTP/1.1~Host: a~\n", (1, Some(0), false)),
    ("a long header", "{post}X-Long: {long}~~{get}", (2, None, true)),
    ("a length behind blanks", "{post}Content-Length:{blanks}3~~abc", (1, Some(0), false)),
    ("a chunk without size", "{post}Transfer-Encoding: chunked~~x~{get}", (1, Some(1), false)),
    ("a chunk longer than said", "{post}Transfer-Encoding: chunked~~2~abc~0~~", (1, Some(1), false)),
    ("bare LF after a chunk size", "{post}Transfer-Encoding: chunked~~3\nabc~0~~", (1, Some(1), false)),
];

fn bytes_of(text: &str) -> String {
    text.replace("{get}", "GET / HTTP/1.1~Host: a~~")
        .replace("{post}", "POST / HTTP/1.1~Host: a~")
        .replace("{long}", &"x".repeat(200))
        .replace("{blanks}", &" ".repeat(100))
        .replace('~', "\r\n")
}

fn scan(chunks: &[&[u8]]) -> Verdict {
    let mut scanner = HeadScanner::new();
    for chunk in chunks {
        scanner.feed(chunk);
    }
    (scanner.heads(), scanner.ambiguous_head(), scanner.is_between())
}

#[test]
fn each_framing_is_judged() {
    for (name, text, expected) in CASES {
        assert_eq!(scan(&[bytes_of(text).as_bytes()]), *expected, "{name}");
    }
}

#[test]
fn every_split_gives_the_same_verdict() {
    for (name, text, expected) in CASES {
        let text = bytes_of(text);
        for at in 0..text.len() {
            let (first, second) = text.as_bytes().split_at(at);
            assert_eq!(scan(&[first, second]), *expected, "{name}, cut at {at}");
        }
        let single: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
        assert_eq!(scan(&single), *expected, "{name}, byte by byte");
    }
}
