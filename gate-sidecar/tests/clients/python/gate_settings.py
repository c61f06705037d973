"""Gate settings: the providers of the matrix as `gate.toml` has them, each at the witness under a path of its own."""

import json
import sys

from matrix_settings import MATRIX

# What a kind needs beside an address and a key.
EXTRA = {"bedrock": {"region": "us-east-1"}}


def lines(witness):
    """The settings, line by line; `witness` is its address, `http://127.0.0.1:9100`."""
    for kind, known in MATRIX["providers"].items():
        models = [known[name] for name in ("model", "thinking", "embedding") if name in known]
        if kind == "openai":
            models.append("gpt-4o-mini")
        provider = {
            "id": kind,
            "kind": kind,
            "base_url": witness + known["path"],
            "api_key": "the-witness-takes-any",
            "models": models,
            **EXTRA.get(kind, {}),
        }
        yield "[[providers]]"
        # JSON's texts and lists are TOML's as well.
        yield from (f"{name} = {json.dumps(value)}" for name, value in provider.items())
        for model in models:
            if not model.startswith("gpt-4o"):
                yield f'[[prices]]\nmodel = "{model}"\ninput = 1.0\noutput = 4.0'


if __name__ == "__main__":
    print("\n".join(lines(sys.argv[1])))
