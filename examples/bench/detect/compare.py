"""Compare: Gate, Presidio and detect-secrets on the same texts, by the same scorer, as a Markdown table.

    python3 compare.py --gate PATH [--megabytes 2] [--seed 1] [--kinds] [--only gate]
"""

import argparse
import importlib.metadata
import json
import os
import tempfile

import corpus
import personal
import tools
from score import Score

PERSONAL_KINDS = {kind for kind, _, _ in personal.KINDS}
HEAD = ["tool", "looked for", "precision", "recall", "at least touched", "false findings in 5 MB", "look-alikes hit", "MB/s, one core"]


def version(package):
    return importlib.metadata.version(package)


def contenders(arguments):
    """(name, what it looks for, how it is run): what a tool does not look for does not count against it."""
    for profile in ("standard", "strict"):
        run = tools.gate(arguments.gate, profile)
        yield f"Gate, {profile}", "both", run
        yield f"Gate, {profile}", "personal data", run
        yield f"Gate, {profile}", "secrets", run
    if arguments.only == "gate":
        return
    yield f"Presidio {version('presidio-analyzer')}, default recognisers", "personal data", tools.presidio(False)
    yield f"Presidio {version('presidio-analyzer')}, every recogniser", "personal data", tools.presidio(True)
    yield f"detect-secrets {version('detect-secrets')}", "secrets", tools.detect_secrets()


def is_counted(looked_for, is_secret):
    return looked_for == "both" or is_secret == (looked_for == "secrets")


def judge(lines, found, looked_for):
    score = Score()
    for line, findings in zip(lines, found):
        spans = [(start, end) for start, end, is_secret in findings if is_counted(looked_for, is_secret)]
        score.add(line, spans, lambda kind: is_counted(looked_for, kind not in PERSONAL_KINDS))
    return score


def row(name, looked_for, score, megabytes, seconds):
    return [
        name, looked_for, f"{score.precision:.1%}", f"{score.recall:.1%} of {score.planted}",
        f"{score.touched / max(1, score.planted):.1%}", f"{score.false / megabytes * 5:.0f}",
        f"{score.hit / max(1, score.decoys):.1%}", f"{megabytes / seconds:.2f}" if megabytes / seconds < 10 else f"{megabytes / seconds:.0f}",
    ]


def show(cells):
    print("| " + " | ".join(cells) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gate", required=True)
    parser.add_argument("--megabytes", type=float, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", action="store_true", help="also list recall by kind")
    parser.add_argument("--only", choices=["gate"])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "corpus.jsonl")
        corpus.write(path, arguments.megabytes, arguments.seed)
        with open(path, encoding="utf-8") as source:
            lines = [json.loads(line) for line in source]
    texts = [line["text"] for line in lines]
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    planted, decoys = (sum(len(line[name]) for line in lines) for name in ("planted", "decoys"))
    print(f"{len(texts)} texts, {megabytes:.1f} MB, {planted} planted values, {decoys} look-alikes, seed {arguments.seed}\n")
    show(HEAD)
    show(["---", "---"] + ["---:"] * (len(HEAD) - 2))
    runs, kinds = {}, []
    for name, looked_for, run in contenders(arguments):
        if name not in runs:
            runs[name] = run(texts)
        found, seconds = runs[name]
        score = judge(lines, found, looked_for)
        kinds.append((name, looked_for, score))
        show(row(name, looked_for, score, megabytes, seconds))
    for name, looked_for, score in kinds if arguments.kinds else []:
        print(f"\n{name}, {looked_for}: " + ", ".join(f"{kind} {got}/{n}" for kind, (got, n) in sorted(score.by_kind.items())))


if __name__ == "__main__":
    main()
