# One verb each. Everything is set up inside the checkout: .venv for work, .venv-bench for the bench,
# .venv-acceptance for the upstreams that come from the package registries.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CATALOG := src/modeldex/catalog/bundled.sqlite
FACTS := $(shell find data -name '*.csv' -o -name '*.toml')
CODE := $(shell find src/modeldex/pipeline src/modeldex/catalog src/modeldex/core src/modeldex/identity -name '*.py')

.PHONY: run test soak check build data refresh release docs site bench acceptance clean fix

run: $(VENV)/.ready $(CATALOG)  ## ask the catalog: the cheapest models with vision, tools and room
	$(BIN)/modeldex list --can vision,tool_use --min-context 1000000 --category core --status active --sort input_cost --limit 12

test: $(VENV)/.ready $(CATALOG)  ## run the tests
	$(BIN)/python -m pytest -n auto

soak: $(VENV)/.ready $(CATALOG)  ## fifty kills of each kind, on each database
	MODELDEX_KILLS=50 $(BIN)/python -m pytest tests/storage/test_kills.py tests/registry/test_kills.py \
		tests/updates/test_kills.py tests/pipeline/test_run_kills.py

check: $(VENV)/.ready $(CATALOG)  ## lint, format, types, architecture, docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m docs.generate --check

fix: $(VENV)/.ready  ## mend what lint and format can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

build: $(VENV)/.ready  ## merge the facts, write the tables and the catalog file
	$(BIN)/modeldex build --tables

data: $(VENV)/.ready  ## read captured answers anew, the oldest first: make data RAW=folder
	$(BIN)/modeldex ingest --from "$(RAW)"
	$(MAKE) build

refresh: $(VENV)/.ready  ## ask the sources, and put in place what follows: make refresh SOURCES="openrouter groq"
	$(BIN)/modeldex pipeline run $(SOURCES)

release: $(VENV)/.ready $(CATALOG)  ## write a signed release into build/public; the key is in MODELDEX_RELEASE_KEY
	$(BIN)/modeldex release --key env:MODELDEX_RELEASE_KEY --into build/public

docs: $(VENV)/.ready $(CATALOG)  ## write the generated parts of the docs, and what their examples give
	$(BIN)/python -m docs.generate

site: docs  ## build the docs as a site into build/site
	$(BIN)/python -m sphinx --fail-on-warning --quiet --jobs auto --doctree-dir build/doctrees --conf-dir docs . build/site
	@echo "build/site/index.html"

bench: .venv-bench/.ready  ## measure against the peers, side by side; writes docs/bench.md (then: make docs)
	.venv-bench/bin/python -m bench > docs/bench.md.new
	mv docs/bench.md.new docs/bench.md
	cat docs/bench.md

acceptance: $(VENV)/.ready $(CATALOG) .venv-acceptance/.ready  ## ask upstreams that nobody here wrote, through the client
	$(BIN)/python -m pytest acceptance

clean:  ## remove everything that was set up or built
	rm -rf $(VENV) .venv-bench .venv-acceptance $(CATALOG) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/.ready: pyproject.toml hatch_build.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[cli,config,store,sync,update,router,bedrock,vertex,metrics,report]' --group dev
	touch $@

$(CATALOG): $(VENV)/.ready $(FACTS) $(CODE)
	$(BIN)/modeldex build

.venv-bench/.ready: bench/requirements.txt pyproject.toml $(FACTS) $(shell find src bench -name '*.py')
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --upgrade pip
	.venv-bench/bin/python -m pip install --quiet '.[cli,config,store]' -r bench/requirements.txt
	touch $@

.venv-acceptance/.ready: acceptance/requirements.txt acceptance/package.json
	$(PYTHON) -m venv .venv-acceptance
	.venv-acceptance/bin/python -m pip install --quiet --upgrade pip
	.venv-acceptance/bin/python -m pip install --quiet -r acceptance/requirements.txt
	mkdir -p .venv-acceptance/node && cp acceptance/package.json .venv-acceptance/node
	npm install --prefix .venv-acceptance/node --no-audit --no-fund --loglevel=error
	touch $@
