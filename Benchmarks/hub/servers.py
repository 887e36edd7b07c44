"""The three servers that are compared, each started in a folder of its own and stopped at the end."""

import pathlib
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from measures import HERE, ROOT, Failure, Usage, free_port, note, redis_benchmark, run, wrk

FLOOR = HERE / "floor"
MESURE = ROOT / ".build/release/mesure"
START_SECONDS_MAX = 120
ANSWER_SECONDS_MAX = 120


def build(with_mesure, with_floor):
    """Builds the release binaries, both with the same versions of packages."""
    wanted = [(ROOT, "mesure")] * with_mesure + [(FLOOR, "HubFloor")] * with_floor
    for folder, product in wanted:
        if folder == FLOOR and (ROOT / "Package.resolved").exists():
            shutil.copy(ROOT / "Package.resolved", FLOOR / "Package.resolved")
        command = ["swift", "build", "-c", "release", "--package-path", str(folder), "--product", product]
        note(f"{' '.join(command)}; the first time takes long")
        if subprocess.run(command, stdout=sys.stderr).returncode != 0:
            raise Failure(f"{product} does not build")


class Server:
    """A process that listens. Use it in a `with`: it ends there, whatever happens."""

    name = ""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.process = None

    def command(self):
        raise NotImplementedError

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        """Starts it, and waits until it takes connections."""
        self.log = open(self.folder / "log", "ab")
        self.begun = time.monotonic()
        self.process = subprocess.Popen([str(part) for part in self.command()], stdin=subprocess.DEVNULL,
                                        stdout=self.log, stderr=self.log, cwd=self.folder)
        try:
            while not self.is_ready():
                if self.process.poll() is not None or time.monotonic() - self.begun > START_SECONDS_MAX:
                    raise Failure(f"{self.name} does not start:\n{(self.folder / 'log').read_text()[-2000:]}")
                time.sleep(0.0005)
        except BaseException:
            self.stop()
            raise
        self.ready_seconds = time.monotonic() - self.begun

    def is_ready(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            return True
        except OSError:
            return False

    def stop(self):
        """Asks it to end, and ends it when it does not."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None
        self.log.close()

    def usage(self):
        return Usage(self.process.pid)

    def loaded(self, load):
        """Runs a load, and adds what the server used for it, a request."""
        before = self.usage()
        found = load()
        after = self.usage()
        found["cpu"] = (after.cpu - before.cpu) / found["requests"] * 1e6
        if after.written is not None:
            found["written"] = (after.written - before.written) / found["requests"]
        return found


class Floor(Server):
    """The same HTTP server and database, and nothing decided."""

    name = "bare server"

    def command(self):
        return [FLOOR / ".build/release/HubFloor", self.port, self.folder / "rows.sqlite"]

    def decide(self, connections, seconds, bodies, customers, seed, route="durable"):
        url = f"http://127.0.0.1:{self.port}/{route}"
        return self.loaded(lambda: wrk(url, connections, seconds, bodies, customers, seed))


class Redis(Server):
    """Redis with every write on disk before its answer: the check of one cap, and a reservation."""

    name = "Redis"
    rate = 0

    def command(self):
        return ["redis-server", "--port", self.port, "--bind", "127.0.0.1", "--dir", self.folder, "--save", "",
                "--appendonly", "yes", "--appendfsync", "always", "--daemonize", "no"]

    def start(self):
        super().start()
        self.script = run("redis-cli", "-p", self.port, "SCRIPT", "LOAD", (HERE / "reserve.lua").read_text()).strip()

    def decide(self, connections, seconds, bodies, customers, seed):
        # How many calls fill the time is not known before: the disk may have changed its speed since the last step.
        guess = redis_benchmark(self.port, self.script, connections, 0.2, 1000, customers)["rate"]
        found = self.loaded(
            lambda: redis_benchmark(self.port, self.script, connections, seconds, guess, customers))
        failed = re.search(r"cmdstat_evalsha:.*rejected_calls=(\d+),failed_calls=(\d+)",
                           run("redis-cli", "-p", self.port, "INFO", "commandstats"))
        if not failed or failed.groups() != ("0", "0"):
            raise Failure("calls of Redis failed, so its figures mean nothing")
        return found


class Hub(Server):
    """`mesure serve`, release, as it ships."""

    name = "mesure"

    def __init__(self, folder, charter=None, options=()):
        super().__init__(folder)
        self.charter = charter
        self.options = list(options)
        self.data = self.folder / "data"
        self.key_file = self.folder / "key"

    def command(self):
        charter = ["--charter", self.charter] if self.charter else []
        return [MESURE, "serve", "--port", self.port, "--data", self.data, "--key-file", self.key_file,
                "--log-level", "warning", *charter, *self.options]

    def is_ready(self):
        """When it says that it is ready: connections are taken from then on."""
        if b"mesure: ready on" not in (self.folder / "log").read_bytes()[self.log_start:]:
            return False
        return super().is_ready()

    def start(self):
        log = self.folder / "log"
        self.log_start = log.stat().st_size if log.exists() else 0
        super().start()
        self.key = self.key_file.read_text().strip()

    def prepare(self, customers_file):
        """Makes the database: the charter in force, the customers in it. Returns seconds of the import."""
        run(MESURE, "serve", "--prepare", "--data", self.data, "--key-file", self.key_file, "--charter", self.charter)
        before = time.monotonic()
        run(MESURE, "import", "customers", customers_file, "--data", self.data, cwd=self.folder)
        return time.monotonic() - before

    def ask(self, path, body=None):
        """One request; the body of its answer as text."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data=body.encode() if body is not None else None,
            headers={"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_SECONDS_MAX) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            raise Failure(f"{path}: {error.code}: {error.read().decode()[:500]}") from error
        except OSError as error:
            raise Failure(f"{path}: no answer: {error}") from error

    def metrics(self):
        """Sums of the metrics page, by name; labels are added up, and kept apart under `name{labels}` too."""
        sums = {}
        for line in self.ask("/metrics").splitlines():
            if line.startswith("#") or not line.strip():
                continue
            series, value = line.rsplit(" ", 1)
            name = series.partition("{")[0]
            if name.endswith("_bucket"):
                continue
            sums[series] = float(value)
            if name != series:
                sums[name] = sums.get(name, 0) + float(value)
        return sums

    def decide(self, connections, seconds, bodies, customers, seed):
        before = self.metrics()
        url = f"http://127.0.0.1:{self.port}/v1/decisions"
        found = self.loaded(lambda: wrk(url, connections, seconds, bodies, customers, seed, f"Bearer {self.key}"))
        after = self.metrics()

        def grown(name):
            return after.get(name, 0) - before.get(name, 0)

        # Every group is one sync of the disk.
        groups = grown("mesure_commit_group_seconds_count")
        found["rows"] = grown("mesure_decisions_total") / groups if groups else None
        contacts = sum(grown(name) for name in after
                       if name.startswith("mesure_decisions_total{") and 'fate="contact"' in name)
        decisions = grown("mesure_decisions_total")
        found["contacts"] = contacts / decisions if decisions else None
        return found
