"""Clients of the matrix: each official client behind the same few verbs, so that one test asks them all.

A conversation is the client's own list of messages. `say` appends the model's turn to it exactly as the client's
documentation tells callers to, thoughts included; `give` appends the results of the calls.
"""

import base64
import functools
import json
import os
from dataclasses import dataclass, field

import anthropic
import openai
from google import genai
from google.genai import errors as google_errors
from google.genai import types
from matrix_settings import SECONDS, target

PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PARAMETERS = {"type": "object", "properties": {"input": {"type": "string"}}, "required": ["input"]}
ANSWER = {
    "type": "object",
    "properties": {"answer": {"type": "string"}},
    "required": ["answer"],
    "additionalProperties": False,
}


@dataclass
class Call:
    id: str
    name: str
    arguments: dict


@dataclass
class Usage:
    """Tokens of the whole prompt, those of them from a cache, and those of the whole answer."""

    input: int
    cached: int
    output: int


@dataclass
class Answer:
    text: str
    finish: str
    usage: Usage
    calls: list[Call] = field(default_factory=list)
    thoughts: str = ""


@dataclass
class Wish:
    """What a request asks for beyond its conversation."""

    stream: bool = False
    tools: bool = False
    thinks: bool = False
    answer_schema: dict | None = None
    limit: int = 4096


class Chat:
    """Chat completions through `openai`."""

    name = "chat"
    errors = (openai.APIError,)

    def __init__(self, provider):
        self.at = target(self.name, provider)
        settings = {"max_retries": 0, "timeout": SECONDS}
        if provider == "azure" and self.at.is_direct:
            self.client = openai.AzureOpenAI(
                azure_endpoint=os.environ["WITNESS_URL"], api_version="2024-10-21", api_key=self.at.key, **settings
            )
        else:
            self.client = openai.OpenAI(base_url=self.at.base_url, api_key=self.at.key, **settings)

    def start(self, prompt, picture=False):
        if not picture:
            return [{"role": "user", "content": prompt}]
        image = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PICTURE}"}}
        return [{"role": "user", "content": [{"type": "text", "text": prompt}, image]}]

    def say(self, conversation, wish):
        request = {
            "model": self.at.thinking if wish.thinks else self.at.model,
            "messages": conversation,
            "max_completion_tokens": wish.limit,
        }
        if wish.tools:
            function = {"name": "lookup", "description": "Looks up.", "parameters": PARAMETERS}
            request["tools"] = [{"type": "function", "function": function}]
        if wish.thinks:
            request["reasoning_effort"] = "low"
        if wish.answer_schema:
            schema = {"name": "answer", "schema": wish.answer_schema, "strict": True}
            request["response_format"] = {"type": "json_schema", "json_schema": schema}
        if wish.stream:
            with self.client.chat.completions.stream(**request, stream_options={"include_usage": True}) as stream:
                completion = stream.get_final_completion()
        else:
            completion = self.client.chat.completions.create(**request)
        choice = completion.choices[0]
        message = choice.message.to_dict()
        message.pop("parsed", None)
        for call in message.get("tool_calls") or []:
            call["function"].pop("parsed_arguments", None)
            call.pop("index", None)
        conversation.append(message)
        return Answer(
            text=message.get("content") or "",
            finish={"tool_calls": "calls"}.get(choice.finish_reason, choice.finish_reason),
            usage=self._usage(completion.usage),
            calls=[
                Call(call.id, call.function.name, json.loads(call.function.arguments))
                for call in choice.message.tool_calls or []
            ],
            thoughts=message.get("reasoning") or message.get("reasoning_content") or "",
        )

    @staticmethod
    def _usage(usage):
        details = usage.prompt_tokens_details
        return Usage(usage.prompt_tokens, (details and details.cached_tokens) or 0, usage.completion_tokens)

    def give(self, conversation, results):
        for call, text in results:
            conversation.append({"role": "tool", "tool_call_id": call.id, "content": text})

    def pieces(self, conversation):
        """The text of a stream, piece by piece, as a caller sees it before its end."""
        stream = self.client.chat.completions.create(model=self.at.model, messages=conversation, stream=True)
        for chunk in stream:
            for choice in chunk.choices:
                yield choice.delta.content or ""

    def embed(self, texts, dimensions):
        """The vectors, read as numbers and as base64; both must be the same."""
        request = {"model": self.at.embedding, "input": texts, "dimensions": dimensions}
        numbers = self.client.embeddings.create(**request, encoding_format="float")
        packed = self.client.embeddings.create(**request)
        vectors = [entry.embedding for entry in numbers.data]
        assert vectors == [entry.embedding for entry in packed.data]
        return vectors

    @staticmethod
    def check_error(error):
        assert isinstance(error, openai.APIStatusError), repr(error)
        assert error.message and isinstance(error.body, dict), error.body
        assert error.type and error.code, error.body
        return error.status_code


class Responses(Chat):
    """Responses through `openai`, with nothing stored: the caller keeps the conversation."""

    name = "responses"

    def start(self, prompt, picture=False):
        if not picture:
            return [{"role": "user", "content": prompt}]
        image = {"type": "input_image", "detail": "auto", "image_url": f"data:image/png;base64,{PICTURE}"}
        return [{"role": "user", "content": [{"type": "input_text", "text": prompt}, image]}]

    def say(self, conversation, wish):
        request = {
            "model": self.at.thinking if wish.thinks else self.at.model,
            "input": conversation,
            "max_output_tokens": wish.limit,
            "store": False,
        }
        if wish.tools:
            tool = {"type": "function", "name": "lookup", "description": "Looks up.", "parameters": PARAMETERS}
            request["tools"] = [{**tool, "strict": False}]
        if wish.thinks:
            request["reasoning"] = {"effort": "low", "summary": "auto"}
            request["include"] = ["reasoning.encrypted_content"]
        if wish.answer_schema:
            schema = {"type": "json_schema", "name": "answer", "schema": wish.answer_schema, "strict": True}
            request["text"] = {"format": schema}
        if wish.stream:
            with self.client.responses.stream(**request) as stream:
                events = list(stream)
            numbers = [event.sequence_number for event in events]
            # Not the helper's `get_final_response`, which knows no answer but a complete one.
            response = getattr(events[-1], "response", None)
            assert response is not None, f"the stream ended with {events[-1]}"
            assert numbers == sorted(set(numbers)), f"sequence numbers out of order: {numbers}"
        else:
            response = self.client.responses.create(**request)
        for item in response.output:
            kept = item.to_dict()
            kept.pop("parsed_arguments", None)
            for part in kept.get("content") or []:
                part.pop("parsed", None)
            conversation.append(kept)
        calls = [item for item in response.output if item.type == "function_call"]
        thoughts = [item for item in response.output if item.type == "reasoning"]
        reason = response.incomplete_details and response.incomplete_details.reason
        return Answer(
            text=response.output_text,
            finish="calls" if calls else {None: "stop", "max_output_tokens": "length"}.get(reason, reason),
            usage=Usage(
                response.usage.input_tokens,
                response.usage.input_tokens_details.cached_tokens,
                response.usage.output_tokens,
            ),
            calls=[Call(call.call_id, call.name, json.loads(call.arguments)) for call in calls],
            thoughts="".join(part.text for item in thoughts for part in item.summary),
        )

    def give(self, conversation, results):
        for call, text in results:
            conversation.append({"type": "function_call_output", "call_id": call.id, "output": text})

    def pieces(self, conversation):
        stream = self.client.responses.create(model=self.at.model, input=conversation, store=False, stream=True)
        ended = False
        for event in stream:
            if event.type == "response.output_text.delta":
                yield event.delta
            if event.type in ("response.failed", "error"):
                raise openai.APIError(event.type, request=None, body=event.to_dict())
            ended = ended or event.type in ("response.completed", "response.incomplete")
        if not ended:
            raise RuntimeError("the stream ended without its last event")


class Messages:
    """Messages through `anthropic`."""

    name = "messages"
    errors = (anthropic.APIError,)

    def __init__(self, provider):
        self.at = target(self.name, provider)
        self.client = anthropic.Anthropic(
            base_url=self.at.base_url, api_key=self.at.key, max_retries=0, timeout=SECONDS
        )

    def start(self, prompt, picture=False):
        if not picture:
            return [{"role": "user", "content": prompt}]
        source = {"type": "base64", "media_type": "image/png", "data": PICTURE}
        image = {"type": "image", "source": source}
        return [{"role": "user", "content": [image, {"type": "text", "text": prompt}]}]

    def say(self, conversation, wish):
        request = {
            "model": self.at.thinking if wish.thinks else self.at.model,
            "max_tokens": wish.limit,
            "messages": conversation,
        }
        if wish.tools:
            request["tools"] = [{"name": "lookup", "description": "Looks up.", "input_schema": PARAMETERS}]
        if wish.thinks:
            request["thinking"] = {"type": "enabled", "budget_tokens": 1024}
        if wish.answer_schema:
            request["output_config"] = {"format": {"type": "json_schema", "schema": wish.answer_schema}}
        if wish.stream:
            with self.client.messages.stream(**request) as stream:
                message = stream.get_final_message()
        else:
            message = self.client.messages.create(**request)
        blocks = [block.to_dict() for block in message.content]
        for block in blocks:
            block.pop("parsed_output", None)
        conversation.append({"role": "assistant", "content": blocks})
        usage = message.usage
        cached, written = usage.cache_read_input_tokens or 0, usage.cache_creation_input_tokens or 0
        return Answer(
            text="".join(block.text for block in message.content if block.type == "text"),
            finish={"end_turn": "stop", "tool_use": "calls", "max_tokens": "length"}[message.stop_reason],
            usage=Usage(usage.input_tokens + cached + written, cached, usage.output_tokens),
            calls=[Call(block.id, block.name, block.input) for block in message.content if block.type == "tool_use"],
            thoughts="".join(block.thinking for block in message.content if block.type == "thinking"),
        )

    def give(self, conversation, results):
        blocks = [{"type": "tool_result", "tool_use_id": call.id, "content": text} for call, text in results]
        conversation.append({"role": "user", "content": blocks})

    def pieces(self, conversation):
        with self.client.messages.stream(model=self.at.model, max_tokens=4096, messages=conversation) as stream:
            yield from stream.text_stream
            if stream.current_message_snapshot.stop_reason is None:
                raise RuntimeError("the stream ended without a reason")

    def count(self, conversation):
        return self.client.messages.count_tokens(model=self.at.model, messages=conversation).input_tokens

    @staticmethod
    def check_error(error):
        assert isinstance(error, anthropic.APIStatusError), repr(error)
        assert error.body["type"] == "error", error.body
        assert error.body["error"]["type"] and error.body["error"]["message"], error.body
        return error.status_code


class Gemini:
    """Content through `google-genai`."""

    name = "gemini"
    errors = (google_errors.APIError,)

    def __init__(self, provider):
        self.at = target(self.name, provider)
        options = types.HttpOptions(base_url=self.at.base_url, api_version="v1beta", timeout=int(SECONDS * 1000))
        self.client = genai.Client(api_key=self.at.key, http_options=options)

    def start(self, prompt, picture=False):
        parts = [types.Part(text=prompt)]
        if picture:
            parts.append(types.Part.from_bytes(data=base64.b64decode(PICTURE), mime_type="image/png"))
        return [types.Content(role="user", parts=parts)]

    def say(self, conversation, wish):
        config = types.GenerateContentConfig(max_output_tokens=wish.limit)
        if wish.tools:
            function = types.FunctionDeclaration(
                name="lookup", description="Looks up.", parameters_json_schema=PARAMETERS
            )
            config.tools = [types.Tool(function_declarations=[function])]
        if wish.thinks:
            config.thinking_config = types.ThinkingConfig(include_thoughts=True)
        if wish.answer_schema:
            config.response_mime_type = "application/json"
            config.response_json_schema = wish.answer_schema
        model = self.at.thinking if wish.thinks else self.at.model
        ask = {"model": model, "contents": conversation, "config": config}
        if wish.stream:
            chunks = list(self.client.models.generate_content_stream(**ask))
        else:
            chunks = [self.client.models.generate_content(**ask)]
        candidates = [chunk.candidates[0] for chunk in chunks if chunk.candidates]
        parts = [part for candidate in candidates if candidate.content for part in candidate.content.parts or []]
        conversation.append(types.Content(role="model", parts=parts))
        calls = [part.function_call for part in parts if part.function_call]
        finish = [candidate.finish_reason for candidate in candidates if candidate.finish_reason][-1].value
        usage = chunks[-1].usage_metadata
        return Answer(
            text="".join(part.text for part in parts if part.text and not part.thought),
            finish="calls" if calls else {"STOP": "stop", "MAX_TOKENS": "length"}.get(finish, finish),
            usage=Usage(
                usage.prompt_token_count,
                usage.cached_content_token_count or 0,
                (usage.candidates_token_count or 0) + (usage.thoughts_token_count or 0),
            ),
            calls=[Call(call.id or f"#{index}", call.name, call.args) for index, call in enumerate(calls)],
            thoughts="".join(part.text for part in parts if part.text and part.thought),
        )

    def give(self, conversation, results):
        parts = []
        for call, text in results:
            response = types.FunctionResponse(name=call.name, response={"result": text})
            if not call.id.startswith("#"):
                response.id = call.id
            parts.append(types.Part(function_response=response))
        conversation.append(types.Content(role="user", parts=parts))

    def pieces(self, conversation):
        ended = False
        for chunk in self.client.models.generate_content_stream(model=self.at.model, contents=conversation):
            yield chunk.text or ""
            ended = ended or bool(chunk.candidates and chunk.candidates[0].finish_reason)
        if not ended:
            raise RuntimeError("the stream ended without a reason")

    def count(self, conversation):
        return self.client.models.count_tokens(model=self.at.model, contents=conversation).total_tokens

    def embed(self, texts, dimensions):
        config = types.EmbedContentConfig(output_dimensionality=dimensions)
        made = self.client.models.embed_content(model=self.at.embedding, contents=texts, config=config)
        return [embedding.values for embedding in made.embeddings]

    @staticmethod
    def check_error(error):
        assert error.details["error"]["code"] == error.code, error.details
        assert error.status and error.status == error.status.upper() and error.message, error.details
        return error.code


CLIENTS = {client.name: client for client in (Chat, Responses, Messages, Gemini)}


@functools.cache
def client_of(name, provider):
    """The client of a cell; made once, since each reads all certificates of the machine."""
    return CLIENTS[name](provider)
