//! Scan: what a model wrote by itself is taken out of its answer, or stops it; then the caller's own values come back.

use gate_detect::{DetectError, Finding, Masker, Restorer, StreamMasker};
use zeroize::Zeroizing;

use crate::caller::PiiAction;
use crate::format::filter::TextFilter;
use crate::format::openai::Filters;
use crate::handoff::AnswerTexts;
use crate::refusal::{BlockedFinding, BlockedIn, Refusal};

impl AnswerTexts {
    /// Whether answers pass as they are.
    pub(crate) fn pass_untouched(&self) -> bool {
        self.masker.is_none() && self.scan.is_none()
    }

    /// A filter for the texts of one field of an answer, each of them from its beginning to its end.
    pub(crate) fn filter(&self) -> AnswerFilter {
        AnswerFilter {
            scan: self.scan.as_ref().map(|scan| Scanner {
                masker: scan.masker.fork(),
                action: scan.action,
                stream: None,
                held: Zeroizing::default(),
                taken_bytes: 0,
                taken_characters: 0,
            }),
            restorer: self.masker.as_ref().map(Masker::restorer),
            scanned: String::new(),
        }
    }

    /// Filters for the texts of a streamed answer; `None` when they pass as they are.
    pub(crate) fn into_filters(self) -> Option<Filters> {
        if self.pass_untouched() {
            return None;
        }
        let is_thorough = self.scan.is_some();
        Some(Filters { source: Box::new(move || Box::new(self.filter())), is_thorough })
    }
}

/// Scans a text as the model wrote it, in which the caller's values are placeholders and no findings, and puts those
/// values back afterwards.
pub(crate) struct AnswerFilter {
    scan: Option<Scanner>,
    restorer: Option<Restorer>,
    /// What has been scanned and waits to be restored.
    scanned: String,
}

impl AnswerFilter {
    fn restore(&mut self, out: &mut String) {
        match &mut self.restorer {
            Some(restorer) => restorer.push(&self.scanned, out),
            None => out.push_str(&self.scanned),
        }
        self.scanned.clear();
    }
}

impl TextFilter for AnswerFilter {
    type Stop = Refusal;

    fn push(&mut self, piece: &str, out: &mut String) -> Result<(), Refusal> {
        match &mut self.scan {
            Some(scan) => scan.push(piece, &mut self.scanned)?,
            None => self.scanned.push_str(piece),
        }
        self.restore(out);
        Ok(())
    }

    fn finish(&mut self, out: &mut String) -> Result<(), Refusal> {
        if let Some(scan) = &mut self.scan {
            scan.finish(&mut self.scanned)?;
        }
        self.restore(out);
        if let Some(restorer) = &mut self.restorer {
            restorer.finish(out);
        }
        Ok(())
    }
}

/// Examines one text after the other.
struct Scanner {
    masker: Masker,
    action: PiiAction,
    /// The text that is being examined; the next piece begins one when there is none.
    stream: Option<StreamMasker>,
    /// What has been taken in of it and not given out: what a finding is described by. Empty unless findings stop the
    /// answer.
    held: Zeroizing<String>,
    /// How much of it was given out.
    taken_bytes: usize,
    taken_characters: usize,
}

impl Scanner {
    fn push(&mut self, piece: &str, out: &mut String) -> Result<(), Refusal> {
        let stream = self.stream.get_or_insert_with(|| self.masker.stream());
        match self.action {
            PiiAction::Redact => stream.push(piece, out).map_err(unscanned),
            PiiAction::Block => {
                self.held.push_str(piece);
                let mut examined = String::new();
                stream.push(piece, &mut examined).map_err(unscanned)?;
                self.pass(&examined, out)
            }
            PiiAction::Warn => {
                out.push_str(piece);
                stream.push(piece, &mut String::new()).map_err(unscanned)
            }
        }
    }

    fn finish(&mut self, out: &mut String) -> Result<(), Refusal> {
        let Some(stream) = &mut self.stream else {
            return Ok(());
        };
        match self.action {
            PiiAction::Redact => stream.finish(out).map_err(unscanned)?,
            PiiAction::Block => {
                let mut examined = String::new();
                stream.finish(&mut examined).map_err(unscanned)?;
                self.pass(&examined, out)?;
            }
            PiiAction::Warn => {
                stream.finish(&mut String::new()).map_err(unscanned)?;
                let findings = stream.findings().len();
                if findings > 0 {
                    tracing::warn!(findings, "a model wrote personal data or secrets by itself");
                }
            }
        }
        self.stream = None;
        self.held = Zeroizing::default();
        (self.taken_bytes, self.taken_characters) = (0, 0);
        Ok(())
    }

    /// Gives out what was examined, unless something was found.
    fn pass(&mut self, examined: &str, out: &mut String) -> Result<(), Refusal> {
        let findings = self.stream.as_ref().map_or(&[][..], StreamMasker::findings);
        if !findings.is_empty() {
            return Err(self.refusal(findings));
        }
        out.push_str(examined);
        self.taken_bytes += examined.len();
        self.taken_characters += examined.chars().count();
        // Nothing was replaced, so this is what was taken in first.
        self.held.drain(..examined.len());
        Ok(())
    }

    fn refusal(&self, findings: &[Finding]) -> Refusal {
        let is_secret = findings.iter().any(|finding| finding.kind.is_secret());
        let shown = findings.iter().filter(|finding| finding.kind.is_secret() == is_secret);
        let findings = shown.map(|finding| self.describe(finding)).collect();
        let place = BlockedIn::Answer;
        if is_secret {
            Refusal::SecretBlocked { findings, place }
        } else {
            Refusal::PiiBlocked { findings, place }
        }
    }

    /// A finding without a single character of it: the caller does not know the value yet, and is not to.
    fn describe(&self, finding: &Finding) -> BlockedFinding {
        let before = finding.range.start.saturating_sub(self.taken_bytes);
        let value = before..finding.range.end.saturating_sub(self.taken_bytes);
        let characters = |text: Option<&str>| text.map_or(0, |text| text.chars().count());
        let start = self.taken_characters + characters(self.held.get(..before));
        let length = characters(self.held.get(value));
        BlockedFinding {
            entity_type: finding.wire_name().to_owned(),
            score: f32::from(finding.score) / 100.0,
            start,
            end: start + length,
            masked_text: "*".repeat(length.min(64)),
        }
    }
}

fn unscanned(error: DetectError) -> Refusal {
    tracing::warn!(%error, "an answer could not be scanned");
    let message = "The provider's answer holds a text that cannot be scanned for personal data.".to_owned();
    Refusal::ProviderError { upstream_status: None, message, retry_after_seconds: None }
}

#[cfg(test)]
mod tests;
