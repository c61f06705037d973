"""Chat: whole and streamed answers, tools, choices and JSON, through the official client."""

import asyncio
import json
import os

import openai
import pytest
from support import MODEL, SECONDS, end_of, marker, served, text_of, user

TOKENS = "".join(f"tok{index} " for index in range(8))
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "lookup",
            "parameters": {"type": "object", "properties": {"input": {"type": "string"}}},
        },
    }
]


def test_a_whole_answer(gate):
    answer = gate.chat.completions.create(model=MODEL, messages=user("hello there"))
    assert answer.object == "chat.completion"
    assert answer.choices[0].message.role == "assistant"
    assert answer.choices[0].message.content == TOKENS
    assert answer.choices[0].finish_reason == "stop"
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens, answer.usage.total_tokens) == (2, 8, 10)


def test_a_stream_without_usage_has_no_usage_chunk(gate):
    chunks = list(gate.chat.completions.create(model=MODEL, messages=user("hello"), stream=True))
    assert text_of(chunks) == TOKENS
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    assert all(chunk.usage is None for chunk in chunks)
    assert all(chunk.choices for chunk in chunks), "a chunk without choices is the usage chunk nobody asked for"
    assert len({chunk.id for chunk in chunks}) == 1


def test_a_stream_with_usage_ends_with_it(gate):
    chunks = list(
        gate.chat.completions.create(
            model=MODEL,
            messages=user("hello [[prompt_tokens=100 completion_tokens=40]]"),
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    assert text_of(chunks) == TOKENS
    assert [chunk.usage is not None for chunk in chunks].count(True) == 1
    assert chunks[-1].choices == []
    assert (chunks[-1].usage.prompt_tokens, chunks[-1].usage.completion_tokens) == (100, 40)


def test_a_token_limit_is_kept(gate):
    answer = gate.chat.completions.create(model=MODEL, messages=user("[[chunks=50]]"), max_tokens=20)
    assert answer.choices[0].finish_reason == "length"
    assert answer.usage.completion_tokens == 20


def test_tool_calls_whole_then_the_answer_to_their_result(gate):
    messages = user("please call a tool [[calls=2]]")
    answer = gate.chat.completions.create(model=MODEL, messages=messages, tools=TOOLS)
    choice = answer.choices[0]
    assert choice.finish_reason == "tool_calls"
    assert [call.function.name for call in choice.message.tool_calls] == ["lookup", "lookup"]
    assert [json.loads(call.function.arguments) for call in choice.message.tool_calls] == [{"input": "Paris"}] * 2
    messages.append(choice.message.to_dict())
    for call in choice.message.tool_calls:
        messages.append({"role": "tool", "tool_call_id": call.id, "content": "sunny"})
    answer = gate.chat.completions.create(model=MODEL, messages=messages, tools=TOOLS)
    assert answer.choices[0].message.content == TOKENS


def test_tool_calls_streamed_reassemble(gate):
    prompt = 'please call a tool with "größe €" [[echo=1 calls=2]]'
    with gate.chat.completions.stream(model=MODEL, messages=user(prompt), tools=TOOLS) as stream:
        answer = stream.get_final_completion()
    calls = answer.choices[0].message.tool_calls
    assert answer.choices[0].finish_reason == "tool_calls"
    assert [call.function.name for call in calls] == ["lookup", "lookup"]
    assert [json.loads(call.function.arguments) for call in calls] == [
        {"input": 'please call a tool with "größe €"'}
    ] * 2


def test_two_choices_whole(gate):
    answer = gate.chat.completions.create(model=MODEL, messages=user("hi"), n=2)
    assert [choice.index for choice in answer.choices] == [0, 1]
    assert [choice.message.content for choice in answer.choices] == [TOKENS, TOKENS]
    assert answer.usage.completion_tokens == 16


def test_two_choices_streamed(gate):
    chunks = list(gate.chat.completions.create(model=MODEL, messages=user("hi"), n=2, stream=True))
    assert [text_of(chunks, choice) for choice in (0, 1)] == [TOKENS, TOKENS]
    ends = [part.index for chunk in chunks for part in chunk.choices if part.finish_reason == "stop"]
    assert sorted(ends) == [0, 1]


def test_json_mode(gate):
    answer = gate.chat.completions.create(
        model=MODEL, messages=user("answer in JSON"), response_format={"type": "json_object"}
    )
    assert json.loads(answer.choices[0].message.content) == {"answer": TOKENS}


def test_unknown_fields_reach_the_provider(gate):
    mark = marker()
    extra = {"x_future_field": {"deep": [1, 2, {"flag": True}]}, "service_tier": "flex"}
    gate.chat.completions.create(model=MODEL, messages=user(mark), seed=7, extra_body=extra)
    (line,) = served(mark)
    body = json.loads(line["body"])
    assert {name: body[name] for name in (*extra, "seed")} == {**extra, "seed": 7}


@pytest.mark.parametrize("mode", ["crlf", "comments", "split_utf8", "until_close"])
def test_unusual_but_valid_streams_arrive_whole(gate, mode):
    chunks = list(gate.chat.completions.create(model=MODEL, messages=user(f"[[mode={mode}]]"), stream=True))
    assert text_of(chunks) == ("größe€😀 " * 8 if mode == "split_utf8" else TOKENS)


@pytest.mark.parametrize("fault", ["error_in_stream"])
def test_an_error_inside_a_stream_is_raised(gate, fault):
    got = []
    with pytest.raises(openai.APIError):
        for chunk in gate.chat.completions.create(
            model=MODEL, messages=user(f"[[mode={fault} after=3]]"), stream=True
        ):
            got.append(chunk)
    assert text_of(got) == "tok0 tok1 tok2 "


@pytest.mark.gate
def test_a_stream_cut_by_the_provider_is_an_error_not_an_end(gate):
    got = []
    with pytest.raises(openai.APIError) as caught:
        for chunk in gate.chat.completions.create(
            model=MODEL, messages=user("[[mode=half_chunk after=3]]"), stream=True
        ):
            got.append(chunk)
    assert not isinstance(caught.value, openai.APIConnectionError), "the gate must end its own answer properly"
    assert text_of(got) == "tok0 tok1 tok2 "


def test_a_client_may_close_a_stream_early_and_go_on(gate):
    mark = marker()
    stream = gate.chat.completions.create(
        model=MODEL, messages=user(f"{mark} [[chunks=5000 gap_ms=10]]"), stream=True
    )
    got = [next(stream) for _ in range(3)]
    stream.close()
    assert text_of(got).startswith("tok0 ")
    (line,) = served(mark)
    assert end_of(line["seq"])["outcome"] == "client_gone", "the provider went on for nobody"
    answer = gate.chat.completions.create(model=MODEL, messages=user("and again"))
    assert answer.choices[0].message.content == TOKENS


def test_streams_side_by_side_do_not_mix():
    async def one(client, number):
        prompt = f"stream number{number} only [[echo=1 split_bytes=2 gap_ms=1]]"
        stream = await client.chat.completions.create(model=MODEL, messages=user(prompt), stream=True)
        chunks = [chunk async for chunk in stream]
        return text_of(chunks)

    async def all_of_them():
        settings = {"base_url": os.environ["GATE_BASE_URL"], "api_key": os.environ["GATE_KEY"]}
        async with openai.AsyncOpenAI(**settings, max_retries=0, timeout=SECONDS) as client:
            return await asyncio.gather(*(one(client, number) for number in range(16)))

    assert asyncio.run(all_of_them()) == [f"stream number{number} only" for number in range(16)]
