//! Rule: one family of keys, as a row of a table.

use super::check::Check;
use super::form::Form;

/// How the values of one family are recognised. The name of a rule never changes, since reports and policies use it.
pub(super) struct Rule {
    /// Its name, such as `github-token`.
    pub(super) id: &'static str,
    /// How sure a value of this form is, in hundredths, before it is checked.
    pub(super) score: u8,
    /// What can be verified without asking the issuer.
    pub(super) check: Check,
    /// The forms its values have; see [`super::form`].
    pub(super) forms: &'static [&'static str],
    /// Who issues it, in small letters and without spaces. When there are any, one must stand shortly before the
    /// value: the form alone says too little.
    pub(super) vendors: &'static [&'static str],
    /// Whose key it is, in a few words.
    pub(super) what: &'static str,
}

/// A table of rules: name, score, check, forms, who issues it (where that must be said nearby), and what it is.
macro_rules! rules {
    ($($id:literal $score:literal $check:ident [$($form:literal)+] $(near [$($vendor:literal)+])? $what:literal;)+) => {
        /// The rules of this file.
        pub(in crate::scan::secret) const RULES: &[$crate::scan::secret::rule::Rule] = &[$(
            $crate::scan::secret::rule::Rule {
                id: $id,
                score: $score,
                check: $crate::scan::secret::check::Check::$check,
                forms: &[$($form),+],
                vendors: &[$($($vendor),+)?],
                what: $what,
            },
        )+];
    };
}
pub(in crate::scan::secret) use rules;

/// One form of a rule, compiled.
pub(super) struct Shape {
    pub(super) rule: &'static Rule,
    pub(super) form: Form,
}

impl Shape {
    /// Whether the beginning is so peculiar that a value may be longer than its form says.
    pub(super) fn is_peculiar(&self) -> bool {
        self.form.prefix_length() >= 3 && self.form.prefix_has_sign()
    }
}
