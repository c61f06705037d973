//! Numbers: ids that consist of digits.

use super::sink::Sink;
use crate::kind::KindSet;

/// The kinds this pass finds.
pub(super) fn kinds() -> KindSet {
    KindSet::of(|_| true)
}

/// Offers every value.
pub(super) fn find(_sink: &mut Sink<'_>) {}
