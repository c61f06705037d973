//! Redact: texts in, the same texts with placeholders out.

use std::io::{self, Read, Write};

use gate_detect::{Masker, Profile};

use super::examine::{Unexamined, leading_text};
use super::{Source, Tally};

/// How much is read at a time, in bytes.
const PIECE_BYTES: usize = 1 << 20;

/// Writes every source with placeholders. The same value has the same placeholder in all of them.
///
/// What cannot be examined is never written, so a source that is no text is an error here and not skipped.
pub(super) fn all(
    sources: &[Source],
    profile: &Profile,
    out: &mut impl Write,
    tally: &mut Tally,
) -> io::Result<()> {
    let mut masker = Masker::new(profile.clone());
    for source in sources {
        let done = match source.open() {
            Ok(reader) => one(reader, &mut masker, out, tally),
            Err(error) => Err(Unexamined::Read(error)),
        };
        match done {
            Ok(()) => {}
            Err(Unexamined::Write(error)) => return Err(error),
            Err(problem) => tally.complain(&source.name(), &problem),
        }
    }
    Ok(())
}

fn one(
    mut reader: impl Read,
    masker: &mut Masker,
    out: &mut impl Write,
    tally: &mut Tally,
) -> Result<(), Unexamined> {
    let mut stream = masker.stream();
    let (mut bytes, mut written, mut offset) = (Vec::new(), String::new(), 0_u64);
    loop {
        let missing = PIECE_BYTES - bytes.len();
        let read = reader.by_ref().take(missing as u64).read_to_end(&mut bytes).map_err(Unexamined::Read)?;
        let is_last = read < missing;
        let text = leading_text(&bytes, is_last).map_err(|at| Unexamined::NotText(offset + at as u64))?;
        let examined = text.len();
        // Placeholders that stand in the text already keep their numbers for themselves.
        masker.observe(text);
        stream.push(text, &mut written)?;
        if is_last {
            stream.finish(&mut written)?;
        }
        out.write_all(written.as_bytes()).map_err(Unexamined::Write)?;
        written.clear();
        bytes.drain(..examined);
        offset += examined as u64;
        if is_last {
            tally.findings += stream.replaced() as u64;
            return Ok(());
        }
    }
}
