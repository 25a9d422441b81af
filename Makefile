# greffier: `make run` builds the dataset from data/raw, `make test` proves the program.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test check lint types contracts audit bench bench-growth soak clean model-lg lock

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(STAMP): constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "greffier is tested on Python 3.11: run make PYTHON=python3.11 ..." >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: $(STAMP) ## build data/processed from data/raw (ARGS="--raw DIR --out DIR ...")
	$(BIN)/greffier run $(ARGS)

test: $(STAMP) ## run the tests (under ten minutes)
	$(BIN)/python -m pytest $(ARGS)

lint: $(STAMP)
	$(BIN)/ruff format --check pipeline tests
	$(BIN)/ruff check pipeline tests

types: $(STAMP)
	$(BIN)/mypy

contracts: $(STAMP)
	$(BIN)/lint-imports

check: lint types contracts test ## formatter, linter, strict types, import contracts, tests

soak: $(STAMP) ## the heavy proofs
	$(BIN)/python -m pytest -m soak --timeout 3600 $(ARGS)

audit: $(STAMP) ## known vulnerabilities of the pinned dependencies (needs internet)
	@$(BIN)/pip-audit --strict --require-hashes --disable-pip -r constraints.txt || { echo "audit: not passed: a vulnerability is listed above, or not all dependencies could be looked up (this needs internet)" >&2; exit 1; }

bench: $(STAMP) ## measure speed against plain spaCy
	$(BIN)/python tests/bench/bench.py $(ARGS)

bench-growth: $(STAMP) ## measure time and memory as reports grow in number, and workers
	$(BIN)/python -m tests.bench.growth --pairs 2 $(ARGS)

model-lg: $(STAMP) ## fetch fr_core_news_lg (needs internet access; md is the installed default)
	$(BIN)/python -m spacy download fr_core_news_lg

lock: ## resolve constraints.txt anew (needs uv)
	uv pip compile pyproject.toml --extra dev --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 --upgrade -o constraints.txt

clean: ## remove the environment, intermediate results and built data
	rm -rf $(VENV) data/interim data/processed build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
