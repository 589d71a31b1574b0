# After `make setup` everything else is Scrapy's own command line: .venv/bin/scrapy list
# A distribution builds its Python with a profile: a tenth faster than one built plainly, as pyenv does. Where python3 is
# a plain one, the distribution's is taken, if it is new enough and root or what is installed can make environments of it.
PLAIN = import sys, sysconfig; sys.exit("--enable-optimizations" in sysconfig.get_config_var("CONFIG_ARGS"))
FITS = import os, sys, venv; os.getuid() and __import__("ensurepip"); sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell python3 -c '$(PLAIN)' && /usr/bin/python3 -c '$(FITS)' 2>/dev/null && printf /usr/bin/)python3
BIN := .venv/bin
# Tests wait for crawls more than they compute.
WORKERS = $(shell echo $$((2 * $$(nproc))))

.PHONY: setup compiled demo test test-long test-longest test-hostile lint format docs lock clean

setup: .venv/installed

# Debian keeps the module that makes environments in a package of its own.
.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq python3-venv; } \
	  || { echo "Python's venv module is missing: sudo apt-get install python3-venv"; exit 1; }
	@echo "$$($(PYTHON) -V) of $$($(PYTHON) -c 'import sys; print(sys.executable)')"
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@# The build backend warns of folders named like packages; here they are the packages.
	PYTHONWARNINGS=ignore $(BIN)/pip install --disable-pip-version-check --no-deps --no-build-isolation -e . >/dev/null
	@touch $@

demo: setup
	$(BIN)/python -m tests.newsroom.demo

test: setup compiled
	$(BIN)/pytest -n $(WORKERS) --dist loadscope

# Kill, WordPress and replay suites: minutes each; most wait more than they compute. Some need Debian's packages (docs/testing.md).
test-long: setup compiled
	$(BIN)/pytest -n 2 --dist loadscope -m "long and not longest"

# The whole of what the long suites show in part.
test-longest: setup compiled
	$(BIN)/pytest -m longest
	$(BIN)/python -m tests.month
	$(BIN)/python -m tests.cluster_kills

test-hostile: setup
	$(BIN)/pytest -n auto -m hostile

# Tests start the program hundreds of times; where Python may not write what it compiled, each would compile it all again.
compiled: setup
	$(BIN)/python -m compileall -q crawler spiders pipelines tests

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: setup
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# Pages that are made, never written.
docs: setup
	$(BIN)/scrapy sites --markdown > docs/sites.md
	$(BIN)/scrapy sites --into README.md
	$(BIN)/python -m crawler.schema_document docs
	$(BIN)/python -m crawler.settings_table > docs/settings.md

lock:
	uv pip compile pyproject.toml --extra dev --universal --generate-hashes --python-version 3.11 --no-header --no-annotate -o requirements.lock

clean:
	rm -rf .venv build *.egg-info
