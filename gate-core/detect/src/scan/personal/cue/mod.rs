//! Cues: one pass for all the words that announce a date of birth, a name or an address.
//!
//! Every occurrence is looked at, overlapping ones too, so that it does not matter where the search begins.

mod table;

use std::sync::LazyLock;

use super::{address, birth, person};
use crate::EntityKind;
use crate::scan::ANCHOR_REACH_BYTES;
use crate::scan::sink::{Candidate, Sink};
use crate::scan::window::Window;
use table::CUES;

/// What a cue announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A date of birth.
    Birth,
    /// The name of who speaks: `my name is`.
    Introduction,
    /// The same when two names follow: `I am`.
    Presence,
    /// A title, in front of a surname.
    Title,
    /// The opening of a letter: `Dear`.
    Greeting,
    /// The opening of a message: `Hi`. One name and a comma follow.
    Salute,
    /// The end of a letter; a line with a name follows.
    Closing,
    /// The end of a key that may mean a person: `name`.
    NameKey,
    /// A key or label that means a person: `surname`, `patient`.
    PersonKey,
    /// The kind of a street before its name: `rue`.
    StreetLead,
    /// The kind of a street at the end of its name: `straße`.
    StreetTail,
    /// A box at a post office.
    PostBox,
    /// The sign before a Japanese postcode.
    PostMark,
    /// A key or label that means an address.
    AddressKey,
}

impl Role {
    const fn kind(self) -> EntityKind {
        match self {
            Self::Birth => EntityKind::DateOfBirth,
            Self::StreetLead | Self::StreetTail | Self::PostBox | Self::PostMark | Self::AddressKey => {
                EntityKind::Address
            }
            _ => EntityKind::Person,
        }
    }

    /// Whether a cue begins only where a word begins. Parts of keys and of compounds do not.
    const fn starts_word(self) -> bool {
        !matches!(self, Self::NameKey | Self::StreetTail | Self::PostMark | Self::AddressKey)
    }

    /// Whether a cue ends only where a word ends.
    const fn ends_word(self) -> bool {
        !matches!(self, Self::Birth | Self::PostMark | Self::AddressKey)
    }

    /// Whether a cue counts only with a capital letter: in small letters it is another word or part of code.
    const fn is_capital(self) -> bool {
        matches!(self, Self::Title | Self::Greeting | Self::Salute)
    }

    fn recognise(self, window: &Window<'_>, end: usize) -> Option<Candidate> {
        match self {
            Self::Birth => birth::behind(window, end),
            Self::Introduction => person::introduced(window, end),
            Self::Presence => person::present(window, end),
            Self::Title => person::titled(window, end),
            Self::Greeting => person::greeted(window, end),
            Self::Salute => person::saluted(window, end),
            Self::Closing => person::signed(window, end),
            Self::NameKey => person::named(window, end),
            Self::PersonKey => person::keyed(window, end),
            Self::StreetLead => address::behind_kind(window, end),
            Self::StreetTail => address::behind_name(window, end),
            Self::PostBox => address::post_box(window, end),
            Self::PostMark => address::post_mark(window, end),
            Self::AddressKey => address::keyed(window, end),
        }
    }
}

/// How many bits of each of the last three bytes are looked at: letters in either case are told apart by five.
const BITS: usize = 5;
const TRIPLES: usize = 1 << (3 * BITS);

/// A cue: its text, what it announces, and whether its neighbours have to be looked at (ideographs are not parted by
/// spaces).
#[derive(Clone, Copy)]
struct Cue {
    text: &'static [u8],
    role: Role,
    starts_word: bool,
    ends_word: bool,
}

/// The cues by the first three bytes of their texts.
struct Cues {
    /// For each triple whether any cue begins with it.
    known: Box<[bool]>,
    /// For each triple where its cues begin; one more for the end of the last.
    starts: Vec<usize>,
    sorted: Vec<Cue>,
}

static INDEX: LazyLock<Cues> = LazyLock::new(Cues::new);

impl Cues {
    fn new() -> Self {
        let is_letter =
            |character: Option<char>| character.is_some_and(|it| it.is_alphabetic() && it < '\u{3000}');
        let mut keyed = Vec::new();
        for (role, text) in CUES.iter().flat_map(|(role, texts)| texts.iter().map(move |text| (*role, *text)))
        {
            let cue = Cue {
                text: text.as_bytes(),
                role,
                starts_word: role.starts_word() && is_letter(text.chars().next()),
                ends_word: role.ends_word() && is_letter(text.chars().next_back()),
            };
            keyed.extend(triples(cue.text).map(|triple| (triple, cue)));
        }
        keyed.sort_by_key(|(triple, _)| *triple);
        let mut known = vec![false; TRIPLES].into_boxed_slice();
        for (triple, _) in &keyed {
            known[*triple] = true;
        }
        let starts =
            (0..=TRIPLES).map(|triple| keyed.partition_point(|(other, _)| *other < triple)).collect();
        Self { known, starts, sorted: keyed.into_iter().map(|(_, cue)| cue).collect() }
    }

    fn of(&self, triple: usize) -> &[Cue] {
        &self.sorted[self.starts[triple]..self.starts[triple + 1]]
    }
}

/// The triple of three bytes, or all triples with which a text of two bytes may go on.
fn triples(text: &[u8]) -> impl Iterator<Item = usize> {
    let head = text.iter().take(3).fold(0, |triple, byte| shifted(triple, *byte));
    let missing = BITS * 3_usize.saturating_sub(text.len());
    (0..1 << missing).map(move |rest| (head << missing) | rest)
}

fn shifted(triple: usize, byte: u8) -> usize {
    ((triple << BITS) | (usize::from(byte) % (1 << BITS))) % TRIPLES
}

/// Offers what every cue announces.
pub(super) fn find(sink: &mut Sink<'_>) {
    let bytes = sink.bytes();
    let from = sink.from().min(bytes.len()).saturating_sub(ANCHOR_REACH_BYTES);
    let index = &*INDEX;
    let mut triple = 0;
    // Two bytes that do not exist, for a cue of two bytes at the end of the text.
    bytes[from..].iter().chain(&[0; 2]).enumerate().for_each(|(offset, byte)| {
        triple = shifted(triple, *byte);
        if index.known[triple] && offset >= 2 {
            look_at(sink, from + offset - 2, index.of(triple));
        }
    });
}

/// Offers what those of `cues` announce that stand at `start`.
fn look_at(sink: &mut Sink<'_>, start: usize, cues: &[Cue]) {
    for cue in cues {
        let end = start + cue.text.len();
        let stands = sink.bytes().get(start..end).is_some_and(|text| text.eq_ignore_ascii_case(cue.text));
        if stands && cue.fits(sink.bytes(), start, end) && sink.wants(cue.role.kind()) {
            sink.examine(start, |window| cue.role.recognise(window, end));
        }
    }
}

impl Cue {
    /// Whether the bytes next to the cue allow it. A byte that is not there yet counts as fitting.
    fn fits(self, bytes: &[u8], start: usize, end: usize) -> bool {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
        let starts = || match bytes[..start] {
            // The letter of an escape is none, nor is a typographic quote, dash or space.
            [.., b'\\', b'n' | b'r' | b't'] | [.., 0xE2 | 0xE3, 0x80, _] | [.., 0xC2, _] | [] => true,
            // The parts of `date_of_birth` and `dateOfBirth` are words.
            [.., before] if before.is_ascii_lowercase() => bytes[start].is_ascii_uppercase(),
            [.., before] => before == b'_' || !is_letter(before),
        };
        let ends = || {
            bytes.get(end).is_none_or(|byte| !is_letter(*byte) || matches!(byte, 0xC2 | 0xE2 | 0xE3 | 0xEF))
        };
        (!self.ends_word || ends())
            && (!self.starts_word || starts())
            && (!self.role.is_capital() || !bytes[start].is_ascii_lowercase())
    }
}
