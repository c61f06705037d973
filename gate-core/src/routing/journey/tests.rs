use std::time::Duration;

use super::{Attempt, Journey, RoutingState, Stuck, for_callers_key};
use crate::config::Config;
use crate::routing::{Candidate, Circuit, Failure};

const NOW: Duration = Duration::from_secs(100);
const SERVER: Failure = Failure::Server { retry_after: None };
const LIMITED: Failure = Failure::RateLimited { retry_after: None };

/// Providers a (one key without limits), b (two keys, one call each) and c (no key).
fn state() -> RoutingState {
    let text = "
        routing = {max_tries = 4, breaker_failures = 2}
        [[providers]]\nid = 'a'\nkind = 'custom'\napi_key = 'x'
        [[providers]]\nid = 'b'\nkind = 'custom'
        keys = [{api_key = 'y', concurrency_limit = 1}, {api_key = 'z', concurrency_limit = 1}]
        [[providers]]\nid = 'c'\nkind = 'custom'";
    RoutingState::new(&toml::from_str::<Config>(text).unwrap())
}

fn candidates(providers: &str) -> Vec<Candidate> {
    let row = |(priority, id): (usize, char)| Candidate {
        provider: id.to_string().into(),
        model: "m".into(),
        priority: u32::try_from(priority).unwrap(),
        weight: 1,
    };
    providers.chars().enumerate().map(row).collect()
}

fn journey(state: &RoutingState, providers: &str) -> Journey {
    state.journey(candidates(providers), false, NOW, 0)
}

/// Who was asked, with which key: `a0`, `c-`.
fn shown(attempt: &Attempt) -> String {
    let key = attempt.key.as_ref().map_or_else(|| "-".to_owned(), |key| key.place().to_string());
    format!("{}{key}", attempt.candidate.provider)
}

/// Lets attempts fail this way until the failure is the answer; who was asked.
fn fail(state: &RoutingState, providers: &str, failure: Failure) -> String {
    let (mut journey, mut asked) = (journey(state, providers), Vec::new());
    while let Ok(attempt) = journey.next(NOW) {
        asked.push(shown(&attempt));
        if journey.failed(attempt, failure, NOW, 0).is_none() {
            break;
        }
    }
    asked.join(" ")
}

#[test]
fn the_next_provider_is_asked_and_the_last_one_again() {
    for (providers, failure, asked) in [
        ("abc", SERVER, "a0 b0 c- c-"),
        ("a", SERVER, "a0 a0"),
        ("ab", Failure::Lost, "a0 b0"),
        ("abc", Failure::Caller, "a0"),
        ("abc", Failure::Begun, "a0"),
        ("abc", LIMITED, "a0 b0 b1 c-"),
        ("b", LIMITED, "b0 b1 b0 b1"),
        ("ba", Failure::KeyRefused, "b0 b1 a0"),
        ("c", Failure::KeyRefused, "c-"),
    ] {
        assert_eq!(fail(&state(), providers, failure), asked, "{providers} {failure:?}");
    }
}

#[test]
fn a_key_that_was_refused_is_left_for_last_by_the_next_call() {
    let state = state();
    let mut first = journey(&state, "b");
    let attempt = first.next(NOW).unwrap();
    assert_eq!(shown(&attempt), "b0");
    assert_eq!(first.failed(attempt, Failure::KeyRefused, NOW, 0), Some(Duration::ZERO));
    assert_eq!(shown(&journey(&state, "b").next(NOW).unwrap()), "b1");
}

#[test]
fn a_key_that_was_refused_is_not_tried_again_by_the_same_call() {
    let state = state();
    let (mut journey, mut asked) = (journey(&state, "b"), Vec::new());
    for failure in [Failure::KeyRefused, LIMITED, LIMITED] {
        let attempt = journey.next(NOW).unwrap();
        asked.push(shown(&attempt));
        let wait = journey.failed(attempt, failure, NOW, 0);
        assert_eq!(wait.is_some(), asked.len() < 3, "{asked:?}");
    }
    assert_eq!(asked, ["b0", "b1", "b1"]);
}

#[test]
fn open_circuits_are_passed_over() {
    let state = state();
    assert_eq!(fail(&state, "a", SERVER), "a0 a0", "which opens it");
    assert_eq!(journey(&state, "a").next(NOW).err(), Some(Stuck::CircuitOpen));
    assert_eq!(shown(&journey(&state, "ac").next(NOW).unwrap()), "c-");
    let later = NOW + Duration::from_secs(30);
    let probe = journey(&state, "a").next(later).unwrap();
    assert_eq!(journey(&state, "a").next(later).err(), Some(Stuck::CircuitOpen), "one tries it");
    assert!(probe.succeeded(later).is_some(), "the key is still in use");
    assert_eq!(state.breakers.circuit("a", "m", later), Circuit::Closed);
    let health = state.breakers.health("a", later);
    assert_eq!(health.success_rate, Some(1.0 / 3.0));
}

#[test]
fn a_provider_without_room_is_passed_over_and_tells_when() {
    let state = state();
    let mut held: Vec<_> =
        (0..2).map(|_| journey(&state, "b").next(NOW).unwrap().succeeded(NOW).expect("a key")).collect();
    let full = journey(&state, "b").next(NOW).err().unwrap();
    assert_eq!((full, full.retry_after_seconds()), (Stuck::Capacity { wait: Duration::from_secs(1) }, 1));
    assert_eq!(shown(&journey(&state, "bc").next(NOW).unwrap()), "c-");
    state.breakers.set("c", Circuit::Open, "maintenance");
    assert_eq!(journey(&state, "cb").next(NOW).err(), Some(full), "a wait tells more than a circuit");
    held.pop();
    assert_eq!(shown(&journey(&state, "bc").next(NOW).unwrap()), "b1", "the stream has ended");
    let wait = Stuck::Capacity { wait: Duration::from_millis(1_001) };
    assert_eq!(wait.retry_after_seconds(), 2, "rounded up");
}

#[test]
fn a_call_that_is_given_up_leaves_no_trace() {
    let state = state();
    drop(journey(&state, "b").next(NOW).unwrap());
    assert_eq!(state.breakers.health("b", NOW).success_rate, None);
    let both = [journey(&state, "b").next(NOW), journey(&state, "b").next(NOW)];
    assert!(both.iter().all(Result::is_ok), "both keys have room");
    assert_eq!(state.journey(vec![], false, NOW, 0).next(NOW).err(), Some(Stuck::Nobody));
}

#[test]
fn a_callers_key_goes_to_one_provider_and_takes_no_other() {
    let all = candidates("abc");
    let takes = |id: &str| id != "a";
    let own = for_callers_key(&all, &takes).expect("b takes it");
    assert_eq!(own.iter().map(|candidate| &*candidate.provider).collect::<Vec<_>>(), ["b"]);
    assert_eq!(for_callers_key(&all, &|_| false), None);
    let state = state();
    let mut journey = state.journey(own, true, NOW, 0);
    let attempt = journey.next(NOW).unwrap();
    assert_eq!(shown(&attempt), "b-");
    assert_eq!(
        journey.failed(attempt, Failure::KeyRefused, NOW, 0),
        None,
        "no other key is put in its place"
    );
}
