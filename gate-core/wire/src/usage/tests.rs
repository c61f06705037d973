use gate_core::clock::UtcDay;
use gate_core::money::Money;
use gate_core::refusal::Refusal;
use serde_json::{Value, json};

use super::{DailyQuery, DailyUsage, DayUsage, UsagePage, UsageQuery, UsageRecord};

fn refused_param<T: std::fmt::Debug>(result: Result<T, Refusal>) -> Option<String> {
    match result {
        Err(Refusal::Malformed { param, .. }) => param,
        other => panic!("not refused as malformed: {other:?}"),
    }
}

#[test]
fn queries_have_defaults_and_ranges() {
    let default = UsageQuery { days: 7, limit: 100, key_id: None, model: None, cursor: None };
    for (query, expected) in [
        (None, default.clone()),
        (Some(""), default.clone()),
        (Some("other=1&api_key=x"), default.clone()),
        (Some("days=1&limit=1"), UsageQuery { days: 1, limit: 1, ..default.clone() }),
        (Some("days=90&limit=1000"), UsageQuery { days: 90, limit: 1000, ..default.clone() }),
        (
            Some("key_id=key_1&model=org%2Fm&cursor=abc%3D"),
            UsageQuery {
                key_id: Some("key_1".into()),
                model: Some("org/m".into()),
                cursor: Some("abc=".into()),
                ..default.clone()
            },
        ),
    ] {
        assert_eq!(UsageQuery::parse(query).ok(), Some(expected), "{query:?}");
    }
    for (query, param) in [
        ("days=0", "days"),
        ("days=91", "days"),
        ("days=-1", "days"),
        ("days=7.5", "days"),
        ("days=", "days"),
        ("days=99999999999", "days"),
        ("days=1&days=2", "days"),
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("limit=all", "limit"),
        ("key_id=", "key_id"),
        ("cursor=a&cursor=b", "cursor"),
    ] {
        assert_eq!(refused_param(UsageQuery::parse(Some(query))).as_deref(), Some(param), "{query}");
    }
}

#[test]
fn the_daily_query_looks_back_a_month_unless_told() {
    assert_eq!(DailyQuery::parse(None).ok(), Some(DailyQuery { days: 30 }));
    assert_eq!(DailyQuery::parse(Some("days=90")).ok(), Some(DailyQuery { days: 90 }));
    assert_eq!(refused_param(DailyQuery::parse(Some("days=91"))).as_deref(), Some("days"));
}

#[test]
fn a_record_has_every_field_and_null_where_there_is_no_value() {
    let empty = serde_json::to_value(UsageRecord { request_id: "gw_1".into(), ..UsageRecord::default() });
    assert_eq!(
        empty.ok(),
        Some(json!({
            "request_id": "gw_1", "org_id": "", "key_id": null, "team_id": null, "tenant_id": null,
            "session_id": null, "provider": null, "model": null, "requested_model": null,
            "prompt_tokens": null, "completion_tokens": null, "total_tokens": null, "reasoning_tokens": null,
            "thinking_tokens": null, "cache_creation_tokens": null, "cache_read_tokens": null,
            "estimated_cost": null, "actual_cost": null, "latency_ms": null, "stream": false,
            "status_code": null, "denied_step": null, "gateway_error_code": null, "tags": {},
            "attempts": [], "cached": false, "created_at": "1970-01-01T00:00:00.000Z",
        }))
    );
}

#[test]
fn costs_are_numbers_and_refusals_have_their_gateway_code() {
    let record = UsageRecord {
        estimated_cost: Some(Money::from_nanos(2_300_000)),
        actual_cost: Some(Money::ZERO),
        refusal_code: Some("daily_budget".into()),
        tags: [("team".to_owned(), "core".to_owned())].into(),
        created_at_ms: 1_771_410_600_250,
        ..UsageRecord::default()
    };
    let query = UsageQuery::parse(Some("days=3")).expect("a query");
    let page = serde_json::to_value(UsagePage::new(&query, vec![record], Some("next".into()))).expect("JSON");
    let record = &page["records"][0];
    assert_eq!(record["estimated_cost"], json!(0.0023));
    assert_eq!(record["actual_cost"], json!(0.0));
    assert_eq!(record["gateway_error_code"], "GW_COST_002");
    assert_eq!(record["tags"], json!({"team": "core"}));
    assert_eq!(record["created_at"], "2026-02-18T10:30:00.250Z");
    assert_eq!((&page["count"], &page["days"], &page["next_cursor"]), (&json!(1), &json!(3), &json!("next")));
    let last = serde_json::to_value(UsagePage::new(&query, Vec::new(), None)).expect("JSON");
    assert_eq!(last, json!({"records": [], "count": 0, "days": 3, "next_cursor": null}));
}

#[test]
fn days_without_calls_are_zeros_and_days_outside_are_left_out() {
    let today = UtcDay(20_529);
    let row = |day: i64, nanos: i64| DayUsage {
        cost: Money::from_nanos(nanos),
        requests: 2,
        prompt_tokens: 30,
        completion_tokens: 4,
        ..DayUsage::none(UtcDay(day))
    };
    let rows = [row(20_529, 500_000_000), row(20_527, 250_000_000), row(20_526, 9), row(20_530, 9)];
    let usage = serde_json::to_value(DailyUsage::new(&DailyQuery { days: 3 }, today, &rows)).expect("JSON");
    let day = |date: &str, cost: f64, requests: u64, prompt: u64, completion: u64| -> Value {
        json!({
            "date": date, "cost": cost, "requests": requests, "prompt_tokens": prompt,
            "completion_tokens": completion,
        })
    };
    let days = [
        day("2026-03-15", 0.25, 2, 30, 4),
        day("2026-03-16", 0.0, 0, 0, 0),
        day("2026-03-17", 0.5, 2, 30, 4),
    ];
    assert_eq!(usage, json!({"days": days, "total_cost": 0.75}));
}
