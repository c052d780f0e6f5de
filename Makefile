# The same commands for a person and for CI. Each makes the virtual environment it needs first.
#   make run               the CST on http://localhost:8000/ (PORT=8001 make run for another port)
#   make test              all tests; make test ARGS="tests/sla -k lunch" for some
#   make check             format, lint, types, import rules, migrations, translations, deployment settings
#   make bench             the figures that the project promises, each beside something measured in the same run

.PHONY: run test check bench

run:
	@scripts/with-venv run python -m cst.serve

test:
	@scripts/with-venv test scripts/test $(ARGS)

check:
	@scripts/with-venv test scripts/check

bench:
	@scripts/with-venv bench scripts/bench $(ARGS)
