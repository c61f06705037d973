//! Scan: `gate scan`, the detection engine on files and pipes. No server, no configuration, no database.

mod examine;
mod lines;
mod redact;
mod render;
mod report;

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use gate_detect::Profile;

use examine::Unexamined;
use report::{Document, Lines, Report};

/// What to scan, how strictly, and how to show what was found.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "they are the switches of the command line")]
pub struct Scan {
    /// How sure a finding must be: relaxed 0.85, standard 0.60, strict 0.40.
    #[arg(long, value_enum, default_value_t)]
    profile: Strictness,
    /// Looks for one half only.
    #[arg(long, value_enum, value_name = "WHAT")]
    only: Option<Half>,
    /// Prints the text with placeholders in place of the values.
    #[arg(long, group = "form")]
    redact: bool,
    /// Prints one JSON document.
    #[arg(long, group = "form")]
    json: bool,
    /// Reads lines of {"text":"..."} and prints one line of findings for each.
    #[arg(long, group = "form")]
    jsonl: bool,
    /// Ends with exit code 1 when something was found.
    #[arg(long)]
    fail: bool,
    /// Files to scan; without one, or for `-`, standard input.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// The profiles of the engine by name.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Strictness {
    Relaxed,
    #[default]
    Standard,
    Strict,
}

/// One half of what the engine knows.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Half {
    /// Keys, tokens, passwords.
    Secrets,
    /// Data about people.
    Personal,
}

/// How it went so far; decides the exit code.
#[derive(Debug, Default)]
struct Tally {
    findings: u64,
    failed: bool,
}

impl Scan {
    /// Scans. The exit code is 0, or 1 when something was found and `--fail` was given, or 2 when something could not
    /// be read, examined or written; which it was stands on standard error.
    pub fn run(&self) -> ExitCode {
        let mut tally = Tally::default();
        let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        let written = self.each_source(&mut out, &mut tally).and_then(|()| out.flush());
        match written {
            // The reader has seen enough: that is no failure of ours.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            Err(error) => tally.complain("standard output", &error),
            Ok(()) => {}
        }
        // What is still buffered has nowhere to go after an error, and must not be tried again when it is dropped.
        let _ = out.into_parts();
        tally.exit_code(self.fail)
    }

    /// An error is one of writing; what cannot be read is told and passed over.
    fn each_source(&self, out: &mut impl Write, tally: &mut Tally) -> io::Result<()> {
        let profile = self.profile();
        if self.jsonl {
            return lines::answer_all(&self.sources(), &profile, out, tally);
        }
        if self.redact {
            return redact::all(&self.sources(), &profile, out, tally);
        }
        if self.json {
            return report_all(&self.sources(), &profile, &mut Document::new(out), tally);
        }
        report_all(&self.sources(), &profile, &mut Lines::new(out), tally)
    }

    fn profile(&self) -> Profile {
        let profile = match self.profile {
            Strictness::Relaxed => Profile::relaxed(),
            Strictness::Standard => Profile::standard(),
            Strictness::Strict => Profile::strict(),
        };
        match self.only {
            Some(Half::Secrets) => profile.with_pii(false),
            Some(Half::Personal) => profile.with_secrets(false),
            None => profile,
        }
    }

    fn sources(&self) -> Vec<Source> {
        let named = |path: &PathBuf| {
            if path.as_os_str() == "-" { Source::Standard } else { Source::File(path.clone()) }
        };
        if self.files.is_empty() { vec![Source::Standard] } else { self.files.iter().map(named).collect() }
    }
}

/// Where a text comes from.
#[derive(Debug)]
enum Source {
    Standard,
    File(PathBuf),
}

impl Source {
    fn name(&self) -> String {
        match self {
            Self::Standard => "<stdin>".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    fn open(&self) -> io::Result<Box<dyn Read>> {
        Ok(match self {
            Self::Standard => Box::new(io::stdin().lock()),
            Self::File(path) => Box::new(File::open(path)?),
        })
    }

    /// Whether it is passed over when it is no text. Only files are: what is piped in is meant to be examined.
    const fn may_be_skipped(&self) -> bool {
        matches!(self, Self::File(_))
    }
}

impl Tally {
    /// Tells what went wrong with `name`.
    fn complain(&mut self, name: &str, problem: &dyn std::fmt::Display) {
        self.failed = true;
        note(name, problem);
    }

    fn exit_code(&self, fail_on_findings: bool) -> ExitCode {
        match self {
            Self { failed: true, .. } => ExitCode::from(2),
            Self { findings: 1.., .. } if fail_on_findings => ExitCode::FAILURE,
            Self { .. } => ExitCode::SUCCESS,
        }
    }
}

fn note(name: &str, what: &dyn std::fmt::Display) {
    // Nothing is left to tell it to if standard error is closed.
    let _ = writeln!(io::stderr(), "gate: {name}: {what}");
}

fn report_all(
    sources: &[Source],
    profile: &Profile,
    report: &mut impl Report,
    tally: &mut Tally,
) -> io::Result<()> {
    for source in sources {
        let name = source.name();
        report.begin(&name)?;
        let examined = match source.open() {
            Ok(reader) => examine::text(reader, source.may_be_skipped(), profile, |piece| {
                tally.findings += piece.findings.len() as u64;
                report.piece(piece)
            }),
            Err(error) => Err(Unexamined::Read(error)),
        };
        match examined {
            Ok(()) => report.end(None)?,
            Err(Unexamined::Write(error)) => return Err(error),
            Err(problem) => {
                match problem {
                    Unexamined::Binary => note(&name, &problem),
                    _ => tally.complain(&name, &problem),
                }
                report.end(Some(&problem))?;
            }
        }
    }
    report.finish(tally.findings)
}
