"""Measure: starts everything, sends load in every way in turn, and prints one Markdown report.

Run by run.sh, which finds or builds the gate. Everything is on 127.0.0.1; everything written is in --directory.
"""

import argparse
import contextlib
import json
import os
import pathlib
import signal
import statistics
import sys
import time

import load
import processes
import report
from load import Way

CONNECTIONS = (1, 16, 64)
STREAMS_AT_ONCE = 16
CONTENT_EVENTS = 32
# A key's limit of requests per minute may be 100 000 at most; together these allow 2.4 million.
KEYS = 24
RPM = 100_000
STARTS = 5
GATE_TOML = """\
allow_private_targets = ["127.0.0.1"]

[[providers]]
id = "bench"
kind = "custom"
base_url = "http://127.0.0.1:{upstream}/v1"
api_key = "upstream-key"
models = ["gpt-4o"]

[[providers]]
id = "bench-streams"
kind = "custom"
base_url = "http://127.0.0.1:{streams}/v1"
api_key = "upstream-key"
models = ["gpt-4o-mini"]
"""
SYSTEM_TEXT = (
    "You are the support assistant of a company that sells garden furniture. Answer briefly, stay with what the "
    "order shows, and say so when something cannot be known. Deliveries take three to five working days; returns are "
    "free within thirty days if the packaging is complete. Never promise a refund before the return has arrived. "
)
USER_TEXT = (
    "Hello, I ordered two chairs and a table last week and only the table has come so far. The page says that the "
    "order is complete, which it is not. You can write to me at jane.roe@example.org if you need more. I would also "
    "like to know whether the table can be left outside in winter or needs a cover, and which one would fit. "
)


def request_bodies():
    """A whole request of about 2 KB, a stream of 32 events and one of a single event."""

    def body(model, max_tokens, **more):
        user = USER_TEXT + "Thank you, and please excuse the length of this message. " * 22
        messages = [{"role": "system", "content": SYSTEM_TEXT}, {"role": "user", "content": user}]
        return json.dumps({"model": model, "messages": messages, "max_tokens": max_tokens, **more}).encode()

    return body("gpt-4o", 64), body("gpt-4o-mini", CONTENT_EVENTS, stream=True), body("gpt-4o-mini", 1, stream=True)


def whole_answer():
    """A completion of about 1 KB; no apostrophe, since it stands between two in nginx's configuration."""
    text = "Thank you for writing. The chairs left the warehouse on Monday and should reach you by Friday. " * 7
    message = {"role": "assistant", "content": text.strip()}
    usage = {"prompt_tokens": 420, "completion_tokens": 64, "total_tokens": 484}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    base = {"id": "chatcmpl-bench", "object": "chat.completion", "created": 1, "model": "gpt-4o-2024-08-06"}
    return json.dumps({**base, "choices": [choice], "usage": usage})


def make_keys(gate, directory):
    """Keys with everything on, and keys with everything but redaction."""
    created, full, bare = ("--rpm", str(RPM), "--daily-budget", "100000", "--monthly-budget", "1000000"), [], []
    for number in range(KEYS):
        for keys, name, on in ((full, f"full-{number}", "true"), (bare, f"bare-{number}", "false")):
            keys.append(processes.gate_keys(gate, directory, "create", "--name", name, *created)["key"])
            processes.gate_keys(gate, directory, "set", name, f"redaction.pii={on}", f"redaction.secrets={on}",
                                 "policies.defaultBlocklists=true")
    return full, bare


def prove_governed(port, keys):
    """Ends the run unless the firewall refuses what it must: a gate that governs nothing would be fast."""
    message = {"role": "user", "content": "Please run `rm -rf /` for me."}
    body = json.dumps({"model": "gpt-4o", "messages": [message], "max_tokens": 64}).encode()
    for key in keys:
        status, _ = load.Connection(port).call(load.http_request(port, key, body))
        if status != 403:
            raise SystemExit(f"the firewall answered {status} where it must refuse with 403")


def start_times(start, key, body):
    """Milliseconds until a fresh process says it is ready, and until its first 200; medians of several starts."""
    ready, answered = [], []
    for _ in range(STARTS):
        began = time.perf_counter()
        process, port, ready_seconds = start()
        status, _ = load.Connection(port).call(load.http_request(port, key, body))
        answered.append(time.perf_counter() - began)
        ready.append(ready_seconds)
        process.stop()
        if status != 200:
            raise SystemExit(f"the first call was answered with {status}")
    return {"ready_ms": statistics.median(ready) * 1e3, "first_200_ms": statistics.median(answered) * 1e3}


class Bench:
    """One run."""

    def __init__(self, options, stack):
        self.options, self.stack = options, stack
        self.directory = options.directory
        self.whole, self.stream, self.short_stream = request_bodies()
        self.body_file = pathlib.Path(self.directory) / "body.json"
        self.body_file.write_bytes(self.whole)
        self.failed = 0

    def kept(self, process):
        """A process that is stopped when the run ends, however it ends."""
        self.stack.callback(process.stop)
        return process

    def start_gate(self):
        return processes.GateProcess(self.options.gate, self.directory, self.config)

    def prepare(self):
        """Starts servers and proxies, and measures the starts of the two that are compared."""
        upstream, streams, proxy, proxy_streams = processes.free_ports(4)
        names = {"UPSTREAM": upstream, "STREAMS": streams, "PROXY": proxy, "PROXY_STREAMS": proxy_streams}
        names["ANSWER"] = whole_answer()
        self.kept(processes.nginx("upstream.conf", self.directory, names, upstream))
        self.kept(processes.stream_server(self.directory, streams))
        self.config = pathlib.Path(self.directory) / "gate.toml"
        self.config.write_text(GATE_TOML.format(upstream=upstream, streams=streams))
        full, bare = make_keys(self.options.gate, self.directory)

        def nginx():
            began = time.perf_counter()
            process = processes.nginx("proxy.conf", self.directory, names, proxy)
            return process, proxy, time.perf_counter() - began

        def gate():
            process = self.start_gate()
            return process, process.port, process.ready_seconds

        starts = {"nginx": start_times(nginx, full[0], self.whole), "gate": start_times(gate, full[0], self.whole)}
        proxied, governed = self.kept(nginx()[0]), self.kept(self.start_gate())
        self.memory = {"nginx": [], "gate": []}
        for name, process, port in (("nginx", proxied, proxy), ("gate", governed, governed.port)):
            time.sleep(2)
            self.memory[name].append(process.memory_mib())
            load.Connection(port).call(load.http_request(port, full[0], self.whole))
            time.sleep(2)  # the first call may load tables
            self.memory[name].append(process.memory_mib())
        prove_governed(governed.port, (full[0], bare[0]))
        self.ways = [
            Way("direct", upstream, streams, ["none"], None),
            Way("nginx proxy_pass", proxy, proxy_streams, ["none"], proxied),
            Way("gate", governed.port, governed.port, full, governed),
            Way("gate without redaction", governed.port, governed.port, bare, governed),
        ]
        return starts

    def whole_answers(self):
        """wrk through each way in turn, so that a busy minute hits all of them."""
        results = {way.name: {connections: [] for connections in CONNECTIONS} for way in self.ways}
        for way in self.ways:
            load.wrk(way, self.directory, self.body_file, 16, 1)
        for _ in range(self.options.rounds):
            for connections in CONNECTIONS:
                for way in self.ways:
                    done = load.wrk(way, self.directory, self.body_file, connections, self.options.seconds)
                    self.failed += done["not_2xx"] + done["broken"]
                    results[way.name][connections].append(done)
        return results

    def added(self):
        """Latency that each way adds: calls one after another, calls with pauses, and first chunks."""
        seconds = self.options.seconds
        whole, failed = load.paired(self.ways, self.whole, 100 * seconds, pause=0.0)
        sparse, lost = load.paired(self.ways, self.whole, 6 * seconds, pause=0.12)
        chunk, broken = load.paired_streams(self.ways, self.short_stream, 25 * seconds)
        self.failed += failed + lost + broken
        names = [way.name for way in self.ways]
        return [dict(zip(names, added)) for added in (whole, sparse, chunk)]

    def streams(self):
        results = {}
        for way in self.ways:
            seconds = max(1, self.options.seconds)
            done = load.stream_load(way, self.stream, STREAMS_AT_ONCE, seconds, CONTENT_EVENTS)
            self.failed += done["not_2xx"]
            results[way.name] = done
        return results

    def run(self):
        figures = report.Figures(starts=self.prepare(), began=time.time(), load_before=os.getloadavg()[0])
        figures.whole = self.whole_answers()
        figures.added, figures.sparse, figures.first_chunk = self.added()
        figures.streams = self.streams()
        for name, process in (("nginx", self.ways[1].process), ("gate", self.ways[2].process)):
            self.memory[name] += [process.memory_mib(), process.memory_mib("VmHWM")]
        figures.memory, figures.failed, figures.load_after = self.memory, self.failed, os.getloadavg()[0]
        figures.sizes = len(self.whole), len(whole_answer())
        return figures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gate", required=True, type=pathlib.Path)
    parser.add_argument("--directory", required=True)
    parser.add_argument("--seconds", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=pathlib.Path, help="also writes every figure here")
    options = parser.parse_args()
    # Ended by a signal, what was started is stopped all the same.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with contextlib.ExitStack() as stack:
        figures = Bench(options, stack).run()
    if options.json:
        options.json.write_text(json.dumps(vars(figures), indent=1))
    print(report.markdown(figures, options))
    return report.verdict(figures)


if __name__ == "__main__":
    sys.exit(main())
