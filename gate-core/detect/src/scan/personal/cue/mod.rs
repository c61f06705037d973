//! Cues: one pass for all the words that announce a date of birth, a name, an address or a seed phrase.
//!
//! Every occurrence is looked at, overlapping ones too, so that it does not matter where the search begins.

mod table;

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Input};

use super::{address, birth, person, seed};
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
    /// The words of a wallet.
    Seed,
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
            Self::Seed => EntityKind::SeedPhrase,
            Self::StreetLead | Self::StreetTail | Self::PostBox | Self::PostMark | Self::AddressKey => EntityKind::Address,
            _ => EntityKind::Person,
        }
    }

    /// Whether a cue begins only where a word begins. Parts of keys and of compounds do not.
    const fn starts_word(self) -> bool {
        !matches!(self, Self::Birth | Self::NameKey | Self::StreetTail | Self::PostMark | Self::AddressKey)
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
            Self::Seed => seed::announced(window, end),
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

/// A cue: what it announces, and whether its neighbours have to be looked at (ideographs are not parted by spaces).
#[derive(Clone, Copy)]
struct Cue {
    role: Role,
    starts_word: bool,
    ends_word: bool,
}

struct Cues {
    automaton: AhoCorasick,
    cues: Vec<Cue>,
}

static AUTOMATON: LazyLock<Cues> = LazyLock::new(|| {
    let words = || CUES.iter().flat_map(|(role, texts)| texts.iter().map(move |text| (*role, *text)));
    let automaton = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .build(words().map(|(_, text)| text))
        .expect("the words are a constant of a few hundred, which fit any automaton");
    let is_letter = |character: Option<char>| character.is_some_and(|it| it.is_alphabetic() && it < '\u{3000}');
    let cues = words().map(|(role, text)| Cue {
        role,
        starts_word: role.starts_word() && is_letter(text.chars().next()),
        ends_word: role.ends_word() && is_letter(text.chars().next_back()),
    });
    Cues { automaton, cues: cues.collect() }
});

/// Offers what every cue announces.
pub(super) fn find(sink: &mut Sink<'_>) {
    let bytes = sink.bytes();
    let from = sink.from().min(bytes.len()).saturating_sub(ANCHOR_REACH_BYTES);
    let Cues { automaton, cues } = &*AUTOMATON;
    for found in automaton.find_overlapping_iter(Input::new(bytes).span(from..bytes.len())) {
        let cue = cues[found.pattern()];
        if cue.fits(bytes, found.start(), found.end()) && sink.wants(cue.role.kind()) {
            sink.examine(found.start(), |window| cue.role.recognise(window, found.end()));
        }
    }
}

impl Cue {
    /// Whether the bytes next to the cue allow it. A byte that is not there yet counts as fitting.
    fn fits(self, bytes: &[u8], start: usize, end: usize) -> bool {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
        let starts = || match bytes[..start] {
            [.., b'\\', b'n' | b'r' | b't'] => true,
            // A typographic quote, dash or space is no letter.
            [.., 0xE2, 0x80, _] | [.., 0xC2, _] | [.., 0xE3, 0x80, _] => true,
            [.., before] => !is_letter(before),
            [] => true,
        };
        let ends = || bytes.get(end).is_none_or(|byte| !is_letter(*byte) || matches!(byte, 0xC2 | 0xE2 | 0xE3 | 0xEF));
        (!self.ends_word || ends())
            && (!self.starts_word || starts())
            && (!self.role.is_capital() || !bytes[start].is_ascii_lowercase())
    }
}
