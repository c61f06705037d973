//! Processes that are killed in the middle of their work, and those that come after them.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use gate_core::clock::UtcDay;
use gate_core::store::{CallState, ClaimError, Owner, PageQuery, Scope, Statement};

use crate::support::{Bench, NOON, closing, nanos, open};

/// Where the child of [`killed_at_any_moment_every_answered_call_has_one_record`] works.
const DIRECTORY: &str = "LEDGER_TEST_DIRECTORY";

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_every_answered_call_has_one_record() {
    let mut bench = Bench::new().await;
    let directory = bench.directory.path().to_owned();
    let mut answered = BTreeSet::new();
    for round in 0..5_u64 {
        bench.store.close().await.unwrap();
        let mut child = spawn_child(&directory);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let started = lines.by_ref().map_while(Result::ok).find(|line| line.contains("working"));
        assert!(started.is_some(), "round {round}: the child works");
        match Owner::claim(&directory, NOON) {
            Err(ClaimError::Owned(owner)) => assert_eq!(owner.pid, child.id(), "round {round}"),
            other => panic!("round {round}: a second process was let in: {other:?}"),
        }
        std::thread::sleep(Duration::from_millis(60 + round * 37));
        child.kill().unwrap();
        child.wait().unwrap();
        // A last line may have been cut by the kill.
        let ids =
            lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("granted ")?.parse::<i64>().ok());
        answered.extend(ids);

        bench.store = open(&directory);
        check(&bench, &answered, round).await;
    }
    assert!(answered.len() > 50, "the children did some work: {}", answered.len());
}

async fn check(bench: &Bench, answered: &BTreeSet<i64>, round: u64) {
    let store = &bench.store;
    let integrity = store.db().read(Statement::new("PRAGMA integrity_check", [])).await.unwrap();
    assert_eq!(integrity[0].text(0), Ok("ok"), "round {round}");

    let open = store.ledger.open_reservations().await.unwrap();
    let recovered = store.ledger.recover(NOON).await.unwrap();
    assert_eq!(recovered.count, open, "round {round}");
    let query = PageQuery { limit: u32::MAX, ..PageQuery::default() };
    let records = store.usage.page(bench.org, query).await.unwrap().records;
    let stored: BTreeSet<i64> = records.iter().map(|record| record.call_id.row()).collect();
    let lost: Vec<_> = answered.difference(&stored).collect();
    assert!(lost.is_empty(), "round {round}: answered but not stored: {lost:?}");

    let spent: i64 = records.iter().map(|record| record.cost.nanos()).sum();
    for record in &records {
        let expected = match record.state {
            CallState::Done => nanos(record.call_id.row() % 97),
            CallState::Crashed => nanos(100),
            other => panic!("round {round}: {other:?} after recovery"),
        };
        assert_eq!(record.cost, expected, "round {round}: {record:?}");
    }
    for scope in bench.scopes() {
        assert_eq!(bench.figures(scope).await, [spent, 0, spent, 0], "round {round}: {scope:?}");
    }
    assert_eq!(bench.figures(Scope::Org(bench.org)).await[1], 0, "round {round}: nothing stays reserved");
    let days = store.usage.daily(bench.org, UtcDay(0), UtcDay(i64::MAX)).await.unwrap();
    assert_eq!(days.iter().map(|day| day.cost.nanos()).sum::<i64>(), spent, "round {round}: the days add up");
}

fn spawn_child(directory: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::child", "--nocapture"])
        .env(DIRECTORY, directory)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Reserves and closes until it is killed: the process that the test above starts. In an ordinary run there is no
/// directory for it, and nothing to do.
#[tokio::test(flavor = "multi_thread")]
async fn child() {
    let Some(directory) = std::env::var_os(DIRECTORY).map(PathBuf::from) else {
        return;
    };
    let store = open(&directory);
    let (org, tenant) =
        (store.orgs.load_all().await.unwrap()[0].id, store.keys.load_all().await.unwrap()[0].tenant);
    let first = &store.keys.load_all().await.unwrap()[0];
    let bench = std::sync::Arc::new(Bench {
        directory: tempfile::tempdir().unwrap(),
        org,
        tenant,
        team: first.team.unwrap(),
        key: first.id,
        store: store.clone(),
    });
    let next = std::sync::Arc::new(std::sync::atomic::AtomicI64::new(
        store.ledger.highest_call_id().await.unwrap() + 1,
    ));
    println!("\nworking");
    for _ in 0..8 {
        let (bench, next) = (std::sync::Arc::clone(&bench), std::sync::Arc::clone(&next));
        tokio::spawn(async move {
            loop {
                let id = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                bench.reserve(id, NOON, 100).await.unwrap();
                println!("granted {id}");
                tokio::task::yield_now().await;
                bench.store.ledger.close(closing(id, NOON, id % 97));
            }
        });
    }
    tokio::time::sleep(Duration::from_secs(30)).await;
}

#[tokio::test]
async fn a_store_that_is_dropped_still_writes_what_it_was_given() {
    let bench = Bench::new().await;
    bench.reserve(1, NOON, 100).await.unwrap();
    bench.close(1, NOON, 60);
    let Bench { directory, store, org, .. } = bench;
    drop(store);
    let store = open(directory.path());
    let record = store.usage.record(org, crate::support::call(1)).await.unwrap().expect("it is there");
    assert_eq!((record.state, record.cost), (CallState::Done, nanos(60)));
}
