//! Wallets: addresses of crypto-currencies and the private keys behind them, nearly all proven by a checksum.

mod base58;
mod bech32;
mod keccak;

#[cfg(test)]
mod tests;

use crate::EntityKind;
use crate::scan::context::has_words;
use crate::scan::runs::{ByteClass, LongRuns, TokenRuns};
use crate::scan::sink::{Candidate, Sink};
use crate::scan::window::Window;

static ALPHANUMERIC: ByteClass = ByteClass::alphanumeric_and(b"");

/// The shortest address of any currency, in characters.
const LEAST_CHARACTERS: usize = 25;
/// The longest key or address, in characters.
const MOST_CHARACTERS: usize = 111;

/// The longest prefix of an address in Bech32, in characters; a `1` follows it.
const LONGEST_PREFIX: usize = 8;

/// Words that say that a string without a checksum is an address.
const WORDS: &[&str] = &[
    "wallet",
    "wallets",
    "crypto",
    "cryptocurrency",
    "coin",
    "eth",
    "ethereum",
    "ether",
    "erc20",
    "usdt",
    "usdc",
    "bnb",
    "bsc",
    "polygon",
    "matic",
    "metamask",
    "ens",
    "etherscan",
    "send",
    "sent",
    "recipient",
    "payout",
    "deposit",
    "withdraw",
    "withdrawal",
    "donate",
    "donation",
    "billetera",
    "cartera",
    "portefeuille",
    "carteira",
    "portafoglio",
    "geldbörse",
    "кошелек",
];
const SOLANA_WORDS: &[&str] =
    &["sol", "solana", "phantom", "spl", "solscan", "raydium", "wallet", "lamports"];

/// Offers every address and every private key.
pub(super) fn find(sink: &mut Sink<'_>, runs: &TokenRuns) {
    let bytes = sink.bytes();
    let parts = |run| LongRuns::within(bytes, run, LEAST_CHARACTERS, &ALPHANUMERIC);
    for run in runs.at_least(LEAST_CHARACTERS).flat_map(parts) {
        if run.len() <= MOST_CHARACTERS && may_be(&bytes[run.clone()]) {
            sink.examine(run.start, recognise);
        }
    }
}

/// Whether a run of at least [`LEAST_CHARACTERS`] has the length and the beginning of an address of any kind: a first test.
fn may_be(run: &[u8]) -> bool {
    let is_base58 = matches!(run.len(), 25..=36 | 43 | 44 | 51 | 52 | 95 | 106 | 111);
    match run {
        [b'0', next, ..] => *next == b'x' && run.len() == 42,
        _ => is_base58 || run[..=LONGEST_PREFIX].contains(&b'1'),
    }
}

/// The address or key that starts at the anchor.
fn recognise(window: &Window<'_>) -> Option<Candidate> {
    let start = window.anchor();
    let free = !window
        .before(start)
        .is_some_and(|byte| ALPHANUMERIC.has(byte) || matches!(byte, b'_' | b'+' | b'#'));
    let end = window.run_end_within(start, start + MOST_CHARACTERS + 1, |byte| ALPHANUMERIC.has(byte));
    if !free || matches!(window.at(end), Some(b'_' | b'+' | b'=')) {
        return None;
    }
    let text = window.slice(start..end);
    let (kind, score, rule) = proven(text).or_else(|| named(window, start, end))?;
    Some(Candidate::new(start..end, kind, score, rule))
}

type Verdict = (EntityKind, u8, &'static str);

/// What a checksum proves.
fn proven(text: &[u8]) -> Option<Verdict> {
    match text {
        [b'0', b'x', address @ ..] => mixed_case_ethereum(address),
        _ => base58(text).or_else(|| ripple(text)).or_else(|| bech32(text)).or_else(|| monero(text)),
    }
}

fn monero(text: &[u8]) -> Option<Verdict> {
    let fits = matches!(text.len(), 95 | 106) && base58::is_monero(text);
    fits.then_some((EntityKind::CryptoWallet, 98, "wallet-monero"))
}

/// Base58 with Bitcoin's alphabet and checksum: which currency, and whether it is a key, is told by the first bytes.
fn base58(text: &[u8]) -> Option<Verdict> {
    if !matches!(text.len(), 25..=36 | 51 | 52 | 111) {
        return None;
    }
    let decoded = base58::decode(text, base58::BITCOIN)?;
    let payload = decoded.checked()?;
    let rule = match (payload.len(), payload) {
        // Bitcoin and its test network.
        (21, [0x00 | 0x05 | 0x6F | 0xC4, ..]) => "wallet-bitcoin",
        (21, [0x30 | 0x32 | 0x3A, ..]) => "wallet-litecoin",
        (21, [0x1E | 0x16, ..]) => "wallet-dogecoin",
        (21, [0x4C | 0x10, ..]) => "wallet-dash",
        (21, [0x41, ..]) => "wallet-tron",
        (22, [0x1C, 0xB8 | 0xBD, ..]) => "wallet-zcash",
        (23, [0x06, 0xA1, 0x9F | 0xA1 | 0xA4, ..] | [0x02, 0x5A, 0x79, ..]) => "wallet-tezos",
        (33, [0x80 | 0xB0 | 0x9E | 0xCC | 0xEF, ..]) | (34, [0x80 | 0xB0 | 0x9E | 0xCC | 0xEF, .., 0x01]) => {
            return Some((EntityKind::SeedPhrase, 98, "wallet-private-key"));
        }
        (78, [0x04, rest @ ..]) => return extended_key(rest),
        _ => return None,
    };
    Some((EntityKind::CryptoWallet, 98, rule))
}

/// An extended key (BIP-32, SLIP-132) behind its first byte: private ones open the wallet, public ones tell all of
/// its addresses.
fn extended_key(version: &[u8]) -> Option<Verdict> {
    match version {
        [0x88, 0xAD, 0xE4, ..] | [0x9D, 0x78, 0x78, ..] | [0xB2, 0x43, 0x0C, ..] | [0x35, 0x83, 0x94, ..] => {
            Some((EntityKind::SeedPhrase, 98, "wallet-extended-private-key"))
        }
        [0x88, 0xB2, 0x1E, ..] | [0x9D, 0x7C, 0xB2, ..] | [0xB2, 0x47, 0x46, ..] | [0x35, 0x87, 0xCF, ..] => {
            Some((EntityKind::CryptoWallet, 95, "wallet-extended-public-key"))
        }
        _ => None,
    }
}

/// An account of the XRP Ledger, or the seed of one.
fn ripple(text: &[u8]) -> Option<Verdict> {
    if !matches!((text[0], text.len()), (b'r', 25..=35) | (b's', 28..=31)) {
        return None;
    }
    let decoded = base58::decode(text, base58::RIPPLE)?;
    match decoded.checked()? {
        payload @ [0x00, ..] if payload.len() == 21 => Some((EntityKind::CryptoWallet, 98, "wallet-xrp")),
        payload @ [0x21, ..] if payload.len() == 17 => Some((EntityKind::SeedPhrase, 98, "wallet-xrp-seed")),
        _ => None,
    }
}

/// Bech32, in one case throughout.
fn bech32(text: &[u8]) -> Option<Verdict> {
    let lower = text.to_ascii_lowercase();
    let one_case = lower == text || text.iter().all(|byte| !byte.is_ascii_lowercase());
    match bech32::checked_prefix(&lower).filter(|_| one_case)? {
        b"bc" | b"tb" | b"bcrt" => Some((EntityKind::CryptoWallet, 98, "wallet-bitcoin")),
        b"ltc" => Some((EntityKind::CryptoWallet, 98, "wallet-litecoin")),
        b"addr" | b"stake" => Some((EntityKind::CryptoWallet, 98, "wallet-cardano")),
        b"cosmos" | b"osmo" | b"celestia" | b"inj" | b"terra" | b"kava" | b"juno" | b"sei" | b"bnb"
        | b"one" | b"erd" | b"npub" | b"zil" => Some((EntityKind::CryptoWallet, 95, "wallet-bech32")),
        b"nsec" => Some((EntityKind::SeedPhrase, 98, "wallet-private-key")),
        _ => None,
    }
}

/// Ethereum writes its checksum into the case of the letters (EIP-55).
fn mixed_case_ethereum(address: &[u8]) -> Option<Verdict> {
    let has_letters = address.iter().any(u8::is_ascii_alphabetic);
    if address.len() != 40 || !has_letters || !address.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let digest = keccak::keccak256(&address.to_ascii_lowercase());
    let agrees = address.iter().enumerate().all(|(index, byte)| {
        let nibble = digest[index / 2] >> (4 * (1 - index % 2)) & 0x0F;
        byte.is_ascii_digit() || byte.is_ascii_uppercase() == (nibble >= 8)
    });
    agrees.then_some((EntityKind::CryptoWallet, 98, "wallet-ethereum"))
}

/// What only a word nearby tells.
fn named(window: &Window<'_>, start: usize, end: usize) -> Option<Verdict> {
    let text = window.slice(start..end);
    match text {
        [b'0', b'x', address @ ..] if is_plain_ethereum(address) => {
            let score = if has_words(window, start, end, WORDS) { 85 } else { 50 };
            Some((EntityKind::CryptoWallet, score, "wallet-ethereum"))
        }
        _ if matches!(text.len(), 43 | 44) => {
            let decoded = base58::decode(text, base58::BITCOIN)?;
            let fits = decoded.bytes().len() == 32 && text.iter().any(u8::is_ascii_digit);
            (fits && has_words(window, start, end, SOLANA_WORDS)).then_some((
                EntityKind::CryptoWallet,
                80,
                "wallet-solana",
            ))
        }
        _ => None,
    }
}

/// Forty hexadecimal digits with letters of one case, and not the zero address or a pattern such as `0xdeadbeef...`.
fn is_plain_ethereum(address: &[u8]) -> bool {
    let one_case =
        !(address.iter().any(u8::is_ascii_lowercase) && address.iter().any(u8::is_ascii_uppercase));
    let mut seen = [false; 256];
    for byte in address {
        seen[usize::from(*byte)] = true;
    }
    let different = seen.into_iter().filter(|seen| *seen).count();
    address.len() == 40 && address.iter().all(u8::is_ascii_hexdigit) && one_case && different >= 8
}
