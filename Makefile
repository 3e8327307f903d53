# Every target sets up what it needs; see `make help`.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
EPISODE ?= one-hour-twice-5f405865
QUESTION ?= What is a monotonic clock?
BIN = .venv/bin
# Where it is set, each of hundreds of processes would compile every module anew.
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
.PHONY: help run test check faults interruptions bench bench-peers screens samples clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' Makefile

run: ## Index the sample episodes, ask one of them, and serve at http://127.0.0.1:8000
	@$(PYTHON) tools/set_up.py export,eval
	@$(BIN)/ask-episode index samples/episodes
	@$(BIN)/ask-episode ask $(EPISODE) "$(QUESTION)"
	@$(BIN)/ask-episode serve --host $(HOST) --port $(PORT)

test: ## Run all tests (ARGS="-k words" chooses some)
	@$(PYTHON) tools/set_up.py export,eval,dev
	@$(BIN)/python tools/system_packages.py
	@$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder $(ARGS)

check: ## Types of Python and JavaScript, lint, format and the import contract
	@$(PYTHON) tools/set_up.py export,eval,dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/node node_modules/typescript/bin/tsc

faults: ## Everything that may go wrong with payments, lived through and shown as a table
	@$(PYTHON) tools/set_up.py export,eval,dev
	@$(BIN)/python tools/system_packages.py
	@HISTORIES=2000 $(BIN)/python -m pytest -p tests.faults.report \
		tests/faults tests/billing/test_histories.py $(ARGS)

interruptions: ## Connections, tabs, processes, Redis and the model, killed 300 times while listeners ask
	@$(PYTHON) tools/set_up.py export,eval,dev
	@$(BIN)/python tools/system_packages.py
	@INTERRUPTIONS=150 $(BIN)/python -m pytest -s -o faulthandler_timeout=5400 tests/interruptions $(ARGS)

stripe-live: ## The suite that the local Stripe passes, against Stripe's test mode (STRIPE_TEST_SECRET_KEY=sk_test_…)
	@$(PYTHON) tools/set_up.py export,eval,dev
	@$(BIN)/python -m tests.contracts.stripe_live $(ARGS)

bench: ## Speed and memory against named baselines (ARGS="encoding" chooses some)
	@$(PYTHON) tools/set_up.py export,eval,dev
	@$(BIN)/python -m tests.benchmarks $(ARGS)

bench-peers: ## Beside LlamaIndex, LangChain, Haystack and txtai (ARGS="--peers txtai --episodes 3" narrows)
	@$(PYTHON) tools/set_up.py export,eval,dev
	@$(BIN)/python -m tests.benchmarks.rag_peers $(ARGS)

screens: ## Screenshots of every state of the widget, in the folder screens (ARGS="paywall" chooses some)
	@$(PYTHON) tools/set_up.py export,eval,dev
	@$(BIN)/python tools/system_packages.py
	@$(BIN)/python -m tests.widget.screens screens $(ARGS)

samples: ## Speak the sample episodes again (needs espeak-ng and ffmpeg)
	@$(PYTHON) samples/make_samples.py

clean: ## Remove the virtual environment and caches; never the data folder
	rm -rf .venv node_modules build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache tests/benchmarks/peers/node_modules
