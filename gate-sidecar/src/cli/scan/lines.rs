//! Lines: a text in, a line of findings out, for programs that ask about many texts.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read, Write};

use gate_detect::{
    DetectError, Finding, InjectionVerdict, MAX_TEXT_BYTES, Profile, Provenance, assess, scan,
};
use serde::Deserialize;
use serde_json::error::Category;

use super::{Source, Tally, render};

/// The longest line that is read, in bytes: the longest text, with room for escapes.
const MAX_LINE_BYTES: usize = 2 * MAX_TEXT_BYTES;

/// One line of input; what else it says, and a source of another kind, is of no interest.
#[derive(Deserialize)]
struct Question<'l> {
    #[serde(borrow)]
    text: Cow<'l, str>,
    #[serde(default)]
    source: serde_json::Value,
}

impl Question<'_> {
    /// Where the text comes from. What is not said, or not known, is taken for text that should only inform.
    fn provenance(&self) -> Provenance {
        match self.source.as_str() {
            Some("user") => Provenance::User,
            Some("assistant") => Provenance::Assistant,
            Some("tool") => Provenance::ToolOutput,
            Some("memory") => Provenance::Memory,
            _ => Provenance::External,
        }
    }
}

/// Why a line has no answer. Names no part of the line: it may hold a secret.
#[derive(Debug, thiserror::Error)]
enum BadLine {
    #[error("is not JSON: column {0}")]
    NotJson(usize),
    #[error("is no object with a string `text`")]
    NoText,
    #[error("is longer than {MAX_LINE_BYTES} bytes")]
    TooLong,
    #[error("cannot be read: {0}")]
    Read(io::Error),
    #[error("was not examined: {0}")]
    Refused(#[from] DetectError),
}

/// Answers line by line until the end or the first line that cannot be answered: what came behind it would be taken
/// for the answers of other lines.
pub(super) fn answer_all(
    sources: &[Source],
    profile: &Profile,
    out: &mut impl Write,
    tally: &mut Tally,
) -> io::Result<()> {
    for source in sources {
        let name = source.name();
        match source.open() {
            Ok(reader) => answer(&name, reader, profile, out, tally)?,
            Err(error) => tally.complain(&name, &error),
        }
        if tally.failed {
            break;
        }
    }
    Ok(())
}

fn answer(
    name: &str,
    reader: impl Read,
    profile: &Profile,
    out: &mut impl Write,
    tally: &mut Tally,
) -> io::Result<()> {
    let mut reader = BufReader::with_capacity(1 << 16, reader);
    let mut line = Vec::new();
    for number in 1_u64.. {
        if reader.buffer().is_empty() {
            // Whoever sends the next line only after our answer gets it.
            out.flush()?;
        }
        line.clear();
        let answered = match next(&mut reader, &mut line) {
            Ok(false) => break,
            Ok(true) => answer_line(&line, profile, out, tally)?,
            Err(problem) => Err(problem),
        };
        if let Err(problem) = answered {
            tally.complain(name, &format_args!("line {number} {problem}"));
            break;
        }
    }
    Ok(())
}

/// Reads one line; `false` at the end.
fn next(reader: &mut impl BufRead, line: &mut Vec<u8>) -> Result<bool, BadLine> {
    let read = reader.take(MAX_LINE_BYTES as u64 + 1).read_until(b'\n', line).map_err(BadLine::Read)?;
    if read > MAX_LINE_BYTES { Err(BadLine::TooLong) } else { Ok(read > 0) }
}

/// The outer error is one of writing.
fn answer_line(
    line: &[u8],
    profile: &Profile,
    out: &mut impl Write,
    tally: &mut Tally,
) -> io::Result<Result<(), BadLine>> {
    let question: Question<'_> = match serde_json::from_slice(line) {
        Ok(question) => question,
        Err(error) if error.classify() == Category::Data => return Ok(Err(BadLine::NoText)),
        Err(error) => return Ok(Err(BadLine::NotJson(error.column()))),
    };
    let (findings, verdict) = match examine(&question, profile) {
        Ok(examined) => examined,
        Err(error) => return Ok(Err(error.into())),
    };
    tally.findings += findings.len() as u64;
    out.write_all(b"{\"findings\":[")?;
    for (index, finding) in findings.iter().enumerate() {
        out.write_all(if index == 0 { b"" } else { b"," })?;
        render::open_finding(out, finding, 0)?;
        out.write_all(b"}")?;
    }
    out.write_all(b"],\"injection\":")?;
    render::injection(out, &verdict)?;
    out.write_all(b"}\n")?;
    Ok(Ok(()))
}

fn examine(
    question: &Question<'_>,
    profile: &Profile,
) -> Result<(Vec<Finding>, InjectionVerdict), DetectError> {
    Ok((scan(&question.text, profile)?, assess(&question.text, question.provenance())?))
}
