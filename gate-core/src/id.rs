//! Ids: typed, so that a tenant's id cannot be passed where a key's is meant.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

/// Where randomness comes from; passed in, so that tests can repeat themselves.
pub trait Entropy: Send + Sync + 'static {
    /// Fills `bytes` with random values.
    fn fill(&self, bytes: &mut [u8]);
}

/// The randomness of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        // Without randomness no key may be made and no id is safe: there is nothing sensible to go on with.
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}

/// `length` characters of `0-9A-Za-z`, each equally likely.
pub fn base62(entropy: &dyn Entropy, length: usize) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut text = String::with_capacity(length);
    let mut pool = [0_u8; 64];
    while text.len() < length {
        entropy.fill(&mut pool);
        // 248 is the largest multiple of 62 below 256: taking more would favour the first digits.
        for byte in pool.iter().filter(|byte| **byte < 248).take(length - text.len()) {
            text.push(char::from(DIGITS[usize::from(byte % 62)]));
        }
    }
    text
}

macro_rules! row_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);
    )+};
}

row_ids! {
    /// An organisation's row.
    OrgId,
    /// A team's row.
    TeamId,
    /// A tenant's (consumer's) row.
    TenantId,
    /// A key's row.
    KeyId,
    /// A provider's row.
    ProviderRowId,
    /// A stored provider key's row.
    ProviderKeyId,
}

/// One call: time-ordered, 64 bit. An integer inside, `gw_` and 16 hexadecimal digits outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(u64);

impl CallId {
    /// The id as the store keeps it.
    pub fn row(self) -> i64 {
        i64::try_from(self.0).unwrap_or(i64::MAX)
    }

    /// The id of a stored row; `None` for a negative number, which no call has.
    pub fn from_row(row: i64) -> Option<Self> {
        u64::try_from(row).ok().map(Self)
    }

    /// A row below which no call that began at this moment (milliseconds since 1970) or later is stored.
    pub fn lowest_at(unix_ms: i64) -> i64 {
        unix_ms.clamp(0, (1 << 42) - 1) << 21
    }

    /// Reads `gw_0123456789abcdef`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("gw_")?;
        let is_canonical =
            digits.len() == 16 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        u64::from_str_radix(digits, 16).ok().filter(|id| is_canonical && i64::try_from(*id).is_ok()).map(Self)
    }
}

impl fmt::Display for CallId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "gw_{:016x}", self.0)
    }
}

/// Makes call ids: 42 bits of milliseconds, then 21 bits that start at random within each millisecond.
///
/// Ids only grow, also when the wall clock is set back and, by [`CallIds::after`], across restarts.
#[derive(Debug)]
pub struct CallIds {
    last: AtomicU64,
}

impl CallIds {
    /// Ids that all come after `last`, the highest one ever stored (0 when there is none).
    pub fn after(last: i64) -> Self {
        Self { last: AtomicU64::new(u64::try_from(last).unwrap_or(0)) }
    }

    /// The next id for a call that begins at this moment. `noise` spreads ids made in one millisecond.
    pub fn next(&self, unix_ms: i64, noise: u32) -> CallId {
        let moment = u64::try_from(unix_ms).unwrap_or(0) & ((1 << 42) - 1);
        // The top bit of the lower part stays free, so that counting on cannot run into the next millisecond.
        let proposed = (moment << 21) | u64::from(noise & 0xF_FFFF);
        let previous = self
            .last
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(proposed.max(last + 1)))
            .unwrap_or_else(|last| last);
        CallId(proposed.max(previous + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::{CallId, CallIds, OsEntropy, base62};

    #[test]
    fn call_ids_only_grow_even_when_the_clock_is_set_back() {
        let ids = CallIds::after(0);
        let made: Vec<CallId> =
            [(1_771_410_600_000, 5), (1_771_410_600_000, 3), (1_000, 9), (1_771_410_600_001, 0)]
                .map(|(ms, noise)| ids.next(ms, noise))
                .to_vec();
        assert!(made.windows(2).all(|pair| pair[0] < pair[1]), "{made:?}");
        assert!(CallIds::after(made[3].row()).next(0, 0) > made[3], "a restart goes on after the last");
    }

    #[test]
    fn call_ids_read_back_and_refuse_other_spellings() {
        let id = CallIds::after(0).next(1_771_410_600_000, 77);
        assert_eq!(CallId::parse(&id.to_string()), Some(id));
        assert_eq!(CallId::from_row(id.row()), Some(id));
        for text in
            ["", "gw_", "gw_0123", "gw_0123456789ABCDEF", "gw_ffffffffffffffff", "xx_0123456789abcdef"]
        {
            assert_eq!(CallId::parse(text), None, "{text}");
        }
    }

    #[test]
    fn random_text_has_the_asked_length_and_alphabet() {
        let text = base62(&OsEntropy, 40);
        assert!(text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{text}");
        assert_ne!(text, base62(&OsEntropy, 40));
    }
}
