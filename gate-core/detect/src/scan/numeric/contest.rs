//! Contest: which of the candidates at one place is the surest.

use crate::scan::sink::Candidate;

/// The surest candidate so far.
#[derive(Default)]
pub(super) struct Contest {
    best: Option<(Candidate, u8)>,
}

impl Contest {
    /// Enters what no word near has named, should there be something.
    pub(super) fn enter_some(&mut self, candidate: Option<Candidate>) {
        if let Some(candidate) = candidate {
            self.enter(candidate, None);
        }
    }

    /// Whether the surest candidate is named by a word.
    pub(super) fn is_named(&self) -> bool {
        self.best.as_ref().is_some_and(|(_, nearness)| *nearness > 0)
    }

    /// Enters a candidate. The higher score wins, then the nearer name, then the earlier row of the tables.
    pub(super) fn enter(&mut self, candidate: Candidate, distance: Option<u8>) {
        if candidate.score == 0 {
            return;
        }
        let nearness = distance.map_or(0, |distance| u8::MAX - distance);
        let is_better = self.best.as_ref().is_none_or(|(best, known)| {
            (candidate.score, nearness, candidate.end) > (best.score, *known, best.end)
        });
        if is_better {
            self.best = Some((candidate, nearness));
        }
    }

    /// The surest candidate, when no word names it.
    pub(super) fn unnamed(&mut self) -> Option<&mut Candidate> {
        self.best.as_mut().filter(|(_, nearness)| *nearness == 0).map(|(candidate, _)| candidate)
    }

    /// The surest candidate.
    pub(super) fn winner(self) -> Option<Candidate> {
        self.best.map(|(candidate, _)| candidate)
    }
}
