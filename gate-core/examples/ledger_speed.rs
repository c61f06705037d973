//! Measures the ledger: reserve and close by 1, 16 and 64 callers at once.
//!
//! `cargo run --release -p gate-core --example ledger_speed [directory]`
#![expect(clippy::print_stdout, reason = "a program for people to read")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use gate_core::call::KeyFamily;
use gate_core::caller::{Key, KeySettings, RateMode};
use gate_core::clock::{Clock, SystemClock};
use gate_core::id::{CallId, CallIds, KeyId};
use gate_core::money::Money;
use gate_core::secret::KeyDigest;
use gate_core::store::{
    Belongs, CallState, Closing, Limits, LocalOptions, NewOrg, Owner, Reservation, Scope, Store,
};
use gate_core::usage::TokenUsage;

const LASTS: Duration = Duration::from_secs(3);

type AnyError = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), AnyError> {
    let directory =
        std::env::args_os().nth(1).map_or_else(|| std::env::temp_dir().join("ledger-speed"), Into::into);
    for is_always_full in [false, true] {
        for callers in [1, 16, 64] {
            let _ = std::fs::remove_dir_all(&directory);
            let owner = Owner::claim(&directory, 0)?;
            let store = Store::open(owner, LocalOptions { is_always_full })?;
            measure(&store, callers, is_always_full).await?;
            store.close().await?;
        }
    }
    std::fs::remove_dir_all(&directory)?;
    Ok(())
}

async fn measure(store: &Store, callers: usize, is_always_full: bool) -> Result<(), AnyError> {
    let belongs = prepare(store).await?;
    let ids = Arc::new(CallIds::after(0));
    let began = Instant::now();
    let cpu_before = cpu_seconds();
    let noise = Arc::new(AtomicU32::new(0));
    let tasks: Vec<_> = (0..callers)
        .map(|_| {
            let (store, ids, noise) = (store.clone(), Arc::clone(&ids), Arc::clone(&noise));
            tokio::spawn(async move {
                let mut waits = Vec::new();
                while began.elapsed() < LASTS {
                    let now_ms = SystemClock::default().unix_ms();
                    let call_id = ids.next(now_ms, noise.fetch_add(7919, Ordering::Relaxed));
                    let asked = Instant::now();
                    store.ledger.reserve(reservation(Belongs { call_id, ..belongs }, now_ms)).await?;
                    waits.push(asked.elapsed());
                    store.ledger.close(closing(call_id, now_ms));
                }
                Ok::<_, AnyError>(waits)
            })
        })
        .collect();
    let mut waits = Vec::new();
    for task in tasks {
        waits.extend(task.await??);
    }
    store.flush().await?;
    let (elapsed, cpu) = (began.elapsed().as_secs_f64(), cpu_seconds());
    waits.sort();
    let calls = waits.len();
    let per_call = |name: &str| {
        let spent = |at: &BTreeMap<String, f64>| at.get(name).copied().unwrap_or(0.0);
        (spent(&cpu) - spent(&cpu_before)) * 1e6 / as_f64(calls)
    };
    println!(
        "{} {callers:>3} callers: {:>6.0} calls/s, answer p50 {} us, p99 {} us, CPU per call: writer {:.1} us, tasks {:.1} us",
        if is_always_full { "FULL  " } else { "NORMAL" },
        as_f64(calls) / elapsed,
        waits[calls / 2].as_micros(),
        waits[calls * 99 / 100].as_micros(),
        per_call("gate-writer"),
        per_call("tokio-rt-worker") + per_call("tokio-runtime-w"),
    );
    Ok(())
}

/// An organisation with a limit, a tenant without, and a key with one.
async fn prepare(store: &Store) -> Result<Belongs, AnyError> {
    let new = NewOrg { public_id: "org_speed".into(), tenant_public_id: "ten_speed".into(), now_ms: 0 };
    let (org, tenant) = store.orgs.insert(new).await?;
    let key = Key {
        id: KeyId(0),
        public_id: "key_speed".into(),
        org: org.id,
        team: None,
        tenant,
        name: "speed".into(),
        family: KeyFamily::Anuragate,
        digest: KeyDigest::of("speed"),
        last4: String::new(),
        enabled: true,
        created_at_ms: 0,
        expires_at_ms: None,
        revoked_at_ms: None,
        rotated_to: None,
        grace_until_ms: None,
        allowed_ips: Vec::new(),
        allowed_models: Vec::new(),
        scopes: Vec::new(),
        rpm_limit: None,
        rate_mode: RateMode::Sliding,
        daily_budget: Some(Money::from_nanos(1_000_000_000_000_000)),
        monthly_budget: None,
        max_cost_per_request: None,
        settings: KeySettings::default(),
    };
    let key = store.keys.insert(&key).await?;
    let limits = Limits { day: Some(Money::from_nanos(1_000_000_000_000_000)), month: None };
    store.counters.set_limits(Scope::Org(org.id), limits).await?;
    let call_id = CallIds::after(0).next(0, 0);
    Ok(Belongs { call_id, org: org.id, team: None, tenant, key })
}

fn reservation(belongs: Belongs, now_ms: i64) -> Reservation {
    Reservation {
        belongs,
        now_ms,
        want: Money::from_nanos(10_000_000),
        floor: Money::from_nanos(1_000_000),
        estimate: Money::from_nanos(5_000_000),
        session_id: None,
        provider: Some("openai".into()),
        model: "gpt-4o".into(),
        requested_model: "gpt-4o".into(),
        price_version: Some("2026-01".into()),
        stream: false,
        tags: Vec::new(),
    }
}

fn closing(call_id: CallId, now_ms: i64) -> Closing {
    Closing {
        call_id,
        state: CallState::Done,
        cost: Money::from_nanos(4_321_000),
        is_estimated: false,
        usage: Some(TokenUsage {
            prompt: Some(500),
            completion: Some(200),
            total: Some(700),
            ..Default::default()
        }),
        provider: None,
        model: None,
        attempts: Vec::new(),
        status_code: 200,
        denied_step: None,
        refusal_code: None,
        latency_ms: 1200,
        redacted: 0,
        cached: false,
        finished_at_ms: now_ms,
    }
}

fn as_f64(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// CPU time of this process by thread name, in seconds (Linux; nothing elsewhere). Source: proc(5), 100 ticks a second.
fn cpu_seconds() -> BTreeMap<String, f64> {
    let mut by_name = BTreeMap::new();
    for task in std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten() {
        let Ok(stat) = std::fs::read_to_string(task.path().join("stat")) else {
            continue;
        };
        let Some((head, tail)) = stat.rsplit_once(')') else {
            continue;
        };
        let name = head.split_once('(').map_or("", |(_, name)| name);
        // After the name: state is field 3, user and system time are fields 14 and 15.
        let ticks: f64 =
            tail.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
        *by_name.entry(name.to_owned()).or_default() += ticks / 100.0;
    }
    by_name
}
