//! Report: the findings of all sources, as lines for people or as one JSON document.

use std::io::{self, Write};

use super::examine::{Piece, Unexamined};
use super::render::{self, Score};

/// Takes what is found, source by source.
pub(super) trait Report {
    /// A source begins.
    fn begin(&mut self, name: &str) -> io::Result<()>;
    /// The next stretch of it.
    fn piece(&mut self, piece: &Piece<'_>) -> io::Result<()>;
    /// It has ended; with a problem, not at its end.
    fn end(&mut self, problem: Option<&Unexamined>) -> io::Result<()>;
    /// All have ended.
    fn finish(&mut self, findings: u64) -> io::Result<()>;
}

/// A place in a text as editors count it: lines and characters from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    line: u64,
    column: u64,
}

impl Place {
    const START: Self = Self { line: 1, column: 1 };

    /// The place behind `text`, which begins here.
    fn behind(self, text: &str) -> Self {
        let lines = text.bytes().filter(|byte| *byte == b'\n').count() as u64;
        let (start, rest) = match text.rfind('\n') {
            Some(at) => (1, &text[at + 1..]),
            None => (self.column, text),
        };
        Self { line: self.line + lines, column: start + rest.chars().count() as u64 }
    }
}

/// `path:line:column: KIND rule score ***`, a line for each finding.
pub(super) struct Lines<'o, W> {
    out: &'o mut W,
    name: String,
    place: Place,
}

impl<'o, W: Write> Lines<'o, W> {
    /// Lines to `out`.
    pub(super) fn new(out: &'o mut W) -> Self {
        Self { out, name: String::new(), place: Place::START }
    }
}

impl<W: Write> Report for Lines<'_, W> {
    fn begin(&mut self, name: &str) -> io::Result<()> {
        name.clone_into(&mut self.name);
        self.place = Place::START;
        Ok(())
    }

    fn piece(&mut self, piece: &Piece<'_>) -> io::Result<()> {
        let mut behind = 0;
        for finding in &piece.findings {
            self.place = self.place.behind(&piece.text[behind..finding.range.start]);
            behind = finding.range.start;
            let Place { line, column } = self.place;
            let (kind, rule, score) = (finding.wire_name(), finding.rule.as_str(), Score(finding.score));
            let value = render::masked(finding.value(piece.text), finding.kind.is_secret());
            writeln!(self.out, "{}:{line}:{column}: {kind} {rule} {score} {value}", self.name)?;
        }
        self.place = self.place.behind(&piece.text[behind..]);
        Ok(())
    }

    /// Problems are told on standard error.
    fn end(&mut self, _problem: Option<&Unexamined>) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self, _findings: u64) -> io::Result<()> {
        Ok(())
    }
}

/// One JSON document, written as it comes about: the findings of a huge file are not held.
pub(super) struct Document<'o, W> {
    out: &'o mut W,
    place: Place,
    is_first_source: bool,
    is_first_finding: bool,
}

impl<'o, W: Write> Document<'o, W> {
    /// A document to `out`.
    pub(super) fn new(out: &'o mut W) -> Self {
        Self { out, place: Place::START, is_first_source: true, is_first_finding: true }
    }
}

impl<W: Write> Report for Document<'_, W> {
    fn begin(&mut self, name: &str) -> io::Result<()> {
        self.out.write_all(if self.is_first_source { b"{\"files\":[" } else { b"," })?;
        (self.is_first_source, self.is_first_finding, self.place) = (false, true, Place::START);
        self.out.write_all(b"\n {\"path\":")?;
        render::string(self.out, name)?;
        self.out.write_all(b",\"findings\":[")
    }

    fn piece(&mut self, piece: &Piece<'_>) -> io::Result<()> {
        let mut behind = 0;
        for finding in &piece.findings {
            self.place = self.place.behind(&piece.text[behind..finding.range.start]);
            behind = finding.range.start;
            self.out.write_all(if self.is_first_finding { b"\n  " } else { b",\n  " })?;
            self.is_first_finding = false;
            render::open_finding(self.out, finding, piece.offset)?;
            write!(self.out, ",\"line\":{},\"column\":{}}}", self.place.line, self.place.column)?;
        }
        self.place = self.place.behind(&piece.text[behind..]);
        Ok(())
    }

    fn end(&mut self, problem: Option<&Unexamined>) -> io::Result<()> {
        self.out.write_all(b"]")?;
        if let Some(problem) = problem {
            self.out.write_all(b",\"problem\":")?;
            render::string(self.out, &problem.to_string())?;
        }
        self.out.write_all(b"}")
    }

    fn finish(&mut self, findings: u64) -> io::Result<()> {
        writeln!(self.out, "\n],\"total\":{findings}}}")
    }
}
