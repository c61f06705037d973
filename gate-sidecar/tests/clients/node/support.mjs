// Support: the settings of the suite, clients that count what they send, and the witness's log.

import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import OpenAI from "openai";

const SETTINGS = [
  "GATE_BASE_URL",
  "GATE_KEY",
  "GATE_KEY_TINY_RPM",
  "GATE_KEY_NO_BUDGET",
  "GATE_KEY_MODELS",
  "GATE_CM_KEY",
  "GATE_CM_KEY_NO_BUDGET",
  "WITNESS_URL",
  "WITNESS_LOG",
];

// A suite that skips is a suite that proves nothing: half configured, it does not even load.
const missing = SETTINGS.filter((name) => !process.env[name]);
if (missing.length > 0) {
  throw new Error(`set ${missing.join(", ")} (tests/clients/run.sh sets them all)`);
}

export const MODEL = "gpt-4o";
export const TOKENS = Array.from({ length: 8 }, (_, index) => `tok${index} `).join("");

/** An official client whose `sent.requests` counts what it really sent, its own retries included. */
export function client({ setting = "GATE_KEY", key, maxRetries = 0 } = {}) {
  const sent = { requests: 0 };
  const made = new OpenAI({
    baseURL: process.env.GATE_BASE_URL,
    apiKey: key ?? process.env[setting],
    maxRetries,
    timeout: 20_000,
    fetch: (url, init) => {
      sent.requests += 1;
      return fetch(url, init);
    },
  });
  return Object.assign(made, { sent });
}

/** A conversation of one user message. */
export const user = (text) => [{ role: "user", content: text }];

/** Words nobody else sends, by which a request is found in the witness's log; nothing a detector would mask. */
export function marker() {
  const letter = () => String.fromCharCode(97 + Math.floor(Math.random() * 26));
  return `case ${Array.from({ length: 8 }, letter).join("")}`;
}

/** Every line of the witness's log; a line still being written is left out. */
export function logLines() {
  const lines = readFileSync(process.env.WITNESS_LOG, "utf8").split("\n");
  return lines.slice(0, -1).map((line) => JSON.parse(line));
}

/** The request lines whose body contains `text`, in the order the witness read them. */
export const served = (text) =>
  logLines().filter((line) => line.event === "request" && line.body?.includes(text));

/** The end line of an exchange, waited for. */
export async function endOf(seq) {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(20)) {
    const line = logLines().find((line) => line.event === "end" && line.seq === seq);
    if (line) return line;
  }
  throw new Error(`the witness still serves request ${seq} after 10 s`);
}

/** Everything a stream delivers until its end. */
export async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

/** The content of one choice of a stream, put together. */
export const textOf = (chunks, choice = 0) =>
  chunks
    .flatMap((chunk) => chunk.choices)
    .filter((part) => part.index === choice)
    .map((part) => part.delta.content ?? "")
    .join("");
