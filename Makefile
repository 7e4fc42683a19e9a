# Everything runs from a virtual environment in .venv, installed from the hash-locked requirements.lock.
PYTHON ?= python3
UV_VERSION := 0.8.0

.PHONY: demo test check bench quality lock clean

.venv: requirements.lock pyproject.toml
	$(PYTHON) tools/setup.py
	@touch .venv

demo: .venv
	.venv/bin/monitor demo

test: .venv
	.venv/bin/python -m pytest

check: .venv
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

bench: .venv
	.venv/bin/python -m benchmarks

lock: .venv
	.venv/bin/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
	  --extra dev pyproject.toml -o requirements.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
