# The ways in. Every target is a script, so that a reader finds what it does under its name.
# Nothing here reads standard input, and nothing depends on where the repository lies.

.PHONY: help setup demo test soak bench bench-hub bench-hub-cold bench-always bench-learning bench-messages bench-delivery bench-sweep bench-simulation bench-audit bench-offpolicy bench-statistics deb format clean

help:
	@echo "make setup    install what is missing: system libraries; says if Swift is missing"
	@echo "make demo     build mesure, decide for a bank's customers, start the hub and ask it"
	@echo "make test     everything that must hold before a change is kept"
	@echo "make soak     the long tests: a thousand kills, a thousand rounds of contention"
	@echo "make bench    benchmarks"
	@echo "make bench-hub  the hub over HTTP, beside what the disk, a bare server and Redis can do"
	@echo "make bench-hub-cold  ten million customers on disk, beside a hundred thousand in memory; long"
	@echo "make bench-always  triggers, journeys and timers: from an event to its decision; long"
	@echo "make bench-learning  what learning reaches on public data, beside Vowpal Wabbit"
	@echo "make bench-messages  how many personalised messages are written a second"
	@echo "make bench-delivery  how many e-mails a second go from the outbox to a server that takes them"
	@echo "make bench-simulation  how fast and how true simulations are, and what memory they take"
	@echo "make bench-statistics  experiments under a hundred looks: called without effect, found with one"
	@echo "make bench-sweep  a sweep over a million customers"
	@echo "make bench-audit  an audit of ten million past sends"
	@echo "make bench-offpolicy  values of policies from logs, beside the Python package obp"
	@echo "make deb      a Debian package of the server, in out/"
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

soak:
	@scripts/setup --tests
	@scripts/soak

bench:
	@scripts/setup
	@Benchmarks/run

bench-hub:
	@scripts/setup --bench
	@Benchmarks/hub/run

bench-hub-cold:
	@scripts/setup --bench
	@Benchmarks/hub/run --cold

bench-always:
	@scripts/setup --bench
	@Benchmarks/hub/run --always

bench-learning:
	@scripts/setup
	@Benchmarks/learning/run

bench-messages:
	@scripts/setup
	@Benchmarks/messages

bench-delivery:
	@scripts/setup
	@Benchmarks/delivery/run

bench-simulation:
	@scripts/setup
	@Benchmarks/simulation/run

bench-statistics:
	@scripts/setup
	@Benchmarks/statistics/run

bench-sweep:
	@scripts/setup --bench
	@Benchmarks/hub/run --sweep

bench-audit:
	@scripts/setup
	@Benchmarks/audit/run

bench-offpolicy:
	@scripts/setup --tests
	@swift build -c release --product mesure
	@Benchmarks/offpolicy/run

deb:
	@scripts/setup
	@scripts/deb

format:
	@scripts/format

clean:
	rm -rf .build .build-deb out Benchmarks/.build Benchmarks/hub/floor/.build
