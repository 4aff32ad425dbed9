# The developer's words, and CI's: run, test, check, bench, lives, crawl, i18n, nets, notices, shots. Each sets itself up in .venv.
# Three more in .venv-tools: pins and cves for whoever renews versions, train for whoever teaches it sentences.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
RUNTIME := $(VENV)/.runtime-ready
DEV := $(VENV)/.dev-ready
TOOLS_VENV := .venv-tools
TOOLS := $(TOOLS_VENV)/.ready
# A worker a core and two more, for a quarter of the time is waiting for processes and sockets; who has nothing left to do
# takes from the others. `make test ARGS="-n 0 -k notices"` runs some, one after the other; with
# `THOROUGH=1` also what shows a rule once more, and at full size (tests/support/thorough.py).
ARGS ?= -n $(shell expr $$(getconf _NPROCESSORS_ONLN) + 2) --dist worksteal
# Nothing is installed whose content is another than it was when the version was chosen.
INSTALL := -m pip install --quiet --disable-pip-version-check --require-hashes
PIP := $(PY) $(INSTALL)

# What a newcomer reads is said in the terminal's language, as in bot/cli/newcomer.py.
told = $(if $(filter zh%,$(or $(LC_ALL),$(LC_MESSAGES),$(LANG))),$(1),$(2))

export THOROUGH
# Every worker would compile every test anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check bench lives crawl i18n nets notices shots pins cves train
.DEFAULT_GOAL := run

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "$(call told,缺少 python3-venv：apt-get install python3-venv,python3-venv is missing: apt-get install python3-venv)"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.txt | $(PY)
	@echo "$(call told,正在安装运行要用的包……,Installing what the assistant runs on ...)"
	@$(PIP) -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt requirements-build.txt requirements-ocr.txt requirements.txt | $(PY)
	@echo "Installing what tests and checks need ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@ $(RUNTIME)

run: $(RUNTIME)
	@$(PY) -m bot start

test: $(DEV)
	$(PY) -m pytest $(ARGS)

check: $(DEV)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	$(PY) -m locales.catalogue check

i18n: $(DEV)
	$(PY) -m locales.catalogue update

# The pictures of the README, on a sandbox at a fixed time; `make shots OUT=folder` puts them elsewhere.
shots: $(DEV)
	$(PY) -m tests.shots $(OUT)

bench: $(DEV)
	$(PY) -m tests.benchmarks

# Whole lives of loans against a model; `make lives COUNT=100` for some, `SEED=7` for the same again, `DATABASE=sqlite` or
# `postgres` for one of the two.
COUNT ?= 2000
lives: $(DEV)
	$(PY) -m tests.lives $(COUNT) $(if $(SEED),--seed $(SEED)) $(if $(DATABASE),--database $(DATABASE))

# Every button that can be reached, in every state and language; `make crawl PRESSES=3000` for some of each, `STATE=late` or
# `LANGUAGE=en` for one; with `TYPED=1` every question that is often asked and every kind of sentence is typed instead.
PRESSES ?= 30000
crawl: $(DEV)
	$(PY) -m tests.crawl $(PRESSES) $(if $(TYPED),--typed) $(if $(STATE),--state $(STATE)) $(if $(LANGUAGE),--language $(LANGUAGE))

# What each pattern of the nets cannot do without, from domain/understanding/*.txt; commit it with them.
nets: $(DEV)
	$(PY) -m tools.understanding.nets

# The licences of what is installed; commit it with the versions.
notices: $(DEV)
	$(PY) -m tools.notices

$(TOOLS): requirements-tools.txt
	$(PYTHON) -m venv $(TOOLS_VENV)
	@$(TOOLS_VENV)/bin/python $(INSTALL) -r requirements-tools.txt
	@touch $@

pins: $(TOOLS)
	$(TOOLS_VENV)/bin/python tools/pins.py

cves: $(TOOLS)
	$(TOOLS_VENV)/bin/python tools/cves.py

# What sentences mean, from those in locales/zh_CN/understanding; commit the weights with the sentences.
train: $(TOOLS)
	$(TOOLS_VENV)/bin/python -m tools.understanding.train
