use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use super::{BreakerSettings, Breakers, Circuit, MOST_MODELS, MOST_PROVIDERS, Pass};

const OPEN: Duration = Duration::from_secs(30);

fn breakers(failures: u32) -> Breakers {
    Breakers::new(BreakerSettings { failures, open: OPEN })
}

fn second(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn enter(breakers: &Breakers, at: u64) -> Option<Pass> {
    breakers.enter(&"p".into(), &"m".into(), second(at))
}

fn fail(breakers: &Breakers, times: u32, at: u64) {
    for time in 0..times {
        enter(breakers, at).unwrap_or_else(|| panic!("failure {time} goes through")).failed(second(at));
    }
}

fn succeed(breakers: &Breakers, at: u64) {
    enter(breakers, at).expect("it goes through").succeeded(second(1), second(at));
}

#[test]
fn it_opens_at_exactly_that_many_failures_in_a_row() {
    for failures in [1, 2, 5] {
        let breakers = breakers(failures);
        fail(&breakers, failures - 1, 0);
        assert_eq!(breakers.circuit("p", "m", second(0)), Circuit::Closed, "one short of {failures}");
        succeed(&breakers, 0);
        fail(&breakers, failures - 1, 0);
        assert_eq!(breakers.circuit("p", "m", second(0)), Circuit::Closed, "{failures}, not in a row");
        fail(&breakers, 1, 0);
        assert_eq!(breakers.circuit("p", "m", second(0)), Circuit::Open, "{failures}");
        assert!(enter(&breakers, 29).is_none(), "{failures}");
        assert_eq!(breakers.circuit("p", "other", second(0)), Circuit::Closed, "another model");
        assert_eq!(breakers.circuit("q", "m", second(0)), Circuit::Closed, "another provider");
    }
}

#[test]
fn one_call_at_a_time_tries_whether_it_is_back() {
    let breakers = breakers(1);
    fail(&breakers, 1, 0);
    assert_eq!(breakers.circuit("p", "m", second(30)), Circuit::HalfOpen);
    let probe = enter(&breakers, 30).expect("its time is over");
    assert!(enter(&breakers, 30).is_none(), "one is under way");
    drop(probe);
    let probe = enter(&breakers, 31).expect("the one that said nothing made room");
    probe.failed(second(31));
    assert_eq!(breakers.circuit("p", "m", second(60)), Circuit::Open, "for as long again");
    enter(&breakers, 61).expect("its time is over").succeeded(second(1), second(62));
    assert_eq!((breakers.circuit("p", "m", second(62)), breakers.watched()), (Circuit::Closed, 0));
}

#[test]
fn late_news_decide_nothing() {
    let breakers = breakers(1);
    let [early, late, later] = [0, 0, 0].map(|at| enter(&breakers, at).expect("it is closed"));
    early.failed(second(1));
    late.succeeded(second(2), second(2));
    assert_eq!(breakers.circuit("p", "m", second(2)), Circuit::Open, "it began before the circuit opened");
    let probe = enter(&breakers, 31).expect("its time is over");
    later.failed(second(32));
    assert!(enter(&breakers, 32).is_none(), "the probe is still under way");
    probe.succeeded(second(1), second(33));
    assert_eq!(breakers.circuit("p", "m", second(33)), Circuit::Closed);
}

#[test]
fn a_hand_stands_above_what_was_found() {
    let breakers = breakers(1);
    breakers.set("p", Circuit::Open, "maintenance");
    let health = breakers.health("p", second(9_999));
    assert_eq!((health.circuit, health.reason.as_deref()), (Circuit::Open, Some("maintenance")));
    assert!(enter(&breakers, 9_999).is_none(), "until it is set again");
    assert!(breakers.enter(&"q".into(), &"m".into(), second(0)).is_some(), "others are not meant");

    breakers.set("p", Circuit::HalfOpen, "let us see");
    let probe = enter(&breakers, 0).expect("one may try");
    assert!(breakers.enter(&"p".into(), &"n".into(), second(0)).is_none(), "one of all its models");
    probe.failed(second(0));
    assert_eq!(breakers.health("p", second(29)).circuit, Circuit::Open);
    let probe = enter(&breakers, 30).expect("the time of both circuits is over");
    probe.succeeded(second(1), second(30));
    let health = breakers.health("p", second(30));
    assert_eq!((health.circuit, health.reason), (Circuit::Closed, None));

    fail(&breakers, 1, 40);
    breakers.set("p", Circuit::Closed, "it is back");
    assert_eq!((breakers.circuit("p", "m", second(40)), breakers.watched()), (Circuit::Closed, 0));
}

#[test]
fn health_is_of_a_provider_over_all_its_models() {
    let breakers = breakers(2);
    assert_eq!(breakers.health("p", second(0)).success_rate, None);
    succeed(&breakers, 0);
    breakers.enter(&"p".into(), &"n".into(), second(0)).expect("closed").failed(second(0));
    drop(enter(&breakers, 0));
    let health = breakers.health("p", second(0));
    assert_eq!(
        (health.success_rate, health.p95_ms, health.circuit),
        (Some(0.5), Some(1_000), Circuit::Closed)
    );
    fail(&breakers, 2, 0);
    assert_eq!(breakers.health("p", second(0)).circuit, Circuit::Open, "the worst of its models");
}

#[test]
fn names_that_callers_choose_cannot_pile_up() {
    let breakers = breakers(2);
    fail(&breakers, 2, 0);
    for number in 0..2 * MOST_MODELS as u64 {
        let model: Arc<str> = format!("m{number}").into();
        let pass = breakers.enter(&"p".into(), &model, second(1)).expect("closed");
        pass.failed(second(1) + Duration::from_nanos(number));
    }
    assert_eq!(breakers.watched(), MOST_MODELS);
    assert_eq!(
        breakers.circuit("p", "m", second(1)),
        Circuit::Open,
        "what is open is kept before what is not"
    );
    for number in 0..2 * MOST_MODELS as u64 {
        let model: Arc<str> = format!("n{number}").into();
        breakers.enter(&"p".into(), &model, second(2)).expect("closed").succeeded(second(0), second(2));
    }
    assert_eq!(breakers.watched(), MOST_MODELS, "what never failed is not watched");
    for number in 0..2 * MOST_PROVIDERS {
        breakers.set(&format!("p{number}"), Circuit::Open, "");
    }
    assert_eq!(breakers.inner.lock().providers.len(), MOST_PROVIDERS);
}

#[test]
fn circuits_have_names() {
    for (circuit, name) in
        [(Circuit::Closed, "closed"), (Circuit::HalfOpen, "half_open"), (Circuit::Open, "open")]
    {
        assert_eq!((circuit.name(), Circuit::named(name)), (name, Some(circuit)));
    }
    assert_eq!(Circuit::named("ajar"), None);
}

/// What may happen to a circuit.
#[derive(Debug, Clone)]
enum Event {
    Enter,
    /// The attempt at this place of those under way ends.
    Succeed(usize),
    Fail(usize),
    Drop(usize),
    Wait(u64),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => Just(Event::Enter),
        2 => (0..8_usize).prop_map(Event::Succeed),
        4 => (0..8_usize).prop_map(Event::Fail),
        1 => (0..8_usize).prop_map(Event::Drop),
        1 => (0..40_u64).prop_map(Event::Wait),
    ]
}

proptest! {
    /// Against a model that knows the rules only: at most one probe, open for exactly its time, closed until exactly
    /// as many failures in a row as set.
    #[test]
    fn the_circuit_follows_its_rules(failures in 1..4_u32, events in prop::collection::vec(event(), 0..120)) {
        let breakers = breakers(failures);
        let (mut now, mut in_a_row) = (0, 0);
        // When it opened last; the number of the probe under way; attempts under way with their numbers.
        let (mut opened, mut probe, mut under_way): (Option<u64>, Option<u32>, Vec<(u32, Pass)>) = (None, None, vec![]);
        for (number, event) in (0_u32..).zip(events) {
            let pick = |place: usize, from: &mut Vec<(u32, Pass)>| {
                (!from.is_empty()).then(|| from.remove(place % from.len()))
            };
            match event {
                Event::Wait(seconds) => now += seconds,
                Event::Enter => {
                    let half_open = opened.is_some_and(|at| now >= at + 30);
                    let expected = opened.is_none() || (half_open && probe.is_none());
                    let pass = enter(&breakers, now);
                    prop_assert_eq!(pass.is_some(), expected, "{} at {}", number, now);
                    if half_open && pass.is_some() {
                        probe = Some(number);
                    }
                    under_way.extend(pass.map(|pass| (number, pass)));
                }
                Event::Succeed(place) => {
                    let Some((attempt, pass)) = pick(place, &mut under_way) else { continue };
                    pass.succeeded(second(1), second(now));
                    if opened.is_none() || probe == Some(attempt) {
                        (opened, probe, in_a_row) = (None, None, 0);
                    }
                }
                Event::Fail(place) => {
                    let Some((attempt, pass)) = pick(place, &mut under_way) else { continue };
                    pass.failed(second(now));
                    if probe == Some(attempt) {
                        (opened, probe) = (Some(now), None);
                    } else if opened.is_none() {
                        in_a_row += 1;
                        if in_a_row == failures {
                            (opened, in_a_row) = (Some(now), 0);
                        }
                    }
                }
                Event::Drop(place) => {
                    let Some((attempt, pass)) = pick(place, &mut under_way) else { continue };
                    drop(pass);
                    probe = probe.filter(|probe| *probe != attempt);
                }
            }
            let expected = match opened {
                None => Circuit::Closed,
                Some(at) if now < at + 30 => Circuit::Open,
                Some(_) => Circuit::HalfOpen,
            };
            prop_assert_eq!(breakers.circuit("p", "m", second(now)), expected, "after {}", number);
        }
    }
}
