// Governed: what only a gate adds - headers, refusals as the client's own exceptions, redaction, the built-in model.

import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";
import { MODEL, client, collect, logLines, marker, served, textOf, user } from "./support.mjs";

const gate = client();
const ADDRESS = "ada.lovelace@analytical-engine.org";
const COST = /^\d+\.\d{4,8}$/;
const REQUEST_ID = /^gw_[0-9a-f]{16}$/;

/** An answer together with its response headers. */
const withHeaders = async (made, body) => {
  const { data, response } = await made.chat.completions.create({ model: MODEL, ...body }).withResponse();
  return { answer: data, headers: response.headers };
};

/** The exception a call ends with. */
async function rejection(kind, call) {
  try {
    await call();
  } catch (error) {
    assert.ok(error instanceof kind, `${error?.constructor?.name}: ${error?.message} instead of ${kind.name}`);
    return error;
  }
  return assert.fail(`no ${kind.name}`);
}

/** As `rejection`, for a call the provider must not see. */
async function refused(kind, made, model = MODEL) {
  const mark = marker();
  const error = await rejection(kind, () => made.chat.completions.create({ model, messages: user(mark) }));
  assert.deepEqual(served(mark), [], "a refused call reached the provider");
  return error;
}

test("a whole answer carries its receipt", async () => {
  const mark = marker();
  const { answer, headers } = await withHeaders(gate, { messages: user(mark) });
  assert.equal(answer.choices[0].finish_reason, "stop");
  assert.match(headers.get("x-gate-request-id"), REQUEST_ID);
  assert.match(headers.get("x-gate-cost"), COST);
  assert.ok(Number(headers.get("x-gate-cost")) > 0);
  assert.deepEqual([headers.get("x-gate-provider"), headers.get("x-gate-cached")], ["openai", "false"]);
  assert.equal(headers.get("x-gate-redacted"), null);
  const [limit, remaining] = ["limit", "remaining"].map((name) => Number(headers.get(`x-ratelimit-${name}`)));
  assert.ok(0 <= remaining && remaining < limit, `${remaining} of ${limit}`);
  assert.ok(Number(headers.get("x-ratelimit-reset")) > 0);
  const lines = served(mark);
  assert.deepEqual(
    lines.map((line) => [line.request_id, line.authorization_sha256]),
    [[headers.get("x-gate-request-id"), "present"]],
  );
});

test("a stream carries its receipt", async () => {
  const { answer, headers } = await withHeaders(gate, { messages: user("hi"), stream: true });
  assert.match(headers.get("x-gate-request-id"), REQUEST_ID);
  assert.match(headers.get("x-gate-cost"), COST);
  assert.equal(headers.get("x-gate-provider"), "openai");
  assert.match(headers.get("content-type"), /^text\/event-stream/);
  assert.ok(textOf(await collect(answer)).startsWith("tok0 "));
});

test("no gateway key ever reached the provider", async () => {
  await withHeaders(gate, { messages: user("hi") });
  const requests = logLines().filter((line) => line.event === "request");
  assert.ok(requests.length > 0);
  assert.deepEqual(requests.filter((line) => line.has_gateway_credential), []);
});

test("models are listed and found", async () => {
  const listed = (await collect(gate.models.list())).map((model) => model.id);
  assert.deepEqual(["gpt-4o", "gpt-4o-mini"].filter((id) => !listed.includes(id)), []);
  assert.equal((await gate.models.retrieve("gpt-4o")).id, "gpt-4o");
});

test("an unknown model is not found", async () => {
  await rejection(OpenAI.NotFoundError, () => gate.models.retrieve("no-such-model"));
  assert.equal((await refused(OpenAI.NotFoundError, gate, "no-such-model")).code, "model_not_found");
});

test("a wrong key is an authentication error", async () => {
  for (const key of [`gk_${"x".repeat(32)}`, "not-a-key"]) {
    const error = await refused(OpenAI.AuthenticationError, client({ key }));
    assert.deepEqual([error.code, error.type], ["invalid_key", "gate_error"], key);
  }
});

test("a model outside the key's list is denied", async () => {
  const narrow = client({ setting: "GATE_KEY_MODELS" });
  assert.equal((await refused(OpenAI.PermissionDeniedError, narrow)).code, "model_not_allowed");
  const { answer } = await withHeaders(narrow, { model: "gate/echo", messages: user("hi") });
  assert.ok(answer.choices[0].message.content);
});

test("requests per minute are counted exactly", async () => {
  const tiny = client({ setting: "GATE_KEY_TINY_RPM" });
  for (const remaining of ["1", "0"]) {
    const { headers } = await withHeaders(tiny, { messages: user("hi") });
    assert.deepEqual([headers.get("x-ratelimit-limit"), headers.get("x-ratelimit-remaining")], ["2", remaining]);
  }
  const error = await refused(OpenAI.RateLimitError, tiny);
  assert.equal(error.code, "rate_limited");
  const seconds = Number(error.headers.get("retry-after"));
  assert.ok(seconds >= 1 && seconds <= 60, `retry after ${seconds}`);
  assert.equal(error.headers.get("x-ratelimit-remaining"), "0");
});

test("a spent budget is refused once however often the client would retry", async () => {
  const poor = client({ setting: "GATE_KEY_NO_BUDGET", maxRetries: 2 });
  const error = await refused(OpenAI.RateLimitError, poor);
  assert.deepEqual([error.code, error.headers.get("x-should-retry")], ["budget_exceeded", "false"]);
  assert.equal(poor.sent.requests, 1);
});

test("a curate-me key is answered in its own dialect", async () => {
  const { headers } = await withHeaders(client({ setting: "GATE_CM_KEY" }), { messages: user("hi") });
  assert.match(headers.get("x-cm-request-id"), REQUEST_ID);
  assert.ok(Number(headers.get("x-cm-cost")) > 0);
  assert.equal(headers.get("x-gate-cost"), null);
});

test("a curate-me budget is a denied permission", async () => {
  const poor = client({ setting: "GATE_CM_KEY_NO_BUDGET", maxRetries: 2 });
  const error = await refused(OpenAI.PermissionDeniedError, poor);
  assert.equal(poor.sent.requests, 1);
  assert.equal(error.type, "permission_error");
  const codes = { daily_budget: "GW_COST_002", hierarchical_budget: "GW_BUDGET_HIERARCHY_001" };
  assert.ok(codes[error.code], error.code);
  assert.equal(error.error.gateway_error_code, codes[error.code]);
  assert.ok(error.error.remediation);
});

test("malformed requests are bad requests", async () => {
  for (const [name, body] of Object.entries({
    "no messages": { model: MODEL, messages: [] },
    "no model": { messages: user("hi") },
    "messages of the wrong type": { model: MODEL, messages: "hi" },
  })) {
    const error = await rejection(OpenAI.BadRequestError, () => gate.chat.completions.create(body));
    assert.equal(error.code, "bad_request", name);
  }
});

test("a provider failure is a server error", async () => {
  const error = await rejection(OpenAI.InternalServerError, () =>
    withHeaders(gate, { messages: user("[[status=500]]") }),
  );
  assert.deepEqual([error.status, error.code], [502, "provider_error"]);
});

test("a request the provider refused is not repeated", async () => {
  const made = client({ maxRetries: 2 });
  const error = await rejection(OpenAI.InternalServerError, () =>
    withHeaders(made, { messages: user("[[status=400]]") }),
  );
  assert.equal(made.sent.requests, 1);
  assert.equal(error.error.details.upstream_status, 400);
});

test("a stream cut by the provider is an error, not an end", async () => {
  const { answer } = await withHeaders(gate, { messages: user("[[mode=half_chunk after=3]]"), stream: true });
  const got = [];
  const error = await rejection(OpenAI.APIError, async () => {
    for await (const chunk of answer) got.push(chunk);
  });
  assert.ok(!(error instanceof OpenAI.APIConnectionError), "the gate must end its own answer properly");
  assert.equal(textOf(got), "tok0 tok1 tok2 ");
});

test("the built-in model answers without a provider", async () => {
  const mark = marker();
  const { answer, headers } = await withHeaders(gate, { model: "gate/echo", messages: user(mark) });
  assert.ok(answer.choices[0].message.content);
  assert.equal(Number(headers.get("x-gate-cost")), 0);
  const streamed = await withHeaders(gate, { model: "gate/echo", messages: user(mark), stream: true });
  assert.ok(textOf(await collect(streamed.answer)));
  assert.deepEqual(served(mark), []);
});

for (const stream of [false, true]) {
  test(`an address is hidden from the provider and restored for the caller, stream: ${stream}`, async () => {
    const mark = marker();
    const messages = user(`${mark} write to ${ADDRESS} now [[echo=1 split_bytes=3]]`);
    const { answer, headers } = await withHeaders(gate, { messages, stream });
    const text = stream ? textOf(await collect(answer)) : answer.choices[0].message.content;
    assert.equal(text, `${mark} write to ${ADDRESS} now`);
    assert.equal(headers.get("x-gate-redacted"), "1");
    const lines = served(mark);
    assert.equal(lines.length, 1);
    assert.ok(!lines[0].body.includes(ADDRESS));
    assert.ok(lines[0].body.includes("write to {{EMAIL_1}} now"), lines[0].body);
  });
}

test("an address is restored inside streamed tool arguments", async () => {
  const mark = marker();
  const tools = [{ type: "function", function: { name: "lookup", parameters: { type: "object", properties: {} } } }];
  const messages = user(`${mark} call a tool for ${ADDRESS} [[echo=1 split_bytes=3]]`);
  const answer = await gate.chat.completions.stream({ model: MODEL, messages, tools }).finalChatCompletion();
  const [call] = answer.choices[0].message.tool_calls;
  assert.deepEqual(JSON.parse(call.function.arguments), { input: `${mark} call a tool for ${ADDRESS}` });
  assert.ok(!served(mark)[0].body.includes(ADDRESS));
});
