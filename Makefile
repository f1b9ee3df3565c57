# What a person can do here. `make` alone lists it.

PYTHON ?= .tarn/venv/bin/python
EXTRAS = producer dedup sink gateway replay etl catalog query crawler metrics console cli parquet stack bench dev
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

.DEFAULT_GOAL := help
.PHONY: help docs requirements jars audit stranger

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

requirements: ## compile pyproject.toml into the hash-pinned requirements/*.txt, one per service, all agreeing
	@mkdir -p requirements
	$(COMPILE) --all-extras pyproject.toml --output-file requirements/all.txt
	@for extra in $(EXTRAS); do echo "requirements/$$extra.txt"; \
	  $(COMPILE) --no-annotate --extra $$extra --constraints requirements/all.txt pyproject.toml \
	    --output-file requirements/$$extra.txt || exit 1; done
	@printf 'uv\nsetuptools\n' | $(COMPILE) --no-annotate --constraints requirements/all.txt - --output-file requirements/build.txt

jars: ## resolve stack/jars/*-pom.xml with Maven into the checksum-pinned stack/jars/*.lock
	PYTHONPATH=. $(PYTHON) -c 'from stack.jars import main; main()'

docs: ## write docs/settings.md, the parity tables, docs/benchmarks.md and Grafana's dashboards from what they are made of
	$(PYTHON) docs/make_settings.py
	$(PYTHON) docs/make_parity.py
	$(PYTHON) docs/make_dashboards.py
	PYTHONPATH=. $(PYTHON) -m bench.page

audit: ## list known vulnerabilities of Python packages, jars and images; says what it could not look at, and exits 1 then
	PYTHONPATH=. $(PYTHON) -m stack.audit

stranger: ## walk a stranger's path: a clone in a folder with a space, the README's commands at 80 columns, Docker too where it is
	tests/stranger.sh
