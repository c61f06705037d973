//! Chat bodies end to end: requests, answers, streams.

mod answer;
mod stream;

use crate::format::filter::TextFilter;
use crate::refusal::Refusal;

/// A stand-in for a vault: `{{N}}` is the placeholder of the N-th value.
pub(in crate::format) const VALUES: [&str; 3] = ["ann@example.org", "a \"quoted\"\\ line\n", "é😀"];

pub(in crate::format) fn fill(text: &str) -> String {
    VALUES
        .iter()
        .enumerate()
        .fold(text.to_owned(), |text, (at, value)| text.replace(&format!("{{{{{at}}}}}"), value))
}

/// Restores `{{N}}` and holds back what could still become one.
#[derive(Default)]
pub(in crate::format) struct Filler {
    held: String,
}

impl TextFilter for Filler {
    type Stop = Refusal;

    fn push(&mut self, piece: &str, out: &mut String) -> Result<(), Refusal> {
        for character in piece.chars() {
            self.held.push(character);
            let whole = (0..VALUES.len()).map(|at| format!("{{{{{at}}}}}"));
            let is_start = |held: &str| whole.clone().any(|whole| whole.starts_with(held));
            while !self.held.is_empty() && !is_start(&self.held) {
                out.push(self.held.remove(0));
            }
            if self.held.ends_with('}') && self.held.len() == 5 {
                out.push_str(&fill(&std::mem::take(&mut self.held)));
            }
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut String) -> Result<(), Refusal> {
        out.push_str(&std::mem::take(&mut self.held));
        Ok(())
    }
}
