#!/usr/bin/env bash
# Gate beside Presidio and detect-secrets on texts made for the purpose, as a Markdown table.
#
#   examples/bench/detect/run.sh [--megabytes 2] [--seed 1] [--kinds]
#
#   GATE=path         a binary to measure; without it the `dist` profile is built into target/dist
#   VENV=directory    a Python environment to use or make; without it one is made and removed again
#
# The peers come from PyPI. Presidio runs its pattern recognisers without a language model, so it finds no names.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)

if [[ -z ${GATE:-} ]]; then
    cargo build --manifest-path "$root/Cargo.toml" --locked --profile dist -p gate-sidecar --bin gate >&2
    GATE=${CARGO_TARGET_DIR:-$root/target}/dist/gate
fi
[[ -x $GATE ]] || { echo "bench: $GATE is no program" >&2; exit 2; }

if [[ -z ${VENV:-} ]]; then
    VENV=$(mktemp -d "${TMPDIR:-/tmp}/gate-bench.XXXXXX")
    trap 'rm -rf "$VENV"' EXIT
fi
if [[ ! -x $VENV/bin/python ]]; then
    python3 -m venv "$VENV"
fi
"$VENV/bin/python" -m pip install --quiet "presidio-analyzer==2.2.366" "detect-secrets==1.5.0" >&2
"$VENV/bin/python" -B "$here/compare.py" --gate "$(realpath "$GATE")" "$@"
