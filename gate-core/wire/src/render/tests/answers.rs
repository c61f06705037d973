use std::time::Duration;

use gate_core::money::Money;
use gate_core::receipt::{OrgDay, Receipt};
use gate_core::reply::{Reply, ReplyBody};
use http::{HeaderMap, StatusCode};

use crate::models::{Model, ModelList};
use crate::testkit::{call_id, full_receipt, header_lines, shown};
use crate::{Dialect, Renderer};

fn renderer(dialect: Dialect) -> Renderer {
    Renderer::new(dialect, "/v1/chat/completions")
}

fn answered(dialect: Dialect, receipt: Receipt) -> http::Response<crate::WireBody> {
    let body = ReplyBody::Whole(r#"{"choices":[]}"#.into());
    renderer(dialect).render(Ok(Reply { receipt, body }), Duration::from_micros(1_234))
}

#[test]
fn answers_carry_their_receipt() {
    for dialect in Dialect::ALL {
        insta::assert_snapshot!(
            format!("answer_{}", dialect.name()),
            shown(answered(dialect, full_receipt()))
        );
    }
}

#[test]
fn what_is_not_known_or_nothing_is_left_out() {
    let receipt = Receipt {
        cached: true,
        cost: Some(Money::ZERO),
        org_day: Some(OrgDay { spent: Money::ZERO, limit: None }),
        ..Receipt::new(call_id())
    };
    for (dialect, expected) in [
        (
            Dialect::Anuragate,
            &[
                "content-type: application/json",
                "x-gate-cached: true",
                "x-gate-cost: 0.0000",
                "x-gate-request-id: gw_0123456789abcdef",
            ][..],
        ),
        (
            Dialect::CurateMe,
            &[
                "content-type: application/json",
                "x-cm-cached: true",
                "x-cm-cost: 0.0000",
                "x-cm-daily-cost: 0.0000",
                "x-cm-governance-time-ms: 0.000",
                "x-cm-provider-retries: 0",
                "x-cm-redacted: 0",
                "x-cm-request-id: gw_0123456789abcdef",
                "x-process-time: 0.001234",
            ][..],
        ),
    ] {
        let response = answered(dialect, receipt.clone());
        assert_eq!(header_lines(response.headers()), expected, "{}", dialect.name());
    }
}

#[test]
fn a_stream_says_that_nobody_may_hold_it_back() {
    let mut headers = HeaderMap::new();
    super::super::put_stream_headers(&mut headers);
    assert_eq!(
        header_lines(&headers),
        [
            "cache-control: no-cache",
            "content-type: text/event-stream; charset=utf-8",
            "x-accel-buffering: no"
        ]
    );
}

#[test]
fn other_bodies_carry_the_request_id_and_the_rate_but_no_cost_of_a_call() {
    let list = ModelList::new([Model::new("gpt-4o", 1_715_367_049, "openai"), Model::new("echo", 0, "gate")]);
    let receipt = Receipt { rate: full_receipt().rate, ..Receipt::new(call_id()) };
    for dialect in Dialect::ALL {
        let response = renderer(dialect).render_json(StatusCode::OK, &list, Some(&receipt));
        insta::assert_snapshot!(format!("models_{}", dialect.name()), shown(response));
    }
}
