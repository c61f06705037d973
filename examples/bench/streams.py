"""Streams: a model server that streams on a schedule, and a client that times what arrives.

The first event leaves 20 ms after the request, the others 5 ms apart, counted from the first so that delays do not
add up. `max_tokens` in the request is the number of content events.
"""

import asyncio
import json
import sys
import time

FIRST_CHUNK = 0.020
GAP = 0.005
HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\n"
    b"transfer-encoding: chunked\r\n\r\n"
)


def event(payload):
    """One event as an HTTP chunk."""
    data = b"data: " + payload + b"\n\n"
    return b"%x\r\n%s\r\n" % (len(data), data)


def completion_chunk(**fields):
    base = {"id": "chatcmpl-bench", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4o-mini"}
    return json.dumps({**base, **fields}, separators=(",", ":")).encode()


def content_chunk(index):
    choice = {"index": 0, "delta": {"content": f"word{index} "}, "finish_reason": None}
    return completion_chunk(choices=[choice])


async def read_request(reader):
    """The body of the next request as JSON; None when the connection ends."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    fields = dict(line.split(b":", 1) for line in head.lower().split(b"\r\n")[1:] if b":" in line)
    return json.loads(await reader.readexactly(int(fields[b"content-length"])))


async def answer(body, writer):
    count = body.get("max_tokens", 32)
    due = time.monotonic() + FIRST_CHUNK
    for index in range(count):
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        writer.write((HEAD if index == 0 else b"") + event(content_chunk(index)))
        due += GAP
    finish = {"index": 0, "delta": {}, "finish_reason": "stop"}
    last = event(completion_chunk(choices=[finish]))
    if (body.get("stream_options") or {}).get("include_usage"):
        usage = {"prompt_tokens": 450, "completion_tokens": count, "total_tokens": 450 + count}
        last += event(completion_chunk(choices=[], usage=usage))
    writer.write(last + event(b"[DONE]") + b"0\r\n\r\n")
    await writer.drain()


async def connection(reader, writer):
    try:
        while (body := await read_request(reader)) is not None:
            await answer(body, writer)
    except ConnectionError:
        pass
    finally:
        writer.close()


async def serve(port):
    server = await asyncio.start_server(connection, "127.0.0.1", port, backlog=1024)
    async with server:
        await server.serve_forever()


class Streamed:
    """What one stream came to: seconds to its first event and to its end, and what it held."""

    def __init__(self, first, total, events, has_done, status):
        self.first, self.total = first, total
        self.events, self.has_done, self.status = events, has_done, status


async def one_stream(reader, writer, request):
    """Sends a request on an open connection and reads the answer to its last byte."""
    began = time.perf_counter()
    writer.write(request)
    first, received = None, b""
    while not received.endswith(b"\r\n0\r\n\r\n"):
        piece = await reader.read(65536)
        if not piece:
            break
        received += piece
        if first is None and b"data: " in received:
            first = time.perf_counter() - began
    total = time.perf_counter() - began
    status = int(received[9:12] or b"0")
    events = received.count(b'"delta":{"content"')
    return Streamed(first, total, events, b"data: [DONE]" in received, status)


async def many(port, request, connections, seconds):
    """Streams on several connections at once, one after another on each, for a while."""
    ended = []
    deadline = time.monotonic() + seconds

    async def worker():
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.monotonic() < deadline:
            ended.append(await one_stream(reader, writer, request))
        writer.close()

    await asyncio.gather(*(worker() for _ in range(connections)))
    return ended


async def in_turn(ports_and_requests, rounds):
    """The same stream through each way in turn, round after round; a list of rounds."""
    opened = [await asyncio.open_connection("127.0.0.1", port) for port, _ in ports_and_requests]
    done = []
    for _ in range(rounds):
        row = []
        for (reader, writer), (_, request) in zip(opened, ports_and_requests):
            row.append(await one_stream(reader, writer, request))
        done.append(row)
    for _, writer in opened:
        writer.close()
    return done


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
