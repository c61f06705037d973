#!/usr/bin/env bash
# A tour of a running gate with curl: an answer, a stream, a refusal, and the records they left.
#
#   GATE_KEY=gk_... examples/curl/tour.sh
set -euo pipefail

url=${GATE_URL:-http://127.0.0.1:4766}
model=${GATE_MODEL:-gate/echo}
: "${GATE_KEY:?set it to the key that the first start printed}"

# ask BODY [CURL OPTION...]
ask() {
    curl --silent --show-error --no-buffer "$url/v1/chat/completions" \
        --header "Authorization: Bearer $GATE_KEY" --header "Content-Type: application/json" \
        --data "$1" "${@:2}"
}

echo "== A whole answer. The address is replaced on the way out and put back on the way in (x-gate-redacted: 1)."
ask "{\"model\": \"$model\", \"messages\": [{\"role\": \"user\", \"content\": \"Write to ada@example.com\"}]}" --include
echo

echo "== The same as a stream. The comment above [DONE] tells the final cost."
ask "{\"model\": \"$model\", \"stream\": true, \"messages\": [{\"role\": \"user\", \"content\": \"Count to three\"}]}"

echo "== A refusal: nobody serves this model."
ask '{"model": "nobody/serves-this", "messages": [{"role": "user", "content": "Hello"}]}'
echo

echo "== The last record. The key needs a scope for usage; the owner key has every scope."
curl --silent --show-error "$url/gateway/admin/usage?limit=1" --header "Authorization: Bearer $GATE_KEY"
echo
