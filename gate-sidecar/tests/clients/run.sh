#!/usr/bin/env bash
# Runs the official clients for Python and Node, unchanged, against a real gate whose providers are all the witness.
#
#   run.sh GATE_BINARY WITNESS_BINARY
#
# The matrix goes through the gate; with MATRIX=direct it goes to the witness itself, which proves the matrix.
# Installs what it needs: a virtual environment in .venv at the repository's root, node_modules beside package.json.
set -euo pipefail

[[ $# -eq 2 ]] || { echo "usage: run.sh GATE_BINARY WITNESS_BINARY" >&2; exit 2; }
gate_binary=$(realpath "$1")
witness_binary=$(realpath "$2")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=$here/../../../.venv/bin/python
work=$(mktemp -d)
children=()

clean_up() {
    local status=$?
    if [[ ${#children[@]} -gt 0 ]]; then
        kill "${children[@]}" 2>/dev/null || true
        wait "${children[@]}" 2>/dev/null || true
    fi
    if [[ $status -ne 0 ]]; then
        tail -n 50 "$work"/*.err >&2 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap clean_up EXIT

install_clients() {
    [[ -x $python ]] || python3 -m venv "$(dirname "$python")/.."
    "$python" -m pip install --quiet --disable-pip-version-check -r "$here/python/requirements.txt"
    npm ci --prefix "$here/node" --ignore-scripts --no-audit --no-fund --silent
}

# One field of the JSON object on stdin; the first element where it is a list.
field() {
    "$python" -c 'import json, sys
value = json.loads(sys.stdin.readline())[sys.argv[1]]
print(value[0] if isinstance(value, list) else value)' "$1"
}

# gate reads GATE_* as configuration, so it sees nothing of this shell's environment.
gate() {
    env -i PATH="$PATH" HOME="$work" "$gate_binary" "$@"
}

# Waits for the ready line in a file and prints the address it names.
address_in() {
    local tries
    for tries in $(seq 200); do
        if [[ $(head -n 1 "$1" | wc -l) -eq 1 ]]; then
            head -n 1 "$1" | field listen
            return
        fi
        sleep 0.05
    done
    echo "run.sh: no ready line in $1 after $tries tries" >&2
    return 1
}

start_witness() {
    "$witness_binary" --listen 127.0.0.1:0 --log "$work/witness.log" --log-bodies \
        </dev/null >"$work/witness.out" 2>"$work/witness.err" &
    children+=($!)
}

start_gate() {
    {
        echo 'allow_private_targets = ["127.0.0.1"]'
        "$python" "$here/python/gate_settings.py" "http://$witness_address"
    } >"$work/gate.toml"
    # Not through the function: the shell's own child is the one to end.
    env -i PATH="$PATH" HOME="$work" "$gate_binary" serve --config "$work/gate.toml" --data-dir "$work/data" \
        --listen 127.0.0.1:0 </dev/null >"$work/gate.out" 2>"$work/gate.err" &
    children+=($!)
}

# Makes a key and prints it: make_key NAME [OPTION...]
make_key() {
    gate keys create --name "$1" "${@:2}" --json --data-dir "$work/data" 2>>"$work/keys.err" | field key
}

# Runs one suite with keys of its own, so that no suite uses up another's limits: run_suite NAME COMMAND...
run_suite() (
    GATE_KEY=$(make_key "$1-plain" --rpm 100000)
    GATE_KEY_TINY_RPM=$(make_key "$1-tiny-rpm" --rpm 2)
    GATE_KEY_NO_BUDGET=$(make_key "$1-no-budget" --rpm 100000 --daily-budget 0)
    GATE_KEY_MODELS=$(make_key "$1-models" --rpm 100000)
    gate keys set "$1-models" allowedModels=gate/echo --data-dir "$work/data" >/dev/null 2>>"$work/keys.err"
    GATE_CM_KEY=$(make_key "$1-cm" --rpm 100000 --dialect curate-me)
    GATE_CM_KEY_NO_BUDGET=$(make_key "$1-cm-no-budget" --rpm 100000 --daily-budget 0 --dialect curate-me)
    GATE_BASE_URL=http://$gate_address/v1
    WITNESS_URL=http://$witness_address
    WITNESS_LOG=$work/witness.log
    export MATRIX=${MATRIX:-gate}
    export GATE_KEY GATE_KEY_TINY_RPM GATE_KEY_NO_BUDGET GATE_KEY_MODELS GATE_CM_KEY GATE_CM_KEY_NO_BUDGET
    export GATE_BASE_URL WITNESS_URL WITNESS_LOG
    cd "$here/$1"
    timeout 300 "${@:2}"
)

install_clients
start_witness
witness_address=$(address_in "$work/witness.out")
start_gate
gate_address=$(address_in "$work/gate.out")

# Both run, whatever the first says. Started by `&` and awaited, since `||` would switch off `set -e` inside.
failed=0
run_suite python "$python" -m pytest & wait $! || failed=1
run_suite node npm test --silent & wait $! || failed=1
exit "$failed"
