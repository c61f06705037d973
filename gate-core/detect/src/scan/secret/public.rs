//! Public: values that look like keys although everyone may read them, such as keys made for web pages and the ids of
//! accounts. Whatever else would find them leaves them alone.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem;

use super::encoding::base64;
use super::form::Form;
use super::guards;
use super::rules::PUBLIC;
use crate::scan::window::Window;

/// How sure it is that such a value is a secret after all, in hundredths: too little for the standard profile.
pub(super) const SCORE: u8 = 50;

/// How far before and behind a value its company is looked for, in bytes.
const BESIDE_BYTES: (usize, usize) = (160, 200);

/// How far before a value the words are looked for that make it a secret, in bytes.
const UNLESS_BYTES: usize = 48;

/// One family of public values.
pub(super) struct Public {
    /// The forms its values have; see [`super::form`].
    pub(super) forms: &'static [&'static str],
    /// When there are any, one of these, in small letters, must stand near the value.
    pub(super) beside: &'static [&'static str],
    /// What must not stand before the value, since a secret of the same issuer has the same form.
    pub(super) unless: &'static [&'static str],
}

/// The forms, ready to be compared.
static FORMS: LazyLock<Vec<(Form, &'static Public)>> = LazyLock::new(|| {
    let forms = |public: &'static Public| {
        let compiled = |notation: &&str| Form::parse(notation).expect("a test parses every form");
        public.forms.iter().map(compiled).map(move |form| (form, public))
    };
    PUBLIC.iter().flat_map(forms).collect()
});

/// Whether everyone may read the value that stands at `range`.
pub(super) fn is_public(window: &Window<'_>, range: &Range<usize>) -> bool {
    let has_form = |(form, public): &(Form, &Public)| {
        form.end(window, range.start).is_some_and(|end| end >= range.end)
            && has_company(window, range, public)
    };
    FORMS.iter().any(has_form) || is_token_for_anyone(window.slice(range.clone()))
}

fn has_company(window: &Window<'_>, range: &Range<usize>, public: &Public) -> bool {
    let stands_in = |range: Range<usize>, words: &[&str]| {
        let text = window.slice(range);
        words.iter().any(|word| guards::contains_any_case(text, word.as_bytes()))
    };
    let (before, behind) = BESIDE_BYTES;
    let start = range.start;
    let is_beside = || {
        stands_in(start.saturating_sub(before)..start, public.beside)
            || stands_in(range.end..range.end + behind, public.beside)
    };
    (public.beside.is_empty() || is_beside())
        && !stands_in(start.saturating_sub(UNLESS_BYTES)..start, public.unless)
}

/// Whether this is a JSON Web Token for anyone.
fn is_token_for_anyone(value: &[u8]) -> bool {
    value.starts_with(b"eyJ")
        && value.split(|byte| *byte == b'.').nth(1).is_some_and(|payload| is_for_anyone(&base64(payload)))
}

/// Whether the payload of a web token gives a role that everyone has: Supabase hands out one such token for all.
pub(super) fn is_for_anyone(payload: &[u8]) -> bool {
    memmem::find(payload, b"\"role\":\"anon\"").is_some()
}
