//! Any order of events leaves the ledger where a plain model in integers says, to the nano-dollar.

use std::collections::BTreeMap;

use gate_core::clock::UtcDay;
use gate_core::id::KeyId;
use gate_core::store::{PageQuery, ReserveError, Scope, Standing};
use proptest::prelude::*;

use crate::support::{Bench, DAY, NOON, key};

#[derive(Debug, Clone)]
enum Event {
    Reserve { key: usize, want: i64, floor: i64 },
    Close { nth: usize, cost: i64 },
    CloseAgain { nth: usize, cost: i64 },
    Crash,
    Clock { days: i64 },
    Limit { scope: usize, day: Option<i64>, month: Option<i64> },
}

fn event() -> impl Strategy<Value = Event> {
    let limit = || prop_oneof![Just(None), (0_i64..3_000).prop_map(Some)];
    prop_oneof![
        8 => (0_usize..2, 0_i64..1_000, 0_i64..1_000)
            .prop_map(|(key, want, floor)| Event::Reserve { key, want, floor: floor.min(want) }),
        5 => (0_usize..8, 0_i64..1_200).prop_map(|(nth, cost)| Event::Close { nth, cost }),
        1 => (0_usize..8, 0_i64..1_200).prop_map(|(nth, cost)| Event::CloseAgain { nth, cost }),
        1 => Just(Event::Crash),
        2 => prop_oneof![Just(1_i64), Just(-1), Just(20), Just(-20)].prop_map(|days| Event::Clock { days }),
        3 => (0_usize..5, limit(), limit()).prop_map(|(scope, day, month)| Event::Limit { scope, day, month }),
    ]
}

/// One call as the model remembers it.
#[derive(Debug, Clone)]
struct Call {
    /// Indices of its four scopes.
    scopes: [usize; 4],
    day: i64,
    month: i64,
    reserved: i64,
    cost: Option<i64>,
}

/// What the ledger should hold: calls, and per scope its stamps and limits.
#[derive(Debug, Default)]
struct Model {
    calls: BTreeMap<i64, Call>,
    stamps: [(i64, i64); 5],
    limits: [(Option<i64>, Option<i64>); 5],
}

/// Organisation, team, tenant, and one of two keys.
fn scopes_of(key: usize) -> [usize; 4] {
    [0, 1, 2, 3 + key]
}

impl Model {
    /// Spent and reserved of day and month as the scope's counter should show them.
    fn figures(&self, scope: usize) -> [i64; 4] {
        let (day, month) = self.stamps[scope];
        let mut figures = [0; 4];
        for call in self.calls.values().filter(|call| call.scopes.contains(&scope)) {
            let place = usize::from(call.cost.is_none());
            let amount = call.cost.unwrap_or(call.reserved);
            figures[place] += if call.day == day { amount } else { 0 };
            figures[2 + place] += if call.month == month { amount } else { 0 };
        }
        figures
    }

    fn left(&self, scope: usize, day: i64, month: i64) -> i64 {
        let figures = self.figures(scope);
        let (stamp_day, stamp_month) = self.stamps[scope];
        let used_in_day = if stamp_day < day { 0 } else { figures[0] + figures[1] };
        let used_in_month = if stamp_month < month { 0 } else { figures[2] + figures[3] };
        let (day_limit, month_limit) = self.limits[scope];
        let left = |limit: Option<i64>, used| limit.map_or(i64::MAX, |limit: i64| limit - used);
        left(day_limit, used_in_day).min(left(month_limit, used_in_month))
    }

    fn reserve(&mut self, id: i64, scopes: [usize; 4], now_ms: i64, ask: (i64, i64)) -> Option<i64> {
        let (today, (floor, want)) = (UtcDay::of(now_ms), ask);
        let (mut day, mut month) = (today.0, today.month().0);
        let left = scopes.iter().map(|scope| self.left(*scope, day, month)).min().unwrap();
        let granted = want.min(left.max(0));
        if granted < floor.max(want.min(1)) {
            return None;
        }
        for scope in scopes {
            day = day.max(self.stamps[scope].0);
            month = month.max(self.stamps[scope].1);
        }
        for scope in scopes {
            self.stamps[scope] = (day, month);
        }
        self.calls.insert(id, Call { scopes, day, month, reserved: granted, cost: None });
        Some(granted)
    }
}

struct Machine {
    bench: Bench,
    keys: [KeyId; 2],
    model: Model,
    now_ms: i64,
    next_id: i64,
}

impl Machine {
    async fn new() -> Self {
        let bench = Bench::new().await;
        let second = key(bench.org, Some(bench.team), bench.tenant, "second");
        let keys = [bench.key, bench.store.keys.insert(&second).await.unwrap()];
        Self { bench, keys, model: Model::default(), now_ms: NOON, next_id: 1 }
    }

    fn scope(&self, index: usize) -> Scope {
        let [org, team, tenant, _] = self.bench.scopes();
        [org, team, tenant, Scope::Key(self.keys[0]), Scope::Key(self.keys[1])][index]
    }

    async fn apply(&mut self, event: &Event) {
        match *event {
            Event::Reserve { key, want, floor } => self.reserve(key, want, floor).await,
            Event::Close { nth, cost } => {
                let open: Vec<i64> = self.ids(|call| call.cost.is_none());
                if let Some(id) = open.get(nth % open.len().max(1)) {
                    self.bench.close(*id, self.now_ms, cost);
                    self.model.calls.get_mut(id).unwrap().cost = Some(cost);
                }
            }
            Event::CloseAgain { nth, cost } => {
                let closed: Vec<i64> = self.ids(|call| call.cost.is_some());
                if let Some(id) = closed.get(nth % closed.len().max(1)) {
                    self.bench.close(*id, self.now_ms, cost);
                }
            }
            Event::Crash => {
                self.bench.store.ledger.recover(self.now_ms).await.unwrap();
                for call in self.model.calls.values_mut() {
                    call.cost.get_or_insert(call.reserved);
                }
            }
            Event::Clock { days } => self.now_ms += days * DAY,
            Event::Limit { scope, day, month } => {
                self.bench.limit(self.scope(scope), day, month).await;
                self.model.limits[scope] = (day, month);
            }
        }
    }

    async fn reserve(&mut self, key: usize, want: i64, floor: i64) {
        let id = self.next_id;
        self.next_id += 1;
        let mut reservation = self.bench.reservation(id, self.now_ms, floor, want);
        reservation.belongs.key = self.keys[key];
        let result = self.bench.store.ledger.reserve(reservation).await;
        let expected = self.model.reserve(id, scopes_of(key), self.now_ms, (floor, want));
        match (&result, expected) {
            (Ok(granted), Some(amount)) => assert_eq!(granted.amount.nanos(), amount, "call {id}"),
            (Err(ReserveError::Denied(budget)), None) => {
                let left = budget.limit - budget.spent - budget.reserved;
                assert!(left.nanos() < floor.max(want.min(1)), "call {id}: {budget}");
            }
            _ => panic!("call {id}: {result:?} instead of {expected:?}"),
        }
    }

    fn ids(&self, keep: impl Fn(&Call) -> bool) -> Vec<i64> {
        self.model.calls.iter().filter(|(_, call)| keep(call)).map(|(id, _)| *id).collect()
    }

    async fn check(&self) {
        for index in 0..5 {
            let Standing { day, month, .. } = self.bench.standing(self.scope(index)).await;
            assert_eq!((day.0, month.0), self.model.stamps[index], "stamps of scope {index}");
            let figures = self.bench.figures(self.scope(index)).await;
            assert_eq!(figures, self.model.figures(index), "figures of scope {index}");
        }
        self.check_records().await;
    }

    async fn check_records(&self) {
        let query = PageQuery { limit: 1_000, ..PageQuery::default() };
        let page = self.bench.store.usage.page(self.bench.org, query).await.unwrap();
        let mut costs = BTreeMap::new();
        assert_eq!(page.records.len(), self.model.calls.len(), "one record for each admitted call");
        for record in &page.records {
            let call = &self.model.calls[&record.call_id.row()];
            assert_eq!(record.cost.nanos(), call.cost.unwrap_or(0), "{record:?}");
            assert_eq!((record.day.0, record.reserved.nanos()), (call.day, call.reserved), "{record:?}");
            if call.cost.is_some() {
                *costs.entry(record.day).or_insert(0) += record.cost.nanos();
            }
        }
        let days = self.bench.store.usage.daily(self.bench.org, UtcDay(0), UtcDay(i64::MAX)).await.unwrap();
        let rolled_up: BTreeMap<UtcDay, i64> = days.iter().map(|day| (day.day, day.cost.nanos())).collect();
        assert_eq!(rolled_up, costs, "the days add up");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_events_agrees_with_the_model(events in proptest::collection::vec(event(), 1..50)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut machine = Machine::new().await;
            for event in &events {
                machine.apply(event).await;
            }
            machine.check().await;
            machine.bench.store.close().await.unwrap();
        });
    }
}
