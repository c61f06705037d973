//! Personal data that are no plain numbers: addresses of people and machines, names, dates.

mod email;

use std::sync::LazyLock;

use super::sink::Sink;
use crate::EntityKind;
use crate::kind::KindSet;

/// The kinds this pass finds.
pub(super) fn kinds() -> KindSet {
    static KINDS: LazyLock<KindSet> = LazyLock::new(|| KindSet::of(|kind| kind == EntityKind::Email));
    *KINDS
}

/// Offers every value.
pub(super) fn find(sink: &mut Sink<'_>) {
    if sink.wants(EntityKind::Email) {
        email::find(sink);
    }
}
