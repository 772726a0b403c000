# Every target sets up what it needs by itself. `make` alone lists them.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
PY := .venv/bin/python
# Our modules are compiled once, not in each of the many processes that the tests start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help:  ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

.PHONY: run
run:  ## Start Bude (A='...' for its arguments)
	@setup/environment.sh bude
	@exec $(PY) -m bot $(A)

.PHONY: test
test: test-setup element  ## Run the tests (T=tests/x.py for some, A="-k closed" for pytest, J=0 in one process)
	@$(PY) -m pytest -n $(or $(J),auto) --dist loadfile --no-loadscope-reorder $(A) $(T)

.PHONY: unit
# One process: to start others, each of which collects all tests, takes longer than these.
unit: J ?= 0
unit: override A += -m "not scene and not process and not drill" --ignore=tests/house
unit: test  ## The tests that need no database, server, file or process: seconds

.PHONY: test-setup
test-setup:
	@setup/environment.sh dev
	@setup/environment.sh synapse || { \
	    echo "Synapse could not be installed: the tests that need it are skipped." >&2; \
	    test "$$BUDE_SERVICES" != required; }

.PHONY: element
element:
	@setup/element.sh || { \
	    echo "Element's SDK could not be installed: the tests that need it are skipped." >&2; \
	    test "$$BUDE_SERVICES" != required; }

.PHONY: services
services:  ## Install what the tests need from the system: PostgreSQL, Node (as root)
	@setup/services.sh

.PHONY: check
check: check-code test  ## Everything that must hold: format, lint, types, arrows, tests

.PHONY: check-code
check-code:  ## The same without the tests
	@setup/environment.sh dev
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@$(PY) .venv/bin/lint-imports

.PHONY: fix
fix:  ## Format, and mend what the linter can mend
	@setup/environment.sh dev
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

.PHONY: bench
bench: test-setup  ## Run benchmarks/NAME.py: make bench B=NAME (A='...' for its arguments)
	@test -n "$(B)" || { echo "Which one? make bench B=NAME, of:" >&2; ls benchmarks >&2; exit 2; }
	@test ! -f requirements/bench-$(B).txt || setup/environment.sh bench-$(B)
	@if test -d .venv-bench-$(B); then \
	    export BUDE_BENCH_PYTHON="$(CURDIR)/.venv-bench-$(B)/bin/python"; fi; \
	exec $(PY) -m benchmarks.$(B) $(A)

.PHONY: migration
migration:  ## Write the next migration from the models: make migration M='polls can wait'
	@setup/environment.sh dev
	@$(PY) -m migrations "$(M)"
	@$(PY) -m ruff check --fix -q migrations && $(PY) -m ruff format -q migrations

.PHONY: homeserver
homeserver: test-setup  ## Start a Matrix homeserver to try Bude on (kept in var/homeserver)
	@exec $(PY) -m tests.servers.homeserver

.PHONY: neighbour
neighbour:  ## Sit in its room as a neighbour: make neighbour NAME=anna (WAIT=5 with a pipe)
	@setup/environment.sh dev
	@exec $(PY) -m tests.servers.chat "$(or $(NAME),anna)" --wait "$(or $(WAIT),5)"

.PHONY: discord
discord:  ## Start a Discord of your own to try Bude on, and be a neighbour there
	@setup/environment.sh dev
	@exec $(PY) -m tests.discord_server $(A)

.PHONY: pins
pins:  ## Recompile requirements/*.txt (A=--upgrade for newer versions)
	@setup/pins.sh $(A)
