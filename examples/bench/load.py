"""Load: requests sent in each of the ways, and what they cost."""

import asyncio
import json
import pathlib
import socket
import statistics
import subprocess
import time

import streams

HERE = pathlib.Path(__file__).resolve().parent
# Work that follows an answer, such as writing its record, belongs to the request too.
SETTLE = 0.3


class Way:
    """One way to the model server: a port for whole answers, one for streams, keys, and the process that is paid for.

    `process` is None for the direct way, where nothing stands between.
    """

    def __init__(self, name, port, stream_port, keys, process):
        self.name, self.port, self.stream_port = name, port, stream_port
        self.keys, self.process = keys, process


class CpuMeter:
    """CPU time of a way's process while the block runs and shortly after."""

    def __init__(self, way):
        self.process = way.process
        self.seconds = 0.0

    def __enter__(self):
        self.before = self.process.cpu_seconds() if self.process else 0.0
        return self

    def __exit__(self, *_):
        if self.process:
            time.sleep(SETTLE)
            self.seconds = self.process.cpu_seconds() - self.before


def http_request(port, key, body):
    """A request as bytes. A gate answers only to its own address, so the port stands in it."""
    head = (
        f"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-type: application/json\r\n"
        f"authorization: Bearer {key}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def wrk(way, directory, body_file, connections, seconds):
    """Whole answers as fast as they come, by wrk."""
    keys = pathlib.Path(directory) / f"{way.name.replace(' ', '-')}.keys"
    keys.write_text("\n".join(way.keys))
    url = f"http://127.0.0.1:{way.port}"
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", HERE / "post.lua", url, "--", body_file, keys]
    with CpuMeter(way) as cpu:
        run = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if run.returncode != 0:
        raise SystemExit(f"wrk failed: {run.stdout}{run.stderr}")
    done = json.loads(run.stdout.strip().splitlines()[-1])
    done["rate"] = done["requests"] / (done["microseconds"] / 1e6)
    done["cpu_us"] = cpu.seconds * 1e6 / max(1, done["requests"])
    return done


class Connection:
    """A kept connection for whole answers."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), 30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def call(self, request):
        """Sends a request, reads the answer; its status and the seconds it took."""
        began = time.perf_counter()
        self.socket.sendall(request)
        received = b""
        while not self.is_whole(received):
            piece = self.socket.recv(65536)
            if not piece:
                return 0, time.perf_counter() - began
            received += piece
        return int(received[9:12]), time.perf_counter() - began

    @staticmethod
    def is_whole(received):
        head, found, rest = received.partition(b"\r\n\r\n")
        if not found:
            return False
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                return len(rest) >= int(line[15:])
        return rest.endswith(b"0\r\n\r\n")


def paired(ways, body, rounds, pause):
    """One call through each way in turn, round after round: added seconds at the median against the first way.

    Neighbouring calls meet the same machine, so their difference holds on a busy one too. A pause (seconds) before
    each call shows what somebody meets who calls now and then, when threads sleep and caches are cold.
    """
    lines = [(Connection(way.port), http_request(way.port, way.keys[0], body)) for way in ways]
    times, failed = [[] for _ in ways], 0
    for _ in range(rounds):
        for place, (connection, request) in enumerate(lines):
            time.sleep(pause)
            status, seconds = connection.call(request)
            times[place].append(seconds)
            failed += status != 200
    return [median_added(times[0], column) for column in times], failed


def median_added(base, column):
    return statistics.median(there - here for here, there in zip(base, column))


def paired_streams(ways, body, rounds):
    """The same with short streams: seconds added to the first chunk."""
    plan = [(way.stream_port, http_request(way.stream_port, way.keys[0], body)) for way in ways]
    done = asyncio.run(streams.in_turn(plan, rounds))
    failed = sum(each.status != 200 or each.first is None for row in done for each in row)
    if failed:
        return [float("nan")] * len(ways), failed
    columns = [[row[place].first for row in done] for place in range(len(ways))]
    return [median_added(columns[0], column) for column in columns], 0


def stream_load(way, body, connections, seconds, expected):
    """Many streams at once: what each costs, and how many were not as they should be."""
    request = http_request(way.stream_port, way.keys[0], body)
    with CpuMeter(way) as cpu:
        ended = asyncio.run(streams.many(way.stream_port, request, connections, seconds))
    firsts = [each.first for each in ended if each.first is not None]
    return {
        "streams": len(ended),
        "cpu_ms": cpu.seconds * 1e3 / len(ended),
        "first_ms": statistics.median(firsts) * 1e3 if firsts else float("nan"),
        "total_ms": statistics.median(each.total for each in ended) * 1e3,
        "not_2xx": sum(each.status != 200 for each in ended),
        "not_done": sum(not each.has_done for each in ended),
        "wrong_count": sum(each.events != expected for each in ended),
    }
