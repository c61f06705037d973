// Chat: whole and streamed answers, tools, choices and JSON, through the official client.
// These tests also pass against the witness alone.

import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";
import { MODEL, TOKENS, client, collect, endOf, marker, served, textOf, user } from "./support.mjs";

const gate = client();
const create = (body, options) => gate.chat.completions.create({ model: MODEL, ...body }, options);
const TOOLS = [
  {
    type: "function",
    function: { name: "lookup", parameters: { type: "object", properties: { input: { type: "string" } } } },
  },
];

test("a whole answer", async () => {
  const answer = await create({ messages: user("hello there") });
  assert.equal(answer.object, "chat.completion");
  assert.deepEqual(
    [answer.choices[0].message.role, answer.choices[0].message.content, answer.choices[0].finish_reason],
    ["assistant", TOKENS, "stop"],
  );
  const { prompt_tokens, completion_tokens, total_tokens } = answer.usage;
  assert.deepEqual([prompt_tokens, completion_tokens, total_tokens], [2, 8, 10]);
});

test("a stream without usage has no usage chunk", async () => {
  const chunks = await collect(await create({ messages: user("hello"), stream: true }));
  assert.equal(textOf(chunks), TOKENS);
  assert.equal(chunks.at(-1).choices[0].finish_reason, "stop");
  assert.ok(chunks.every((chunk) => !chunk.usage));
  assert.ok(chunks.every((chunk) => chunk.choices.length > 0), "a chunk without choices is the usage chunk");
  assert.equal(new Set(chunks.map((chunk) => chunk.id)).size, 1);
});

test("a stream with usage ends with it", async () => {
  const messages = user("hello [[prompt_tokens=100 completion_tokens=40]]");
  const chunks = await collect(await create({ messages, stream: true, stream_options: { include_usage: true } }));
  assert.equal(textOf(chunks), TOKENS);
  assert.equal(chunks.filter((chunk) => chunk.usage).length, 1);
  const last = chunks.at(-1);
  assert.deepEqual([last.choices, last.usage.prompt_tokens, last.usage.completion_tokens], [[], 100, 40]);
});

test("a token limit is kept", async () => {
  const answer = await create({ messages: user("[[chunks=50]]"), max_tokens: 20 });
  assert.deepEqual([answer.choices[0].finish_reason, answer.usage.completion_tokens], ["length", 20]);
});

test("tool calls whole, then the answer to their result", async () => {
  const messages = user("please call a tool [[calls=2]]");
  const { message, finish_reason } = (await create({ messages, tools: TOOLS })).choices[0];
  assert.equal(finish_reason, "tool_calls");
  assert.deepEqual(
    message.tool_calls.map((call) => [call.function.name, JSON.parse(call.function.arguments)]),
    [["lookup", { input: "Paris" }], ["lookup", { input: "Paris" }]],
  );
  const results = message.tool_calls.map((call) => ({ role: "tool", tool_call_id: call.id, content: "sunny" }));
  const answer = await create({ messages: [...messages, message, ...results], tools: TOOLS });
  assert.equal(answer.choices[0].message.content, TOKENS);
});

test("tool calls streamed reassemble", async () => {
  const messages = user('please call a tool with "größe €" [[echo=1 calls=2]]');
  const answer = await gate.chat.completions.stream({ model: MODEL, messages, tools: TOOLS }).finalChatCompletion();
  const { message, finish_reason } = answer.choices[0];
  assert.equal(finish_reason, "tool_calls");
  assert.deepEqual(
    message.tool_calls.map((call) => [call.function.name, JSON.parse(call.function.arguments)]),
    Array(2).fill(["lookup", { input: 'please call a tool with "größe €"' }]),
  );
});

test("two choices whole", async () => {
  const answer = await create({ messages: user("hi"), n: 2 });
  assert.deepEqual(answer.choices.map((choice) => [choice.index, choice.message.content]), [[0, TOKENS], [1, TOKENS]]);
  assert.equal(answer.usage.completion_tokens, 16);
});

test("two choices streamed", async () => {
  const chunks = await collect(await create({ messages: user("hi"), n: 2, stream: true }));
  assert.deepEqual([textOf(chunks, 0), textOf(chunks, 1)], [TOKENS, TOKENS]);
  const ends = chunks.flatMap((chunk) => chunk.choices).filter((part) => part.finish_reason === "stop");
  assert.deepEqual(ends.map((part) => part.index).sort(), [0, 1]);
});

test("JSON mode", async () => {
  const answer = await create({ messages: user("answer in JSON"), response_format: { type: "json_object" } });
  assert.deepEqual(JSON.parse(answer.choices[0].message.content), { answer: TOKENS });
});

test("unknown fields reach the provider", async () => {
  const mark = marker();
  const extra = { x_future_field: { deep: [1, 2, { flag: true }] }, service_tier: "flex", seed: 7 };
  await create({ messages: user(mark), ...extra });
  const lines = served(mark);
  assert.equal(lines.length, 1);
  const body = JSON.parse(lines[0].body);
  assert.deepEqual(Object.fromEntries(Object.keys(extra).map((name) => [name, body[name]])), extra);
});

for (const mode of ["crlf", "comments", "split_utf8", "until_close"]) {
  test(`an unusual but valid stream arrives whole: ${mode}`, async () => {
    const chunks = await collect(await create({ messages: user(`[[mode=${mode}]]`), stream: true }));
    assert.equal(textOf(chunks), mode === "split_utf8" ? "größe€😀 ".repeat(8) : TOKENS);
  });
}

test("an error inside a stream is raised", async () => {
  const got = [];
  const stream = await create({ messages: user("[[mode=error_in_stream after=3]]"), stream: true });
  await assert.rejects(async () => {
    for await (const chunk of stream) got.push(chunk);
  }, OpenAI.APIError);
  assert.equal(textOf(got), "tok0 tok1 tok2 ");
});

test("a client may close a stream early and go on", async () => {
  const mark = marker();
  const stream = await create({ messages: user(`${mark} [[chunks=5000 gap_ms=10]]`), stream: true });
  const got = [];
  for await (const chunk of stream) {
    got.push(chunk);
    if (got.length === 3) break;
  }
  assert.ok(textOf(got).startsWith("tok0 "));
  const lines = served(mark);
  assert.equal(lines.length, 1);
  assert.equal((await endOf(lines[0].seq)).outcome, "client_gone", "the provider went on for nobody");
  const answer = await create({ messages: user("and again") });
  assert.equal(answer.choices[0].message.content, TOKENS);
});

test("streams side by side do not mix", async () => {
  const numbers = Array.from({ length: 16 }, (_, number) => number);
  const texts = await Promise.all(
    numbers.map(async (number) => {
      const messages = user(`stream number${number} only [[echo=1 split_bytes=2 gap_ms=1]]`);
      return textOf(await collect(await create({ messages, stream: true })));
    }),
  );
  assert.deepEqual(texts, numbers.map((number) => `stream number${number} only`));
});
