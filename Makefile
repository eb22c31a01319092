# Two commands: `make demo` shows a city at work, `make test` checks everything.

PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8501

.DEFAULT_GOAL := help
.PHONY: help demo run install dev packages test lint types imports tests fuzz bench demo-data clean

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: install ## A demonstration city, served on 127.0.0.1:8501
	@$(BIN)/python -m liaison --database data/demo.db demo --port $(PORT)

run: install ## An empty start: the address for the first administrator is printed
	@$(BIN)/python -m liaison serve --port $(PORT)

install: .venv/.installed ## .venv alone, ready for .venv/bin/python -m liaison

dev: .venv/.developed

test: dev packages lint types imports tests ## Everything: lint, types, import rules, tests, browser

lint:
	@echo "== ruff"
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types:
	@echo "== mypy"
	@$(BIN)/mypy

imports:
	@echo "== import rules"
	@$(BIN)/lint-imports

tests:
	@echo "== tests"
	@$(BIN)/pytest -n 2 --dist loadgroup

fuzz: dev ## Mutated workbooks, as many as wanted: make fuzz N=100000 SEED=7
	@$(BIN)/python -m tests.fuzz $(or $(N),1000) $(or $(SEED),1)

bench: dev ## The bars of speed, each against a reference in the same run
	@$(MAKE) --no-print-directory .venv-bench/.installed \
	  || echo "== no .venv-bench: the rows that need it are not measured" >&2
	@$(BIN)/python -m bench

demo-data: dev ## The demonstration city's workbooks, made again
	@$(BIN)/python data/demo/make_city.py

packages:
	@.ci/install-packages $$(cat .ci/debian-packages)

# Debian ships venv apart from Python, so it may have to be fetched first.
.venv/bin/pip:
	@echo "== making .venv"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name it with PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || .ci/install-packages python3-venv
	@$(PYTHON) -m venv .venv

.venv/.installed: requirements.txt constraints.txt pyproject.toml | .venv/bin/pip
	@echo "== installing what the tracker runs on"
	@$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -r requirements.txt
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.developed: requirements-dev.txt .venv/.installed
	@echo "== installing what developing it needs"
	@$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -r requirements-dev.txt
	@touch $@

.venv-bench/.installed: requirements-bench.txt
	@echo "== installing what the bench compares with, apart"
	@rm -rf .venv-bench
	@$(BIN)/python -m venv .venv-bench
	@.venv-bench/bin/pip install -q --disable-pip-version-check -r $<
	@touch $@

clean: ## Takes away what the targets made, the databases excepted
	rm -rf .venv .venv-bench build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
