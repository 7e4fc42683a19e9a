# Everything runs from a virtual environment in .venv, built from the hash-locked requirements.lock.
# Another interpreter than python3: make PYTHON=python3.12 test

.PHONY: .venv demo test check bench quality history lock clean

demo: .venv
	.venv/bin/monitor demo

test: .venv
	.venv/bin/python -m pytest -n auto --dist loadgroup

check: .venv
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

bench: .venv
	.venv/bin/python -m benchmarks

quality: .venv
	.venv/bin/python -m benchmarks.quality

# Keeps a history of the present schema for the tests of later releases; once for each migration.
history: .venv
	.venv/bin/python -m tools.keep_history

# The stamp, not the directory, says that the set-up was finished: a set-up that was interrupted leaves a directory too.
.venv: .venv/ready

.venv/ready: requirements.lock pyproject.toml tools/uv.lock.txt tools/setup.py $(if $(PYTHON),named)
	@$(or $(PYTHON),python3) tools/setup.py

# An interpreter that was named is compared with the one in .venv on every run.
.PHONY: named
named:

# Keeps the versions that are locked where they still fit; `make lock UPGRADE=--upgrade` takes the newest.
lock: .venv
	.venv/bin/uv pip compile $(UPGRADE) --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --extra dev pyproject.toml --output-file requirements.lock
	echo uv | .venv/bin/uv pip compile $(UPGRADE) --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate - --output-file tools/uv.lock.txt

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
