# The one menu. On a fresh machine with Python 3.11 and pip, `make app` and
# `make test` do everything that is needed; the other targets are parts of them.
# Without an active virtual environment, one is made in .venv.

PYTHON ?= $(firstword $(shell command -v python3.11 python3.12 python3.13 python3))
VENV := $(or $(VIRTUAL_ENV),.venv)
RUN := $(VENV)/bin/python
APP := $(VENV)/.phm-app
DEV := $(VENV)/.phm-dev
UV := $(VENV)/bin/uv
PIP := $(RUN) -m pip install --quiet --disable-pip-version-check
# In seconds where pip takes minutes. A mirror that only pip knows of is left to pip.
INSTALL = echo "Installing $<"; $(UV) pip install --quiet --python $(RUN) --require-hashes --requirement $< || { \
	echo "Once more with pip, which takes longer but knows its own settings."; \
	$(PIP) --requirement $<; }
LOCK := $(UV) pip compile --quiet --generate-hashes --universal \
	--python-version 3.11 --no-emit-index-url --no-header
# More words for pytest, such as ARGS="-k pyramid".
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help app ready test check spec generative soak pages browser bench docs sbom audit-packages screenshots new-indicator demo lock wheelhouse

help: ## Show this menu
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

app: $(APP) ## Start the app at http://localhost:8501
	$(RUN) -m streamlit run app.py

ready: $(DEV) ## Install what the tests need

# Three workers on two cores: one waits for a browser or a server (see tests/conftest.py).
test: $(DEV) ## Run every test, on two cores
	@$(RUN) -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(DEV) ## Lint, format, types, layers, unused code and unused packages
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(VENV)/bin/lint-imports
	$(RUN) -m pyright --pythonpath $(RUN)
	$(RUN) -m vulture
	$(VENV)/bin/deptry .

spec: $(DEV) ## Run the readable specification
	@$(RUN) -m pytest tests/spec $(ARGS)

generative: $(DEV) ## Compare the engines on 10,000 random definitions
	@$(RUN) -m pytest tests/generative --hypothesis-profile=thorough $(ARGS)

soak: $(DEV) ## Run the long tests whole: attacks, crashes, endurance
	@$(RUN) -m pytest -m soak --soak $(ARGS)

pages: $(DEV) ## Run the page tests
	@$(RUN) -m pytest tests/pages $(ARGS)

browser: $(DEV) ## Run the browser journeys
	@$(RUN) -m pytest tests/browser $(ARGS)

bench: $(DEV) ## Print the benchmarks beside their goals
	$(RUN) -m benchmarks $(ARGS)

docs: $(DEV) ## Build the documentation; a broken link fails
	$(RUN) -m mkdocs build --strict --quiet

sbom: $(APP) $(DEV) ## List every package of the app as CycloneDX (sbom.json)
	$(VENV)/bin/cyclonedx-py requirements requirements.txt --output-reproducible \
		--output-file sbom.json

audit-packages: $(DEV) ## Ask the public databases for known weaknesses; needs internet
	$(UV) tool run pip-audit --requirement requirements.txt --disable-pip

screenshots: $(DEV) ## Photograph every screen on the active snapshot
	$(RUN) -m tools.screenshots $(or $(ARGS),demo)

new-indicator: $(DEV) ## Start the file of an indicator: TITLE="..."
	@$(RUN) -m tools.new_indicator "$(TITLE)"

demo: $(APP) ## Make the demo people
	$(RUN) -m phm_core demo $(ARGS)

lock: $(DEV) ## Resolve and pin the requirements again
	$(LOCK) requirements.in --output-file requirements.txt
	$(LOCK) requirements-dev.in --constraint requirements.txt --output-file requirements-dev.txt
	$(LOCK) requirements-spark.in --constraint requirements.txt --output-file requirements-spark.txt

wheelhouse: $(APP) ## Collect the packages for a machine without internet
	$(RUN) -m pip download --quiet --requirement requirements.txt --dest wheelhouse
	@echo "There: pip install --no-index --find-links wheelhouse -r requirements.txt"

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Install Python 3.11 or newer."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(UV): | $(VENV)/bin/python
	@sed -n '/^uv==/,/[^\\]$$/p' requirements-dev.txt > $(VENV)/uv.txt
	@$(PIP) --requirement $(VENV)/uv.txt

$(APP): requirements.txt | $(UV)
	@$(INSTALL)
	@touch $@

$(DEV): requirements-dev.txt | $(UV)
	@$(INSTALL)
	@touch $@ $(APP)
