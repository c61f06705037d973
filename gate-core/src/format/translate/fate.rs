//! Fate: what becomes of members that only one format has.

use super::Dropped;
use super::value::inexpressible;
use crate::format::FormatFault;

/// What becomes of one member.
pub(super) enum Fate {
    /// It shapes or describes the answer, which is still an answer without it.
    Drop,
    /// The caller would get something else than they asked for.
    Refuse(&'static str),
}

/// Does with the member `key` what the table says; one that is not in it is dropped as unknown.
pub(super) fn meet(
    fates: &[(&'static str, Fate)],
    key: &str,
    dropped: &mut Dropped,
) -> Result<(), FormatFault> {
    match fates.iter().find(|(name, _)| *name == key) {
        Some((name, Fate::Drop)) => dropped.add(name),
        Some((name, Fate::Refuse(why))) => return Err(inexpressible(name, why)),
        None => dropped.add_unknown("", key),
    }
    Ok(())
}
