# The desk's commands. `make help` lists them; what each does in detail is in .ci/.

PYTHON_IN = .venv/bin/python
.DEFAULT_GOAL = help
.PHONY: help setup run test lint format bench bench-lists corpus accuracy lists lists-spark volumes chaos

help:
	@echo 'make setup    make .venv with everything that requirements.lock pins'
	@echo 'make run      run the desk here: web, mail listener and jobs; Ctrl-C ends all of it'
	@echo 'make test     everything that CI checks'
	@echo 'make lint     style, types, import directions, templates, migrations'
	@echo 'make format   rewrite code and templates in the house style'
	@echo 'make bench    measure against a baseline of the same run'
	@echo 'make chaos    kill and fill everything at random, lose nothing; SEED=2 chooses another course'
	@echo 'make bench-lists  measure list patterns beside pandas: 5 million records, a few GB of disk; SUBSCRIPTIONS=500000'
	@echo 'make corpus   compare how published mail is read with what its sources say, beside other parsers'
	@echo 'make accuracy measure attribution on made-up platforms; SEEDS="4 5 6" chooses others'
	@echo 'make volumes  measure the volume monitor on made-up senders; SEEDS="4 5 6", NAB=FOLDER for the Numenta benchmark'
	@echo 'make lists    measure list patterns on made-up lists; SEEDS="4 5 6" chooses others'
	@echo 'make lists-spark  compare the figures of list patterns in Spark with those in DuckDB; needs Java 17, fetches 450 MB'
	@echo
	@echo 'Settings come from the environment, e.g. PORT=8001 MAIL_PORT=8026 DESK_DATA_DIR=/tmp/desk make run'

setup: .venv/requirements.lock

.venv/requirements.lock: requirements.lock .ci/setup .ci/sync.py
	@.ci/setup

run: export DESK_DEMO ?= 1
run: export LOG_LEVEL ?= WARNING
run: setup
	@exec $(PYTHON_IN) manage.py run_desk

test: setup
	@.ci/test

lint: setup
	@.ci/lint

format: setup
	@$(PYTHON_IN) -m ruff check --fix-only --quiet .
	@$(PYTHON_IN) -m ruff format --quiet .
	@find templates -name '*.html' -exec .venv/bin/djade {} + || true

bench: setup
	@.ci/debian redis-server:redis-server pg_ctlcluster:postgresql || true
	@$(PYTHON_IN) -m tests.benchmarks.on_postgres

chaos: export SEED ?= 1
chaos: setup
	@.ci/debian redis-server:redis-server pg_ctlcluster:postgresql || true
	@$(PYTHON_IN) -m tests.chaos --seed $(SEED)

bench-lists: export SUBSCRIPTIONS ?= 5000000
bench-lists: setup
	@$(PYTHON_IN) -m tests.benchmarks.lists --subscriptions $(SUBSCRIPTIONS)

corpus: setup
	@$(PYTHON_IN) -m tests.corpus

accuracy: export SEEDS ?= 1 2 3
accuracy: setup
	@$(PYTHON_IN) -m tests.accuracy --seeds $(SEEDS)

volumes: export SEEDS ?= 1 2 3
volumes: setup
	@$(PYTHON_IN) -m tests.volumes --seeds $(SEEDS) $(if $(NAB),--nab $(NAB))

lists: export SEEDS ?= 1 2
lists: setup
	@$(PYTHON_IN) -m tests.lists --seeds $(SEEDS)

lists-spark: setup
	@.ci/lists-spark
