//! Decode: values behind an encoding. A run of base64, hexadecimal, percent escapes, `\u` escapes or HTML entities is
//! decoded piece by piece; where a piece holds a finding, the run from that piece on is the finding.
//!
//! Pieces lie at fixed places of the text, each reaching into its neighbours, so that it does not matter where a search
//! begins.

mod alphabet;
mod escape;

use std::ops::Range;

use memchr::{memchr3_iter, memmem};

use super::Examination;
use super::runs::{TOKEN, TokenRuns};
use super::sink::{Candidate, Sink, Span, Tail};
use super::window::Window;
use crate::{DetectError, Profile};

/// How deep encodings are followed.
pub(super) const DEEPEST: u8 = 2;

/// The shortest run of base64 or hexadecimal that is decoded, in bytes.
const LEAST_RUN: usize = 20;

/// How far apart the pieces of a run begin.
const STEP: usize = 256;

/// How far a piece reaches back into the piece before, and how far ahead. The sum of [`STEP`] and this much less than
/// the second is the longest encoded value that is seen as a whole wherever it stands.
const BACK: usize = 64;
const AHEAD: usize = 376;

/// Offers runs that hide a value.
pub(super) fn find(sink: &mut Sink<'_>, runs: &TokenRuns) -> Result<(), DetectError> {
    let mut inside = Inside { profile: sink.profile(), depth: sink.text().depth + 1, error: None };
    find_packed(sink, runs, &mut inside);
    find_escaped(sink, &mut inside);
    inside.error.map_or(Ok(()), Err)
}

/// Looks at every long run that could be base64 or hexadecimal.
fn find_packed(sink: &mut Sink<'_>, runs: &TokenRuns, inside: &mut Inside<'_>) {
    for run in runs.at_least(LEAST_RUN) {
        // A run that is searched from its middle on had its beginning looked at before.
        let is_cut = run.start > 0 && TOKEN.has(sink.bytes()[run.start - 1]);
        let first = (!is_cut).then_some(run.start);
        for piece in first.into_iter().chain(later_pieces(sink, &run)) {
            if sink.examine(piece, |window| packed(window, &run, inside)).is_some() {
                break;
            }
        }
    }
}

/// Where the later pieces of a run begin; nowhere when the place in the whole text is not known.
fn later_pieces(sink: &Sink<'_>, run: &Range<usize>) -> impl Iterator<Item = usize> + use<> {
    let lowest = (run.start + 1).max(sink.from());
    let first =
        sink.text().origin.map_or(run.end, |origin| (origin + lowest).next_multiple_of(STEP) - origin);
    (first..run.end).step_by(STEP)
}

/// The piece of base64 or hexadecimal at the window's anchor, in a run that may go on at both ends.
fn packed(window: &Window<'_>, run: &Range<usize>, inside: &mut Inside<'_>) -> Option<Candidate> {
    let piece = window.anchor();
    let floor = piece.saturating_sub(BACK);
    let start = match run.start {
        start if start > floor => window.run_start(start, |byte| TOKEN.has(byte)).max(floor),
        _ => floor,
    };
    let limit = piece + AHEAD;
    let end = window.run_end_within(run.end.min(limit), limit, |byte| TOKEN.has(byte));
    if end - start < LEAST_RUN {
        return None;
    }
    let run = window.slice(start..end);
    if !alphabet::may_hold_text(run) {
        return None;
    }
    // Where a piece begins inside a run, the four characters that make three bytes may begin at any of four places.
    let shifts = if start == piece { 1 } else { 4 };
    let base64 = (0..shifts).filter_map(|shift| alphabet::base64(&run[shift..]));
    let inner = inside.strongest(run, base64.chain(alphabet::hexadecimal(run)))?;
    let tail: Tail = |rest, end| {
        let end = rest.run_end(end, |byte| TOKEN.has(byte));
        rest.run_end_within(end, end + 2, |byte| byte == b'=')
    };
    Some(Candidate { start: piece, end, tail: Some(tail), ..inner })
}

/// Looks at every run with percent escapes, `\u` escapes or entities, once per piece.
fn find_escaped(sink: &mut Sink<'_>, inside: &mut Inside<'_>) {
    let (bytes, origin) = (sink.bytes(), sink.text().origin);
    let from = sink.from().saturating_sub(STEP);
    let piece = |at: usize| origin.map_or(0, |origin| (origin + at) / STEP);
    let mut last: Option<usize> = None;
    for offset in memchr3_iter(b'%', b'\\', b'&', &bytes[from..]) {
        let at = from + offset;
        if !escape::stands_at(bytes, at) {
            continue;
        }
        let goes_on = last.is_some_and(|last| {
            at - last < STEP
                && piece(last) == piece(at)
                && bytes[last..at].iter().all(|byte| escape::may_hold(*byte))
        });
        if !goes_on {
            sink.examine(at, |window| escaped(window, origin, inside));
        }
        last = Some(at);
    }
}

/// The run of escapes around the window's anchor.
fn escaped(window: &Window<'_>, origin: Option<usize>, inside: &mut Inside<'_>) -> Option<Candidate> {
    let anchor = window.anchor();
    let run_start = window.run_start(anchor, escape::may_hold);
    let origin = origin.unwrap_or(0);
    let piece_start = ((origin + anchor) / STEP * STEP).saturating_sub(origin);
    let start = run_start.max(piece_start).max(anchor.saturating_sub(BACK));
    window.begins_at(start);
    let end = window.run_end_within(anchor, anchor + AHEAD, escape::may_hold);
    let run = window.slice(run_start.max(start.saturating_sub(BACK))..end);
    let inner = inside.strongest(run, escape::decode(run).into_iter())?;
    let tail: Tail = |rest, end| rest.run_end(end, escape::may_hold);
    Some(Candidate { start, end, tail: Some(tail), ..inner })
}

/// The search one level further in.
struct Inside<'p> {
    profile: &'p Profile,
    depth: u8,
    error: Option<DetectError>,
}

impl Inside<'_> {
    /// The strongest finding in any of the texts that `run` decodes to; its place means nothing outside. What stands
    /// in the run as it is needs no decoding to be found.
    fn strongest(&mut self, run: &[u8], texts: impl Iterator<Item = String>) -> Option<Candidate> {
        let mut best: Option<Candidate> = None;
        for text in texts {
            let spans = match Examination::decoded(&text, self.depth)
                .and_then(|inner| inner.spans(0, self.profile))
            {
                Ok((spans, _)) => spans,
                Err(error) => {
                    self.error = Some(error);
                    return None;
                }
            };
            let strength = |candidate: &Candidate| (candidate.kind.is_secret(), candidate.score);
            let hidden = |span: &&Span| memmem::find(run, &text.as_bytes()[span.start..span.end]).is_none();
            for candidate in spans.iter().filter(hidden).map(Span::as_candidate) {
                if best.as_ref().is_none_or(|best| strength(&candidate) > strength(best)) {
                    best = Some(candidate);
                }
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::alphabet::tests::{to_base64, to_hexadecimal};
    use crate::{Profile, scan};

    fn found(text: &str) -> Vec<(String, String)> {
        let findings = scan(text, &Profile::standard()).expect("the text is short");
        findings.iter().map(|it| (it.wire_name().to_owned(), it.value(text).to_owned())).collect()
    }

    #[test]
    fn values_behind_an_encoding_are_found() {
        let secret = "write to ada.lovelace@northwind.io about it";
        let each = |escape: &dyn Fn(char) -> String| secret.chars().map(escape).collect::<Vec<_>>().concat();
        let base64 = to_base64(secret.as_bytes());
        let twice = to_base64(base64.as_bytes());
        let hex = to_hexadecimal(secret.as_bytes());
        let percent = each(&|it| format!("%{:02X}", u32::from(it)));
        let unicode = each(&|it| format!("\\u{:04x}", u32::from(it)));
        let entities = each(&|it| format!("&#{};", u32::from(it)));
        let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let wide = to_base64(&wide);
        for hidden in [&base64, &twice, &hex, &percent, &unicode, &entities, &wide] {
            let text = format!("see {hidden} please");
            assert_eq!(found(&text), [("EMAIL".to_owned(), hidden.clone())], "{hidden}");
        }
        assert_eq!(found("?to=ada%40northwind.io&x=1")[0].1, "ada%40northwind.io&x");
    }

    #[test]
    fn three_layers_are_too_deep_and_noise_is_nothing() {
        let mut hidden = "write to ada.lovelace@northwind.io about it".to_owned();
        for _ in 0..3 {
            hidden = to_base64(hidden.as_bytes());
        }
        let noise = to_base64(&(0..200_u8).map(|byte| byte.wrapping_mul(151)).collect::<Vec<_>>());
        for text in [hidden.as_str(), noise.as_str(), "100%25 of a\\u0020b &amp; c"] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn a_value_deep_inside_a_long_run_is_found() {
        for before in [0, 100, 333, 500, 700, 1001] {
            let text =
                format!("{} ada.lovelace@northwind.io {}", "word ".repeat(before / 5), "more ".repeat(200));
            for shift in ["", "a", "ab"] {
                let hidden = to_base64(format!("{shift}{text}").as_bytes());
                let found = found(&hidden);
                assert_eq!(found.len(), 1, "{before} bytes before");
                assert!(hidden.ends_with(&found[0].1), "up to the end of the run");
            }
        }
    }
}
