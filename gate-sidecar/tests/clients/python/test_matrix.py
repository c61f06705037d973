"""Matrix: every client format with every kind of provider, feature by feature, through the official clients."""

import json

import openai
import pytest
from matrix_clients import ANSWER, Wish, client_of
from matrix_settings import IS_DIRECT, MATRIX, cells, pending, refusal

TOKENS = "".join(f"tok{index} " for index in range(8))


def whole(client, provider):
    answer = client.say(client.start("hello there"), Wish())
    assert (answer.text, answer.finish) == (TOKENS, "stop")


def streamed(client, provider):
    answer = client.say(client.start("hello größe €😀 [[echo=1 split_bytes=3]]"), Wish(stream=True))
    assert (answer.text, answer.finish) == ("hello größe €😀", "stop")


def loop(client, provider):
    """Five rounds of calls, whole and streamed by turns; the model says what the last result was."""
    conversation = client.start("please call a tool [[rounds=5 results=1]]")
    for turn in range(5):
        answer = client.say(conversation, Wish(stream=turn % 2 == 1, tools=True))
        assert answer.finish == "calls", f"round {turn}: {answer}"
        assert [(call.name, call.arguments) for call in answer.calls] == [("lookup", {"input": "Paris"})]
        client.give(conversation, [(call, f"result {turn}") for call in answer.calls])
    answer = client.say(conversation, Wish(stream=True, tools=True))
    assert (answer.text.strip(), answer.finish) == ("result 4", "stop")


def parallel(client, provider):
    for stream in (False, True):
        conversation = client.start("please call a tool [[calls=20 results=1]]")
        answer = client.say(conversation, Wish(stream=stream, tools=True))
        assert len(answer.calls) == len({call.id for call in answer.calls}) == 20
        client.give(conversation, [(call, f"r{index}") for index, call in enumerate(answer.calls)])
        answer = client.say(conversation, Wish(stream=stream, tools=True))
        assert answer.text.split() == [f"r{index}" for index in range(20)]


def thinking(client, provider):
    """Three rounds with thoughts, which go back as they came: the providers check their signatures."""
    conversation = client.start("please call a tool [[rounds=3 results=1 split_bytes=7]]")
    seen = []
    for turn in range(3):
        answer = client.say(conversation, Wish(stream=turn % 2 == 0, tools=True, thinks=True))
        assert len(answer.calls) == 1, answer
        seen.append(answer.thoughts)
        client.give(conversation, [(answer.calls[0], f"result {turn}")])
    answer = client.say(conversation, Wish(tools=True, thinks=True))
    assert answer.text.strip() == "result 2"
    if provider in MATRIX["shows_thoughts"][client.name]:
        assert all(f"step{turn}.3" in thoughts for turn, thoughts in enumerate(seen)), seen
    return "ok" if all(seen) else "ok, no thoughts shown"


def picture(client, provider):
    answer = client.say(client.start("what is this? [[pictures=1]]", picture=True), Wish())
    assert answer.text == "image/png:70"


def structured(client, provider):
    for stream in (False, True):
        wish = Wish(stream=stream, answer_schema=ANSWER)
        answer = client.say(client.start("answer me [[echo=1]]"), wish)
        assert json.loads(answer.text) == {"answer": "answer me"}


def limit(client, provider):
    for stream in (False, True):
        with_limit = Wish(stream=stream, limit=20)
        try:
            answer = client.say(client.start("[[chunks=50]]"), with_limit)
        except openai.LengthFinishReasonError as reached:
            # The client's own helper for streams says it so.
            assert stream and reached.completion.usage.completion_tokens == 20
            continue
        assert (answer.finish, answer.usage.output) == ("length", 20), f"stream: {stream}"


def error(client, provider):
    with pytest.raises(client.errors) as caught:
        client.say(client.start("[[status=400]]"), Wish())
    assert client.check_error(caught.value) in ((400,) if IS_DIRECT else (400, 502))


def overload(client, provider):
    for stream in (False, True):
        with pytest.raises(client.errors) as caught:
            client.say(client.start("[[status=503]]"), Wish(stream=stream))
        assert client.check_error(caught.value) >= 500


def usage(client, provider):
    figures = "[[prompt_tokens=100 cached_tokens=30 completion_tokens=40]]"
    for stream in (False, True):
        answer = client.say(client.start(figures), Wish(stream=stream))
        got = (answer.usage.input, answer.usage.cached, answer.usage.output)
        assert got == (100, 30, 40), f"stream: {stream}"


def cut(client, provider):
    """A stream that breaks off ends with the client's own error, never as if it were complete."""
    got = []
    with pytest.raises(Exception) as caught:
        for piece in client.pieces(client.start("[[mode=half_chunk after=3]]")):
            got.append(piece)
    assert not isinstance(caught.value, AssertionError)
    assert IS_DIRECT or isinstance(caught.value, client.errors), f"not the client's own: {caught.value!r}"
    assert "".join(got) == "tok0 tok1 tok2 "


def count(client, provider):
    assert client.count(client.start("one two three")) >= 3


def embed(client, provider):
    vectors = client.embed(["one", "two"], 4)
    assert [len(vector) for vector in vectors] == [4, 4]
    assert vectors[0] != vectors[1]


FEATURES = (whole, streamed, loop, parallel, thinking, picture, structured, limit, error, overload, usage, cut)
ONLY_SOME = {"chat": (embed,), "messages": (count,), "gemini": (count, embed)}
CASES = [
    (client, provider, feature)
    for client, provider in cells()
    for feature in FEATURES + ONLY_SOME.get(client, ())
]


@pytest.mark.matrix
@pytest.mark.parametrize(("name", "provider", "feature"), CASES, ids=lambda value: getattr(value, "__name__", value))
def test_cell(name, provider, feature, matrix_table):
    cell = matrix_table.cell(name, provider, feature.__name__)
    reason = refusal(name, provider, feature.__name__)
    client = client_of(name, provider)
    why = pending(name, provider, feature.__name__)
    if why is not None:
        try:
            feature(client, provider)
        except Exception:  # noqa: BLE001 - whatever it fails with
            cell.result = f"pending: {why}"
            return
        pytest.fail(f"it works: strike it out in matrix.json ({why})")
    if reason is None:
        cell.result = feature(client, provider) or "ok"
        return
    with pytest.raises(client.errors) as caught:
        feature(client, provider)
    assert client.check_error(caught.value) in range(400, 500)
    assert reason in str(caught.value), f"refused for another reason than {reason!r}: {caught.value}"
    cell.result = f"refused: {reason}"
