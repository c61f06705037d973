use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use proptest::prelude::*;

use super::{Claim, Counters, MemoryCounters, Moment, Standing, Verdict, WindowId, decide};
use crate::caller::RateMode;
use crate::id::{KeyId, OrgId};
use crate::receipt::RateState;

const BEGIN_UNIX_MS: i64 = 1_771_410_600_250;

fn at(ms: u64) -> Moment {
    Moment { monotonic: Duration::from_millis(ms), unix_ms: BEGIN_UNIX_MS + i64::try_from(ms).unwrap() }
}

fn key(limit: u32) -> Claim {
    Claim { window: WindowId::Key(KeyId(1)), limit, admitted: limit }
}

fn org(limit: u32) -> Claim {
    Claim { window: WindowId::Org(OrgId(1)), limit, admitted: limit }
}

fn admitted(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Admitted(_))
}

#[test]
fn a_request_counts_for_exactly_sixty_seconds() {
    // A limit of two, requests at these milliseconds, and whether each is admitted.
    for (case, arrivals) in [
        ("one before the edge", &[(0, true), (0, true), (59_999, false)][..]),
        ("at the edge", &[(0, true), (0, true), (60_000, true), (60_000, true), (60_000, false)]),
        (
            "each leaves by itself",
            &[(0, true), (30_000, true), (60_000, true), (60_001, false), (90_000, true)],
        ),
        (
            "refusals are not counted",
            &[(0, true), (1, true), (2, false), (59_000, false), (60_000, true), (60_001, true)],
        ),
        (
            "after a long pause",
            &[(0, true), (0, true), (5_000_000_000, true), (5_000_000_000, true), (5_000_000_001, false)],
        ),
        (
            "across the wrap of 32 bits",
            &[(4_294_967_290, true), (4_294_967_290, true), (4_294_967_300, false), (4_295_027_290, true)],
        ),
    ] {
        let counters = MemoryCounters::default();
        for (ms, expected) in arrivals {
            assert_eq!(admitted(counters.take_now(&[key(2)], at(*ms))), *expected, "{case}: at {ms} ms");
        }
    }
}

#[test]
fn the_state_counts_down_to_the_shown_limit_and_rounds_waits_up() {
    let counters = MemoryCounters::default();
    let burst = Claim { admitted: RateMode::SlidingBurst.admitted(10), ..key(10) };
    assert_eq!(burst.admitted, 11);
    for taken in 1..=11_u32 {
        let Verdict::Admitted(Some(state)) = counters.take_now(&[burst], at(u64::from(taken))) else {
            panic!("request {taken} was refused");
        };
        assert_eq!((state.limit, state.remaining), (10, 10_u32.saturating_sub(taken)), "request {taken}");
    }
    // The oldest came at 1 ms and leaves at 60 001 ms; the wall clock then shows ...660 251 ms.
    let state =
        RateState { limit: 10, remaining: 0, reset_at_unix_seconds: 1_771_410_661, reset_in_seconds: 60 };
    assert_eq!(counters.take_now(&[burst], at(500)), Verdict::Refused { state, retry_after_seconds: 60 });
    let state = RateState { reset_in_seconds: 1, ..state };
    assert_eq!(counters.take_now(&[burst], at(60_000)), Verdict::Refused { state, retry_after_seconds: 1 });
}

#[test]
fn a_call_is_counted_in_every_window_or_in_none() {
    let counters = MemoryCounters::default();
    let (wide, narrow) = (org(5), key(2));
    let usage = |claim: Claim, ms| counters.usage_now(claim.window, at(ms));
    assert_eq!(shown(counters.take_now(&[wide, narrow], at(0))), Some(2), "the key's state is shown");
    assert_eq!(shown(counters.take_now(&[wide], at(1))), Some(5), "without a key's limit the org's");
    assert!(admitted(counters.take_now(&[wide, narrow], at(2))));
    assert_eq!(shown(counters.take_now(&[wide, narrow], at(3))), Some(2), "the full window is shown");
    assert_eq!((usage(wide, 4), usage(narrow, 4)), (3, 2), "the refused call is in neither window");
    let other = Claim { window: WindowId::Key(KeyId(2)), ..key(9) };
    assert!(
        admitted(counters.take_now(&[wide, other], at(5)))
            && admitted(counters.take_now(&[wide, other], at(6)))
    );
    assert_eq!(shown(counters.take_now(&[wide, other], at(7))), Some(5), "the org is full, so it is shown");
    assert_eq!((usage(wide, 8), usage(other, 8)), (5, 2));
    assert_eq!((usage(wide, 60_001), usage(narrow, 60_001)), (3, 1), "both windows slide");
    assert_eq!(counters.take_now(&[], at(9)), Verdict::Admitted(None), "no limit, nothing to show");
}

fn shown(verdict: Verdict) -> Option<u32> {
    match verdict {
        Verdict::Admitted(state) => state.map(|state| state.limit),
        Verdict::Refused { state, .. } => Some(state.limit),
    }
}

#[test]
fn odd_limits_are_refused_with_a_wait_that_is_true() {
    let counters = MemoryCounters::default();
    let wait = |verdict| match verdict {
        Verdict::Refused { retry_after_seconds, .. } => Some(retry_after_seconds),
        Verdict::Admitted(_) => None,
    };
    assert_eq!(wait(counters.take_now(&[key(0)], at(0))), Some(60), "a limit of zero never fits");
    for ms in [0, 10_000, 20_000] {
        assert_eq!(wait(counters.take_now(&[key(3)], at(ms))), None);
    }
    assert_eq!(
        wait(counters.take_now(&[key(1)], at(20_000))),
        Some(60),
        "a lowered limit waits for all but none"
    );
    assert_eq!(wait(counters.take_now(&[key(2)], at(20_000))), Some(50), "the second oldest must leave");
    let standing = Standing { counted: 1, oldest_leaves_in_ms: 1, fits_in_ms: 1 };
    assert_eq!(wait(decide(&[(key(1), standing)], at(0))), Some(1), "never less than a second");
}

#[test]
fn racing_threads_admit_exactly_the_limit() {
    const LIMIT: u32 = 777;
    let (counters, passed) = (MemoryCounters::default(), AtomicU32::new(0));
    std::thread::scope(|scope| {
        for thread in 0..16_i64 {
            let (counters, passed) = (&counters, &passed);
            // Every thread has its own key without a tight limit: the organisation's window is what they race for.
            let own = Claim { window: WindowId::Key(KeyId(thread)), ..key(5000) };
            scope.spawn(move || {
                for ms in 0..1000 {
                    let claims = if thread % 2 == 0 { [org(LIMIT), own] } else { [own, org(LIMIT)] };
                    passed.fetch_add(
                        u32::from(admitted(counters.take_now(&claims, at(ms)))),
                        Ordering::Relaxed,
                    );
                }
            });
        }
    });
    assert_eq!(passed.load(Ordering::Relaxed), LIMIT);
    assert_eq!(counters.usage_now(org(LIMIT).window, at(1000)), LIMIT);
    let own: u32 = (0..16).map(|thread| counters.usage_now(WindowId::Key(KeyId(thread)), at(1000))).sum();
    assert_eq!(own, LIMIT, "what the organisation refused is in no key's window");
}

#[test]
fn idle_windows_are_dropped_while_others_are_used() {
    let counters = MemoryCounters::default();
    let visit = |id, ms| counters.take_now(&[Claim { window: WindowId::Key(KeyId(id)), ..key(5) }], at(ms));
    for id in 0..10_000 {
        visit(id, 0);
    }
    assert_eq!(counters.windows(), 10_000);
    for id in 0..20_000 {
        visit(id % 1000, 60_000);
    }
    assert!(counters.windows() < 1100, "{} windows are still there", counters.windows());
}

#[test]
fn the_futures_answer_like_the_plain_calls() {
    use futures_util::FutureExt;
    let counters = MemoryCounters::default();
    let claims = [key(1)];
    assert!(admitted(counters.take(&claims, at(0)).now_or_never().unwrap().unwrap()));
    assert!(!admitted(counters.take(&claims, at(1)).now_or_never().unwrap().unwrap()));
    assert_eq!(counters.usage(claims[0].window, at(1)).now_or_never().unwrap().unwrap(), 1);
}

proptest! {
    /// Gaps in microseconds: many requests at once, and pauses around the length of the window.
    #[test]
    fn no_sixty_seconds_hold_more_than_are_admitted(
        limit in 1_u32..8,
        begin in 0_u64..10_000_000_000_000,
        gaps in prop::collection::vec(prop_oneof![0_u64..3_000, 0_u64..20_000_000, 59_990_000_u64..60_010_000], 1..120),
    ) {
        let counters = MemoryCounters::default();
        let mut passed: Vec<u64> = Vec::new();
        let mut micros = begin;
        for gap in gaps {
            micros += gap;
            let moment = Moment { monotonic: Duration::from_micros(micros), unix_ms: 0 };
            let in_window = passed.iter().filter(|earlier| micros - **earlier < 60_000_000).count();
            if admitted(counters.take_now(&[key(limit)], moment)) {
                prop_assert!(in_window < limit as usize, "one too many at {micros} us");
                passed.push(micros);
            } else {
                // Rounding to whole milliseconds may keep a request up to two milliseconds longer, never more.
                let nearly = passed.iter().filter(|earlier| micros - **earlier < 60_002_000).count();
                prop_assert!(nearly >= limit as usize, "refused without need at {micros} us");
            }
        }
    }
}
