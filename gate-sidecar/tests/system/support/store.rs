//! Store: the database file itself, read by a program that is not ours once the gate has stopped.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// Reads what must agree. The file is opened for reading and writing, so that the write-ahead log counts.
const QUESTIONS: &str = r"
import json, sqlite3, sys
store = sqlite3.connect(sys.argv[1])
one = lambda sql: store.execute(sql).fetchone()[0]
print(json.dumps({
    'integrity': one('PRAGMA integrity_check'),
    'open': one('SELECT count(*) FROM usage WHERE state = \'open\''),
    'records': one('SELECT count(*) FROM usage'),
    'recorded': one('SELECT coalesce(sum(cost_nanos), 0) FROM usage'),
    'rolled_up': one('SELECT coalesce(sum(cost_nanos), 0) FROM usage_daily'),
    'spent': one('SELECT coalesce(sum(month_spent), 0) FROM counters WHERE scope % 8 = 0'),
    'reserved': one('SELECT coalesce(sum(day_reserved + month_reserved), 0) FROM counters'),
}))
";

/// The figures of a data directory's copy; `None` where there is no Python to read them with.
///
/// A copy, because reading a database after a crash repairs it, and that is for the gate to do.
pub(crate) fn figures(data: &Path) -> Option<Value> {
    let copy = tempfile::tempdir().expect("a temporary directory");
    for file in ["gate.db", "gate.db-wal"] {
        // There is no log when the last owner has emptied it.
        let _ = std::fs::copy(data.join(file), copy.path().join(file));
    }
    let asked = Command::new("python3")
        .args(["-c", QUESTIONS])
        .arg(copy.path().join("gate.db"))
        .stdin(Stdio::null())
        .output();
    let Ok(told) = asked else { return None };
    let complaint = String::from_utf8_lossy(&told.stderr);
    if complaint.contains("No module named") {
        return None;
    }
    let figures = serde_json::from_slice(&told.stdout);
    Some(figures.unwrap_or_else(|_| panic!("the database cannot be read: {complaint}")))
}
