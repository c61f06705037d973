//! Shell: a download that is piped into an interpreter.

use std::ops::Range;

/// Commands that fetch something.
pub(super) const FETCHERS: &[&str] = &["curl", "wget", "invoke-webrequest", "iwr"];

/// Interpreters that would run it.
const INTERPRETERS: &[&[u8]] = &[
    b"sh",
    b"bash",
    b"zsh",
    b"dash",
    b"python",
    b"python3",
    b"perl",
    b"node",
    b"ruby",
    b"iex",
    b"powershell",
];

/// How long the rest of such a line may be, in bytes.
const LINE_BYTES: usize = 300;

/// The end of the pipeline that begins with the fetcher at `start` of the text, if it ends in an interpreter; and the
/// byte up to which was looked.
pub(super) fn pipeline(text: &str, start: usize) -> (Option<Range<usize>>, usize) {
    let line = &text.as_bytes()[start..(start + LINE_BYTES).min(text.len())];
    let line = line.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let mut pipes = line.iter().enumerate().filter(|(_, byte)| **byte == b'|').map(|(index, _)| index);
    let found = pipes.find_map(|pipe| interpreter_end(line, pipe + 1));
    (found.map(|end| start..start + end), start + line.len())
}

/// The end of the interpreter's name when one stands at `at`, perhaps behind `sudo`.
fn interpreter_end(line: &[u8], at: usize) -> Option<usize> {
    let skip_spaces = |at: usize| at + line[at..].iter().take_while(|byte| **byte == b' ').count();
    let mut at = skip_spaces(at);
    if line[at..].starts_with(b"sudo ") {
        at = skip_spaces(at + 5);
    }
    let length = line[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let name = &line[at..at + length];
    INTERPRETERS.iter().any(|known| name.eq_ignore_ascii_case(known)).then_some(at + length)
}
