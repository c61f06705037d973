//! Scans lines of `{"text": "..."}` from standard input and prints one line of findings for each, in the same order.
//!
//! ```text
//! cargo run --release -p gate-detect --example scan_lines -- strict < texts.jsonl > findings.jsonl
//! ```
//!
//! The argument is a profile (`relaxed`, `standard`, `strict`; without one `standard`). Offsets are bytes of the text's
//! UTF-8. The last line on standard error says how fast the scans alone were, in one thread.
#![expect(clippy::print_stderr, reason = "figures go to standard error, so that standard output stays data")]

use std::error::Error;
use std::io::{self, BufRead, Write};
use std::time::{Duration, Instant};

use gate_detect::{Finding, Profile, scan};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let profile = profile(std::env::args().nth(1).as_deref())?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let (mut bytes, mut spent) = (0_usize, Duration::ZERO);
    for (index, line) in io::stdin().lock().lines().enumerate() {
        let document: Value =
            serde_json::from_str(&line?).map_err(|error| format!("line {}: {error}", index + 1))?;
        let text = document["text"].as_str().ok_or_else(|| format!("line {}: no text", index + 1))?;
        let start = Instant::now();
        let findings = scan(text, &profile)?;
        spent += start.elapsed();
        bytes += text.len();
        let findings: Vec<Value> = findings.iter().map(shown).collect();
        writeln!(out, "{}", json!({ "findings": findings }))?;
    }
    out.flush()?;
    let rate = bytes as u128 * 1000 / spent.as_nanos().max(1);
    eprintln!("scan_lines: {bytes} bytes in {spent:.3?}: {rate} MB/s");
    Ok(())
}

fn profile(name: Option<&str>) -> Result<Profile, String> {
    match name {
        Some("relaxed") => Ok(Profile::relaxed()),
        None | Some("standard") => Ok(Profile::standard()),
        Some("strict") => Ok(Profile::strict()),
        Some(other) => Err(format!("there is no profile `{other}`")),
    }
}

fn shown(finding: &Finding) -> Value {
    json!({
        "type": finding.wire_name(),
        "rule": finding.rule.as_str(),
        "start": finding.range.start,
        "end": finding.range.end,
        "score": finding.score,
    })
}
