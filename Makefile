# Everything here works from a fresh clone: what is missing is installed by .ci/setup (see there).
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

TARGET := $(or $(CARGO_TARGET_DIR),target)
# Where cargo-leptos puts the browser's files, and where the server looks for them.
export LEPTOS_SITE_ROOT := $(abspath $(TARGET))/site
export CARREL_SITE_DIR := $(or $(CARREL_SITE_DIR),$(LEPTOS_SITE_ROOT))
CACHE := $(or $(CARREL_CACHE),$(HOME)/.cache/carrel)
# Compiler, linker and tools as set-up found them.
USE := source $(CACHE)/env &&
# Pages are types nested in types. With leptos' switch the server forgets them: it compiles in half the time, is half as large
# and keeps less in memory, and is what the tests run against. The browser's files are built without it.
ERASED := --cfg erase_components
# Touched after a complete build, so that starting again does not call the build tool at all.
BUILT := $(TARGET)/release/.carrel-built
SOURCES := Cargo.toml Cargo.lock $(shell find app frontend server migrations style public -type f -not -path '*/tests/*' 2>/dev/null)

.PHONY: help run build test bench dev format lint clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | while IFS=$$'\t' read -r name text; do printf 'make %-8s %s\n' "$$name" "$$text"; done

run: $(BUILT) ## Build, fill a demo library, serve on http://127.0.0.1:3000
	@$(TARGET)/release/carrel migrate
	@$(TARGET)/release/carrel demo --if-empty
	@exec $(TARGET)/release/carrel serve

build: $(BUILT) ## Build the optimized server (target/release/carrel) and the browser's files (target/site)

$(BUILT): $(SOURCES)
	.ci/setup rust tools
	@printf '\n==> Building Carrel (first time: about 10 minutes on four cores)\n'
	$(USE) cargo leptos build --release --precompress --frontend-only
	$(USE) RUSTFLAGS="$(ERASED)" cargo build --release -p carrel --bin carrel
	@touch $@

test: ## Check and test everything; some of it: make test STEPS="lint unit" (see .ci/test)
	@.ci/test $(STEPS)

bench: ## Measure speed and size against their yardsticks
	@.ci/setup rust tools browser postgres mariadb bench
	@.ci/bench

dev: ## Build unoptimized, serve, and build again on every change
	@.ci/setup rust tools
	@$(USE) cargo leptos watch -- serve

format: ## Format the Rust code
	@$(USE) cargo fmt

lint: ## Formatting, clippy, and our own rules
	@.ci/test format lint rules

clean: ## Remove what was built (not the tools in ~/.cache/carrel)
	rm -rf $(TARGET) end2end/node_modules end2end/results
