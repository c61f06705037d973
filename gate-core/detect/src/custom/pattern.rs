//! Pattern: a regular expression of the user's, matched in linear time and within a bounded stretch of text.

use std::ops::Range;
use std::sync::Arc;

use regex_automata::hybrid::dfa;
use regex_automata::meta::Regex;
use regex_automata::nfa::thompson;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input, MatchKind};

use super::{LONGEST, Label};
use crate::{DetectError, PatternError};

/// The largest expression, compiled, in bytes.
const COMPILED_BYTES: usize = 1 << 20;

/// How much text one search covers, in bytes.
const BLOCK: usize = 4096;

/// How often a match may begin in one text and then turn out too long, before the search is given up.
const FRUITLESS: usize = 2000;

/// A compiled expression.
pub(crate) struct Pattern {
    pub(crate) label: Label,
    regex: Regex,
    /// The same expression, to ask whether a match has begun that more text could complete.
    prefix: dfa::DFA,
}

impl Pattern {
    pub(crate) fn new(rule: &str, category: &str, expression: &str) -> Result<Arc<Self>, PatternError> {
        let label = Label::new(rule, category)?;
        let malformed = |reason: String| PatternError::Malformed { rule: rule.to_owned(), reason };
        let config =
            Regex::config().nfa_size_limit(Some(COMPILED_BYTES)).onepass_size_limit(Some(COMPILED_BYTES));
        let regex = Regex::builder()
            .configure(config)
            .build(expression)
            .map_err(|error| malformed(reason(&error)))?;
        if regex.is_match("") {
            return Err(PatternError::Empty { rule: rule.to_owned() });
        }
        let prefix = dfa::Builder::new()
            .configure(dfa::DFA::config().match_kind(MatchKind::All).unicode_word_boundary(true))
            .syntax(syntax::Config::new())
            .thompson(thompson::Config::new().nfa_size_limit(Some(COMPILED_BYTES)))
            .build(expression)
            .map_err(|error| malformed(error.to_string()))?;
        Ok(Arc::new(Self { label, regex, prefix }))
    }

    /// The first match that starts at or after `from`. Nothing but the 256 bytes from its start on decides.
    pub(crate) fn find(
        &self,
        bytes: &[u8],
        from: usize,
        fruitless: &mut usize,
    ) -> Result<Option<Range<usize>>, DetectError> {
        let mut at = from;
        while at < bytes.len() {
            let end = bytes.len().min(at + BLOCK + LONGEST);
            let Some(found) = self.regex.search(&Input::new(bytes).range(at..end)) else {
                at += BLOCK;
                continue;
            };
            let start = found.start();
            if start >= at + BLOCK {
                at += BLOCK;
                continue;
            }
            let near = start..bytes.len().min(start + LONGEST);
            if let Some(found) = self.regex.search(&Input::new(bytes).range(near).anchored(Anchored::Yes)) {
                return Ok(Some(found.range()));
            }
            *fruitless += 1;
            if *fruitless > FRUITLESS {
                return Err(DetectError::PatternTooCostly);
            }
            at = start + 1;
        }
        Ok(None)
    }

    /// Where the first match may begin, at or after `from`, that reaches the end of the text and could go on.
    pub(crate) fn unfinished(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let mut cache = self.prefix.create_cache();
        let from = from.max(bytes.len().saturating_sub(LONGEST));
        (from..bytes.len()).find(|start| self.reaches_end(&mut cache, bytes, *start))
    }

    /// Whether some match that starts at `start` needs the byte behind the last one, or might. What the automaton
    /// cannot tell counts as yes.
    fn reaches_end(&self, cache: &mut dfa::Cache, bytes: &[u8], start: usize) -> bool {
        let input = Input::new(bytes).range(start..).anchored(Anchored::Yes);
        let Ok(mut state) = self.prefix.start_state_forward(cache, &input) else { return true };
        for byte in &bytes[start..] {
            match self.prefix.next_state(cache, state, *byte) {
                Ok(next) if next.is_dead() => return false,
                Ok(next) if next.is_quit() => return true,
                Ok(next) => state = next,
                Err(_) => return true,
            }
        }
        true
    }
}

fn reason(error: &regex_automata::meta::BuildError) -> String {
    match error.syntax_error() {
        Some(error) => error.to_string(),
        None => error.to_string(),
    }
}
