# Onrecord's commands. `make demo` and `make test` do all their own set-up.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
LOCKS := requirements/dev.txt
STAMP := $(VENV)/.synced
UV_VERSION := 0.13.9
# uv can use hard links only within one file system; copying is silent everywhere.
export UV_LINK_MODE ?= copy
MODULES := config worker desk notify claims transcripts accounts audit api launcher clients/python/src/onrecord_client
ARGS ?=
TRANSCRIPT ?=
JOBS ?= 2

NAMES ?=
DATA ?=
EXTRA ?=
# Training brings torch, which nothing else needs: an environment of its own.
TRAIN_VENV ?= .venv-train
TRAIN_BIN := $(TRAIN_VENV)/bin
TRAIN_STAMP := $(TRAIN_VENV)/.synced

.PHONY: help setup demo run test check bench train evaluate format schema lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## the virtual environment, from hash-pinned requirements

demo: $(STAMP) ## the whole loop once; TRANSCRIPT=path does the first half with any text file
	@$(BIN)/python -m launcher demo $(if $(TRANSCRIPT),"$(TRANSCRIPT)")

run: $(STAMP) ## web, workers and beat until Ctrl-C (PORT=8000)
	@$(BIN)/python -m launcher run

test: $(STAMP) ## the whole suite, browser included (ARGS="tests/unit -k name", JOBS=2)
	@$(BIN)/python -m launcher browser
	@$(BIN)/python -m launcher exec -- $(BIN)/python -m pytest -n $(JOBS) $(ARGS)

check: $(STAMP) ## lint, format, types, import contracts, migrations, schema, container files
	@$(BIN)/python -m launcher exec --purpose check --only postgres -- $(BIN)/python -m launcher.check $(MODULES)

bench: $(STAMP) ## what is measured, as ratios in one run (NAMES="extraction paging")
	@$(BIN)/python -m launcher exec --purpose bench -- sh -c \
	  '$(BIN)/python manage.py migrate --noinput --verbosity 0 && $(BIN)/python -m benchmarks $(NAMES)'

train: $(TRAIN_STAMP) ## the check-worthiness model, from labelled sets (DATA=dir EXTRA="decisions.jsonl")
	@$(TRAIN_BIN)/python -m training train "$(DATA)" $(if $(EXTRA),--extra $(EXTRA)) $(ARGS)

evaluate: $(TRAIN_STAMP) ## what the packaged model is worth, on the same sets (DATA=dir)
	@$(TRAIN_BIN)/python -m training evaluate "$(DATA)" $(ARGS)

format: $(STAMP) ## rewrite the code in the project's format
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

schema: $(STAMP) ## write docs/openapi.yaml anew
	@$(BIN)/python -m launcher exec --purpose check --only postgres -- \
	  $(BIN)/python manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml

lock: $(STAMP) ## write requirements/*.txt anew from requirements/*.in
	@for name in web worker dev train; do \
	  echo "requirements/$$name.txt"; \
	  $(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-header --no-emit-index-url \
	    --no-annotate --python-version 3.11 --output-file requirements/$$name.txt \
	    requirements/$$name.in || exit 1; \
	done
	@$(BIN)/python -m launcher platforms

clean: ## remove the virtual environment and this clone's state (the make run database too)
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m launcher clean; fi
	rm -rf $(VENV) $(TRAIN_VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(STAMP): $(LOCKS) Makefile clients/python/pyproject.toml
	@command -v $(PYTHON) >/dev/null || { \
	  echo "Onrecord needs Python 3.11 or later, and there is no '$(PYTHON)' here."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Onrecord needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) -V 2>&1)." \
	    "Try: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python cannot make virtual environments." \
	    "On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@[ -x $(BIN)/python ] && $(BIN)/python -c '' 2>/dev/null || { \
	  echo "Making $(VENV) ..."; rm -rf $(VENV); $(PYTHON) -m venv $(VENV); }
	@$(BIN)/uv --version 2>/dev/null | grep -q "^uv $(UV_VERSION)" || \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	    --only-binary :all: -r requirements/uv.txt
	@echo "Installing the pinned requirements ..."
	@$(BIN)/uv pip sync --quiet --require-hashes --python $(BIN)/python $(LOCKS) requirements/uv.txt
	@$(BIN)/uv pip install --quiet --offline --no-deps --no-build-isolation --python $(BIN)/python \
	  --editable clients/python
	@touch $(STAMP)

$(TRAIN_STAMP): requirements/train.txt $(STAMP)
	@[ -x $(TRAIN_BIN)/python ] || $(PYTHON) -m venv $(TRAIN_VENV)
	@echo "Installing what training needs ..."
	@$(BIN)/uv pip sync --quiet --require-hashes --python $(TRAIN_BIN)/python requirements/train.txt
	@touch $(TRAIN_STAMP)
