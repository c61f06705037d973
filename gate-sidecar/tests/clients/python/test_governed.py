"""Governed: what only a gate adds - headers, refusals as the client's own exceptions, redaction, the built-in model."""

import json
import re

import openai
import pytest
from support import MODEL, client, log_lines, marker, served, text_of, user

pytestmark = pytest.mark.gate

ADDRESS = "ada.lovelace@analytical-engine.org"
COST = re.compile(r"^\d+\.\d{4,8}$")


def refused(kind, made, model=MODEL, prompt=None, **extra):
    """The exception a call ends with; the provider must not have seen the call."""
    mark = marker()
    with pytest.raises(kind) as caught:
        made.chat.completions.create(model=model, messages=user(f"{mark} {prompt or ''}"), **extra)
    if prompt is None:
        assert served(mark) == [], "a refused call reached the provider"
    return caught.value


def test_a_whole_answer_carries_its_receipt(gate):
    mark = marker()
    raw = gate.chat.completions.with_raw_response.create(model=MODEL, messages=user(mark))
    headers = raw.headers
    assert raw.parse().choices[0].finish_reason == "stop"
    assert re.fullmatch(r"gw_[0-9a-f]{16}", headers["x-gate-request-id"])
    assert COST.match(headers["x-gate-cost"]) and float(headers["x-gate-cost"]) > 0
    assert (headers["x-gate-provider"], headers["x-gate-cached"]) == ("openai", "false")
    assert "x-gate-redacted" not in headers
    limit, remaining = int(headers["x-ratelimit-limit"]), int(headers["x-ratelimit-remaining"])
    assert 0 <= remaining < limit
    assert int(headers["x-ratelimit-reset"]) > 0
    (line,) = served(mark)
    assert line["request_id"] == headers["x-gate-request-id"]
    assert line["authorization_sha256"] == "present"


def test_a_stream_carries_its_receipt(gate):
    raw = gate.chat.completions.with_raw_response.create(model=MODEL, messages=user("hi"), stream=True)
    assert re.fullmatch(r"gw_[0-9a-f]{16}", raw.headers["x-gate-request-id"])
    assert COST.match(raw.headers["x-gate-cost"])
    assert raw.headers["x-gate-provider"] == "openai"
    assert raw.headers["content-type"].startswith("text/event-stream")
    assert text_of(list(raw.parse())).startswith("tok0 ")


def test_no_gateway_key_ever_reached_the_provider(gate):
    gate.chat.completions.create(model=MODEL, messages=user("hi"))
    requests = [line for line in log_lines() if line["event"] == "request"]
    assert requests
    assert [line for line in requests if line["has_gateway_credential"]] == []


def test_models_are_listed_and_found(gate):
    listed = {model.id for model in gate.models.list()}
    assert {"gpt-4o", "gpt-4o-mini"} <= listed
    assert gate.models.retrieve("gpt-4o").id == "gpt-4o"


def test_an_unknown_model_is_not_found(gate):
    with pytest.raises(openai.NotFoundError):
        gate.models.retrieve("no-such-model")
    error = refused(openai.NotFoundError, gate, model="no-such-model")
    assert error.code == "model_not_found"


def test_a_wrong_key_is_an_authentication_error():
    for key in ("gk_" + "x" * 32, "not-a-key"):
        with client(key=key) as stranger:
            error = refused(openai.AuthenticationError, stranger)
        assert (error.code, error.type) == ("invalid_key", "gate_error"), key


def test_a_model_outside_the_keys_list_is_denied():
    with client("GATE_KEY_MODELS") as narrow:
        error = refused(openai.PermissionDeniedError, narrow)
        assert error.code == "model_not_allowed"
        allowed = narrow.chat.completions.create(model="gate/echo", messages=user("hi"))
    assert allowed.choices[0].message.content


def test_requests_per_minute_are_counted_exactly():
    with client("GATE_KEY_TINY_RPM") as tiny:
        for remaining in ("1", "0"):
            raw = tiny.chat.completions.with_raw_response.create(model=MODEL, messages=user("hi"))
            assert (raw.headers["x-ratelimit-limit"], raw.headers["x-ratelimit-remaining"]) == ("2", remaining)
        error = refused(openai.RateLimitError, tiny)
    assert error.code == "rate_limited"
    assert 1 <= int(error.response.headers["retry-after"]) <= 60
    assert error.response.headers["x-ratelimit-remaining"] == "0"


def test_a_spent_budget_is_refused_once_however_often_the_client_would_retry():
    with client("GATE_KEY_NO_BUDGET", max_retries=2) as poor:
        error = refused(openai.RateLimitError, poor)
        assert poor.sent.requests == 1
    assert error.code == "budget_exceeded"
    assert error.response.headers["x-should-retry"] == "false"


def test_a_curate_me_key_is_answered_in_its_own_dialect():
    with client("GATE_CM_KEY") as made:
        raw = made.chat.completions.with_raw_response.create(model=MODEL, messages=user("hi"))
    assert re.fullmatch(r"gw_[0-9a-f]{16}", raw.headers["x-cm-request-id"])
    assert float(raw.headers["x-cm-cost"]) > 0
    assert "x-gate-cost" not in raw.headers


def test_a_curate_me_budget_is_a_denied_permission():
    with client("GATE_CM_KEY_NO_BUDGET", max_retries=2) as poor:
        error = refused(openai.PermissionDeniedError, poor)
        assert poor.sent.requests == 1
    assert error.type == "permission_error"
    assert (error.code, error.body["gateway_error_code"]) in {
        ("daily_budget", "GW_COST_002"),
        ("hierarchical_budget", "GW_BUDGET_HIERARCHY_001"),
    }
    assert error.body["remediation"]


def test_malformed_requests_are_bad_requests(gate):
    for name, arguments in {
        "no messages": {"model": MODEL, "messages": []},
        "no model": {"model": "", "messages": user("hi")},
        "messages of the wrong type": {"model": MODEL, "messages": "hi"},
    }.items():
        with pytest.raises(openai.BadRequestError) as caught:
            gate.chat.completions.create(**arguments)
        assert caught.value.code == "bad_request", name


def test_a_provider_failure_is_a_server_error(gate):
    error = refused(openai.InternalServerError, gate, prompt="[[status=500]]")
    assert (error.status_code, error.code) == (502, "provider_error")


def test_a_request_the_provider_refused_is_not_repeated():
    with client(max_retries=2) as made:
        error = refused(openai.InternalServerError, made, prompt="[[status=400]]")
        assert made.sent.requests == 1
    assert error.body["details"]["upstream_status"] == 400


def test_the_built_in_model_answers_without_a_provider(gate):
    mark = marker()
    raw = gate.chat.completions.with_raw_response.create(model="gate/echo", messages=user(mark))
    assert raw.parse().choices[0].message.content
    assert float(raw.headers["x-gate-cost"]) == 0
    chunks = list(gate.chat.completions.create(model="gate/echo", messages=user(mark), stream=True))
    assert text_of(chunks)
    assert served(mark) == []


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_an_address_is_hidden_from_the_provider_and_restored_for_the_caller(gate, streamed):
    mark = marker()
    prompt = f"{mark} write to {ADDRESS} now [[echo=1 split_bytes=3]]"
    raw = gate.chat.completions.with_raw_response.create(model=MODEL, messages=user(prompt), stream=streamed)
    answer = raw.parse()
    text = text_of(list(answer)) if streamed else answer.choices[0].message.content
    assert text == f"{mark} write to {ADDRESS} now"
    assert raw.headers["x-gate-redacted"] == "1"
    (line,) = served(mark)
    assert ADDRESS not in line["body"]
    assert f"write to {{{{EMAIL_1}}}} now" in line["body"]


def test_an_address_is_restored_inside_streamed_tool_arguments(gate):
    mark = marker()
    tools = [{"type": "function", "function": {"name": "lookup", "parameters": {"type": "object", "properties": {}}}}]
    prompt = f"{mark} call a tool for {ADDRESS} [[echo=1 split_bytes=3]]"
    with gate.chat.completions.stream(model=MODEL, messages=user(prompt), tools=tools) as stream:
        call = stream.get_final_completion().choices[0].message.tool_calls[0]
    assert json.loads(call.function.arguments) == {"input": f"{mark} call a tool for {ADDRESS}"}
    (line,) = served(mark)
    assert ADDRESS not in line["body"]
