# Yinzheng: what you can do here. `make` alone lists it.
#
# PYTHON    the Python to make .venv with            make chat PYTHON=python3.12
# PIP_ARGS  passed to every pip install              make setup PIP_ARGS="--find-links DIR"
# ARGS      passed to the command of a target        make chat ARGS="--port 8000"

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup chat test browser check lint eval bench

PYTHON ?= python3
PIP_ARGS ?=
ARGS ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --progress-bar on $(PIP_ARGS)
APT := apt-get -o DPkg::Lock::Timeout=60

# Runs apt-get where that needs no password, and fails quietly where it does.
apt_install = if ! command -v apt-get >/dev/null; then false; \
	elif [ "$$(id -u)" = 0 ]; then export DEBIAN_FRONTEND=noninteractive; \
		$(APT) update -qq && $(APT) install -y -qq --no-install-recommends $(1); \
	elif sudo -n true 2>/dev/null; then \
		sudo $(APT) update -qq && sudo DEBIAN_FRONTEND=noninteractive $(APT) install -y -qq --no-install-recommends $(1); \
	else false; fi

announce = printf '%s\n' "Installing Yinzheng and what it stands on into .venv: minutes and about 2 GB the first time." \
	"On Linux, pip's usual PyTorch brings GPU libraries, gigabytes more; where pip is told of CPU wheels, in its" \
	"configuration or with PIP_ARGS, it takes those." >&2

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' Makefile | while IFS="$$(printf '\t')" read -r name what; do \
		printf '  make %-8s %s\n' "$$name" "$$what"; done

setup: .venv/.installed ## install everything into .venv (the first time takes some minutes)

chat: setup ## open the chat page; the article in seeds/ is its library
	@$(BIN)/yinzheng chat $(ARGS)

test: .venv/.installed-dev browser ## run the tests, in a real browser too, with their coverage
	HF_HUB_OFFLINE=1 $(BIN)/python -m pytest --cov --cov-report=term:skip-covered $(ARGS)

check: lint test ## the whole gate: style, types, tests

lint: .venv/.installed-dev ## style and types alone
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

eval: setup ## score the answers to seeds/questions.jsonl
	@$(BIN)/yinzheng eval seeds/questions.jsonl $(ARGS)

bench: setup ## measure how fast it starts
	@$(BIN)/python benchmarks/start.py $(ARGS)

# --- how the environment comes to be -----------------------------------------------------------------------------------

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Yinzheng needs Python 3.11 or newer, and '$(PYTHON)' is not: install it, or name one with PYTHON=…" >&2; exit 1; }
	@if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
		package=$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
		echo "Installing $$package, which this Python needs to make an environment …" >&2; \
		{ $(call apt_install,$$package) ; } || { \
			echo "This Python cannot make an environment: run 'sudo apt-get install $$package', then again." >&2; exit 1; }; \
	fi
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

.venv/.installed: pyproject.toml | .venv/bin/python
	@$(announce)
	$(PIP) --editable .
	@touch $@

.venv/.installed-dev: pyproject.toml | .venv/bin/python
	@$(announce)
	$(PIP) --editable ".[dev]"
	@touch .venv/.installed $@

# The browser tests drive Debian's Chromium and need a font with Chinese in it.
browser:
	@missing=""; \
	command -v chromium >/dev/null || missing="chromium"; \
	[ -n "$$(fc-list :lang=zh 2>/dev/null)" ] || missing="$$missing fontconfig fonts-noto-cjk"; \
	if [ -n "$$missing" ]; then \
		echo "Installing$${missing:+ }$$missing for the browser tests (about 400 MB) …" >&2; \
		{ $(call apt_install,$$missing) ; } >/dev/null || \
			echo "The browser tests will be skipped or lack Chinese glyphs: run 'sudo apt-get install $$missing' for them." >&2; \
	fi
