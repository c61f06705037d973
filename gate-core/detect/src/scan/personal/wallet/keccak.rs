//! Keccak-256 as Ethereum and Monero use it: the sponge of SHA-3 with the padding from before the standard.
//!
//! Source: the Keccak reference, version 3.0; the permutation is that of FIPS 202.

/// How many bytes are taken in between two permutations.
const RATE_BYTES: usize = 136;

#[rustfmt::skip]
const ROUND_CONSTANTS: [u64; 24] = [
    0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808A, 0x8000_0000_8000_8000,
    0x0000_0000_0000_808B, 0x0000_0000_8000_0001, 0x8000_0000_8000_8081, 0x8000_0000_0000_8009,
    0x0000_0000_0000_008A, 0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000A,
    0x0000_0000_8000_808B, 0x8000_0000_0000_008B, 0x8000_0000_0000_8089, 0x8000_0000_0000_8003,
    0x8000_0000_0000_8002, 0x8000_0000_0000_0080, 0x0000_0000_0000_800A, 0x8000_0000_8000_000A,
    0x8000_0000_8000_8081, 0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
];

/// By how much each lane is rotated, and to which lane it moves, in the order in which the lanes are visited.
const ROTATIONS: [u32; 24] =
    [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44];
const LANES: [usize; 24] =
    [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1];

/// The Keccak-256 digest of `input`.
pub(super) fn keccak256(input: &[u8]) -> [u8; 32] {
    let mut state = [0_u64; 25];
    let blocks = input.chunks_exact(RATE_BYTES);
    let mut last = [0_u8; RATE_BYTES];
    let rest = blocks.remainder();
    last[..rest.len()].copy_from_slice(rest);
    last[rest.len()] ^= 0x01;
    last[RATE_BYTES - 1] ^= 0x80;
    for block in blocks.chain([last.as_slice()]) {
        for (lane, bytes) in state.iter_mut().zip(block.as_chunks().0) {
            *lane ^= u64::from_le_bytes(*bytes);
        }
        permute(&mut state);
    }
    let mut digest = [0; 32];
    for (bytes, lane) in digest.as_chunks_mut().0.iter_mut().zip(state) {
        *bytes = lane.to_le_bytes();
    }
    digest
}

/// The permutation of 1600 bits.
fn permute(state: &mut [u64; 25]) {
    for constant in ROUND_CONSTANTS {
        let columns: [u64; 5] =
            std::array::from_fn(|x| (0..5).fold(0, |parity, y| parity ^ state[x + 5 * y]));
        for (index, lane) in state.iter_mut().enumerate() {
            *lane ^= columns[(index + 4) % 5] ^ columns[(index + 1) % 5].rotate_left(1);
        }
        let mut moving = state[1];
        for (rotation, target) in ROTATIONS.into_iter().zip(LANES) {
            moving = std::mem::replace(&mut state[target], moving.rotate_left(rotation));
        }
        for row in state.as_chunks_mut::<5>().0 {
            let before = *row;
            for (x, lane) in row.iter_mut().enumerate() {
                *lane ^= !before[(x + 1) % 5] & before[(x + 2) % 5];
            }
        }
        state[0] ^= constant;
    }
}
