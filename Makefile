# `make preview` and `make test` set up all they need on a machine with Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
PYTEST_ARGS ?= -n auto

.PHONY: preview test check lint format types install run run-postgres key doctor manifest lock clean

preview: $(VENV)/.preview
	@$(RUN) -m bot preview

test: $(VENV)/.dev
	@$(RUN) -m pytest $(PYTEST_ARGS)

check: lint types test

install: $(VENV)/.run

run: install
	@$(RUN) -m bot run

run-postgres: $(VENV)/.postgres
	@$(RUN) -m bot run

key: install
	@$(RUN) -m bot doctor --new-key

doctor: install
	@$(RUN) -m bot doctor

manifest: install
	@$(RUN) -m bot manifest

lint: $(VENV)/.dev
	@$(RUN) -m ruff format --check .
	@$(RUN) -m ruff check .

format: $(VENV)/.dev
	@$(RUN) -m ruff format .
	@$(RUN) -m ruff check --fix .

types: $(VENV)/.dev
	@$(RUN) -m mypy

# The environment is made once; a changed lock file installs again.
$(VENV)/bin/python:
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	@echo "Setting up (once, about a minute) ..." >&2
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(VENV)/.postgres: requirements-postgres.txt | $(VENV)/bin/python
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@ $(VENV)/.run

$(VENV)/.preview: requirements-preview.txt | $(VENV)/bin/python
	@echo "Setting up (once, about a minute) ..."
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(VENV)/bin/python
	@echo "Setting up the tools for tests (once, about two minutes) ..."
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@ $(VENV)/.preview $(VENV)/.run $(VENV)/.postgres

# Extras stay in the lock: the pip that Python 3.11 brings takes "b[extra]>=1" of a package for
# unpinned where the lock says only "b==1" and a newer b is out.
LOCK = uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-strip-extras --no-annotate --no-header --quiet pyproject.toml
lock:
	$(LOCK) -o requirements.txt
	$(LOCK) --extra postgres -o requirements-postgres.txt
	$(LOCK) --extra preview -o requirements-preview.txt
	$(LOCK) --all-extras -o requirements-dev.txt

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache test-output
