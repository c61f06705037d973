// Clients of the matrix: each vendor's official client behind the same few verbs, so that one test asks them all.
//
// A conversation is the client's own list of messages. `say` appends the model's turn to it exactly as the client's
// documentation tells callers to, thoughts included; `give` appends the results of the calls.

import assert from "node:assert/strict";
import Anthropic from "@anthropic-ai/sdk";
import { ApiError, GoogleGenAI } from "@google/genai";
import OpenAI, { AzureOpenAI } from "openai";
import { IS_DIRECT, target } from "./matrix-settings.mjs";

export const PICTURE =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
export const PARAMETERS = { type: "object", properties: { input: { type: "string" } }, required: ["input"] };
export const ANSWER = {
  type: "object",
  properties: { answer: { type: "string" } },
  required: ["answer"],
  additionalProperties: false,
};
const TIMEOUT = 20_000;

/** Chat completions through `openai`. */
export class Chat {
  static format = "chat";
  name = "chat";
  errors = [OpenAI.APIError];

  constructor(provider) {
    this.at = target("chat", provider);
    const settings = { apiKey: this.at.key, maxRetries: 0, timeout: TIMEOUT };
    this.client =
      IS_DIRECT && provider === "azure"
        ? new AzureOpenAI({ ...settings, endpoint: process.env.WITNESS_URL, apiVersion: "2024-10-21" })
        : new OpenAI({ ...settings, baseURL: this.at.baseUrl });
  }

  start(prompt, picture) {
    if (!picture) return [{ role: "user", content: prompt }];
    const image = { type: "image_url", image_url: { url: `data:image/png;base64,${PICTURE}` } };
    return [{ role: "user", content: [{ type: "text", text: prompt }, image] }];
  }

  async say(conversation, { stream, tools, thinks, schema, limit = 4096 }) {
    const request = {
      model: thinks ? this.at.thinking : this.at.model,
      messages: conversation,
      max_completion_tokens: limit,
    };
    if (tools) {
      const lookup = { name: "lookup", description: "Looks up.", parameters: PARAMETERS };
      request.tools = [{ type: "function", function: lookup }];
    }
    if (thinks) request.reasoning_effort = "low";
    if (schema) {
      request.response_format = { type: "json_schema", json_schema: { name: "answer", schema, strict: true } };
    }
    const completion = stream
      ? await this.#collected(request)
      : await this.client.chat.completions.create(request);
    const [{ message, finish_reason: finish }] = completion.choices;
    conversation.push(message);
    const { prompt_tokens, prompt_tokens_details: details, completion_tokens } = completion.usage;
    return {
      text: message.content ?? "",
      finish: finish === "tool_calls" ? "calls" : finish,
      usage: { input: prompt_tokens, cached: details?.cached_tokens ?? 0, output: completion_tokens },
      calls: (message.tool_calls ?? []).map(({ id, function: { name, arguments: json } }) => ({
        id,
        name,
        arguments: JSON.parse(json),
      })),
      thoughts: message.reasoning ?? message.reasoning_content ?? "",
    };
  }

  /** Puts a stream together as callers do who keep what the client's own helper does not know. */
  async #collected(request) {
    const stream_options = { include_usage: true };
    const stream = await this.client.chat.completions.create({ ...request, stream: true, stream_options });
    const message = { role: "assistant", content: "" };
    let finish, usage;
    for await (const chunk of stream) {
      usage = chunk.usage ?? usage;
      for (const { delta, finish_reason } of chunk.choices) {
        finish = finish_reason ?? finish;
        message.content += delta.content ?? "";
        for (const name of ["reasoning", "reasoning_content"]) {
          if (delta[name]) message[name] = (message[name] ?? "") + delta[name];
        }
        if (delta.reasoning_details) (message.reasoning_details ??= []).push(...delta.reasoning_details);
        for (const { index, id, function: part } of delta.tool_calls ?? []) {
          const call = ((message.tool_calls ??= [])[index] ??= {
            id,
            type: "function",
            function: { name: part.name, arguments: "" },
          });
          call.function.arguments += part.arguments ?? "";
        }
      }
    }
    if (message.reasoning_details) message.reasoning_details = merged(message.reasoning_details);
    return { choices: [{ message, finish_reason: finish }], usage };
  }

  give(conversation, results) {
    for (const [call, content] of results) conversation.push({ role: "tool", tool_call_id: call.id, content });
  }

  async *pieces(conversation) {
    const request = { model: this.at.model, messages: conversation, stream: true };
    for await (const chunk of await this.client.chat.completions.create(request)) {
      yield chunk.choices[0]?.delta.content ?? "";
    }
  }

  async embed(input, dimensions) {
    const request = { model: this.at.embedding, input, dimensions };
    const numbers = await this.client.embeddings.create({ ...request, encoding_format: "float" });
    const packed = await this.client.embeddings.create(request);
    const vectors = numbers.data.map((entry) => entry.embedding);
    assert.deepEqual(packed.data.map((entry) => [...entry.embedding]), vectors);
    return vectors;
  }

  checkError(error) {
    assert.ok(error.status && error.message && error.type && error.code, JSON.stringify(error.error));
    return error.status;
  }
}

/** The pieces of each thought as one entry, as OpenRouter wants them back. */
function merged(details) {
  const whole = [];
  for (const detail of details) {
    const last = whole.at(-1);
    if (last && last.index === detail.index && !last.signature) {
      last.text += detail.text ?? "";
      last.signature = detail.signature;
    } else {
      whole.push({ ...detail });
    }
  }
  return whole;
}

/** Responses through `openai`, with nothing stored: the caller keeps the conversation. */
export class Responses extends Chat {
  static format = "responses";
  name = "responses";

  constructor(provider) {
    super(provider);
    this.at = target("responses", provider);
  }

  start(prompt, picture) {
    if (!picture) return [{ role: "user", content: prompt }];
    const image = { type: "input_image", detail: "auto", image_url: `data:image/png;base64,${PICTURE}` };
    return [{ role: "user", content: [{ type: "input_text", text: prompt }, image] }];
  }

  async say(conversation, { stream, tools, thinks, schema, limit = 4096 }) {
    const request = {
      model: thinks ? this.at.thinking : this.at.model,
      input: conversation,
      max_output_tokens: limit,
      store: false,
    };
    if (tools) {
      const tool = { type: "function", name: "lookup", description: "Looks up.", parameters: PARAMETERS };
      request.tools = [{ ...tool, strict: false }];
    }
    if (thinks) {
      request.reasoning = { effort: "low", summary: "auto" };
      request.include = ["reasoning.encrypted_content"];
    }
    if (schema) request.text = { format: { type: "json_schema", name: "answer", schema, strict: true } };
    const response = stream
      ? await this.client.responses.stream(request).finalResponse()
      : await this.client.responses.create(request);
    for (const { parsed_arguments: _, ...item } of response.output) {
      const content = item.content?.map(({ parsed: _, ...part }) => part);
      conversation.push(content ? { ...item, content } : item);
    }
    const of = (type) => response.output.filter((item) => item.type === type);
    const calls = of("function_call");
    const reason = response.incomplete_details?.reason ?? "stop";
    return {
      text: of("message").flatMap((item) => item.content).map((part) => part.text).join(""),
      finish: calls.length > 0 ? "calls" : reason === "max_output_tokens" ? "length" : reason,
      usage: {
        input: response.usage.input_tokens,
        cached: response.usage.input_tokens_details.cached_tokens,
        output: response.usage.output_tokens,
      },
      calls: calls.map((call) => ({ id: call.call_id, name: call.name, arguments: JSON.parse(call.arguments) })),
      thoughts: of("reasoning").flatMap((item) => item.summary).map((part) => part.text).join(""),
    };
  }

  give(conversation, results) {
    for (const [call, output] of results) {
      conversation.push({ type: "function_call_output", call_id: call.id, output });
    }
  }

  async *pieces(conversation) {
    const request = { model: this.at.model, input: conversation, store: false, stream: true };
    let ended = false;
    for await (const event of await this.client.responses.create(request)) {
      if (event.type === "response.output_text.delta") yield event.delta;
      if (event.type === "response.failed" || event.type === "error") {
        throw new OpenAI.APIError(undefined, event, event.type);
      }
      ended ||= event.type === "response.completed";
    }
    if (!ended) throw new Error("the stream ended without its last event");
  }
}

/** Messages through `@anthropic-ai/sdk`. */
export class Messages {
  static format = "messages";
  name = "messages";
  errors = [Anthropic.APIError];

  constructor(provider) {
    this.at = target("messages", provider);
    const { baseUrl: baseURL, key: apiKey } = this.at;
    this.client = new Anthropic({ baseURL, apiKey, maxRetries: 0, timeout: TIMEOUT });
  }

  start(prompt, picture) {
    if (!picture) return [{ role: "user", content: prompt }];
    const source = { type: "base64", media_type: "image/png", data: PICTURE };
    return [{ role: "user", content: [{ type: "image", source }, { type: "text", text: prompt }] }];
  }

  async say(conversation, { stream, tools, thinks, schema, limit = 4096 }) {
    const request = {
      model: thinks ? this.at.thinking : this.at.model,
      max_tokens: limit,
      messages: conversation,
    };
    if (tools) request.tools = [{ name: "lookup", description: "Looks up.", input_schema: PARAMETERS }];
    if (thinks) request.thinking = { type: "enabled", budget_tokens: 1024 };
    if (schema) request.output_config = { format: { type: "json_schema", schema } };
    const message = stream
      ? await this.client.messages.stream(request).finalMessage()
      : await this.client.messages.create(request);
    conversation.push({ role: "assistant", content: message.content });
    const of = (type) => message.content.filter((block) => block.type === type);
    const { input_tokens, output_tokens, cache_read_input_tokens, cache_creation_input_tokens } = message.usage;
    const cached = cache_read_input_tokens ?? 0;
    return {
      text: of("text").map((block) => block.text).join(""),
      finish: { end_turn: "stop", tool_use: "calls", max_tokens: "length" }[message.stop_reason],
      usage: {
        input: input_tokens + cached + (cache_creation_input_tokens ?? 0),
        cached,
        output: output_tokens,
      },
      calls: of("tool_use").map(({ id, name, input }) => ({ id, name, arguments: input })),
      thoughts: of("thinking").map((block) => block.thinking).join(""),
    };
  }

  give(conversation, results) {
    const block = ([call, content]) => ({ type: "tool_result", tool_use_id: call.id, content });
    conversation.push({ role: "user", content: results.map(block) });
  }

  async *pieces(conversation) {
    const request = { model: this.at.model, max_tokens: 4096, messages: conversation };
    for await (const event of this.client.messages.stream(request)) {
      if (event.delta?.type === "text_delta") yield event.delta.text;
    }
  }

  async count(messages) {
    return (await this.client.messages.countTokens({ model: this.at.model, messages })).input_tokens;
  }

  checkError(error) {
    assert.equal(error.error?.type, "error", JSON.stringify(error.error));
    assert.ok(error.error.error.type && error.error.error.message, JSON.stringify(error.error));
    return error.status;
  }
}

/** Content through `@google/genai`. */
export class Gemini {
  static format = "gemini";
  name = "gemini";
  errors = [ApiError];

  constructor(provider) {
    this.at = target("gemini", provider);
    const httpOptions = { baseUrl: this.at.baseUrl, timeout: TIMEOUT };
    this.client = new GoogleGenAI({ apiKey: this.at.key, apiVersion: "v1beta", httpOptions });
  }

  start(prompt, picture) {
    const parts = [{ text: prompt }];
    if (picture) parts.push({ inlineData: { mimeType: "image/png", data: PICTURE } });
    return [{ role: "user", parts }];
  }

  async say(contents, { stream, tools, thinks, schema, limit = 4096 }) {
    const config = { maxOutputTokens: limit };
    if (tools) {
      const lookup = { name: "lookup", description: "Looks up.", parametersJsonSchema: PARAMETERS };
      config.tools = [{ functionDeclarations: [lookup] }];
    }
    if (thinks) config.thinkingConfig = { includeThoughts: true };
    if (schema) Object.assign(config, { responseMimeType: "application/json", responseJsonSchema: schema });
    const request = { model: thinks ? this.at.thinking : this.at.model, contents, config };
    const chunks = [];
    if (stream) {
      for await (const chunk of await this.client.models.generateContentStream(request)) chunks.push(chunk);
    } else {
      chunks.push(await this.client.models.generateContent(request));
    }
    const candidates = chunks.flatMap((chunk) => chunk.candidates ?? []);
    const parts = candidates.flatMap((candidate) => candidate.content?.parts ?? []);
    contents.push({ role: "model", parts });
    const text = (thought) =>
      parts.filter((part) => Boolean(part.thought) === thought).map((part) => part.text ?? "").join("");
    const calls = parts.flatMap((part) => part.functionCall ?? []);
    const finish = candidates.findLast((candidate) => candidate.finishReason)?.finishReason;
    const usage = chunks.at(-1).usageMetadata;
    return {
      text: text(false),
      finish: calls.length > 0 ? "calls" : { STOP: "stop", MAX_TOKENS: "length" }[finish],
      usage: {
        input: usage.promptTokenCount,
        cached: usage.cachedContentTokenCount ?? 0,
        output: (usage.candidatesTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0),
      },
      calls: calls.map(({ id, name, args }, index) => ({ id: id ?? `#${index}`, name, arguments: args })),
      thoughts: text(true),
    };
  }

  give(contents, results) {
    const part = ([{ id, name }, result]) => ({
      functionResponse: { name, response: { result }, ...(id.startsWith("#") ? {} : { id }) },
    });
    contents.push({ role: "user", parts: results.map(part) });
  }

  async *pieces(contents) {
    let ended = false;
    for await (const chunk of await this.client.models.generateContentStream({ model: this.at.model, contents })) {
      yield chunk.text ?? "";
      ended ||= Boolean(chunk.candidates?.[0]?.finishReason);
    }
    if (!ended) throw new Error("the stream ended without a reason");
  }

  async count(contents) {
    return (await this.client.models.countTokens({ model: this.at.model, contents })).totalTokens;
  }

  async embed(contents, outputDimensionality) {
    const request = { model: this.at.embedding, contents, config: { outputDimensionality } };
    return (await this.client.models.embedContent(request)).embeddings.map((embedding) => embedding.values);
  }

  checkError(error) {
    const body = JSON.parse(error.message);
    assert.equal(body.error.code, error.status, error.message);
    assert.ok(/^[A-Z_]+$/.test(body.error.status) && body.error.message, error.message);
    return error.status;
  }
}
