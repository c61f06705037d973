"""Settings of the matrix: which providers there are, where a client finds them, and what is refused on purpose.

`MATRIX=direct` points every client at the witness itself, at the providers whose format it speaks: what fails there is
the test's own fault. `MATRIX=gate` (the default) goes through the gate, every client to every provider.
"""

import json
import os
import pathlib
from dataclasses import dataclass

SECONDS = 20.0
MATRIX = json.loads((pathlib.Path(__file__).parent.parent / "matrix.json").read_text(encoding="utf-8"))
IS_DIRECT = os.environ.get("MATRIX", "gate") == "direct"


@dataclass
class Target:
    """Where one client finds one provider's models."""

    base_url: str
    key: str
    model: str
    thinking: str
    embedding: str
    is_direct: bool


def target(client, provider):
    """The target of a cell."""
    known = MATRIX["providers"][provider]
    if IS_DIRECT:
        base_url, key = os.environ["WITNESS_URL"] + known["path"], "the-witness-takes-any"
    else:
        gate = os.environ["GATE_BASE_URL"].removesuffix("/v1")
        base_url, key = gate + ("/v1" if client in ("chat", "responses") else ""), os.environ["GATE_KEY"]
    return Target(
        base_url=base_url,
        key=key,
        model=known["model"],
        thinking=known.get("thinking", known["model"]),
        embedding=known["embedding"],
        is_direct=IS_DIRECT,
    )


def cells():
    """Every client and provider that is to be tried, client by client."""
    pairs = MATRIX["direct"].items()
    return [(client, name) for client, direct in pairs for name in (direct if IS_DIRECT else MATRIX["providers"])]


def _row(rows, client, provider, feature):
    """The first row that names all three, or leaves out what it does not care for."""
    wanted = {"client": client, "provider": provider, "feature": feature}
    return next((row for row in rows if all(value in row.get(name, [value]) for name, value in wanted.items())), {})


def refusal(client, provider, feature):
    """Why a cell's feature is refused on purpose, in words the refusal must contain; nothing where it is not."""
    return None if IS_DIRECT else _row(MATRIX["refused"], client, provider, feature).get("reason")


def pending(client, provider, feature):
    """Why a cell's feature is known to fail; nothing where it must not. One that passes all the same is a failure."""
    return None if IS_DIRECT else _row(MATRIX["pending"], client, provider, feature).get("why")
