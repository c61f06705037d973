#!/usr/bin/env bash
# Gate beside nginx on this machine, in one run: speed, CPU per request, streams, memory and start-up, as Markdown.
#
#   examples/bench/run.sh
#
#   GATE=path          a binary to measure; without it the `dist` profile is built into target/dist
#   BENCH_SECONDS=6    seconds of each measurement at each number of connections
#   BENCH_ROUNDS=3     rounds, of which the medians are shown; `BENCH_SECONDS=1 BENCH_ROUNDS=1` is a smoke test
#   BENCH_JSON=file    also writes every figure there
#
# It needs wrk, nginx and python3 (standard library only), listens on 127.0.0.1 alone and leaves nothing behind.
# It ends with 1 when a request failed or a stream was not whole. docs/performance.md explains the figures.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
seconds=${BENCH_SECONDS:-6}
rounds=${BENCH_ROUNDS:-3}

missing=()
command -v wrk >/dev/null || missing+=(wrk)
command -v nginx >/dev/null || missing+=(nginx-light)
command -v python3 >/dev/null || missing+=(python3)
if ((${#missing[@]})); then
    if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
        apt-get install -y --no-install-recommends "${missing[@]}" >&2
    else
        echo "bench: install these first: ${missing[*]}" >&2
        exit 2
    fi
fi

if [[ -z ${GATE:-} ]]; then
    cargo build --manifest-path "$root/Cargo.toml" --locked --profile dist -p gate-sidecar --bin gate >&2
    GATE=${CARGO_TARGET_DIR:-$root/target}/dist/gate
fi
[[ -x $GATE ]] || { echo "bench: $GATE is no program" >&2; exit 2; }

directory=$(mktemp -d "${TMPDIR:-/tmp}/gate-bench.XXXXXX")
# The measuring program stops what it started when it is told to end.
cleanup() {
    if [[ -n ${measuring:-} ]] && kill -TERM "$measuring" 2>/dev/null; then
        wait "$measuring" || true
    fi
    rm -rf "$directory"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Settings of the caller's own gate must not reach the measured one.
for name in $(compgen -e | grep '^GATE_' || true); do unset "$name"; done
python3 -B "$here/measure.py" --gate "$(realpath "$GATE")" --directory "$directory" \
    --seconds "$seconds" --rounds "$rounds" ${BENCH_JSON:+--json "$BENCH_JSON"} &
measuring=$!
status=0
wait "$measuring" || status=$?
measuring=
exit "$status"
