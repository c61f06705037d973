// Matrix: every client format with every kind of provider, feature by feature, through the official clients.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { ANSWER, Chat, Gemini, Messages, Responses } from "./matrix-clients.mjs";
import { IS_DIRECT, MATRIX, pending, providers, refusal } from "./matrix-settings.mjs";
import { VercelAnthropic, VercelGoogle, VercelOpenAi } from "./matrix-vercel.mjs";

const TOKENS = Array.from({ length: 8 }, (_, index) => `tok${index} `).join("");
const CLIENTS = [Chat, Responses, Messages, Gemini, VercelOpenAi, VercelAnthropic, VercelGoogle];

/** The client's own error a call ends with. */
async function rejection(client, call) {
  try {
    await call();
  } catch (error) {
    assert.ok(client.errors.some((kind) => error instanceof kind), `not the client's own: ${error?.stack}`);
    return error;
  }
  return assert.fail("it did not fail");
}

const FEATURES = {
  async whole(client) {
    const { text, finish } = await client.say(client.start("hello there"), {});
    assert.deepEqual([text, finish], [TOKENS, "stop"]);
  },

  async streamed(client) {
    const { text, finish } = await client.say(client.start("hello größe €😀 [[echo=1 split_bytes=3]]"), { stream: true });
    assert.deepEqual([text, finish], ["hello größe €😀", "stop"]);
  },

  /** Five rounds of calls, whole and streamed by turns; the model says what the last result was. */
  async loop(client) {
    const conversation = client.start("please call a tool [[rounds=5 results=1]]");
    for (let turn = 0; turn < 5; turn += 1) {
      const { calls, finish } = await client.say(conversation, { stream: turn % 2 === 1, tools: true });
      const said = calls.map((call) => [call.name, call.arguments]);
      assert.deepEqual([finish, said], ["calls", [["lookup", { input: "Paris" }]]], `round ${turn}`);
      client.give(conversation, [[calls[0], `result ${turn}`]]);
    }
    const { text, finish } = await client.say(conversation, { stream: true, tools: true });
    assert.deepEqual([text.trim(), finish], ["result 4", "stop"]);
  },

  async parallel(client) {
    for (const stream of [false, true]) {
      const conversation = client.start("please call a tool [[calls=20 results=1]]");
      const { calls } = await client.say(conversation, { stream, tools: true });
      assert.deepEqual([calls.length, new Set(calls.map((call) => call.id)).size], [20, 20]);
      client.give(conversation, calls.map((call, index) => [call, `r${index}`]));
      const { text } = await client.say(conversation, { stream, tools: true });
      assert.deepEqual(text.trim().split(" "), calls.map((_, index) => `r${index}`));
    }
  },

  /** Three rounds with thoughts, which go back as they came: the providers check their signatures. */
  async thinking(client, provider) {
    const conversation = client.start("please call a tool [[rounds=3 results=1 split_bytes=7]]");
    const seen = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const wish = { stream: turn % 2 === 0, tools: true, thinks: true };
      const { calls, thoughts } = await client.say(conversation, wish);
      assert.equal(calls.length, 1, `round ${turn}`);
      seen.push(thoughts);
      client.give(conversation, [[calls[0], `result ${turn}`]]);
    }
    const { text } = await client.say(conversation, { tools: true, thinks: true });
    assert.equal(text.trim(), "result 2");
    if (MATRIX.shows_thoughts[client.constructor.format].includes(provider)) {
      seen.forEach((thoughts, turn) => assert.ok(thoughts.includes(`step${turn}.3`), JSON.stringify(seen)));
    }
    return seen.every(Boolean) ? "ok" : "ok, no thoughts shown";
  },

  async picture(client) {
    assert.equal((await client.say(client.start("what is this? [[pictures=1]]", true), {})).text, "image/png:70");
  },

  async structured(client) {
    for (const stream of [false, true]) {
      const { text } = await client.say(client.start("answer me [[echo=1]]"), { stream, schema: ANSWER });
      assert.deepEqual(JSON.parse(text), { answer: "answer me" });
    }
  },

  async limit(client) {
    for (const stream of [false, true]) {
      const { finish, usage } = await client.say(client.start("[[chunks=50]]"), { stream, limit: 20 });
      assert.deepEqual([finish, usage.output], ["length", 20], `stream: ${stream}`);
    }
  },

  async error(client) {
    const error = await rejection(client, () => client.say(client.start("[[status=400]]"), {}));
    assert.ok((IS_DIRECT ? [400] : [400, 502]).includes(client.checkError(error)), String(error));
  },

  async overload(client) {
    for (const stream of [false, true]) {
      const error = await rejection(client, () => client.say(client.start("[[status=503]]"), { stream }));
      assert.ok(client.checkError(error) >= 500, String(error));
    }
  },

  async usage(client) {
    const figures = "[[prompt_tokens=100 cached_tokens=30 completion_tokens=40]]";
    for (const stream of [false, true]) {
      const { usage } = await client.say(client.start(figures), { stream });
      assert.deepEqual(usage, { input: 100, cached: 30, output: 40 }, `stream: ${stream}`);
    }
  },

  /**
   * A stream that breaks off never ends as if it were complete. Through the gate it ends with the client's own error;
   * the AI SDK hands on whatever the provider's error says.
   */
  async cut(client) {
    const got = [];
    const read = async () => {
      for await (const piece of client.pieces(client.start("[[mode=half_chunk after=3]]"))) got.push(piece);
    };
    if (IS_DIRECT || client.name.startsWith("ai-")) await assert.rejects(read);
    else await rejection(client, read);
    assert.equal(got.join(""), "tok0 tok1 tok2 ");
  },

  async count(client) {
    assert.ok((await client.count(client.start("one two three"))) >= 3);
  },

  async embed(client) {
    const vectors = await client.embed(["one", "two"], 4);
    assert.deepEqual(vectors.map((vector) => vector.length), [4, 4]);
    assert.notDeepEqual(vectors[0], vectors[1]);
  },
};

/** What came of each cell: client and feature, then provider. */
const table = new Map();

for (const Client of CLIENTS) {
  for (const provider of providers(Client.format)) {
    const client = new Client(provider);
    const isOffered = (name) => !["count", "embed"].includes(name) || (client[name] && client.name !== "responses");
    for (const [name, feature] of Object.entries(FEATURES).filter(([name]) => isOffered(name))) {
      test(`${client.name} with ${provider}: ${name}`, async () => {
        const row = `${client.name.padEnd(13)} ${name.padEnd(11)}`;
        if (!table.has(row)) table.set(row, {});
        const reason = refusal(Client.format, provider, name);
        const why = pending(Client.format, provider, name);
        if (why !== undefined) {
          // The AI SDK takes any error's words, so its cells may pass where the vendor's own client's do not.
          const works = await feature(client, provider).then(() => true, () => false);
          assert.ok(!works || client.name.startsWith("ai-"), `it works: strike it out in matrix.json (${why})`);
          table.get(row)[provider] = works ? "ok" : `pending: ${why}`;
          return;
        }
        if (reason === undefined) {
          table.get(row)[provider] = (await feature(client, provider)) ?? "ok";
          return;
        }
        const error = await rejection(client, () => feature(client, provider));
        assert.match(String(client.checkError(error)), /^4/);
        assert.ok(error.message.includes(reason), `refused for another reason than ${reason}: ${error.message}`);
        table.get(row)[provider] = `refused: ${reason}`;
      });
    }
  }
}

after(() => {
  const columns = [...new Set(CLIENTS.flatMap((Client) => providers(Client.format)))];
  const plain = (result) => result.split(/[,:]/)[0];
  const notes = [...new Set([...table.values()].flatMap(Object.values))].filter((result) => result !== plain(result));
  const mark = (result) => (notes.includes(result) ? `${plain(result)} [${notes.indexOf(result) + 1}]` : result);
  console.log(`client        feature     ${columns.map((name) => name.padEnd(11)).join("")}`);
  for (const [row, cells] of table) {
    const tried = (name) => providers(CLIENTS.find((Client) => new Client(name).name === row.split(" ")[0]).format);
    const marks = columns.map((name) => mark(cells[name] ?? (tried(name).includes(name) ? "FAIL" : "-")));
    console.log(`${row} ${marks.map((text) => text.padEnd(11)).join("")}`.trimEnd());
  }
  notes.forEach((note, number) => console.log(`[${number + 1}] ${note}`));
});
