# Two commands do everything: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run demo test bench check environment tools

run: $(VENV)/runtime
	$(BIN)/uvicorn dashboard:app --host 127.0.0.1 --port 8501

demo: $(VENV)/runtime
	MONITOR_STORE=sqlite:///var/demonstration.sqlite $(BIN)/python demonstration.py
	MONITOR_STORE=sqlite:///var/demonstration.sqlite $(BIN)/uvicorn dashboard:app --host 127.0.0.1 --port 8501

test: $(VENV)/tests tools check
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .

bench: $(VENV)/tests tools
	$(BIN)/python -m benchmarks

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/runtime: requirements.txt | $(VENV)/bin/python
	$(BIN)/pip install --quiet -r requirements.txt
	touch $@

$(VENV)/tests: requirements.txt requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/pip install --quiet -r requirements-dev.txt
	touch $@ $(VENV)/runtime

tools:
	sh tests/tools.sh
