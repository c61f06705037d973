// Vercel: the AI SDK over its providers for OpenAI (responses), Anthropic and Google, behind the matrix's verbs.

import assert from "node:assert/strict";
import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogle } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import { APICallError, Output, generateText, jsonSchema, streamText, tool } from "ai";
import { ANSWER, PARAMETERS, PICTURE } from "./matrix-clients.mjs";
import { target } from "./matrix-settings.mjs";

const TOOLS = { lookup: tool({ description: "Looks up.", inputSchema: jsonSchema(PARAMETERS) }) };

class Vercel {
  errors = [APICallError];

  constructor(name, format, provider) {
    this.name = name;
    this.at = target(format, provider);
  }

  start(prompt, picture) {
    const content = [{ type: "text", text: prompt }];
    if (picture) content.push({ type: "file", data: PICTURE, mediaType: "image/png" });
    return [{ role: "user", content }];
  }

  async say(messages, { stream, tools, thinks, schema, limit = 4096 }) {
    const request = {
      model: this.model(thinks ? this.at.thinking : this.at.model),
      messages,
      maxOutputTokens: limit,
      maxRetries: 0,
      providerOptions: this.options(thinks),
      ...(tools && { tools: TOOLS }),
      ...(schema && { output: Output.object({ schema: jsonSchema(ANSWER) }) }),
    };
    const made = stream ? streamed(request) : generateText(request);
    const result = await made;
    messages.push(...(await result.response).messages);
    const usage = await result.usage;
    const finish = await result.finishReason;
    return {
      text: await result.text,
      finish: finish === "tool-calls" ? "calls" : finish,
      usage: {
        input: usage.inputTokens,
        cached: usage.inputTokenDetails?.cacheReadTokens ?? 0,
        output: usage.outputTokens,
      },
      calls: (await result.toolCalls).map(({ toolCallId, toolName, input }) => ({
        id: toolCallId,
        name: toolName,
        arguments: input,
      })),
      thoughts: (await result.reasoningText) ?? "",
    };
  }

  give(messages, results) {
    const part = ([{ id, name }, value]) => ({
      type: "tool-result",
      toolCallId: id,
      toolName: name,
      output: { type: "text", value },
    });
    messages.push({ role: "tool", content: results.map(part) });
  }

  async *pieces(messages) {
    const result = streamText({ model: this.model(this.at.model), messages, maxRetries: 0, onError: () => {} });
    let ended = false;
    for await (const part of result.fullStream ?? result.stream) {
      if (part.type === "text-delta") yield part.text;
      if (part.type === "error") throw part.error;
      ended ||= part.type === "finish" && !["other", "error", "unknown"].includes(part.finishReason);
    }
    if (!ended) throw new Error("the stream ended without a reason");
  }

  checkError(error) {
    assert.ok(error.message, "an error without a message");
    return error.statusCode;
  }
}

/** A stream read to its end; its errors are thrown, which the SDK leaves to its caller. */
async function streamed(request) {
  let failure;
  const result = streamText({ ...request, onError: ({ error }) => (failure = error) });
  await result.consumeStream();
  if (failure) throw failure;
  return result;
}

export class VercelOpenAi extends Vercel {
  static format = "responses";
  constructor(provider) {
    super("ai-openai", "responses", provider);
    this.model = createOpenAI({ baseURL: this.at.baseUrl, apiKey: this.at.key });
  }
  options(thinks) {
    const reasoning = thinks && { reasoningEffort: "low", reasoningSummary: "auto", forceReasoning: true };
    return { openai: { store: false, ...reasoning } };
  }
}

export class VercelAnthropic extends Vercel {
  static format = "messages";
  constructor(provider) {
    super("ai-anthropic", "messages", provider);
    this.model = createAnthropic({ baseURL: `${this.at.baseUrl}/v1`, apiKey: this.at.key });
  }
  options(thinks) {
    return { anthropic: thinks ? { thinking: { type: "enabled", budgetTokens: 1024 } } : {} };
  }
}

export class VercelGoogle extends Vercel {
  static format = "gemini";
  constructor(provider) {
    super("ai-google", "gemini", provider);
    const google = createGoogle({ baseURL: `${this.at.baseUrl}/v1beta`, apiKey: this.at.key });
    // A name with a slash in it is taken for a whole path.
    this.model = (name) => google(name.includes("/") ? `models/${name}` : name);
  }
  /** Results go out as `{ name, content }`, which a provider of another format sees as JSON. */
  async say(messages, wish) {
    const answer = await super.say(messages, wish);
    const unwrapped = (json) => JSON.parse(json).content;
    return { ...answer, text: answer.text.replaceAll(/\{[^{}]*"name":"lookup"[^{}]*\}/g, unwrapped) };
  }
  options(thinks) {
    return { google: thinks ? { thinkingConfig: { includeThoughts: true } } : {} };
  }
}
