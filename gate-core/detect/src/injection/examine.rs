//! Examine: one pass over a text, and a closer look wherever the automaton stops.

use std::ops::Range;

use super::encoded::{self, Disguise};
use super::guard::{self, Fences};
use super::lexicon::{LEXICON, Trigger};
use super::markup::{self, Mark};
use super::overrides::{self, Match};
use super::tables::MARKERS;
use super::verdict::{Findings, Found, Standing, percent};
use super::view::View;
use super::words::Window;
use super::{InjectionClass, Provenance, asks, hidden, links, persona, shell, spaced, structure};

/// What an instruction that only somebody else may not give is worth from one who may, in hundredths.
const ALLOWED: u8 = 30;
/// From which score on text that was hidden or encoded is reported for what it says.
const SPEAKS: u8 = 40;

/// Looks at everything.
pub(super) fn whole(text: &str, findings: &mut Findings) {
    hidden::find(text, |found| {
        findings.add(
            found_in(InjectionClass::HiddenChannel, found.rule, found.score, found.range),
            Standing::Plain,
        );
    });
    encoded::find(text, |decoded| report_decoded(findings, decoded.rule, &decoded.text, decoded.range));
    scan(text, findings, Depth::Outer);
}

/// The score of a text that was hidden or encoded: no further level is looked for in it.
fn inner_score(text: &str, provenance: Provenance) -> u8 {
    let mut findings = Findings::new(provenance);
    scan(text, &mut findings, Depth::Inner);
    findings.into_verdict().score
}

fn report_decoded(findings: &mut Findings, rule: &'static str, text: &str, range: Range<usize>) {
    let score = inner_score(text, findings.provenance());
    if score >= SPEAKS {
        // Nobody encodes an honest instruction.
        let base = score.saturating_add(10).min(100);
        findings.add(found_in(InjectionClass::Encoded, rule, base, range), Standing::Plain);
    }
}

const fn found_in(class: InjectionClass, rule: &'static str, base: u8, range: Range<usize>) -> Found {
    Found { rule, class, base, range }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Depth {
    Outer,
    Inner,
}

/// How far each kind of closer look has come, in bytes of the text. No stretch is looked at twice in one way.
#[derive(Default)]
struct Progress {
    link: usize,
    region: usize,
    fetch: usize,
    disguise: usize,
    /// In bytes of the view.
    template: usize,
}

struct Examination<'e> {
    view: &'e View<'e>,
    findings: &'e mut Findings,
    depth: Depth,
    fences: Fences,
    done: Progress,
}

/// Runs the automaton over `text`.
fn scan(text: &str, findings: &mut Findings, depth: Depth) {
    let view = &View::of(text);
    let mut examination =
        Examination { view, findings, depth, fences: Fences::default(), done: Progress::default() };
    let mut at = 0;
    while let Some((pattern, found)) = LEXICON.find(view.bytes(), at) {
        let (start, end) = (found.start, found.end);
        let looked = examination.look(pattern, found);
        // A pattern that is only part of a word may hide one that starts within it.
        at = if looked { end } else { start + 1 };
    }
}

impl Examination<'_> {
    /// Looks at what one pattern sets off; `false` if it stands inside a word and sets off nothing.
    fn look(&mut self, pattern: usize, found: Range<usize>) -> bool {
        let bytes = self.view.bytes();
        let (mut window, mut looked) = (None, false);
        for armed in LEXICON.armed(pattern).iter().filter(|armed| armed.stands_free(bytes, found.start)) {
            looked = true;
            if !self.is_worth_a_look(armed.trigger) {
                continue;
            }
            if armed.trigger.needs_window() {
                let window = window.get_or_insert_with(|| Window::around(bytes, found.start + armed.lead_in));
                self.words(armed.trigger, window);
            } else {
                self.place(armed.trigger, found.clone());
            }
        }
        looked
    }

    /// Whether what the trigger could lead to would still change the verdict.
    fn is_worth_a_look(&self, trigger: Trigger) -> bool {
        match trigger {
            Trigger::Verb { .. } | Trigger::Substring { .. } => {
                self.findings.could_gain(InjectionClass::Override, overrides::FULL)
            }
            Trigger::Lead { ask, .. } => {
                let ask = LEXICON.rules[ask].ask;
                self.findings.could_gain(ask.class, ask.score)
            }
            Trigger::Marker { family, .. } => {
                self.findings.could_gain(InjectionClass::StructureForgery, MARKERS[family].score)
            }
            _ => true,
        }
    }

    /// Judges a verb or a lead phrase by the words around it.
    fn words(&mut self, trigger: Trigger, window: &Window<'_>) {
        let common = &LEXICON.common;
        match trigger {
            Trigger::Verb { row, verb } => {
                let row = &LEXICON.rows[row];
                if let Some(found) = overrides::find(row, verb, window, common) {
                    self.phrase(InjectionClass::Override, row.language.rule, found);
                }
            }
            Trigger::Lead { ask, phrase } => {
                let rule = &LEXICON.rules[ask];
                let Some(mut found) = asks::find(rule, phrase, window, common, &LEXICON.rows[0]) else {
                    return;
                };
                if rule.ask.capitals && !self.is_capitals(window) {
                    return;
                }
                if rule.ask.data_only && self.findings.may_instruct() {
                    found.score = percent(found.score, ALLOWED);
                }
                self.phrase(rule.ask.class, rule.ask.rule, found);
            }
            _ => {}
        }
    }

    /// Judges what needs no words around it.
    fn place(&mut self, trigger: Trigger, found: Range<usize>) {
        let bytes = self.view.bytes();
        match trigger {
            Trigger::Substring { row } => {
                let row = &LEXICON.rows[row];
                if let Some(found) = overrides::find_substring(row, bytes, found) {
                    self.phrase(InjectionClass::Override, row.language.rule, found);
                }
            }
            Trigger::Marker { family, form } => self.marker(family, form, found),
            Trigger::Spaced => {
                if let Some(span) = spaced::find(bytes, found.start) {
                    let found = Match { score: 90, span, standing: Standing::Plain };
                    self.phrase(InjectionClass::Override, "override-spaced", found);
                }
            }
            Trigger::Template => self.template(found.start),
            Trigger::Fetch => self.fetch(found.start),
            Trigger::Markup(mark) if self.depth == Depth::Outer => self.markup(mark, found),
            Trigger::Disguised(disguise) if self.depth == Depth::Outer => self.disguised(disguise, found),
            _ => {}
        }
    }

    /// Reports a phrase unless its surroundings say that it is only spoken about.
    fn phrase(&mut self, class: InjectionClass, rule: &'static str, found: Match) {
        let mut standing = found.standing;
        if standing == Standing::Plain
            && guard::is_reported(self.view.bytes(), found.span.clone(), class, &mut self.fences)
        {
            standing = Standing::Reported;
        }
        let range = self.view.original(found.span);
        self.findings.add(Found { rule, class, base: found.score, range }, standing);
    }

    /// Whether the window's middle is written in capitals in the text.
    fn is_capitals(&self, window: &Window<'_>) -> bool {
        let word = self.view.original(window.span(window.middle..window.middle + 1));
        !self.view.text()[word].chars().any(char::is_lowercase)
    }

    fn marker(&mut self, family: usize, form: usize, found: Range<usize>) {
        let range = self.view.original(found.clone());
        if structure::verify(self.view.text(), range, family, form).is_some() {
            let marker = &MARKERS[family];
            let found = Match { score: marker.score, span: found, standing: Standing::Plain };
            self.phrase(InjectionClass::StructureForgery, marker.rule, found);
        }
    }

    fn template(&mut self, at: usize) {
        if at < self.done.template {
            return;
        }
        let (likeness, next) = persona::compare(self.view.bytes(), at);
        self.done.template = next;
        if let Some(likeness) = likeness {
            let range = self.view.original(likeness.span);
            let found = found_in(InjectionClass::Persona, likeness.rule, likeness.score, range);
            self.findings.add(found, Standing::Plain);
        }
    }

    fn fetch(&mut self, at: usize) {
        let start = self.view.position(at);
        if start < self.done.fetch {
            return;
        }
        let (range, end) = shell::pipeline(self.view.text(), start);
        self.done.fetch = end;
        if let Some(range) = range {
            // The usual way to install things; it becomes dangerous when a tool's answer asks for it.
            self.findings
                .add(found_in(InjectionClass::ToolAbuse, "pipe-to-shell", 55, range), Standing::Plain);
        }
    }

    fn markup(&mut self, mark: Mark, found: Range<usize>) {
        let text = self.view.text();
        let range = self.view.original(found);
        match mark {
            Mark::Comment if range.start >= self.done.region => {
                self.region(markup::comment(text, range.start));
            }
            Mark::HidingStyle if range.start >= self.done.region => {
                if let Some(region) = markup::hidden_element(text, range) {
                    self.region(region);
                }
            }
            Mark::Link | Mark::Picture if range.start >= self.done.link => {
                let judge = if mark == Mark::Link { links::markdown } else { links::picture_tag };
                let (carrier, end) = judge(text, range.start);
                self.done.link = end;
                if let Some(carrier) = carrier {
                    let found =
                        found_in(InjectionClass::Exfiltration, carrier.rule, carrier.score, carrier.range);
                    self.findings.add(found, Standing::Plain);
                }
            }
            Mark::ScriptAddress => {
                let found = found_in(InjectionClass::HiddenChannel, "link-script", 85, range);
                self.findings.add(found, Standing::Plain);
            }
            _ => {}
        }
    }

    /// Reports a region that nobody sees if it speaks to the model.
    fn region(&mut self, region: Range<usize>) {
        self.done.region = region.end;
        let hidden = &self.view.text()[region.clone()];
        if !hidden.is_empty() && inner_score(hidden, Provenance::External) >= SPEAKS {
            let found = found_in(InjectionClass::HiddenChannel, "hidden-markup", 90, region);
            self.findings.add(found, Standing::Plain);
        }
    }

    fn disguised(&mut self, disguise: Disguise, found: Range<usize>) {
        let word = self.view.original(found);
        if word.start < self.done.disguise {
            return;
        }
        let text = self.view.text();
        let part = encoded::disguised_part(text, word);
        self.done.disguise = part.end;
        report_decoded(self.findings, disguise.rule(), &disguise.undo(&text[part.clone()]), part);
    }
}
