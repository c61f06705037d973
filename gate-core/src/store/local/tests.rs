use std::path::PathBuf;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::connection::{Connection, READER_PRAGMAS, WRITER_PRAGMAS};
use super::{LocalDb, LocalOptions};
use crate::store::{Batch, Db, Durability, OnFailure, Owner, Row, Statement, StoreError, Value};

const INSERT: &str = "INSERT INTO settings (name, value) VALUES (?1, 'x')";
const NAMES: &str = "SELECT group_concat(name) FROM (SELECT name FROM settings ORDER BY name)";

struct Bench {
    directory: TempDir,
    db: LocalDb,
}

impl Bench {
    fn new(is_always_full: bool) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let owner = Owner::claim(directory.path(), 0).unwrap();
        let db = LocalDb::open(owner, LocalOptions { is_always_full }).unwrap();
        Self { directory, db }
    }

    fn file(&self) -> PathBuf {
        self.directory.path().join("gate.db")
    }

    /// Another connection that holds the writing lock, as another process would.
    fn locked(&self) -> Connection {
        let other = Connection::open(&self.file(), "PRAGMA busy_timeout = 5000").unwrap();
        other.script("BEGIN IMMEDIATE").unwrap();
        other
    }

    async fn names(&self) -> String {
        let rows = self.db.read(Statement::new(NAMES, [])).await.unwrap();
        rows[0].optional_text(0).unwrap().unwrap_or_default().to_owned()
    }
}

fn insert(name: &'static str) -> Batch {
    Batch::normal([Statement::new(INSERT, [name.into()])])
}

/// Something of this many bytes, so that the file has to grow for it.
fn insert_large(name: &'static str, bytes: i64) -> Batch {
    let sql = "INSERT INTO settings (name, value) VALUES (?1, hex(zeroblob(?2 / 2)))";
    Batch::normal([Statement::new(sql, [name.into(), bytes.into()])])
}

#[tokio::test]
async fn a_batch_that_fails_takes_nothing_else_with_it() {
    let bench = Bench::new(false);
    let lock = bench.locked();
    let half = Batch::normal([Statement::new(INSERT, ["b".into()]), Statement::new(INSERT, ["a".into()])]);
    let answers = [insert("a"), half, insert("c")].map(|batch| bench.db.write(batch));
    lock.script("COMMIT").unwrap();
    let mut outcomes = Vec::new();
    for answer in answers {
        outcomes.push(answer.await.map(|results| results[0].affected));
    }
    assert!(matches!(outcomes[..], [Ok(1), Err(StoreError::Conflict(_)), Ok(1)]), "{outcomes:?}");
    assert_eq!(bench.names().await, "a,c", "the batch that failed left nothing behind");
}

#[tokio::test]
async fn batches_run_in_the_order_they_came() {
    let bench = Bench::new(false);
    let append = |text: &'static str| {
        let sql =
            "INSERT INTO settings VALUES ('log', ?1) ON CONFLICT (name) DO UPDATE SET value = value || ?1";
        Batch::normal([Statement::new(sql, [text.into()])])
    };
    for round in 0..50 {
        bench.db.submit(append("a"), OnFailure::Keep);
        let waited_for = bench.db.write(append("b"));
        bench.db.submit(append("c"), OnFailure::Keep);
        waited_for.await.unwrap_or_else(|error| panic!("round {round}: {error}"));
    }
    bench.db.write(Batch::normal([])).await.unwrap();
    let rows = bench.db.read(Statement::new("SELECT value FROM settings", [])).await.unwrap();
    assert_eq!(rows[0].text(0).unwrap(), "abc".repeat(50));
}

#[tokio::test]
async fn what_nobody_waits_for_is_written_within_some_ticks() {
    let bench = Bench::new(false);
    // Once while the writer ticks, once after it has gone to sleep.
    for (pause_ms, name) in [(0, "a"), (200, "b")] {
        tokio::time::sleep(Duration::from_millis(pause_ms)).await;
        bench.db.submit(insert(name), OnFailure::Keep);
        let asked = Instant::now();
        while !bench.names().await.contains(name) {
            assert!(asked.elapsed() < Duration::from_secs(2), "{name} was not written");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

#[tokio::test]
async fn durability_is_what_the_group_asks_for_at_least() {
    for (is_always_full, asked, level) in [
        (false, Durability::Normal, 1),
        (false, Durability::Full, 2),
        (false, Durability::Normal, 1),
        (true, Durability::Normal, 2),
    ] {
        let bench = Bench::new(is_always_full);
        bench.db.write(Batch::full([])).await.unwrap();
        let batch = Batch { statements: vec![Statement::new("PRAGMA synchronous", [])], durability: asked };
        let results = bench.db.write(batch).await.unwrap();
        assert_eq!(
            results[0].rows,
            [Row(vec![Value::Integer(level)])],
            "{asked:?}, always: {is_always_full}"
        );
    }
}

#[tokio::test]
async fn a_lock_that_is_given_back_in_time_is_waited_for() {
    let bench = Bench::new(false);
    let lock = bench.locked();
    let answer = bench.db.write(insert("a"));
    bench.db.submit(insert("b"), OnFailure::Keep);
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert_eq!(bench.names().await, "", "reads go on");
    lock.script("COMMIT").unwrap();
    answer.await.unwrap();
    bench.db.write(Batch::normal([])).await.unwrap();
    assert_eq!(bench.names().await, "a,b");
}

#[tokio::test]
async fn a_lock_that_is_kept_refuses_who_waits_and_loses_nothing_else() {
    let bench = Bench::new(false);
    let lock = bench.locked();
    let began = Instant::now();
    bench.db.submit(insert("kept"), OnFailure::Keep);
    bench.db.submit(insert("lossy"), OnFailure::Drop);
    let first = bench.db.write(insert("a"));
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    let second = bench.db.write(insert("b"));
    assert_eq!(first.await, Err(StoreError::Busy));
    assert_eq!(second.await, Err(StoreError::Busy), "who came later is told at the same time");
    assert!(began.elapsed() < Duration::from_secs(7), "{:?}", began.elapsed());
    lock.script("COMMIT").unwrap();
    bench.db.write(insert("c")).await.expect("service returns by itself");
    assert_eq!(bench.names().await, "c,kept");
    assert_eq!((bench.db.lost().droppable, bench.db.lost().kept), (1, 0));
}

#[tokio::test]
async fn a_full_disk_refuses_at_once_and_keeps_what_must_not_be_lost() {
    let bench = Bench::new(false);
    bench.db.write(insert_large("ballast", 1 << 20)).await.unwrap();
    // From here on the file cannot grow, as on a disk without room.
    bench.db.write(Batch::normal([Statement::new("PRAGMA max_page_count = 1", [])])).await.unwrap();
    bench.db.submit(insert_large("kept", 1 << 18), OnFailure::Keep);
    let asked = Instant::now();
    assert_eq!(bench.db.write(insert_large("a", 1 << 18)).await, Err(StoreError::Full));
    assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
    assert_eq!(bench.names().await, "ballast", "reads go on");

    let other = Connection::open(&bench.file(), "PRAGMA busy_timeout = 5000").unwrap();
    other.script("DELETE FROM settings WHERE name = 'ballast'").unwrap();
    while bench.names().await != "kept" {
        assert!(asked.elapsed() < Duration::from_secs(5), "what was kept is written when there is room");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    bench.db.write(insert("b")).await.expect("service returns by itself");
    assert_eq!(bench.db.lost().kept, 0);
}

#[tokio::test]
async fn too_much_waiting_is_refused_after_a_second() {
    let bench = Bench::new(false);
    let lock = bench.locked();
    let taken = bench.db.write(Batch::normal([]));
    // The writer takes the first batch and waits for the lock with it; the others fill the line.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let waiting: Vec<_> = (0..4_096).map(|_| bench.db.write(Batch::normal([]))).collect();
    let asked = Instant::now();
    let refused = bench.db.write(Batch::normal([])).await;
    assert_eq!(refused, Err(StoreError::Overloaded));
    assert!((900..2_500).contains(&asked.elapsed().as_millis()), "{:?}", asked.elapsed());
    lock.script("COMMIT").unwrap();
    taken.await.unwrap();
    for answer in waiting {
        answer.await.expect("what had a place in the line is written");
    }
}

#[tokio::test]
async fn a_closed_database_has_written_everything_and_takes_nothing_more() {
    let bench = Bench::new(false);
    bench.db.submit(insert("a"), OnFailure::Keep);
    let answer = bench.db.write(insert("b"));
    let closed = bench.db.close();
    assert_eq!(bench.db.write(insert("c")).await, Err(StoreError::Closed));
    bench.db.submit(insert("d"), OnFailure::Keep);
    assert_eq!(bench.db.read(Statement::new(NAMES, [])).await, Err(StoreError::Closed));
    answer.await.unwrap();
    closed.await.unwrap();
    bench.db.close().await.expect("closing twice is harmless");
    assert_eq!(bench.db.lost().kept, 1, "what came too late is counted");

    let log = bench.directory.path().join("gate.db-wal");
    assert!(log.metadata().is_ok_and(|log| log.len() == 0) || !log.exists(), "the log is empty");
    Owner::claim(bench.directory.path(), 0).expect("the directory is free");
    let mut other = Connection::open(&bench.file(), READER_PRAGMAS).unwrap();
    let rows = other.run(&Statement::new(NAMES, [])).unwrap().rows;
    assert_eq!(rows[0].text(0).unwrap(), "a,b");
}

#[tokio::test]
async fn the_log_stays_short_while_a_read_goes_on_and_on() {
    let bench = Bench::new(false);
    bench.db.write(insert("a")).await.unwrap();
    let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
        SELECT count(*) FROM n, settings WHERE i < 0";
    let reading = bench.db.read(Statement::new(endless, []));
    tokio::time::sleep(Duration::from_millis(50)).await;
    let replace = "INSERT OR REPLACE INTO settings VALUES ('big', hex(randomblob(250000)))";
    let log = bench.directory.path().join("gate.db-wal");
    let mut longest = 0;
    for _ in 0..200 {
        bench.db.write(Batch::normal([Statement::new(replace, [])])).await.unwrap();
        longest = longest.max(log.metadata().unwrap().len());
    }
    assert!(longest < 64 << 20, "the log grew to {longest} bytes");
    let outcome = tokio::time::timeout(Duration::from_secs(10), reading).await.expect("the read was stopped");
    assert_eq!(outcome, Err(StoreError::Interrupted), "the read gives way");
    assert_eq!(bench.names().await, "a,big", "later reads are answered");
}

#[tokio::test]
async fn reads_cannot_write() {
    let bench = Bench::new(false);
    let result = bench.db.read(Statement::new("DELETE FROM settings", [])).await;
    assert!(result.is_err(), "{result:?}");
    let missing = bench.db.write(Batch::normal([Statement::new(INSERT, [])])).await;
    assert!(matches!(missing, Err(StoreError::Failed(_))), "a parameter left out is noticed: {missing:?}");
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let open = || {
        let owner = Owner::claim(directory.path(), 0).unwrap();
        LocalDb::open(owner, LocalOptions::default()).map(drop)
    };
    let file = directory.path().join("gate.db");
    Connection::open(&file, WRITER_PRAGMAS).unwrap().script("PRAGMA user_version = 99").unwrap();
    assert!(matches!(open(), Err(StoreError::NewerSchema { found: 99, known }) if (1..99).contains(&known)));
    Connection::open(&file, WRITER_PRAGMAS).unwrap().script("PRAGMA user_version = 0").unwrap();
    assert_eq!(open(), Ok(()), "nothing had been changed");
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(
        directory.path().join("gate.db"),
        "not a database, but long enough to be read as one".repeat(100),
    )
    .unwrap();
    let owner = Owner::claim(directory.path(), 0).unwrap();
    match LocalDb::open(owner, LocalOptions::default()) {
        Err(StoreError::Corrupt(_)) => {}
        other => panic!("{:?}", other.map(drop)),
    }
}
