"""Support: the settings of the suite, clients that count what they send, and the witness's log."""

import json
import os
import random
import string
import time

import httpx2
import openai

SETTINGS = (
    "GATE_BASE_URL",
    "GATE_KEY",
    "GATE_KEY_TINY_RPM",
    "GATE_KEY_NO_BUDGET",
    "GATE_KEY_MODELS",
    "GATE_CM_KEY",
    "GATE_CM_KEY_NO_BUDGET",
    "WITNESS_URL",
    "WITNESS_LOG",
)
MODEL = "gpt-4o"
SECONDS = 20.0


def missing_settings():
    """Names of the settings the environment lacks."""
    return [name for name in SETTINGS if not os.environ.get(name)]


class CountingTransport(httpx2.HTTPTransport):
    """The ordinary transport, which also counts requests: the client's retries become visible."""

    def __init__(self):
        super().__init__()
        self.requests = 0

    def handle_request(self, request):
        self.requests += 1
        return super().handle_request(request)


def client(setting="GATE_KEY", key=None, max_retries=0):
    """An official client whose `sent.requests` counts what it really sent."""
    transport = CountingTransport()
    made = openai.OpenAI(
        base_url=os.environ["GATE_BASE_URL"],
        api_key=key or os.environ[setting],
        max_retries=max_retries,
        timeout=SECONDS,
        http_client=httpx2.Client(transport=transport, timeout=SECONDS),
    )
    made.sent = transport
    return made


def user(text):
    """A conversation of one user message."""
    return [{"role": "user", "content": text}]


def marker():
    """Words nobody else sends, by which a request is found in the witness's log; nothing a detector would mask."""
    return "case " + "".join(random.choices(string.ascii_lowercase, k=8))


def log_lines():
    """Every line of the witness's log; a line still being written is left out."""
    with open(os.environ["WITNESS_LOG"], encoding="utf-8") as log:
        return [json.loads(line) for line in log.read().splitlines(keepends=True) if line.endswith("\n")]


def served(text):
    """The request lines whose body contains `text`, in the order the witness read them."""
    return [line for line in log_lines() if line["event"] == "request" and text in line.get("body", "")]


def end_of(seq):
    """The end line of an exchange, waited for."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        for line in log_lines():
            if line["event"] == "end" and line["seq"] == seq:
                return line
        time.sleep(0.02)
    raise AssertionError(f"the witness still serves request {seq} after 10 s")


def text_of(chunks, choice=0):
    """The content of one choice of a stream, put together."""
    parts = (part for chunk in chunks for part in chunk.choices if part.index == choice)
    return "".join(part.delta.content or "" for part in parts)
