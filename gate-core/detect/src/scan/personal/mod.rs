//! Personal data that are told by their form or by the word before them: e-mail and network addresses, wallets, dates
//! of birth, postal addresses, names.

mod address;
mod anchors;
mod birth;
mod cue;
mod email;
mod network;
mod obfuscated;
mod organization;
mod person;
mod seed;
mod wallet;
mod words;

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use super::context::{Words, mentions};
use super::runs::TokenRuns;
use super::sink::Sink;
use crate::EntityKind;
use crate::kind::KindSet;

/// The kinds this pass finds.
pub(super) fn kinds() -> KindSet {
    static KINDS: LazyLock<KindSet> = LazyLock::new(|| {
        KindSet::of(|kind| {
            matches!(
                kind,
                EntityKind::Email
                    | EntityKind::Ip
                    | EntityKind::IpPrivate
                    | EntityKind::MacAddress
                    | EntityKind::CryptoWallet
                    | EntityKind::SeedPhrase
                    | EntityKind::DateOfBirth
                    | EntityKind::Address
                    | EntityKind::Person
                    | EntityKind::Organization
            )
        })
    });
    *KINDS
}

type Finder = fn(&mut Sink<'_>);

/// Offers every value of these kinds that the profile wants.
pub(super) fn find(sink: &mut Sink<'_>, runs: &TokenRuns) {
    let wants = |kinds: &[EntityKind]| kinds.iter().any(|kind| sink.wants(*kind));
    let email = wants(&[EntityKind::Email]);
    let network = wants(&[EntityKind::Ip, EntityKind::IpPrivate, EntityKind::MacAddress]);
    let wallet = wants(&[EntityKind::CryptoWallet, EntityKind::SeedPhrase]);
    let seed = wants(&[EntityKind::SeedPhrase]);
    let birth = wants(&[EntityKind::DateOfBirth]);
    let address = wants(&[EntityKind::Address]);
    let person = wants(&[EntityKind::Person]);
    let organization = wants(&[EntityKind::Organization]);
    if wallet {
        wallet::find(sink, runs);
    }
    let finders: [(bool, Finder); 8] = [
        (email, email::find),
        (email, obfuscated::find),
        (network || birth || address || person, anchors::find),
        (seed, seed::find),
        (birth, birth::find_in_place),
        (address, address::find_in_place),
        (person, person::find_in_place),
        (organization, organization::find),
    ];
    for (wanted, find) in finders {
        if wanted {
            find(sink);
        }
    }
}

/// Whether a text begins here whose place is called by one of `names`: then its value needs no cue.
fn is_place(sink: &Sink<'_>, names: &Words) -> bool {
    let text = sink.text();
    text.origin == Some(0)
        && sink.from() == 0
        && !text.place.is_empty()
        && mentions(text.place.as_bytes(), names)
}
