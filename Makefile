# Needs Python 3.11 or newer and make; everything else is put into .venv, at the versions uv.lock names.
PYTHON ?= python3
BIN := .venv/bin
# Never another Python than the one asked for, fetched behind the user's back. The libraries are compiled once: where Python is told to
# write no bytecode, each process that the tests start would compile them anew, for two seconds.
SYNC := UV_PROJECT_ENVIRONMENT=.venv UV_PYTHON_DOWNLOADS=never UV_COMPILE_BYTECODE=1 $(BIN)/uv sync --locked --quiet

SAMPLE ?= 300
SEED ?= 1
FAULTS ?= rules

.PHONY: run check test faults mutants bench bench-waste screenshots sbom audit

run: .venv/service.stamp  ## everything on this machine, with a simulated town
	$(BIN)/bysans run

check: .venv/tools.stamp  ## form, types and layers
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

test: export PYTHONDONTWRITEBYTECODE =
test: .venv/tools.stamp  ## what is skipped is named with its reason
	$(BIN)/pytest -n 2 -m "not faults"

faults: .venv/tools.stamp  ## the long matrix of kills, cuts and full disks, and fifty times as many examples of every property
	$(BIN)/pytest -m hypothesis --hypothesis-profile long tests/unit
	$(BIN)/pytest -m faults

mutants: .venv/tools.stamp  ## how many random mutants of the rooms their unit tests kill: half an hour
	$(SYNC) --group mutants
	$(BIN)/python -m bench.mutants --faults $(FAULTS) --sample $(SAMPLE) --seed $(SEED)

sbom: | $(BIN)/uv  ## what the service is built from, as CycloneDX: dist/bysans.cdx.json
	mkdir -p dist
	$(BIN)/uv export --quiet --locked --no-dev --all-extras --preview-features sbom-export --format cyclonedx1.5 --output-file dist/bysans.cdx.json

audit: | $(BIN)/uv  ## whether a locked library has a vulnerability that osv.dev knows; needs the network
	@$(BIN)/uv audit --locked --no-dev --preview-features audit || { code=$$?; \
		[ $$code != 2 ] || echo "The libraries were not audited (see above), which says neither good nor bad of them: api.osv.dev must be reached from here." >&2; exit $$code; }

bench: .venv/tools.stamp  ## the measured figures, each with its command
	$(BIN)/python -m bench

screenshots: .venv/tools.stamp  ## pictures of every page at two widths, of a whole service with its simulated town
	$(BIN)/python -m tests.pages.screenshots docs/screenshots

bench-waste: .venv/tools.stamp  ## what the waste rules save, against schedules, thresholds and rankings; goes on where it was stopped
	$(BIN)/python -m bench.waste
	$(BIN)/python -m bench.closed_loop

# The service alone is a third of the download; --inexact keeps the tools where they are already.
.venv/service.stamp: pyproject.toml uv.lock | $(BIN)/uv
	$(SYNC) --no-dev --inexact
	touch $@

.venv/tools.stamp: pyproject.toml uv.lock | $(BIN)/uv
	$(SYNC)
	touch $@ .venv/service.stamp

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "$(PYTHON) is Python " + sys.version.split()[0] + "; Bysans needs 3.11 or newer: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9,<1"
