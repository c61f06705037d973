//! Endings: how the names of secrets end. One look tells that an operator stands behind something else.

use std::sync::LazyLock;

use super::words::{APPENDED, DOUBTFUL, PASSWORDS, PINS, SECRETS};

/// One bit for each combination of three letters.
struct Endings([u64; 32 * 32 * 32 / 64]);

static ENDINGS: LazyLock<Endings> = LazyLock::new(|| {
    let mut endings = Endings([0; 32 * 32 * 32 / 64]);
    for name in [&PASSWORDS, &SECRETS, &DOUBTFUL, &PINS, &APPENDED].into_iter().flat_map(|list| list.iter()) {
        match *name {
            [.., first, second, third] => endings.put([first, second, third]),
            [second, third] => (0..32).for_each(|first| endings.put([first, second, third])),
            _ => {}
        }
    }
    endings
});

impl Endings {
    /// Letters of either case have the same five low bits; what other bytes have does no harm.
    const fn place([first, second, third]: [u8; 3]) -> (usize, usize) {
        let index = (first as usize & 31) << 10 | (second as usize & 31) << 5 | third as usize & 31;
        (index / 64, index % 64)
    }

    fn put(&mut self, ending: [u8; 3]) {
        let (word, bit) = Self::place(ending);
        self.0[word] |= 1 << bit;
    }
}

/// Whether a name may end in these three bytes. Names that end in a digit or beyond ASCII may always.
#[inline]
pub(super) fn may_end_in(ending: [u8; 3]) -> bool {
    if ending[2].is_ascii_digit() || !ending.is_ascii() {
        return true;
    }
    let (word, bit) = Endings::place(ending);
    ENDINGS.0[word] >> bit & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_of_names_are_told_from_others() {
        for ending in ["ord", "ORD", "key", "ken", "_pw", "ret", "ña1", "ial"] {
            let bytes = ending.as_bytes();
            assert!(
                may_end_in([bytes[bytes.len() - 3], bytes[bytes.len() - 2], bytes[bytes.len() - 1]]),
                "{ending}"
            );
        }
        for ending in ["ame", "elf", "ist", "ize", "unt"] {
            let bytes = ending.as_bytes();
            assert!(!may_end_in([bytes[0], bytes[1], bytes[2]]), "{ending}");
        }
    }
}
