//! Order: who is asked first among those that serve a model.

use super::{Candidate, Circuit, below, next_random};

/// One call in this many tries a recovering candidate before the healthy ones of its priority. Without that, one that
/// has an equal beside it would never be tried again and never come back.
const PROBE_ONE_IN: u32 = 16;

/// Puts candidates in the order in which they are asked: by priority; within one priority the healthy before the
/// recovering ones, drawn by weight. Those with an open circuit come last of all, so that they are tried only if
/// their time is over when their turn comes.
///
/// `random` is one fresh random number; the same number gives the same order.
pub fn order(
    candidates: Vec<Candidate>,
    circuit: &dyn Fn(&Candidate) -> Circuit,
    random: u64,
) -> Vec<Candidate> {
    let mut random = random;
    let is_probe = below(PROBE_ONE_IN.into(), next_random(&mut random)) == 0;
    let mut ranked: Vec<(Rank, Candidate)> = candidates
        .into_iter()
        .map(|candidate| (Rank::of(&candidate, circuit(&candidate), is_probe), candidate))
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let mut ordered = Vec::with_capacity(ranked.len());
    while let Some((rank, _)) = ranked.first() {
        let rank = *rank;
        let equals = ranked.iter().take_while(|(other, _)| *other == rank).count();
        let drawn = draw(&ranked[..equals], next_random(&mut random));
        ordered.push(ranked.remove(drawn).1);
    }
    ordered
}

/// What decides before weights do; the smaller comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    is_open: bool,
    priority: u32,
    is_behind: bool,
}

impl Rank {
    fn of(candidate: &Candidate, circuit: Circuit, is_probe: bool) -> Self {
        let is_behind = match circuit {
            Circuit::Closed => is_probe,
            Circuit::HalfOpen => !is_probe,
            Circuit::Open => false,
        };
        Self { is_open: circuit == Circuit::Open, priority: candidate.priority, is_behind }
    }
}

/// The place of one of the equals, each as likely as its weight says; the first when none has any.
fn draw(equals: &[(Rank, Candidate)], random: u64) -> usize {
    let weight = |(_, candidate): &(Rank, Candidate)| u64::from(candidate.weight);
    let mut rest = below(equals.iter().map(weight).sum(), random);
    for (place, row) in equals.iter().enumerate() {
        match rest.checked_sub(weight(row)) {
            Some(left) => rest = left,
            None => return place,
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{PROBE_ONE_IN, order};
    use crate::routing::{Candidate, Circuit, next_random};

    fn candidate(provider: &str, priority: u32, weight: u32) -> Candidate {
        Candidate { provider: provider.into(), model: "m".into(), priority, weight }
    }

    fn circuit(candidate: &Candidate) -> Circuit {
        match &candidate.provider[..1] {
            "h" => Circuit::HalfOpen,
            "o" => Circuit::Open,
            _ => Circuit::Closed,
        }
    }

    /// How often each order comes, in per cent of ten thousand calls.
    fn shares(candidates: &[Candidate]) -> HashMap<String, f64> {
        let (mut random, mut shares) = (7, HashMap::new());
        for _ in 0..10_000 {
            let ordered = order(candidates.to_vec(), &circuit, next_random(&mut random));
            assert_eq!(ordered.len(), candidates.len(), "nobody is lost");
            let names = ordered.iter().map(|c| c.provider.to_string()).collect::<Vec<_>>().join(" ");
            *shares.entry(names).or_default() += 0.01;
        }
        shares
    }

    #[test]
    fn priority_comes_before_health_and_health_before_weight() {
        for (candidates, expected) in [
            (vec![], ""),
            (vec![candidate("b", 2, 9), candidate("a", 1, 1)], "a b"),
            (vec![candidate("o", 1, 9), candidate("b", 3, 1), candidate("a", 2, 1)], "a b o"),
            (vec![candidate("b", 2, 1), candidate("h", 1, 1)], "h b"),
            (vec![candidate("o2", 2, 1), candidate("o1", 1, 1)], "o1 o2"),
            (vec![candidate("z", 1, 0), candidate("a", 1, 1)], "a z"),
            (vec![candidate("y", 1, 0), candidate("z", 1, 0)], "y z"),
        ] {
            let shares = shares(&candidates);
            assert_eq!(shares.keys().collect::<Vec<_>>(), [expected], "{candidates:?}");
        }
    }

    #[test]
    fn equals_are_drawn_by_weight() {
        let shares = shares(&[candidate("a", 1, 3), candidate("b", 1, 1)]);
        assert!((70.0..80.0).contains(&shares["a b"]), "{shares:?}");
        assert!((20.0..30.0).contains(&shares["b a"]), "{shares:?}");
    }

    #[test]
    fn the_recovering_come_after_the_healthy_but_not_for_ever() {
        let shares = shares(&[candidate("h", 1, 9), candidate("a", 1, 1)]);
        let expected = 100.0 / f64::from(PROBE_ONE_IN);
        assert!((shares["h a"] - expected).abs() < 1.5, "{shares:?}");
        assert!((shares["a h"] - (100.0 - expected)).abs() < 1.5, "{shares:?}");
    }
}
