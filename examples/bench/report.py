"""Report: the figures of one run as Markdown. Everything shown is a median of that run."""

import os
import statistics
import time


class Figures:
    """What was measured; filled in as the run goes on."""

    def __init__(self, **known):
        self.__dict__.update(known)


def median_of(runs, name):
    return statistics.median(run[name] for run in runs)


def table(head, rows):
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def slashed(values, form):
    return " / ".join(form.format(value) for value in values)


def cpu_model():
    with open("/proc/cpuinfo") as lines:
        names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "unknown processor"


def whole_rows(figures):
    reference = figures.whole["nginx proxy_pass"]
    for name, by_connections in figures.whole.items():
        cells = [median_of(runs, "rate") for runs in by_connections.values()]
        cpu = [median_of(runs, "cpu_us") for runs in by_connections.values()]
        base = [median_of(runs, "cpu_us") for runs in reference.values()]
        p50 = [median_of(runs, "p50") for runs in by_connections.values()]
        p99 = [median_of(runs, "p99") / 1e3 for runs in by_connections.values()]
        is_paid = any(cpu)
        ratios = [mine / theirs if theirs else float("nan") for mine, theirs in zip(cpu, base)]
        yield [
            name,
            slashed(cells, "{:,.0f}"),
            slashed(cpu, "{:.0f}") if is_paid else "-",
            slashed(ratios, "{:.1f}") if is_paid else "-",
            slashed(p50, "{:,.0f}"),
            slashed(p99, "{:.1f}"),
            f"{figures.added[name] * 1e6:+.0f} / {figures.sparse[name] * 1e6:+.0f}" if is_paid else "0 / 0",
        ]


def stream_rows(figures):
    reference = figures.streams["nginx proxy_pass"]["cpu_ms"]
    for name, done in figures.streams.items():
        is_paid = done["cpu_ms"] > 0
        yield [
            name,
            f"{figures.first_chunk[name] * 1e3:+.2f}" if is_paid else "0",
            f"{done['cpu_ms']:.2f}" if is_paid else "-",
            f"{done['cpu_ms'] / reference:.1f}" if is_paid and reference else "-",
            f"{done['first_ms']:.1f}",
            f"{done['total_ms']:.1f}",
            done["streams"],
            f"{done['wrong_count']} / {done['not_done']}",
        ]


def process_rows(figures):
    for name in ("nginx", "gate"):
        start, memory = figures.starts[name], figures.memory[name]
        yield [name, f"{start['ready_ms']:.0f}", f"{start['first_200_ms']:.0f}", *(f"{size:.1f}" for size in memory)]


def markdown(figures, options):
    """The whole report."""
    moment = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(figures.began))
    request, answer = figures.sizes
    parts = [
        f"{moment}; {os.cpu_count()} cores ({cpu_model()}); load average {figures.load_before:.1f} before, "
        f"{figures.load_after:.1f} after; {options.rounds} rounds of {options.seconds} s; request {request} bytes, "
        f"answer {answer} bytes; failed requests: {figures.failed}",
        "Whole answers at 1 / 16 / 64 connections:",
        table(
            ["", "req/s", "CPU us/request", "CPU against nginx", "p50 us", "p99 ms", "added p50 us, busy / sparse"],
            whole_rows(figures),
        ),
        "Streams, first chunk after 20 ms, then one each 5 ms (16 at a time, first chunk paired one at a time):",
        table(
            ["", "added first chunk ms", "CPU ms/stream", "against nginx", "first ms", "total ms", "streams",
             "wrong events / no [DONE]"],
            stream_rows(figures),
        ),
        "Processes:",
        table(
            ["", "ready ms", "first 200 ms", "idle MiB", "after a call MiB", "after load MiB", "peak MiB"],
            process_rows(figures),
        ),
    ]
    return "\n\n".join(parts)


def verdict(figures):
    """0 when every request was answered and every stream was whole, else 1."""
    broken = sum(done["wrong_count"] + done["not_done"] for done in figures.streams.values())
    return 1 if figures.failed or broken else 0
