"""OpenAI's own client against a running gate: a whole answer, a stream, and a refusal.

    GATE_KEY=gk_... python examples/python/chat.py
"""

import os

from openai import NotFoundError, OpenAI

MODEL = os.environ.get("GATE_MODEL", "gate/echo")


def ask(client: OpenAI, text: str) -> None:
    """Prints an answer and what its headers tell."""
    raw = client.chat.completions.with_raw_response.create(model=MODEL, messages=[{"role": "user", "content": text}])
    print("answer:  ", raw.parse().choices[0].message.content)
    print("request: ", raw.headers["x-gate-request-id"])
    print("cost:    ", raw.headers["x-gate-cost"], "USD")
    print("redacted:", raw.headers.get("x-gate-redacted", "0"))


def stream(client: OpenAI, text: str) -> None:
    """Prints an answer piece by piece."""
    print("stream:  ", end=" ")
    messages = [{"role": "user", "content": text}]
    for chunk in client.chat.completions.create(model=MODEL, messages=messages, stream=True):
        if chunk.choices:
            print(chunk.choices[0].delta.content or "", end="", flush=True)
    print()


def be_refused(client: OpenAI) -> None:
    """Shows how the client tells a refusal."""
    try:
        client.chat.completions.create(model="nobody/serves-this", messages=[{"role": "user", "content": "Hello"}])
    except NotFoundError as refusal:
        print("refusal: ", refusal.status_code, refusal.code)


def main() -> None:
    url = os.environ.get("GATE_URL", "http://127.0.0.1:4766")
    client = OpenAI(base_url=f"{url}/v1", api_key=os.environ["GATE_KEY"])
    ask(client, "Write to ada@example.com, card 4111 1111 1111 1111.")
    stream(client, "Count to three.")
    be_refused(client)


if __name__ == "__main__":
    main()
