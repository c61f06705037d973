//! Ids: the names of an answer and of its items, made of one number.

/// FNV-1a's start and factor for 128 bits.
const FNV_START: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const FNV_FACTOR: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

/// The ids of one answer, which follow from the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ids(u128);

impl Ids {
    pub(super) fn new(number: u128) -> Self {
        Self(number)
    }

    /// The same for the same text, for those who have no number at hand.
    pub(super) fn of_text(text: &str) -> Self {
        Self(text.bytes().fold(FNV_START, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(FNV_FACTOR)))
    }

    /// `resp_` and a UUID.
    pub(super) fn response(self) -> String {
        named("resp", self.0)
    }

    /// The id of the item at this place, counted from 0: a word for its kind and a UUID.
    pub(super) fn item(self, kind: &str, place: u64) -> String {
        named(kind, self.0.wrapping_add(u128::from(place) + 1))
    }

    /// The id of the item at this place of what was asked.
    pub(super) fn input(self, kind: &str, place: u64) -> String {
        named(kind, self.0.wrapping_sub(u128::from(place) + 1))
    }
}

fn named(kind: &str, number: u128) -> String {
    let digits = format!("{number:032x}");
    let mut id = format!("{kind}_{}", &digits[..8]);
    for group in [8..12, 12..16, 16..20, 20..32] {
        id.push('-');
        id.push_str(&digits[group]);
    }
    id
}

#[cfg(test)]
mod tests {
    use super::Ids;

    #[test]
    fn ids_look_like_uuids_and_differ() {
        let ids = Ids::new(0x0123_4567_89ab_4cde_8f01_2345_6789_abcd);
        assert_eq!(ids.response(), "resp_01234567-89ab-4cde-8f01-23456789abcd");
        assert_eq!(ids.item("msg", 0), "msg_01234567-89ab-4cde-8f01-23456789abce");
        assert_eq!(ids.item("fc", 1), "fc_01234567-89ab-4cde-8f01-23456789abcf");
        assert_eq!(Ids::new(u128::MAX).item("rs", 0), "rs_00000000-0000-0000-0000-000000000000");
        assert_eq!(ids.input("msg", 0), "msg_01234567-89ab-4cde-8f01-23456789abcc");
        assert_ne!(Ids::of_text("a"), Ids::of_text("b"));
    }
}
