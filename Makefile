# make run     start Daftar on your own database (db/daftar.db, or CRM_DATABASE_URL)
# make demo    start it on db/demo.db with a made-up company (make demo CRM_LANGUAGE=fa: a Persian one)
# make test    everything: format, lint, types, and every test
# make check   the quick part of it: format, lint, types, unit tests
# make format  put the code into shape
# make bench   measure speed: make bench ONLY=name SIZE=small
#
# Plain make and POSIX shell, so that the same lines work on Linux and macOS.

PORT ?= 8501
HOST = 127.0.0.1
VENV = .venv
BIN = $(VENV)/bin
DEMO = db/demo.db
ONLY ?=
SIZE ?=
JOBS ?= 2

.PHONY: help run demo test check format lint types bench runtime tools

help:
	@sed -n 's/^# //p' Makefile | sed '/^Plain/,$$d'

run: runtime
	@$(BIN)/python -m crm_core init
	@echo "Daftar runs on http://$(HOST):$(PORT) (Ctrl+C stops it)"
	@exec $(BIN)/python -m uvicorn app:app --host $(HOST) --port $(PORT) \
		--log-level warning --no-access-log --timeout-graceful-shutdown 3

# A half-made demo is never served: it is made under another name and put in place when whole. It stays
# until its file is removed.
$(DEMO): | runtime
	@rm -f $(DEMO).new $(DEMO).new-*
	@echo "Making the demo company (once, about half a minute) ..."
	@CRM_DATABASE_URL=sqlite:///$(DEMO).new CRM_DEMO=true $(BIN)/python -m crm_core demo
	@mv $(DEMO).new $(DEMO)

demo: runtime $(DEMO)
	@CRM_DATABASE_URL=sqlite:///$(DEMO) CRM_DEMO=true $(MAKE) -s run HOST=$(HOST) PORT=$(PORT)

test: lint types
	@$(BIN)/python -m pytest -n $(JOBS)

check: lint types
	@$(BIN)/python -m pytest -q tests/unit

lint: tools
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: tools
	@$(BIN)/mypy

format: tools
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: tools
	@$(BIN)/python -m tests.bench $(ONLY:%=--only %) $(SIZE:%=--size %)

runtime:
	@sh .ci/venv $(VENV) requirements.txt

tools:
	@sh .ci/venv $(VENV) requirements-dev.txt

