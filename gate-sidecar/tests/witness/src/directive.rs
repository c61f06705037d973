//! Directives: how a request tells the witness what to do with it.

use std::fmt;

/// How the witness treats one request. Modes with a cut act after [`Directive::after`] content events of a
/// stream, or half-way through a whole answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Answers properly.
    Ok,
    /// Reads the request and never answers.
    Hang,
    /// TCP reset instead of an answer.
    Reset,
    /// TCP reset in the middle of the answer.
    ResetMid,
    /// Closes the connection instead of answering.
    Close,
    /// Answers `status=NNN` with an error body in the provider's shape.
    Status,
    /// Answers `redirect=URL`, status 307 unless `status` says otherwise.
    Redirect,
    /// Bytes that are not HTTP.
    Garbage,
    /// 200 whose JSON (one event's JSON in a stream) breaks off.
    BadJson,
    /// Close-delimited answer cut in the middle of an event.
    HalfSse,
    /// A complete close-delimited stream: no length, no chunks, and still whole.
    UntilClose,
    /// A stream that ends cleanly without what completes it: `[DONE]`, `message_stop`, `response.completed`,
    /// Gemini's last chunk, Bedrock's `messageStop`.
    NoDone,
    /// No `finish_reason` anywhere.
    NoFinish,
    /// `Content-Length` promises more than is sent.
    ShortLength,
    /// Breaks off inside an HTTP chunk.
    HalfChunk,
    /// Part of the answer, then silence.
    Stall,
    /// One byte every `drip_ms`.
    Drip,
    /// A valid gzip body of `mib` MiB of blanks in a thousandth of the bytes.
    Bomb,
    /// Claims gzip and sends plain text.
    BadGzip,
    /// One line of `mib` MiB without an end.
    HugeLine,
    /// Thousands of response headers before a proper answer.
    HeaderFlood,
    /// A proper answer labelled `text/html`.
    WrongType,
    /// No usage, even when it was asked for.
    UsageMissing,
    /// Two usage events in a stream.
    UsageTwice,
    /// Negative token counts.
    UsageNegative,
    /// Token counts of `i64::MAX`.
    UsageHuge,
    /// What completes a stream, twice.
    DoneTwice,
    /// A content event after what completes a stream.
    AfterDone,
    /// The stream's lines end in CR LF.
    Crlf,
    /// The stream's lines end in CR.
    Cr,
    /// A byte order mark before the first event.
    Bom,
    /// Comment lines between events.
    Comments,
    /// Content beyond ASCII, each event written in two halves split inside a UTF-8 sequence.
    SplitUtf8,
    /// The completion's id changes half-way through a stream.
    IdChange,
    /// An error object inside a 200 answer.
    ErrorInStream,
    /// Ignores the request's token limit.
    IgnoreMax,
    /// Pauses `head_ms` in the middle of the response head.
    SlowHead,
    /// The provider's filter stopped the answer: `content_filter`, `refusal`, `promptFeedback.blockReason`.
    Blocked,
    /// One frame of a binary stream has a wrong checksum; other streams are proper.
    BadCrc,
}

impl Mode {
    /// Every mode by the name a directive uses.
    const NAMES: &[(&str, Self)] = &[
        ("ok", Self::Ok),
        ("hang", Self::Hang),
        ("reset", Self::Reset),
        ("reset_mid", Self::ResetMid),
        ("close", Self::Close),
        ("status", Self::Status),
        ("redirect", Self::Redirect),
        ("garbage", Self::Garbage),
        ("bad_json", Self::BadJson),
        ("half_sse", Self::HalfSse),
        ("until_close", Self::UntilClose),
        ("no_done", Self::NoDone),
        ("no_finish", Self::NoFinish),
        ("short_length", Self::ShortLength),
        ("half_chunk", Self::HalfChunk),
        ("stall", Self::Stall),
        ("drip", Self::Drip),
        ("bomb", Self::Bomb),
        ("bad_gzip", Self::BadGzip),
        ("huge_line", Self::HugeLine),
        ("header_flood", Self::HeaderFlood),
        ("wrong_type", Self::WrongType),
        ("usage_missing", Self::UsageMissing),
        ("usage_twice", Self::UsageTwice),
        ("usage_negative", Self::UsageNegative),
        ("usage_huge", Self::UsageHuge),
        ("done_twice", Self::DoneTwice),
        ("after_done", Self::AfterDone),
        ("crlf", Self::Crlf),
        ("cr", Self::Cr),
        ("bom", Self::Bom),
        ("comments", Self::Comments),
        ("split_utf8", Self::SplitUtf8),
        ("id_change", Self::IdChange),
        ("error_in_stream", Self::ErrorInStream),
        ("ignore_max", Self::IgnoreMax),
        ("slow_head", Self::SlowHead),
        ("blocked", Self::Blocked),
        ("bad_crc", Self::BadCrc),
    ];

    /// The name a directive and the log use.
    pub(crate) fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, mode)| *mode == self).map_or("unnamed", |(name, _)| name)
    }

    fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, mode)| *mode)
    }
}

/// What one request asked for; the defaults are a proper answer of eight tokens, as fast as possible.
#[expect(clippy::struct_excessive_bools, reason = "each is a parameter of its own")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Directive {
    /// How the request is treated.
    pub(crate) mode: Mode,
    /// Status of the modes `status` and `redirect`.
    pub(crate) status: Option<u16>,
    /// Seconds of a `retry-after` header on an error.
    pub(crate) retry_after: Option<u64>,
    /// Where `redirect` points; a bare path stays on this port. `/stolen` logs that somebody followed.
    pub(crate) redirect: String,
    /// Content tokens of the answer.
    pub(crate) chunks: usize,
    /// Content events sent before a cut.
    pub(crate) after: usize,
    /// Pause before the answer (whole) or before the first event (streamed).
    pub(crate) first_ms: u64,
    /// Pause between two events.
    pub(crate) gap_ms: u64,
    /// Pause of `slow_head`.
    pub(crate) head_ms: u64,
    /// Pause between two bytes of `drip`.
    pub(crate) drip_ms: u64,
    /// Prompt tokens to report instead of the prompt's words.
    pub(crate) prompt_tokens: Option<u64>,
    /// Completion tokens to report instead of the tokens sent.
    pub(crate) completion_tokens: Option<u64>,
    /// Cached prompt tokens to report.
    pub(crate) cached_tokens: Option<u64>,
    /// Prompt tokens to report as written into a cache, in formats that report them.
    pub(crate) written_tokens: Option<u64>,
    /// Reasoning tokens to report; they count as completion tokens too.
    pub(crate) reasoning_tokens: Option<u64>,
    /// Repeats the last user message (without its directives) as the content or the tool's argument.
    pub(crate) echo: bool,
    /// Leaves the bars out of what is echoed, so that the answer says what the request did not.
    pub(crate) is_joined: bool,
    /// Splits the content into deltas of at most this many bytes, at character boundaries.
    pub(crate) split_bytes: Option<usize>,
    /// Tool calls made when a tool is called.
    pub(crate) calls: usize,
    /// Rounds of tool calls before the answer.
    pub(crate) rounds: usize,
    /// Answers with the tool results of the last round.
    pub(crate) results: bool,
    /// Answers with the type and size of every picture of the last user message.
    pub(crate) pictures: bool,
    /// Whether Gemini's calls have ids; without it those of models from Gemini 3 on do.
    pub(crate) ids: Option<bool>,
    /// Size of `bomb` and `huge_line` in MiB.
    pub(crate) mib: usize,
}

impl Default for Directive {
    fn default() -> Self {
        Self {
            mode: Mode::Ok,
            status: None,
            retry_after: None,
            redirect: "/stolen".into(),
            chunks: 8,
            after: 2,
            first_ms: 0,
            gap_ms: 0,
            head_ms: 1000,
            drip_ms: 50,
            prompt_tokens: None,
            completion_tokens: None,
            cached_tokens: None,
            written_tokens: None,
            reasoning_tokens: None,
            echo: false,
            is_joined: false,
            split_bytes: None,
            calls: 1,
            rounds: 1,
            results: false,
            pictures: false,
            ids: None,
            mib: 64,
        }
    }
}

/// A directive nobody understands; a test with a typo must fail, not pass by accident.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BadDirective(String);

impl fmt::Display for BadDirective {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "The witness does not understand the directive `{}`", self.0)
    }
}

impl std::error::Error for BadDirective {}

impl Directive {
    /// Applies `name=value` pairs separated by blanks or commas.
    ///
    /// `status=NNN` and `redirect=URL` imply their mode when none is named.
    pub(crate) fn apply(&mut self, pairs: &str) -> Result<(), BadDirective> {
        let mut named = false;
        for pair in pairs.split([' ', ',', '\t', '\n']).filter(|pair| !pair.is_empty()) {
            let bad = || BadDirective(pair.to_owned());
            let (name, value) = pair.split_once('=').ok_or_else(bad)?;
            match name {
                "mode" => {
                    self.mode = Mode::named(value).ok_or_else(bad)?;
                    named = true;
                }
                "redirect" => {
                    value.clone_into(&mut self.redirect);
                    self.imply(named, Mode::Redirect);
                }
                "status" => {
                    self.status =
                        Some(number(value).filter(|status| (100..=999).contains(status)).ok_or_else(bad)?);
                    if self.mode != Mode::Redirect {
                        self.imply(named, Mode::Status);
                    }
                }
                _ => self.set_number(name, value).ok_or_else(bad)?,
            }
        }
        Ok(())
    }

    fn imply(&mut self, named: bool, mode: Mode) {
        if !named {
            self.mode = mode;
        }
    }

    /// Sets a numeric parameter; `None` when the name or the number is unknown.
    fn set_number(&mut self, name: &str, value: &str) -> Option<()> {
        match name {
            "retry_after" => self.retry_after = Some(number(value)?),
            "chunks" => self.chunks = number(value)?,
            "after" => self.after = number(value)?,
            "first_ms" => self.first_ms = number(value)?,
            "gap_ms" => self.gap_ms = number(value)?,
            "head_ms" => self.head_ms = number(value)?,
            "drip_ms" => self.drip_ms = number(value)?,
            "prompt_tokens" => self.prompt_tokens = Some(number(value)?),
            "completion_tokens" => self.completion_tokens = Some(number(value)?),
            "cached_tokens" => self.cached_tokens = Some(number(value)?),
            "written_tokens" => self.written_tokens = Some(number(value)?),
            "reasoning_tokens" => self.reasoning_tokens = Some(number(value)?),
            "echo" => self.echo = flag(value)?,
            "joined" => self.is_joined = flag(value)?,
            "results" => self.results = flag(value)?,
            "pictures" => self.pictures = flag(value)?,
            "ids" => self.ids = Some(flag(value)?),
            "rounds" => self.rounds = number(value)?,
            "split_bytes" => self.split_bytes = Some(number(value)?),
            "calls" => self.calls = number(value)?,
            "mib" => self.mib = number(value)?,
            _ => return None,
        }
        Some(())
    }

    /// Applies every `[[name=value …]]` in `text` and returns the text without them.
    ///
    /// Other double brackets, such as `[[1,2],[3]]`, are text.
    pub(crate) fn take(&mut self, text: &str) -> Result<String, BadDirective> {
        let mut rest = text;
        let mut kept = String::with_capacity(text.len());
        while let Some(start) = rest.find("[[") {
            let inner = &rest[start + 2..];
            let pairs = inner.find("]]").map(|end| &inner[..end]);
            if let Some(pairs) = pairs.filter(|pairs| looks_like_one(pairs)) {
                self.apply(pairs)?;
                kept.push_str(&rest[..start]);
                rest = &inner[pairs.len() + 2..];
            } else {
                kept.push_str(&rest[..start + 2]);
                rest = inner;
            }
        }
        kept.push_str(rest);
        Ok(kept.trim().to_owned())
    }
}

fn number<N: std::str::FromStr>(value: &str) -> Option<N> {
    value.parse().ok()
}

fn flag(value: &str) -> Option<bool> {
    number::<u8>(value).map(|value| value != 0)
}

/// Whether the text between double brackets starts like `name=`.
fn looks_like_one(pairs: &str) -> bool {
    let name = pairs.trim_start().split('=').next().unwrap_or_default();
    pairs.contains('=')
        && !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mode_is_found_by_its_own_name() {
        for (name, mode) in Mode::NAMES {
            assert_eq!(Mode::named(name), Some(*mode), "{name}");
            assert_eq!(mode.name(), *name, "{name}");
        }
    }

    #[test]
    fn directives_are_taken_out_of_the_text() {
        for (text, rest, mode, chunks) in [
            ("hello", "hello", Mode::Ok, 8),
            ("[[mode=hang]]", "", Mode::Hang, 8),
            ("say [[mode=ok chunks=32 gap_ms=5]] this", "say  this", Mode::Ok, 32),
            ("[[chunks=3]] a [[mode=stall,chunks=4]]", "a", Mode::Stall, 4),
            ("[[status=429 retry_after=7]] x", "x", Mode::Status, 8),
            ("[[redirect=http://127.0.0.1:1/stolen?a=b status=302]]", "", Mode::Redirect, 8),
            ("matrix [[1,2],[3]] and [[a b=c]]", "matrix [[1,2],[3]] and [[a b=c]]", Mode::Ok, 8),
            ("open [[mode=hang", "open [[mode=hang", Mode::Ok, 8),
            ("[[ [[chunks=1]]", "[[", Mode::Ok, 1),
        ] {
            let mut directive = Directive::default();
            assert_eq!(directive.take(text).as_deref(), Ok(rest), "{text}");
            assert_eq!((directive.mode, directive.chunks), (mode, chunks), "{text}");
        }
    }

    #[test]
    fn a_misspelt_directive_is_refused() {
        for text in [
            "[[mod=hang]]",
            "[[mode=hanng]]",
            "[[chunks=-1]]",
            "[[chunks=]]",
            "[[status=7]]",
            "[[mode=ok x]]",
        ] {
            assert!(Directive::default().take(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_named_mode_wins_over_an_implied_one() {
        let mut directive = Directive::default();
        directive.apply("mode=hang status=500").expect("both are known");
        assert_eq!((directive.mode, directive.status), (Mode::Hang, Some(500)));
    }
}
