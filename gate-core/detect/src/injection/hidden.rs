//! Hidden: characters that a model reads and a person does not see.
//!
//! Legitimate uses are left alone: flags of regions made of tags (UTS 51), one variation selector behind a
//! character, joiners in emoji and in Persian or Indic words, a byte order mark, bidirectional marks.

use std::ops::Range;

/// How many invisible characters in a row carry data rather than shape a word, and how many are merely odd.
const LONG_RUN: usize = 8;
const ODD_RUN: usize = 5;
/// How many tag characters the longest flag has.
const FLAG_TAGS: usize = 7;
/// How far around an override right-to-left letters are looked for, in bytes.
const BIDI_REACH: usize = 200;

/// One stretch of hidden characters.
pub(super) struct Hidden {
    pub(super) rule: &'static str,
    pub(super) score: u8,
    pub(super) range: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Tag,
    Selector,
    ZeroWidth,
    BidiOverride,
}

fn kind_of(character: char) -> Option<Kind> {
    match u32::from(character) {
        0xE_0000..=0xE_007F => Some(Kind::Tag),
        0xFE00..=0xFE0F | 0xE_0100..=0xE_01EF => Some(Kind::Selector),
        0x180E | 0x200B..=0x200D | 0x2060..=0x2064 | 0xFEFF => Some(Kind::ZeroWidth),
        0x202D | 0x202E => Some(Kind::BidiOverride),
        _ => None,
    }
}

/// Reports every stretch in `text`.
pub(super) fn find(text: &str, mut report: impl FnMut(Hidden)) {
    if text.is_ascii() {
        return;
    }
    let mut before = '\0';
    let mut lone_selectors = Lone::default();
    let mut characters = text.char_indices().peekable();
    while let Some((start, character)) = characters.next() {
        let Some(kind) = kind_of(character) else {
            before = character;
            continue;
        };
        let (mut end, mut count) = (start + character.len_utf8(), 1);
        while let Some((at, next)) = characters.next_if(|(_, next)| kind_of(*next) == Some(kind)) {
            (end, count) = (at + next.len_utf8(), count + 1);
        }
        if kind == Kind::Selector {
            lone_selectors.note(character, before, start..end);
        }
        if let Some((rule, score)) = judge(text, kind, &(start..end), count, before) {
            report(Hidden { rule, score, range: start..end });
        }
    }
    if let Some(range) = lone_selectors.found() {
        report(Hidden { rule: "hidden-selectors", score: 90, range });
    }
}

/// What a run of `count` characters of one kind is worth.
fn judge(
    text: &str,
    kind: Kind,
    run: &Range<usize>,
    count: usize,
    before: char,
) -> Option<(&'static str, u8)> {
    match kind {
        Kind::Tag if !is_flag(&text[run.clone()], count, before) => {
            Some(("hidden-tags", if count >= 4 { 95 } else { 60 }))
        }
        Kind::Selector if count >= 3 => Some(("hidden-selectors", if count >= 4 { 95 } else { 45 })),
        Kind::ZeroWidth if count >= LONG_RUN => {
            Some(("hidden-zero-width", if is_varied(&text[run.clone()]) { 90 } else { 60 }))
        }
        Kind::ZeroWidth if count >= ODD_RUN => Some(("hidden-zero-width", 35)),
        Kind::BidiOverride if !near_right_to_left(text, run) => Some(("hidden-bidi-override", 85)),
        _ => None,
    }
}

/// A black flag, two-letter country and region in tags, and the end tag.
fn is_flag(run: &str, count: usize, before: char) -> bool {
    before == '\u{1F3F4}' && (4..=FLAG_TAGS).contains(&count) && run.ends_with('\u{E007F}')
}

/// Whether more than one character occurs: data needs at least two, padding has one.
fn is_varied(run: &str) -> bool {
    let first = run.chars().next();
    run.chars().any(|character| Some(character) != first)
}

fn near_right_to_left(text: &str, run: &Range<usize>) -> bool {
    let start = text.ceil_char_boundary(run.start.saturating_sub(BIDI_REACH));
    let end = text.floor_char_boundary((run.end + BIDI_REACH).min(text.len()));
    text[start.min(end)..end].chars().any(|character| {
        matches!(character, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
    })
}

/// Selectors behind letters that have no variants: one byte per letter is a way to hide data, too.
#[derive(Default)]
struct Lone {
    count: usize,
    start: usize,
    end: usize,
}

impl Lone {
    fn note(&mut self, selector: char, before: char, range: Range<usize>) {
        if u32::from(selector) >= 0xE_0100 && before.is_alphabetic() && u32::from(before) < 0x2E80 {
            if self.count == 0 {
                self.start = range.start;
            }
            (self.count, self.end) = (self.count + 1, range.end);
        }
    }

    fn found(&self) -> Option<Range<usize>> {
        (self.count >= 4).then_some(self.start..self.end)
    }
}

/// What hidden characters say: tags as ASCII, variation selectors as bytes (the usual way to smuggle them).
pub(super) fn reveal(hidden: &str) -> String {
    let byte = |character: char| match u32::from(character) {
        code @ 0xE_0020..=0xE_007E => u8::try_from(code - 0xE_0000).ok(),
        code @ 0xFE00..=0xFE0F => u8::try_from(code - 0xFE00).ok(),
        code @ 0xE_0100..=0xE_01EF => u8::try_from(code - 0xE_0100 + 16).ok(),
        _ => None,
    };
    let bytes: Vec<u8> = hidden.chars().filter_map(byte).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}
