# Two commands are all a newcomer needs: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
FUZZ_SECONDS ?= 200

.PHONY: demo test format examples schemas bench fuzz lock clean

demo: $(VENV)/.installed
	$(BIN)/cxaudit analyze examples/telecom.csv -o report.md
	@echo "The report is in $(CURDIR)/report.md"

test: $(VENV)/.installed-for-development
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2 --dist loadgroup
	$(BIN)/cxaudit rules check rules/core
	$(BIN)/cxaudit rules test rules/core

# Puts everything into the form that `make test` asks for.
format: $(VENV)/.installed-for-development
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Makes the shipped examples and their reports anew; they only change when something was meant to change.
examples: $(VENV)/.installed
	$(BIN)/python examples/make.py

# Makes the schemas anew that editors complete and check rulebooks, scenarios and export shapes by.
schemas: $(VENV)/.installed
	$(BIN)/cxaudit rules schema --output rules/schema/rulebook.schema.json
	$(BIN)/cxaudit rules schema --scenarios --output rules/schema/scenarios.schema.json
	$(BIN)/cxaudit rules schema --shapes --output rules/schema/shape.schema.json

# How long things take, beside other tools; `make bench SECTIONS=starting` for a part of it.
bench: $(VENV)/.installed-for-development
	$(BIN)/python tests/benchmarks/bench.py $(SECTIONS)

# Looks for inputs that crash, hang or break a promise (Linux); what it finds lies in build/fuzz.
fuzz: $(VENV)/.installed-for-development
	$(PYTHON) -m venv $(VENV)/fuzz && $(VENV)/fuzz/bin/pip install --quiet "atheris>=3.0"
	libraries=$$($(BIN)/python -c "import sysconfig; print(sysconfig.get_path('purelib'))") && \
	for target in rulebook matchers incidents; do \
		PYTHONPATH="$(CURDIR):$$libraries" $(VENV)/fuzz/bin/python tests/fuzz/fuzz.py $$target $(FUZZ_SECONDS) || exit 1; \
	done

# Chooses new versions of everything used in development, within the ranges of pyproject.toml.
lock:
	rm -rf $(VENV)/lock && $(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/pip install --quiet --upgrade pip
	$(VENV)/lock/bin/pip install --quiet --group dev .
	$(VENV)/lock/bin/pip freeze --exclude cxaudit > tests/requirements.txt

clean:
	rm -rf $(VENV) build dist report.md audit.json .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/.installed: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --constraint tests/requirements.txt --editable .
	@touch $@

$(VENV)/.installed-for-development: $(VENV)/.installed tests/requirements.txt
	$(BIN)/python -m pip install --quiet --requirement tests/requirements.txt
	@touch $@
