//! Control: counters of the running witness, read and reset over its own port.
//!
//! `GET /__witness/stats` answers `{"requests","in_flight","max_in_flight","complete","client_gone","aborted",
//! "without_request_id","request_ids","duplicates":{id: times}}`; `POST /__witness/reset` sets all but
//! `in_flight` back. Neither is logged or counted.

use crate::{
    http,
    script::{Outcome, Script, Step},
};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Counters since the start or the last reset.
#[derive(Default)]
pub(crate) struct Stats(Mutex<Counters>);

#[derive(Default)]
struct Counters {
    requests: u64,
    in_flight: u64,
    max_in_flight: u64,
    outcomes: [u64; 3],
    without_request_id: u64,
    ids: HashMap<String, u64>,
}

impl Stats {
    /// Counts a request as begun.
    pub(crate) fn begin(&self, request_id: Option<&str>) {
        let mut counters = self.counters();
        counters.requests += 1;
        counters.in_flight += 1;
        counters.max_in_flight = counters.max_in_flight.max(counters.in_flight);
        match request_id {
            Some(id) => *counters.ids.entry(id.to_owned()).or_default() += 1,
            None => counters.without_request_id += 1,
        }
    }

    /// Counts a request as ended.
    pub(crate) fn end(&self, outcome: Outcome) {
        let mut counters = self.counters();
        counters.in_flight -= 1;
        counters.outcomes[outcome as usize] += 1;
    }

    fn reset(&self) {
        let mut counters = self.counters();
        let in_flight = counters.in_flight;
        *counters = Counters { in_flight, max_in_flight: in_flight, ..Counters::default() };
    }

    fn report(&self) -> Value {
        let counters = self.counters();
        let duplicates: HashMap<&String, &u64> =
            counters.ids.iter().filter(|(_, times)| **times > 1).collect();
        json!({
            "requests": counters.requests,
            "in_flight": counters.in_flight,
            "max_in_flight": counters.max_in_flight,
            "complete": counters.outcomes[Outcome::Complete as usize],
            "client_gone": counters.outcomes[Outcome::ClientGone as usize],
            "aborted": counters.outcomes[Outcome::Aborted as usize],
            "without_request_id": counters.without_request_id,
            "request_ids": counters.ids.len(),
            "duplicates": duplicates,
        })
    }

    fn counters(&self) -> MutexGuard<'_, Counters> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Answers a control request; `None` when it is none.
pub(crate) fn answer(stats: &Stats, method: &str, path: &str) -> Option<Script> {
    let command = path.strip_prefix("/__witness/")?;
    Some(match (method, command) {
        ("GET", "stats") => json_answer(200, &stats.report()),
        ("POST", "reset") => {
            stats.reset();
            json_answer(200, &json!({"reset": true}))
        }
        _ => json_answer(404, &json!({"error": {"message": "The witness has no such control"}})),
    })
}

/// A whole JSON answer in one write.
pub(crate) fn json_answer(status: u16, body: &Value) -> Script {
    let body = body.to_string();
    let length = body.len().to_string();
    let mut bytes = http::head(status, &[("content-type", "application/json"), ("content-length", &length)]);
    bytes.extend_from_slice(body.as_bytes());
    vec![Step::Write(bytes.into())].into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_follow_requests_and_forget_all_but_the_open_ones() {
        let stats = Stats::default();
        for id in [Some("a"), Some("b"), Some("a"), None] {
            stats.begin(id);
        }
        stats.end(Outcome::Complete);
        stats.end(Outcome::ClientGone);
        let report = stats.report();
        for (name, wanted) in
            [("requests", 4), ("in_flight", 2), ("max_in_flight", 4), ("client_gone", 1), ("request_ids", 2)]
        {
            assert_eq!(report[name], wanted, "{name}");
        }
        assert_eq!(report["duplicates"], json!({"a": 2}));
        stats.reset();
        let report = stats.report();
        for (name, wanted) in [("requests", 0), ("in_flight", 2), ("max_in_flight", 2), ("client_gone", 0)] {
            assert_eq!(report[name], wanted, "{name} after reset");
        }
    }
}
