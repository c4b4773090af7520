# `make demo` and `make test` are all the set-up there is: both make the environment they need.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python

.PHONY: demo test slow lint docs clean

demo: $(VENV)/installed
	$(RUN) -m training.demo

# Both backends; the JAX half runs where importing TensorFlow raises.
test: $(VENV)/installed lint
	KERAS_BACKEND=tensorflow $(RUN) -m pytest -n 2 --dist loadfile -m "not slow"
	KERAS_BACKEND=jax PYTHONPATH=tests/without_tensorflow $(RUN) -m pytest -n 2 --dist loadfile -m "not slow"

# What takes long, or needs what few machines have: a browser, say.
slow: $(VENV)/installed
	KERAS_BACKEND=tensorflow $(RUN) -m pytest -n 2 --dist loadfile -m slow
	KERAS_BACKEND=jax PYTHONPATH=tests/without_tensorflow $(RUN) -m pytest -n 2 --dist loadfile -m slow

lint: $(VENV)/installed
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports --no-cache --no-logo

# The reference and its pages, in site/; a warning is an error.
docs: $(VENV)/installed
	$(RUN) -m sphinx --fresh-env --fail-on-warning --quiet docs site

$(VENV)/installed: setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --editable '.[dev]'
	touch $@

# The environment, what `make docs` wrote, and all runs.
clean:
	rm -rf $(VENV) runs site
