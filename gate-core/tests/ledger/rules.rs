//! What may be spent, case by case.

use gate_core::money::Money;
use gate_core::refusal::{BudgetScope, Period};
use gate_core::store::{Batch, ReserveError, Scope, Statement, StoreError};

use crate::support::{Bench, DAY, NOON, nanos};

#[tokio::test]
async fn every_limit_of_every_level_binds_and_is_named() {
    let names = [BudgetScope::Org, BudgetScope::Team, BudgetScope::Tenant, BudgetScope::Key];
    for (index, name) in names.into_iter().enumerate() {
        for period in [Period::Day, Period::Month] {
            let row = format!("{name:?} {period:?}");
            let bench = Bench::new().await;
            let scope = bench.scopes()[index];
            match period {
                Period::Day => bench.limit(scope, Some(100), None).await,
                Period::Month => bench.limit(scope, None, Some(100)).await,
            }
            let first = bench.reserve(1, NOON, 60).await.unwrap();
            assert!(first.has_limit && first.amount == nanos(60), "{row}: {first:?}");
            bench.close(1, NOON, 50);
            bench.reserve(2, NOON, 30).await.unwrap();
            match bench.reserve(3, NOON, 21).await {
                Err(ReserveError::Denied(budget)) => {
                    assert_eq!((budget.scope, budget.period), (name, period), "{row}");
                    let figures = [budget.limit, budget.spent, budget.reserved].map(Money::nanos);
                    assert_eq!(figures, [100, 50, 30], "{row}");
                }
                other => panic!("{row}: {other:?}"),
            }
            bench.reserve(4, NOON, 20).await.expect("what is left may be spent to the last nano-dollar");
            for scope in bench.scopes() {
                assert_eq!(bench.figures(scope).await, [50, 50, 50, 50], "{row}: {scope:?}");
            }
        }
    }
}

#[tokio::test]
async fn limits_floors_and_wants() {
    for (name, day, month, floor, want, granted) in [
        ("no limit", None, None, 10, 1_000, Some(1_000)),
        ("zero means nothing", Some(0), None, 10, 1_000, None),
        ("zero in the month means nothing", None, Some(0), 1, 1, None),
        ("a free call needs no budget", Some(0), Some(0), 0, 0, Some(0)),
        ("a call that costs something does, whatever its floor", Some(0), None, 0, 5, None),
        ("the rest is granted", Some(300), None, 10, 1_000, Some(300)),
        ("the scarcer period counts", Some(300), Some(200), 10, 1_000, Some(200)),
        ("the rest is below the floor", Some(9), None, 10, 1_000, None),
        ("the rest is the floor", Some(10), None, 10, 1_000, Some(10)),
        ("a floor above the want is the want", Some(50), None, 90, 50, Some(50)),
        ("a negative limit is zero", Some(-5), None, 0, 0, Some(0)),
        ("an absurd want is cut", None, None, 1, i64::MAX, Some(10_000_000_000_000_000)),
    ] {
        let bench = Bench::new().await;
        bench.limit(Scope::Key(bench.key), day, month).await;
        let result = bench.store.ledger.reserve(bench.reservation(1, NOON, floor, want)).await;
        match (&result, granted) {
            (Ok(found), Some(granted)) => assert_eq!(found.amount, nanos(granted), "{name}"),
            (Err(ReserveError::Denied(_)), None) => {}
            _ => panic!("{name}: {result:?}"),
        }
        let reserved = bench.figures(Scope::Org(bench.org)).await[1];
        assert_eq!(reserved, granted.unwrap_or(0), "{name}: what is refused is not set aside");
        let open = bench.store.ledger.open_reservations().await.unwrap();
        assert_eq!(open, u64::from(granted.is_some()), "{name}: what is refused is not open");
    }
}

#[tokio::test]
async fn a_free_call_passes_even_when_a_lowered_limit_is_overdrawn() {
    let bench = Bench::new().await;
    bench.reserve(1, NOON, 100).await.unwrap();
    bench.limit(Scope::Key(bench.key), Some(40), None).await;
    assert_eq!(bench.reserve(2, NOON, 0).await.unwrap().amount, nanos(0));
    assert!(matches!(bench.reserve(3, NOON, 1).await, Err(ReserveError::Denied(_))));
}

#[tokio::test]
async fn days_and_months_begin_anew_and_never_again() {
    let bench = Bench::new().await;
    let key = Scope::Key(bench.key);
    bench.limit(key, Some(100), Some(150)).await;
    // 17 March, then the 18th, back to the 17th, and on to 1 April.
    let april = NOON + 15 * DAY;
    for (name, id, now, want, is_granted, figures) in [
        ("first day", 1, NOON, 100, true, [0, 100, 0, 100]),
        ("first day is used up", 2, NOON, 1, false, [0, 100, 0, 100]),
        ("second day has its own budget", 3, NOON + DAY, 40, true, [0, 40, 0, 140]),
        ("the month goes on", 4, NOON + DAY, 11, false, [0, 40, 0, 140]),
        ("a clock set back fills nothing", 5, NOON, 11, false, [0, 40, 0, 140]),
        ("a clock set back spends in the later day", 6, NOON, 10, true, [0, 50, 0, 150]),
        ("a new month", 7, april, 100, true, [0, 100, 0, 100]),
        ("a month set back fills nothing", 8, NOON, 1, false, [0, 100, 0, 100]),
    ] {
        let result = bench.reserve(id, now, want).await;
        assert_eq!(result.is_ok(), is_granted, "{name}: {result:?}");
        assert_eq!(bench.figures(key).await, figures, "{name}");
    }
}

#[tokio::test]
async fn a_call_settles_in_the_day_and_month_it_began_in() {
    let bench = Bench::new().await;
    let key = Scope::Key(bench.key);
    let april = NOON + 15 * DAY;
    bench.reserve(1, NOON, 100).await.unwrap();
    bench.reserve(2, NOON, 10).await.unwrap();
    bench.reserve(3, NOON + DAY, 50).await.unwrap();
    bench.close(1, NOON + DAY, 70);
    assert_eq!(bench.figures(key).await, [0, 50, 70, 60], "the new day is not touched, the month is");
    bench.reserve(4, april, 5).await.unwrap();
    bench.close(2, april, 9);
    bench.close(3, april, 9);
    assert_eq!(bench.figures(key).await, [0, 5, 0, 5], "the new month is not touched");
    bench.close(4, april, 4);
    assert_eq!(bench.figures(key).await, [4, 0, 4, 0]);
}

#[tokio::test]
async fn a_call_is_reserved_once_and_closed_once() {
    let bench = Bench::new().await;
    let org = Scope::Org(bench.org);
    let first = bench.reserve(1, NOON, 100).await.unwrap();
    assert_eq!(bench.reserve(1, NOON, 100).await.unwrap(), first, "a repetition answers the same");
    assert_eq!(bench.figures(org).await, [0, 100, 0, 100], "and sets nothing aside");
    bench.close(1, NOON, 30);
    bench.close(1, NOON, 99);
    bench.close(2, NOON, 99);
    assert_eq!(bench.figures(org).await, [30, 0, 30, 0], "only the first closing of a known call counts");
    match bench.reserve(1, NOON, 100).await {
        Err(ReserveError::Store(StoreError::Conflict(_))) => {}
        other => panic!("a call that has ended was reserved again: {other:?}"),
    }
    assert_eq!(bench.figures(org).await, [30, 0, 30, 0]);
    // What a call cost beyond its reservation is still spent.
    bench.reserve(3, NOON, 5).await.unwrap();
    bench.close(3, NOON, 25);
    assert_eq!(bench.figures(org).await, [55, 0, 55, 0]);
}

#[tokio::test]
async fn a_level_without_a_counter_is_refused_never_unlimited() {
    let bench = Bench::new().await;
    let delete = "DELETE FROM counters WHERE scope = (SELECT id * 8 + 1 FROM teams)";
    bench.store.db().write(Batch::full([Statement::new(delete, [])])).await.unwrap();
    match bench.reserve(1, NOON, 1).await {
        Err(ReserveError::Store(StoreError::Missing(_))) => {}
        other => panic!("{other:?}"),
    }
    let mut without_team = bench.reservation(2, NOON, 1, 1);
    without_team.belongs.team = None;
    bench.store.ledger.reserve(without_team).await.expect("a call without a team needs no team's counter");
}

#[tokio::test]
async fn callers_are_told_how_their_organisation_stands_today() {
    let bench = Bench::new().await;
    let mut seen = Vec::new();
    for (id, limit) in [(1, None), (2, Some(500)), (3, Some(500))] {
        bench.limit(Scope::Org(bench.org), limit, None).await;
        let granted = bench.reserve(id, NOON, 100).await.unwrap();
        seen.push((granted.org_day_spent.nanos(), granted.org_day_limit.map(Money::nanos)));
        assert_eq!(granted.has_limit, limit.is_some());
        bench.close(id, NOON, 40);
    }
    assert_eq!(seen, [(100, None), (140, Some(500)), (180, Some(500))]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn racing_for_the_last_cents_grants_exactly_what_is_there() {
    let bench = std::sync::Arc::new(Bench::new().await);
    bench.limit(Scope::Tenant(bench.tenant), None, Some(37 * 1_000 + 999)).await;
    let racers: Vec<_> = (1..=256)
        .map(|id| {
            let bench = std::sync::Arc::clone(&bench);
            tokio::spawn(async move { bench.reserve(id, NOON, 1_000).await })
        })
        .collect();
    let mut granted = 0;
    for racer in racers {
        match racer.await.unwrap() {
            Ok(_) => granted += 1,
            Err(ReserveError::Denied(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(granted, 37);
    for scope in bench.scopes() {
        assert_eq!(bench.figures(scope).await, [0, 37_000, 0, 37_000], "{scope:?}");
    }
}

#[tokio::test]
async fn a_reservation_is_under_way_before_it_is_awaited() {
    let bench = Bench::new().await;
    drop(bench.store.ledger.reserve(bench.reservation(1, NOON, 10, 10)));
    let pending = bench.store.ledger.reserve(bench.reservation(2, NOON, 10, 10));
    bench.close(2, NOON, 3);
    assert_eq!(
        bench.figures(Scope::Org(bench.org)).await,
        [3, 10, 3, 10],
        "in the order they were handed over"
    );
    assert!(matches!(pending.await, Ok(granted) if granted.amount == nanos(10)));
}

#[tokio::test]
async fn leftovers_are_settled_at_what_they_had_reserved() {
    let bench = Bench::new().await;
    bench.reserve(1, NOON - DAY, 1).await.unwrap();
    bench.reserve(2, NOON, 20).await.unwrap();
    bench.reserve(3, NOON, 300).await.unwrap();
    bench.reserve(4, NOON, 4_000).await.unwrap();
    bench.close(4, NOON, 1_000);
    let recovered = bench.store.ledger.recover(NOON + 5).await.unwrap();
    assert_eq!((recovered.count, recovered.amount), (3, nanos(321)));
    for scope in bench.scopes() {
        assert_eq!(bench.figures(scope).await, [1_320, 0, 1_321, 0], "{scope:?}");
    }
    bench.close(3, NOON, 5);
    let again = bench.store.ledger.recover(NOON + 6).await.unwrap();
    assert_eq!((again.count, again.amount), (0, nanos(0)), "nothing is settled twice");
    assert_eq!(bench.figures(Scope::Org(bench.org)).await, [1_320, 0, 1_321, 0]);
    assert_eq!(bench.store.ledger.highest_call_id().await.unwrap(), 4);
}
