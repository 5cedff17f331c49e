# `make help` says what there is. All set-up happens by itself: see studio/up/prepare.py.
.DEFAULT_GOAL := help
.PHONY: help run link test lint types format texts bench

PYTHON := .venv/bin/python
SCRIPTS := "static/**/*.js" "tests/**/*.{js,mjs}" "tools/**/*.js"
# The environment's own Python starts sooner than one behind a version manager; the first time there is none yet.
PREPARE := $$(test -x $(PYTHON) && echo $(PYTHON) || echo python3) -m studio.up.prepare

help: ## Say what there is
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1|\2/p' Makefile | column -t -s '|'

run: .have-python ## Start Tally: everything is set up, the console's link is printed
	@$(PREPARE)
	@exec $(PYTHON) manage.py up

link: ## Print a fresh one-time sign-in link to the running console
	@exec $(PYTHON) manage.py link

test: .have-python ## Run every test, those in a browser included (TESTS=path for some)
	@$(PREPARE) --dev
	@node --test --test-timeout=60000 $$(find tests -name '*.test.js' -o -name '*.test.mjs' | sort)
	@$(PYTHON) -m tests $(TESTS)

lint: .have-python ## Check style and spelling
	@$(PREPARE) --dev
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m ruff format --check
	@.venv/bin/djade --target-version 5.2 --check $$(find templates -name '*.html')
	@.venv/bin/typos
	@node_modules/.bin/prettier --log-level warn --check $(SCRIPTS)

types: .have-python ## Check types (mypy, strict)
	@$(PREPARE) --dev
	@$(PYTHON) -m mypy

format: .have-python ## Put the code into shape
	@$(PREPARE) --dev
	@$(PYTHON) -m ruff check --fix
	@$(PYTHON) -m ruff format
	@.venv/bin/djade --target-version 5.2 $$(find templates -name '*.html')
	@node_modules/.bin/prettier --log-level warn --write $(SCRIPTS)

texts: .have-python ## Bring the catalogues of every language up to date with the source
	@$(PREPARE) --dev
	@$(PYTHON) -m tools.texts $(MORE)

bench: .have-python ## Measure, a JSON line a figure (ONLY=name for one)
	@$(PREPARE) --dev
	@$(PYTHON) -m tests.bench $(ONLY)

.PHONY: .have-python
.have-python:
	@test -x $(PYTHON) || python3 -c 'import sys; sys.exit(sys.version_info < (3, 7))' || \
	{ echo "Tally needs Python 3.11 or newer as python3." >&2; exit 1; }
