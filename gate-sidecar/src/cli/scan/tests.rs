use std::io::{self, Read};

use gate_detect::{Profile, scan};

use super::examine::{self, Blocks, Unexamined};
use super::render::{Score, masked};

/// Gives a text in small reads, as a pipe does.
struct Trickle<'b>(&'b [u8]);

impl Read for Trickle<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let some = into.len().min(7001);
        self.0.read(&mut into[..some])
    }
}

type Placed = (u64, u64, &'static str, String);

/// What is found block by block, in bytes of the whole, and the text of all the pieces put together.
fn in_blocks(text: &str, block: usize) -> (Vec<Placed>, String) {
    let (mut found, mut whole) = (Vec::new(), String::new());
    let blocks = Blocks::new(Trickle(text.as_bytes()), block);
    examine::blocks(blocks, true, &Profile::standard(), |piece| {
        assert_eq!(piece.offset, whole.len() as u64, "pieces follow each other");
        whole.push_str(piece.text);
        for finding in &piece.findings {
            let (start, end) =
                (piece.offset + finding.range.start as u64, piece.offset + finding.range.end as u64);
            let kind = if finding.kind.is_secret() { "secret" } else { "personal" };
            found.push((start, end, kind, finding.rule.to_string()));
        }
        Ok(())
    })
    .expect("it is text");
    (found, whole)
}

/// Text with values at uneven distances, long ones and characters of several bytes among them.
fn mixed(bytes: usize) -> String {
    let key = ["gh", "p_", "q7WzK2mVx9Tb", "R4nYc8LdJ5sH", "f3GpQ6uEa1Ni"].concat();
    let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n".repeat(40);
    let block = ["-----BEGIN ", "PRIVATE KEY-----\n", &body, "-----END ", "PRIVATE KEY-----\n"].concat();
    let mut text = String::new();
    for count in 0.. {
        if text.len() >= bytes {
            break;
        }
        text.push_str(&"größere Zeilen – и так далее. ".repeat(count % 13));
        match count % 5 {
            0 => text.extend(["write to ada.", &count.to_string(), "@northmail.io\n"]),
            1 => text.push_str(&key),
            2 => text.push_str(&block),
            _ => text.push('\n'),
        }
        text.push(' ');
    }
    text
}

#[test]
fn blocks_find_what_the_whole_text_holds() {
    let text = mixed(900_000);
    let whole: Vec<_> = scan(&text, &Profile::standard())
        .expect("short enough")
        .into_iter()
        .map(|finding| {
            let kind = if finding.kind.is_secret() { "secret" } else { "personal" };
            (finding.range.start as u64, finding.range.end as u64, kind, finding.rule.to_string())
        })
        .collect();
    assert!(whole.len() > 100, "there is something to find: {}", whole.len());
    for block in [1, 150_001, 173_333, 200_000, 262_144, 1 << 20] {
        let (found, read) = in_blocks(&text, block);
        assert!(read == text, "the pieces are the text, block {block}");
        assert_eq!(found, whole, "block {block}");
    }
}

#[test]
fn what_is_no_text_is_told_apart() {
    let late = [mixed(400_000).as_bytes(), b"\xff", b" end"].concat();
    let at = late.len() - 5;
    for (name, bytes, skip, expected) in [
        ("a picture", b"\x89PNG\r\n\x1a\n".to_vec(), true, "skipped, it is not UTF-8 text".to_owned()),
        (
            "a picture in a pipe",
            b"\x89PNG".to_vec(),
            false,
            "not UTF-8 at byte 0; nothing from there on was examined".to_owned(),
        ),
        ("two-byte text", b"h\0i\0".to_vec(), true, "skipped, it is not UTF-8 text".to_owned()),
        (
            "a cut character",
            "zw\u{f6}lf".as_bytes()[..3].to_vec(),
            false,
            "not UTF-8 at byte 2; nothing from there on was examined".to_owned(),
        ),
        ("bad at its end", late, true, format!("not UTF-8 at byte {at}; nothing from there on was examined")),
    ] {
        let blocks = Blocks::new(Trickle(&bytes), 1);
        let told = examine::blocks(blocks, skip, &Profile::standard(), |_| Ok(()));
        assert_eq!(told.map_err(|problem| problem.to_string()), Err(expected), "{name}");
    }
    let unheard =
        examine::text(Trickle(b"ok"), true, &Profile::standard(), |_| Err(io::Error::other("full")));
    assert!(matches!(unheard, Err(Unexamined::Write(_))), "a full disk is not the text's fault");
}

#[test]
fn a_mask_shows_no_letter_and_no_digit() {
    for (value, is_secret, shown) in [
        ("ada@northmail.io", false, "***@*********.**"),
        ("123-45-6789", false, "***-**-****"),
        ("p-4/ss", true, "******"),
        ("line\nbreak\u{1b}[0m", false, "**********\u{1b}[0m"),
    ] {
        let expected = shown.replace("\u{1b}[0m", "*[**");
        assert_eq!(masked(value, is_secret), expected, "{value:?}");
    }
    assert_eq!(masked(&"9".repeat(40), true), "*".repeat(24) + "…");
}

#[test]
fn scores_are_fractions_with_two_digits() {
    for (score, shown) in [(0, "0.00"), (5, "0.05"), (60, "0.60"), (95, "0.95"), (100, "1.00")] {
        assert_eq!(Score(score).to_string(), shown);
    }
}
