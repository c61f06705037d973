//! Detection: which parts of a text are personal data or secrets, and a masked text that can be put back.
//!
//! ```
//! use gate_detect::{Masker, Profile};
//!
//! let mut masker = Masker::new(Profile::standard());
//! let masked = masker.mask("Write to Ada@example.com, card 4111 1111 1111 1111.")?;
//! assert_eq!(masked.text, "Write to {{EMAIL_1}}, card {{CARD_1}}.");
//!
//! let answer = "I wrote to {{EMAIL_1}}.";
//! assert_eq!(masker.restore(answer), "I wrote to Ada@example.com.");
//! # Ok::<(), gate_detect::DetectError>(())
//! ```
//!
//! - [`scan`] finds, [`Masker`] replaces, [`Restorer`] puts values back into a stream, [`StreamMasker`] masks one.
//! - [`secret_rules`] lists what is recognised as a secret.
//! - [`assess`] says how much a text looks like a prompt injection.
//! - Everything runs in time linear in the text, whatever the text is.
//! - An error means the text was **not** examined: refuse it.
//! - Values are wiped from memory when their table is dropped, and no `Debug` output contains one.
//!
//! # How it works
//!
//! Anchors first: passes that touch most bytes once, for groups of digits, beginnings of words, long runs of token
//! characters and the signs between a name and its value. At each anchor a hand-written matcher looks at a bounded
//! stretch of text. A match may then extend as far as its characters go, but whether it *is* a match never depends on
//! more than 512 bytes, and what lies behind the end of a stream is noted when it is asked for. That is what lets a
//! stream be cut anywhere and still give the findings of the whole text.
#![forbid(unsafe_code)]

mod custom;
mod error;
mod finding;
mod injection;
mod kind;
mod mask;
mod profile;
mod scan;

pub use error::{DetectError, MAX_TEXT_BYTES, MAX_VALUE_BYTES, PatternError};
pub(crate) use finding::Category;
pub use finding::{Finding, RuleId};
pub use injection::{InjectionClass, InjectionReason, InjectionVerdict, Provenance, RiskLevel, assess};
pub use kind::EntityKind;
pub use mask::{Masked, Masker, Restorer, StreamMasker};
pub use profile::{Action, Profile};
pub use scan::{SecretRule, scan, scan_at, secret_rules};
