//! Lexicon: the tables, read once, and the one automaton that finds where in a text it is worth looking closer.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, MatchKind, StartKind};

use super::fold::skeleton;
use super::gate::Gate;
use super::tables::{ASKS, Ask, BLOCKERS, FILLERS, LANGUAGES, Language, MARKERS, Near, SUBJECTS, Spacing};
use super::words::{Phrase, Phrases, is_word};
use super::{encoded, markup, persona, shell, spaced};

/// What to look for where the automaton stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trigger {
    /// A verb of a language: its row and its number among all verbs of the row.
    Verb { row: usize, verb: usize },
    /// A verb of a language without spaces.
    Substring { row: usize },
    /// The lead phrase of an ask.
    Lead { ask: usize, phrase: usize },
    /// A role marker: its family and its form.
    Marker { family: usize, form: usize },
    /// A verb in letters set apart.
    Spaced,
    /// A word of the persona templates.
    Template,
    /// Markup that hides what is in it, or a link.
    Markup(markup::Mark),
    /// A telling word in ROT13 or written backwards.
    Disguised(encoded::Disguise),
    /// A command that fetches something.
    Fetch,
}

impl Trigger {
    /// Whether the surrounding words are needed to judge it.
    pub(super) const fn needs_window(self) -> bool {
        matches!(self, Self::Verb { .. } | Self::Lead { .. })
    }
}

/// A trigger and where its word stands in the pattern that set it off.
#[derive(Debug, Clone, Copy)]
pub(super) struct Armed {
    pub(super) trigger: Trigger,
    /// How many bytes of the pattern stand before the word.
    pub(super) lead_in: usize,
    length: usize,
    edges: Edges,
}

/// Which ends of a word must be free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edges {
    None,
    Start,
    Both,
}

impl Armed {
    /// Whether the pattern begins with the word and something else than a word must stand before it.
    fn begins_free(&self) -> bool {
        self.lead_in == 0 && self.edges != Edges::None
    }

    /// Whether the word stands free where the pattern was found.
    pub(super) fn stands_free(&self, bytes: &[u8], found: usize) -> bool {
        let start = found + self.lead_in;
        let free_start = self.edges == Edges::None || start == 0 || !is_word(bytes[start - 1]);
        let is_end = |at: usize| bytes.get(at).is_none_or(|byte| !is_word(*byte));
        free_start && (self.edges != Edges::Both || is_end(start + self.length))
    }
}

/// A language's row with its phrases read.
pub(super) struct Row {
    pub(super) language: &'static Language,
    /// Verbs, then weak verbs.
    pub(super) verbs: Phrases,
    pub(super) nouns: Phrases,
    pub(super) weak_nouns: Phrases,
    pub(super) which: Phrases,
    pub(super) weak_which: Phrases,
    pub(super) whole: Phrases,
    pub(super) negations: Phrases,
    pub(super) only_with: Phrases,
    /// Skeletons of the columns, for languages without spaces.
    pub(super) parts: Parts,
}

/// The columns of a language without spaces, as substrings.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) nouns: Vec<Vec<u8>>,
    pub(super) weak_nouns: Vec<Vec<u8>>,
    pub(super) which: Vec<Vec<u8>>,
    pub(super) weak_which: Vec<Vec<u8>>,
    pub(super) negations: Vec<Vec<u8>>,
}

/// An ask with its phrases read.
pub(super) struct Rule {
    pub(super) ask: &'static Ask,
    pub(super) lead: Phrases,
    pub(super) near: Vec<(&'static Near, Phrases)>,
    pub(super) not_before: Phrases,
}

/// Everything that is looked for.
pub(super) struct Lexicon {
    gate: Gate,
    automaton: AhoCorasick,
    triggers: Vec<Vec<Armed>>,
    pub(super) rows: Vec<Row>,
    pub(super) rules: Vec<Rule>,
    pub(super) common: Common,
}

/// Word lists that are no rules of their own.
pub(super) struct Common {
    /// What ends the search for an object: "ignore the typo **in** the instructions above".
    pub(super) blockers: Phrases,
    /// Who is spoken about rather than told: "the **model** ignore(d) ...".
    pub(super) subjects: Phrases,
    /// What may stand between a negation and its verb.
    pub(super) fillers: Phrases,
}

pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

impl Lexicon {
    /// The first pattern at or after byte `from` that may set off something, the longest at its place, and where.
    pub(super) fn find(&self, bytes: &[u8], mut from: usize) -> Option<(usize, Range<usize>)> {
        while let Some(at) = self.gate.next(bytes, from) {
            let input = Input::new(bytes).range(at..).anchored(Anchored::Yes);
            if let Some(found) = self.automaton.find(input) {
                return Some((found.pattern().as_usize(), found.range()));
            }
            from = at + 1;
        }
        None
    }

    /// What the pattern of this number sets off.
    pub(super) fn armed(&self, pattern: usize) -> &[Armed] {
        self.triggers.get(pattern).map_or(&[], Vec::as_slice)
    }

    fn read() -> Self {
        let rows: Vec<Row> = LANGUAGES.iter().map(Row::read).collect();
        let rules: Vec<Rule> = ASKS.iter().map(Rule::read).collect();
        let mut patterns = Patterns::default();
        rows.iter().enumerate().for_each(|(index, row)| patterns.add_row(index, row));
        for (ask, rule) in rules.iter().enumerate() {
            for (phrase, lead) in rule.lead.list.iter().enumerate() {
                patterns.add_word(lead, Trigger::Lead { ask, phrase });
            }
        }
        patterns.add_fixed();
        let (patterns, triggers) = patterns.finish();
        let anywhere = |armed: &Vec<Armed>| !armed.iter().all(Armed::begins_free);
        let gate = Gate::of(patterns.iter().zip(triggers.iter().map(anywhere)));
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .start_kind(StartKind::Anchored)
            .match_kind(MatchKind::LeftmostLongest)
            .build(patterns)
            .expect("a few thousand short patterns fit an automaton");
        Self { gate, automaton, triggers, rows, rules, common: Common::read() }
    }
}

/// Patterns and what they set off.
#[derive(Default)]
struct Patterns(BTreeMap<Vec<u8>, Vec<Armed>>);

/// A short word occurs inside many others, so its pattern includes what stands before it.
const SHORT_WORD: usize = 4;
const LEAD_INS: &[u8] = b" \n\"'(*,:[";

impl Patterns {
    fn add(&mut self, pattern: Vec<u8>, trigger: Trigger, edges: Edges) {
        let length = pattern.len();
        self.0.entry(pattern).or_default().push(Armed { trigger, lead_in: 0, length, edges });
    }

    fn add_word(&mut self, phrase: &Phrase, trigger: Trigger) {
        let (_, word, stem) = phrase.anchor();
        let edges = if stem { Edges::Start } else { Edges::Both };
        if word.len() >= SHORT_WORD {
            return self.add(word.to_vec(), trigger, edges);
        }
        for before in LEAD_INS {
            let pattern = [&[*before], word].concat();
            let armed = Armed { trigger, lead_in: 1, length: word.len(), edges };
            self.0.entry(pattern).or_default().push(armed);
        }
    }

    fn add_row(&mut self, row: usize, read: &Row) {
        if read.language.spacing == Spacing::None {
            for verb in read.language.verbs {
                self.add(skeleton(verb), Trigger::Substring { row }, Edges::None);
            }
            return;
        }
        for (verb, phrase) in read.verbs.list.iter().enumerate() {
            self.add_word(phrase, Trigger::Verb { row, verb });
        }
    }

    fn add_fixed(&mut self) {
        for (family, marker) in MARKERS.iter().enumerate() {
            for (form, text) in marker.forms.iter().enumerate() {
                self.add(skeleton(text), Trigger::Marker { family, form }, Edges::None);
            }
        }
        for pattern in spaced::patterns() {
            self.add(pattern, Trigger::Spaced, Edges::Start);
        }
        for word in persona::GATE_WORDS {
            self.add(skeleton(word), Trigger::Template, Edges::Start);
        }
        for (pattern, mark) in markup::PATTERNS {
            self.add(skeleton(pattern), Trigger::Markup(*mark), Edges::None);
        }
        for (pattern, disguise) in encoded::disguised_words() {
            self.add(pattern, Trigger::Disguised(disguise), Edges::Both);
        }
        for word in shell::FETCHERS {
            self.add(skeleton(word), Trigger::Fetch, Edges::Both);
        }
    }

    /// The patterns in order, each with all triggers whose pattern it begins with: the automaton reports only the
    /// longest pattern at a place.
    fn finish(self) -> (Vec<Vec<u8>>, Vec<Vec<Armed>>) {
        let armed_at = |pattern: &[u8]| {
            let prefixes = (1..=pattern.len()).filter_map(|length| self.0.get(&pattern[..length]));
            prefixes.flatten().copied().collect::<Vec<_>>()
        };
        let triggers = self.0.keys().map(|pattern| armed_at(pattern)).collect();
        (self.0.into_keys().collect(), triggers)
    }
}

impl Row {
    fn read(language: &'static Language) -> Self {
        let verbs = [language.verbs, language.weak_verbs].concat();
        Self {
            language,
            verbs: Phrases::read(&verbs),
            nouns: Phrases::read(language.nouns),
            weak_nouns: Phrases::read(language.weak_nouns),
            which: Phrases::read(language.which),
            weak_which: Phrases::read(language.weak_which),
            whole: Phrases::read(language.whole),
            negations: Phrases::read(language.negations),
            only_with: Phrases::read(language.only_with),
            parts: if language.spacing == Spacing::None { Parts::read(language) } else { Parts::default() },
        }
    }
}

impl Parts {
    fn read(language: &Language) -> Self {
        let column = |entries: &[&str]| entries.iter().map(|entry| skeleton(entry)).collect();
        Self {
            nouns: column(language.nouns),
            weak_nouns: column(language.weak_nouns),
            which: column(language.which),
            weak_which: column(language.weak_which),
            negations: column(language.negations),
        }
    }
}

impl Rule {
    fn read(ask: &'static Ask) -> Self {
        Self {
            ask,
            lead: Phrases::read(ask.lead),
            near: ask.near.iter().map(|near| (near, Phrases::read(near.phrases))).collect(),
            not_before: Phrases::read(ask.not_before),
        }
    }
}

impl Common {
    fn read() -> Self {
        Self {
            blockers: Phrases::read(BLOCKERS),
            subjects: Phrases::read(SUBJECTS),
            fillers: Phrases::read(FILLERS),
        }
    }
}
