# The commands of the project. `make run` and `make test` are all a newcomer needs.

CARGO ?= cargo
VENV  := .venv

.PHONY: run test ready lint doc deny unit system clients bench fuzz clean

run:            ## Builds and starts the sidecar with no configuration at all.
	$(CARGO) run --release --locked --bin gate -- serve

test: unit system clients  ## Installs what the tests need and runs them all.

unit:           ## Rules, stages and stores of every crate.
	$(CARGO) test --locked --workspace --exclude gate-sidecar

system:         ## The real binary on real sockets, judged by a witness upstream.
	$(CARGO) build --locked -p gate-witness
	$(CARGO) test --locked -p gate-sidecar

clients:        ## The official clients of four vendors from PyPI and npm, unchanged.
	$(CARGO) build --locked --bin gate --bin gate-witness
	gate-sidecar/tests/clients/run.sh target/debug/gate target/debug/gate-witness

lint:           ## Formatting and clippy.
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings

doc:            ## Every public item is documented, every link works.
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --workspace --no-deps

deny:           ## Licences, sources and banned crates.
	command -v cargo-deny >/dev/null || $(CARGO) install --locked cargo-deny@0.20.2
	$(CARGO) deny --offline check bans licenses sources

ready: lint doc deny test  ## Everything CI checks.

bench:          ## Gate beside nginx on this machine; see docs/performance.md.
	examples/bench/run.sh

fuzz:           ## Every fuzz target for a minute; needs a nightly compiler and cargo-fuzz.
	for target in json_document chat_request chat_stream sse_split event_stream; do \
	    $(CARGO) +nightly fuzz run --fuzz-dir gate-core/fuzz $$target -- -max_total_time=60 -max_len=4096 || exit 1; \
	done
	for target in scan stream mask_restore; do \
	    $(CARGO) +nightly fuzz run --fuzz-dir gate-core/detect/fuzz $$target -- -max_total_time=60 -max_len=4096 \
	        -dict=gate-core/detect/fuzz/tokens.dict || exit 1; \
	done

clean:
	$(CARGO) clean
	rm -rf $(VENV) gate-sidecar/tests/clients/node/node_modules
