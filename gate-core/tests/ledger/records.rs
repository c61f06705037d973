//! Records, keys and organisations as they are read back.

use gate_core::attempt::Attempt;
use gate_core::caller::{GovernancePolicy, Key, PiiAction, RateMode};
use gate_core::clock::UtcDay;
use gate_core::id::{CallId, CallIds, KeyId, OrgId};
use gate_core::store::{
    Belongs, CallState, Closing, NewOrg, PageQuery, RefusedCall, Scope, Statement, StoreError, UsageRecord,
};
use gate_core::usage::TokenUsage;

use crate::support::{Bench, DAY, NOON, call, closing, key, nanos, open};

#[tokio::test]
async fn a_record_reads_back_as_it_was_written() {
    let bench = Bench::new().await;
    bench.reserve(7, NOON, 100).await.unwrap();
    bench.close(7, NOON + 20, 30);
    bench.store.flush().await.unwrap();
    let record = bench.store.usage.record(bench.org, call(7)).await.unwrap().expect("it is there");
    let expected = UsageRecord {
        call_id: call(7),
        state: CallState::Done,
        org: bench.org,
        team: Some(bench.team),
        tenant: bench.tenant,
        key: bench.key,
        day: UtcDay::of(NOON),
        reserved: nanos(100),
        estimated: nanos(50),
        cost: nanos(30),
        is_estimated: false,
        tokens: TokenUsage { prompt: Some(10), completion: Some(3), ..TokenUsage::default() },
        latency_ms: Some(17),
        stream: true,
        status_code: Some(200),
        cached: false,
        redacted: 2,
        created_at_ms: NOON,
        finished_at_ms: Some(NOON + 20),
        session_id: Some("session".into()),
        provider: Some("openai".into()),
        model: "gpt-4o-2024".into(),
        requested_model: "gpt-4o-latest".into(),
        price_version: Some("2026-03".into()),
        denied_step: None,
        refusal_code: None,
        tags: vec![("team".into(), "red".into())],
        attempts: vec![attempt("openai", Attempt::ANSWERED, Some(200), 17)],
    };
    assert_eq!(record, expected, "tokens that were not reported stay unknown");
    let foreign = bench.store.usage.record(OrgId(bench.org.0 + 1), call(7)).await.unwrap();
    assert_eq!(foreign, None, "another organisation does not see it");
}

fn attempt(provider: &str, outcome: &str, status: Option<u16>, latency_ms: u64) -> Attempt {
    let (provider, outcome) = (provider.to_owned(), outcome.to_owned());
    Attempt { provider, model: "gpt-4o-2024".to_owned(), outcome, status, latency_ms }
}

#[tokio::test]
async fn every_attempt_is_on_the_record() {
    let bench = Bench::new().await;
    let attempts = vec![
        attempt("first", "connect", None, 3),
        attempt("second", "status", Some(503), 4),
        attempt("openai", Attempt::ANSWERED, Some(200), 9),
    ];
    for (id, kept) in [(7, attempts.clone()), (8, attempts[..1].to_vec()), (9, Vec::new())] {
        bench.reserve(id, NOON, 100).await.unwrap();
        let state = if kept.is_empty() { CallState::Refused } else { CallState::Done };
        bench.store.ledger.close(Closing { attempts: kept.clone(), state, ..closing(id, NOON + 20, 30) });
        bench.store.flush().await.unwrap();
        let record = bench.store.usage.record(bench.org, call(id)).await.unwrap().expect("it is there");
        assert_eq!(record.attempts, kept, "{id}");
    }
}

#[tokio::test]
async fn calls_refused_without_a_reservation_have_a_record_too() {
    let bench = Bench::new().await;
    let refused = RefusedCall {
        belongs: bench.belongs(5),
        created_at_ms: NOON,
        finished_at_ms: NOON + 1,
        estimate: nanos(9),
        session_id: None,
        requested_model: "gpt-4o".into(),
        stream: false,
        status_code: 429,
        denied_step: Some("rate_limit"),
        refusal_code: "rate_limited",
        latency_ms: 1,
        tags: Vec::new(),
    };
    bench.store.ledger.refused(refused.clone());
    bench.store.ledger.refused(refused);
    bench.store.flush().await.unwrap();
    let record = bench.store.usage.record(bench.org, call(5)).await.unwrap().expect("it is there");
    assert_eq!((record.state, record.cost, record.status_code), (CallState::Refused, nanos(0), Some(429)));
    assert_eq!(record.denied_step.as_deref(), Some("rate_limit"));
    assert_eq!(record.refusal_code.as_deref(), Some("rate_limited"));
    let days = bench.store.usage.daily(bench.org, UtcDay::of(NOON), UtcDay::of(NOON)).await.unwrap();
    assert_eq!((days.len(), days[0].requests, days[0].cost), (1, 1, nanos(0)), "counted once");
    assert_eq!(bench.figures(Scope::Org(bench.org)).await, [0; 4]);
}

#[tokio::test]
async fn pages_go_back_in_time_and_respect_their_filters() {
    let bench = Bench::new().await;
    let second = key(bench.org, None, bench.tenant, "second");
    let keys = [bench.key, bench.store.keys.insert(&second).await.unwrap()];
    let ids = CallIds::after(0);
    let mut calls = Vec::new();
    for n in 0..9 {
        let now_ms = NOON + n * DAY;
        let call_id = ids.next(now_ms, 0);
        let mut reservation = bench.reservation(0, now_ms, 1, 1);
        let key = keys[usize::try_from(n % 2).unwrap()];
        reservation.belongs = Belongs { call_id, key, ..reservation.belongs };
        reservation.model = if n % 3 == 0 { "large".into() } else { "small".into() };
        bench.store.ledger.reserve(reservation).await.unwrap();
        calls.push(call_id);
    }
    let all = PageQuery { limit: 100, ..PageQuery::default() };
    let (first, large) = (Some(keys[0]), Some("large".to_owned()));
    for (name, query, expected) in [
        ("all", all.clone(), vec![8, 7, 6, 5, 4, 3, 2, 1, 0]),
        ("one key", PageQuery { key: first, ..all.clone() }, vec![8, 6, 4, 2, 0]),
        ("one model", PageQuery { model: large.clone(), ..all.clone() }, vec![6, 3, 0]),
        ("both", PageQuery { key: first, model: large, ..all.clone() }, vec![6, 0]),
        ("since", PageQuery { since_ms: NOON + 6 * DAY, ..all.clone() }, vec![8, 7, 6]),
        ("since just after", PageQuery { since_ms: NOON + 6 * DAY + 1, ..all.clone() }, vec![8, 7]),
        ("cursor", PageQuery { cursor: Some(calls[2]), ..all.clone() }, vec![1, 0]),
        ("no such key", PageQuery { key: Some(KeyId(99)), ..all.clone() }, vec![]),
    ] {
        let page = bench.store.usage.page(bench.org, query).await.unwrap();
        let found: Vec<CallId> = page.records.iter().map(|record| record.call_id).collect();
        assert_eq!(found, expected.iter().map(|n| calls[*n]).collect::<Vec<_>>(), "{name}");
        assert_eq!(page.next, None, "{name}");
    }
    let elsewhere = bench.store.usage.page(OrgId(bench.org.0 + 1), all.clone()).await.unwrap();
    assert!(elsewhere.records.is_empty(), "another organisation sees nothing");

    let mut cursor = None;
    let mut walked = Vec::new();
    loop {
        let page =
            bench.store.usage.page(bench.org, PageQuery { limit: 4, cursor, ..all.clone() }).await.unwrap();
        walked.extend(page.records.iter().map(|record| record.call_id));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    calls.reverse();
    assert_eq!(walked, calls, "pages join without gap or overlap");
}

#[tokio::test]
async fn nothing_on_the_way_of_a_call_walks_a_whole_table() {
    let bench = Bench::new().await;
    for (name, sql) in [
        ("open", concat!("EXPLAIN QUERY PLAN ", include_str!("../../src/store/sql/open.sql"))),
        ("granted", concat!("EXPLAIN QUERY PLAN ", include_str!("../../src/store/sql/granted.sql"))),
        ("denied", concat!("EXPLAIN QUERY PLAN ", include_str!("../../src/store/sql/denied.sql"))),
        ("finish", concat!("EXPLAIN QUERY PLAN ", include_str!("../../src/store/sql/finish.sql"))),
    ] {
        let parameters = (1..=30).take_while(|n| sql.contains(&format!("?{n}"))).count();
        let statement = Statement::new(sql, vec![gate_core::store::Value::Integer(1); parameters]);
        let plan = bench.store.db().read(statement).await.unwrap();
        assert!(!plan.is_empty(), "{name}");
        for step in &plan {
            let text = step.text(3).unwrap();
            let is_scan = text.starts_with("SCAN");
            assert!(!is_scan && !text.contains("TEMP B-TREE"), "{name}: {text}");
        }
    }
}

#[tokio::test]
async fn keys_read_back_with_every_field_and_their_budgets() {
    let bench = Bench::new().await;
    let mut full = Key {
        expires_at_ms: Some(NOON + 1),
        allowed_ips: vec!["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()],
        allowed_models: vec!["gpt-4o*".into()],
        rpm_limit: Some(60),
        rate_mode: RateMode::SlidingBurst,
        daily_budget: Some(nanos(5)),
        monthly_budget: Some(nanos(0)),
        max_cost_per_request: Some(nanos(1)),
        ..key(bench.org, None, bench.tenant, "full")
    };
    full.settings.policies.default_blocklists = true;
    full.id = bench.store.keys.insert(&full).await.unwrap();
    full.enabled = false;
    full.daily_budget = Some(nanos(7));
    full.grace_until_ms = Some(NOON + 2);
    bench.store.keys.update(&full).await.unwrap();
    bench.store.close().await.unwrap();

    let store = open(bench.directory.path());
    let keys = store.keys.load_all().await.unwrap();
    let found = keys.iter().find(|key| key.id == full.id).expect("it is there");
    assert_eq!(format!("{found:?}"), format!("{full:?}"));
    assert!(found.digest == full.digest, "the digest is the same");
    let limits = store.counters.standing(Scope::Key(full.id)).await.unwrap().limits;
    assert_eq!((limits.day, limits.month), (Some(nanos(7)), Some(nanos(0))));
}

#[tokio::test]
async fn names_and_secrets_are_taken_once_and_keys_stay_in_their_organisation() {
    let bench = Bench::new().await;
    let keys = &bench.store.keys;
    let twin = key(bench.org, None, bench.tenant, "twin");
    let mut twin = Key { id: keys.insert(&twin).await.unwrap(), ..twin };
    let same_name =
        Key { public_id: "key_x".into(), digest: gate_core::secret::KeyDigest::of("x"), ..twin.clone() };
    assert!(matches!(keys.insert(&same_name).await, Err(StoreError::Conflict(_))), "the name is taken");
    let same_secret = Key { public_id: "key_y".into(), name: "y".into(), ..twin.clone() };
    assert!(matches!(keys.insert(&same_secret).await, Err(StoreError::Conflict(_))), "the secret is taken");

    twin.rotated_to = Some("key_x".into());
    let new = keys.replace(&twin, &same_name).await.expect("a replaced key gives its name free");
    let counter = bench.store.counters.standing(Scope::Key(new)).await;
    assert!(counter.is_ok(), "the new key has a counter: {counter:?}");

    let moved = Key { org: OrgId(bench.org.0 + 1), ..twin };
    assert!(keys.update(&moved).await.is_err(), "a key does not change its organisation");
    let unknown = Key { id: KeyId(999), ..same_name };
    assert_eq!(keys.update(&unknown).await, Err(StoreError::Missing("the key")));
}

#[tokio::test]
async fn policies_read_back_and_bind_at_once() {
    let bench = Bench::new().await;
    let orgs = &bench.store.orgs;
    let other = NewOrg { public_id: "org_2".into(), tenant_public_id: "ten_2".into(), now_ms: NOON };
    let (other, other_tenant) = orgs.insert(other.clone()).await.unwrap();
    assert_eq!(other.policy, GovernancePolicy::default());
    assert_eq!(orgs.default_tenant(other.id).await.unwrap(), other_tenant);

    let policy = GovernancePolicy {
        rpm_limit: Some(100),
        daily_budget: Some(nanos(0)),
        monthly_budget: Some(nanos(8)),
        max_cost_per_request: Some(nanos(3)),
        pii_scan_enabled: false,
        pii_action: PiiAction::Block,
        allowed_models: vec!["a".into()],
    };
    orgs.update_policy(bench.org, &policy).await.unwrap();
    let all = orgs.load_all().await.unwrap();
    assert_eq!(all.iter().map(|org| org.public_id.as_str()).collect::<Vec<_>>(), ["org_1", "org_2"]);
    assert_eq!((&all[0].policy, &all[1].policy), (&policy, &other.policy));
    assert!(bench.reserve(1, NOON, 1).await.is_err(), "a budget of nothing binds");
    let unknown = orgs.update_policy(OrgId(77), &policy).await;
    assert_eq!(unknown, Err(StoreError::Missing("the organisation")));
    let again = NewOrg { public_id: "org_2".into(), tenant_public_id: "ten_9".into(), now_ms: NOON };
    assert!(matches!(orgs.insert(again).await, Err(StoreError::Conflict(_))));
}

#[tokio::test]
async fn pages_of_one_key_end_and_begin_anywhere_within_its_slices_of_time() {
    let bench = Bench::new().await;
    let second = key(bench.org, None, bench.tenant, "second");
    let keys = [bench.key, bench.store.keys.insert(&second).await.unwrap()];
    let ids = CallIds::after(0);
    let mut of_key = [Vec::new(), Vec::new()];
    // Several calls in some slices (65.5 seconds), then none for a day, then several again.
    for (n, now_ms) in
        (0..24_usize).zip((0..12).map(|n| NOON + n * 11_000).chain((0..12).map(|n| NOON + DAY + n)))
    {
        let call_id = ids.next(now_ms, 0);
        let mut reservation = bench.reservation(0, now_ms, 1, 1);
        reservation.belongs = Belongs { call_id, key: keys[n % 3 / 2], ..reservation.belongs };
        bench.store.ledger.reserve(reservation).await.unwrap();
        of_key[n % 3 / 2].push(call_id);
    }
    for (key, calls) in keys.into_iter().zip(of_key) {
        for limit in [1, 3, 100] {
            let (mut cursor, mut walked) = (None, Vec::new());
            loop {
                let query = PageQuery { key: Some(key), limit, cursor, ..PageQuery::default() };
                let page = bench.store.usage.page(bench.org, query).await.unwrap();
                walked.extend(page.records.iter().map(|record| record.call_id));
                cursor = page.next;
                if cursor.is_none() {
                    break;
                }
            }
            let newest_first: Vec<CallId> = calls.iter().rev().copied().collect();
            assert_eq!(walked, newest_first, "pages of {limit}");
        }
    }
}
