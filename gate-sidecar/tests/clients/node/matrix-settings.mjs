// Settings of the matrix: which providers there are, where a client finds them, and what is refused on purpose.
//
// MATRIX=direct points every client at the witness itself, at the providers whose format it speaks: what fails there is
// the test's own fault. MATRIX=gate (the default) goes through the gate, every client to every provider.

import { readFileSync } from "node:fs";

export const MATRIX = JSON.parse(readFileSync(new URL("../matrix.json", import.meta.url), "utf8"));
export const IS_DIRECT = process.env.MATRIX === "direct";

/** Where a client that speaks `format` finds one provider's models. */
export function target(format, provider) {
  const known = MATRIX.providers[provider];
  const gate = process.env.GATE_BASE_URL.replace(/\/v1$/, "");
  const openai = format === "chat" || format === "responses";
  return {
    baseUrl: IS_DIRECT ? process.env.WITNESS_URL + known.path : gate + (openai ? "/v1" : ""),
    key: IS_DIRECT ? "the-witness-takes-any" : process.env.GATE_KEY,
    model: known.model,
    thinking: known.thinking ?? known.model,
    embedding: known.embedding,
  };
}

/** The providers that a client of this format is tried with. */
export const providers = (format) => (IS_DIRECT ? MATRIX.direct[format] : Object.keys(MATRIX.providers));

/** The first row that names all three, or leaves out what it does not care for. */
function rowOf(rows, wanted) {
  const matches = (row) => Object.entries(wanted).every(([name, value]) => row[name]?.includes(value) ?? true);
  return IS_DIRECT ? undefined : rows.find(matches);
}

/** Why a cell's feature is refused on purpose, in words the refusal must contain; undefined where it is not. */
export const refusal = (client, provider, feature) =>
  rowOf(MATRIX.refused, { client, provider, feature })?.reason;

/** Why a cell's feature is known to fail; undefined where it must not. */
export const pending = (client, provider, feature) => rowOf(MATRIX.pending, { client, provider, feature })?.why;
