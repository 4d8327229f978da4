# Two commands matter: `make app` and `make test`. The rest are their parts.
# Which Python: make app PYTHON=python3.12     Which port: make app PORT=8900
PORT ?= 8866
PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check
COMPILE = $(PY) -m uv pip compile --quiet $(UPGRADE) pyproject.toml --group build --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock"

export PYTHON
.PHONY: app setup test check browser lock notebooks pictures clean
.DELETE_ON_ERROR:

app: setup  ## set up, start the handbook, print its address
	$(PY) -m guide app --port $(PORT)

test: export PYTHONDONTWRITEBYTECODE =
test: browser check  ## set up with the test tools, then check and test everything
	$(PY) -m pytest -n 4 --dist worksteal --durations=40 --durations-min=4

check: .venv/ready-test  ## what can be known without running: style, types, layers, rules
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-cache
	$(PY) -m guide check

setup: .venv/ready

browser: .venv/ready-test
	@scripts/browser.sh

# The test lock holds everything the other one holds, so it answers for both stamps.
.venv/ready-test: requirements-test.lock pyproject.toml | $(PY)
	$(call install,requirements-test.lock)
	@touch .venv/ready $@

.venv/ready: requirements.lock pyproject.toml | $(PY)
	$(call install,requirements.lock)
	@touch $@

define install
	@echo "Installing $(1) into .venv; the first time takes a minute or two."
	@$(PIP) install -qq --require-hashes -r $(1)
	@$(PIP) install -qq --no-deps --no-build-isolation -e .
endef

$(PY):
	@scripts/venv.sh

notebooks: .venv/ready-test  ## write notebooks/*.ipynb from notebooks/*.py
	$(PY) scripts/convert_notebooks.py

pictures: browser  ## take the pictures of the README from the running handbook
	$(PY) scripts/pictures.py

lock: | $(PY)  ## fit the locks to pyproject.toml; UPGRADE=--upgrade takes newer versions
	$(PIP) install -qq "uv>=0.9,<1"
	$(COMPILE) -o requirements.lock
	$(COMPILE) --extra test -c requirements.lock -o requirements-test.lock

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
