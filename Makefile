# Two commands do everything on a fresh Debian 12 or Ubuntu machine:
#   make demo    sets everything up and plays a whole visit
#   make test    sets everything up and runs every check and test
# PYTHON=python3.12 takes another interpreter (3.11 or newer), DEMO="--landscape" hands options to the demo.

PYTHON ?= python3
DEMO ?=
BIN := .venv/bin

.PHONY: demo test check format lock openapi models bench-vision bench-central clean

demo:
	@deploy/setup demo $(PYTHON)
	@$(BIN)/kiosk demo $(DEMO)

test:
	@deploy/setup dev $(PYTHON)
	@$(MAKE) --no-print-directory check
	$(BIN)/pytest -m alone
	$(BIN)/pytest -m "not alone" -n logical --maxprocesses 4 --dist loadfile

check:
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format:
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# Writes the lock files anew from requirements/*.in: every package pinned, every file with its hash.
lock:
	@deploy/lock

# Writes docs/openapi.json anew from the contract and the routes; the tests compare.
openapi:
	$(BIN)/python -m central.openapi >docs/openapi.json

models:
	@$(BIN)/kiosk models

# Measures what the terminal sees with, against its peers; writes benchmarks/results.
bench-vision:
	@deploy/setup dev $(PYTHON)
	$(BIN)/python -m benchmarks.vision

# Measures the central service under load, on SQLite and PostgreSQL; writes benchmarks/results.
bench-central:
	@deploy/setup dev $(PYTHON)
	$(BIN)/python -m benchmarks.central

clean:
	rm -rf .venv .cache out
