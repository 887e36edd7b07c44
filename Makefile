# The ways in. Every target is a script, so that a reader finds what it does under its name.
# Nothing here reads standard input, and nothing depends on where the repository lies.

.PHONY: help setup demo test bench format clean

help:
	@echo "make setup    install what is missing: system libraries; says if Swift is missing"
	@echo "make demo     build mesure and decide for a bank's customers"
	@echo "make test     everything that must hold before a change is kept"
	@echo "make bench    benchmarks"
	@echo "make format   write the code in the house's format"
	@echo "make clean    remove what was built"

setup:
	@scripts/setup --tests

demo:
	@scripts/setup
	@scripts/demo

test:
	@scripts/setup --tests
	@scripts/test

bench:
	@scripts/setup
	@Benchmarks/run

format:
	@scripts/format

clean:
	rm -rf .build out Benchmarks/.build
