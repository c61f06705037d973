use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use proptest::prelude::*;

use super::{KeyLimits, KeyPool, NoKey};

fn limits(concurrency: impl Into<Option<u32>>, rpm: impl Into<Option<u32>>) -> KeyLimits {
    KeyLimits { concurrency: concurrency.into(), rpm: rpm.into() }
}

fn second(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn full(seconds: u64) -> NoKey {
    NoKey::Full { wait: second(seconds) }
}

#[test]
fn the_least_loaded_key_is_taken_and_given_back() {
    let pool = KeyPool::new([limits(2, None), limits(2, None)]);
    let held: Vec<_> = (0..4).map(|at| pool.take(&[], second(at)).expect("there is room")).collect();
    assert_eq!(held.iter().map(super::KeyLease::place).collect::<Vec<_>>(), [0, 1, 0, 1]);
    assert_eq!(pool.take(&[], second(4)).err(), Some(full(1)));
    let mut held = held.into_iter();
    drop((held.next(), held.nth(1)));
    assert_eq!(pool.take(&[], second(5)).map(|lease| lease.place()), Ok(0), "the other has one under way");
    assert_eq!(pool.take(&[0], second(5)).map(|lease| lease.place()), Ok(1), "the first was tried");
    assert_eq!(pool.take(&[0, 1], second(5)).err(), Some(NoKey::None), "both were");
    assert_eq!(KeyPool::default().take(&[], second(0)).err(), Some(NoKey::None));
    assert!(KeyPool::default().is_empty() && pool.len() == 2);
}

#[test]
fn a_used_up_minute_tells_when_it_has_room() {
    let pool = KeyPool::new([limits(None, 2)]);
    for (at, expected) in [
        (0, None),
        (10, None),
        (11, Some(full(49))),
        (59, Some(full(1))),
        (60, None),
        (60, Some(full(10))),
        (70, None),
        (70, Some(full(50))),
        (9_999, None),
    ] {
        assert_eq!(pool.take(&[], second(at)).err(), expected, "at {at}");
    }
    let busy = KeyPool::new([limits(1, 2)]);
    let _held = busy.take(&[], second(0));
    assert_eq!(busy.take(&[], second(0)).err(), Some(full(1)), "one under way");
    let two = KeyPool::new([limits(None, 1), limits(1, None)]);
    let _held = [two.take(&[], second(0)), two.take(&[], second(0))];
    assert_eq!(two.take(&[], second(0)).err(), Some(full(1)), "the shorter of both waits");
    assert_eq!(two.take(&[1], second(0)).err(), Some(full(60)), "the wait of the one that is left");
}

#[test]
fn a_key_that_rests_is_taken_last() {
    let pool = KeyPool::new([limits(None, None), limits(1, None)]);
    pool.take(&[1], second(0)).expect("there is room").rest(second(30));
    let held = pool.take(&[], second(1)).expect("there is room");
    assert_eq!(held.place(), 1);
    assert_eq!(pool.take(&[], second(1)).map(|lease| lease.place()), Ok(0), "no other has room");
    drop(held);
    let after = |at| pool.take(&[], second(at)).map(|lease| lease.place());
    assert_eq!((after(29), after(30)), (Ok(1), Ok(0)), "it rests until 30");
}

#[test]
fn many_at_once_never_pass_the_limit() {
    let pool = KeyPool::new([limits(3, None), limits(2, None)]);
    let (now, most) = (AtomicU32::new(0), AtomicU32::new(0));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..2_000 {
                    if let Ok(lease) = pool.take(&[], second(0)) {
                        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        now.fetch_sub(1, Ordering::SeqCst);
                        drop(lease);
                    }
                }
            });
        }
    });
    let most = most.into_inner();
    assert!((1..=5).contains(&most), "{most} at once");
    let held: Vec<_> = std::iter::from_fn(|| pool.take(&[], second(0)).ok()).collect();
    assert_eq!(held.len(), 5, "everything was given back");
}

proptest! {
    /// No 60 seconds hold more calls of a key than it allows, and a wait that was told is long enough.
    #[test]
    fn no_minute_holds_more_than_allowed(rpm in 1..6_u32, gaps in prop::collection::vec(0..30_000_u64, 1..80)) {
        let pool = KeyPool::new([limits(None, rpm)]);
        let (mut now, mut taken): (Duration, Vec<Duration>) = (Duration::ZERO, vec![]);
        for gap in gaps {
            now += Duration::from_millis(gap);
            let in_window = taken.iter().filter(|at| now.saturating_sub(**at) < second(60)).count();
            match pool.take(&[], now).err() {
                None => taken.push(now),
                Some(NoKey::Full { wait }) => {
                    prop_assert_eq!(in_window, rpm as usize);
                    now += wait;
                    prop_assert!(pool.take(&[], now).is_ok(), "after the wait");
                    taken.push(now);
                }
                Some(NoKey::None) => prop_assert!(false, "there is a key"),
            }
            let in_window = taken.iter().filter(|at| now.saturating_sub(**at) < second(60)).count();
            prop_assert!(in_window <= rpm as usize);
        }
    }
}
