//! Anchors: the strings that announce a secret, of all the searches that look for such, found in one pass.

use std::sync::LazyLock;

use super::needle::Needles;
use super::{assign, marker, pem, url};
use crate::scan::ANCHOR_REACH_BYTES;
use crate::scan::sink::Sink;

/// A search that begins at fixed strings.
struct Family {
    /// The strings.
    strings: fn() -> Vec<&'static str>,
    /// Looks at the place in the text where the string with this number stands.
    examine: fn(&mut Sink<'_>, usize, usize),
}

const FAMILIES: [Family; 4] = [
    Family { strings: assign::anchors, examine: assign::examine },
    Family { strings: url::anchors, examine: url::examine },
    Family { strings: pem::anchors, examine: pem::examine },
    Family { strings: marker::anchors, examine: marker::examine },
];

/// The strings of every family, with its number and theirs.
struct Anchors {
    needles: Needles,
    owners: Vec<(usize, usize)>,
}

static ANCHORS: LazyLock<Anchors> = LazyLock::new(|| {
    let (mut strings, mut owners) = (Vec::new(), Vec::new());
    for (family, row) in FAMILIES.iter().enumerate() {
        let own = (row.strings)();
        owners.extend((0..own.len()).map(|number| (family, number)));
        strings.extend(own);
    }
    Anchors { needles: Needles::of(&strings), owners }
});

/// Shows every string to its family.
pub(super) fn find(sink: &mut Sink<'_>) {
    let from = sink.from().saturating_sub(ANCHOR_REACH_BYTES);
    let anchors = &*ANCHORS;
    anchors.needles.each(sink.bytes(), from, |at, index| {
        let (family, number) = anchors.owners[index];
        (FAMILIES[family].examine)(sink, at, number);
    });
}
