"""What is read from outside of a process, and the tools that put load on it."""

import json
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
# What has to be there, and the Debian package that brings it.
TOOLS = {"cc": "gcc", "wrk": "wrk", "redis-server": "redis-server", "redis-benchmark": "redis-tools",
         "redis-cli": "redis-tools", "swift": ""}


class Failure(Exception):
    """The benchmark cannot go on, and why."""


def say(text=""):
    print(text, flush=True)


def note(text):
    print(text, file=sys.stderr, flush=True)


def require(names):
    """Fails when a tool is missing, and says which package has it."""
    missing = [name for name in names if not shutil.which(name)]
    if missing:
        packages = sorted({TOOLS[name] for name in missing if TOOLS[name]})
        raise Failure(f"missing: {', '.join(missing)}. `scripts/setup --bench` installs " + (
            ", ".join(packages) if packages else "everything but Swift itself"))


def run(*command, **options):
    """Runs a command to its end; its output as text."""
    try:
        done = subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, **options)
    except subprocess.TimeoutExpired as late:
        # It was killed: redis-benchmark, for one, turns for ever when its server is gone.
        raise Failure(f"`{' '.join(map(str, command))}` took longer than {late.timeout} s") from late
    if done.returncode != 0:
        raise Failure(f"`{' '.join(map(str, command))}` ended with {done.returncode}:\n"
                      f"{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def free_port():
    """A port that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def middle(values):
    """The median of what is known; nothing when nothing is."""
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


class Usage:
    """What a process has used so far: CPU in seconds, bytes sent to the disk, memory in KiB."""

    def __init__(self, pid):
        folder = pathlib.Path(f"/proc/{pid}")
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
        self.cpu = (int(fields[11]) + int(fields[12])) / TICKS
        status = (folder / "status").read_text()
        self.resident = int(re.search(r"VmRSS:\s+(\d+)", status).group(1))
        # Without pages of files, such as a database that is mapped.
        self.anonymous = int(re.search(r"RssAnon:\s+(\d+)", status).group(1))
        try:
            io = dict(line.split(": ") for line in (folder / "io").read_text().splitlines())
            self.written = int(io["write_bytes"])
        except PermissionError:
            self.written = None


class Disk:
    """The rate at which the disk under a folder takes small writes for good."""

    def __init__(self, build):
        self.program = pathlib.Path(build) / "fsyncrate"
        run("cc", "-O2", "-o", self.program, HERE / "fsyncrate.c", "-lpthread")

    def probe(self, folder, threads=1, size=200, seconds=1):
        """Calls a second, and microseconds: {"rate", "p50", "p99"}."""
        return json.loads(run(self.program, pathlib.Path(folder) / "probe", threads, size, seconds))


def wrk(url, connections, seconds, bodies, customers, seed, authorization=None):
    """A closed loop of decision requests. An answer that is not 2xx, or none, ends the benchmark."""
    arguments = ["wrk", "-t", 1, "-c", connections, "-d", f"{seconds}s", "--timeout", "10s", "-s", HERE / "decide.lua",
                 url, "--", bodies, customers, seed]
    answer = run(*arguments, *([authorization] if authorization else []), timeout=seconds + 60)
    found = json.loads(answer.splitlines()[-1])
    if found["refused"] or found["broken"] or not found["requests"]:
        raise Failure(f"{url}, {connections} connections: {found['requests']} answers, {found['refused']} of them not "
                      f"2xx, {found['broken']} without an answer")
    return {"rate": found["requests"] / found["seconds"], "requests": found["requests"], "seconds": found["seconds"],
            "p50": found["p50"], "p99": found["p99"], "max": found["max"]}


def redis_benchmark(port, script, connections, seconds, rate, customers):
    """The same with a script of Redis; `rate` is a guess of calls a second, from which their number is made."""
    count = max(200, int(rate * seconds))
    answer = run("redis-benchmark", "-h", "127.0.0.1", "-p", port, "-c", connections, "-n", count, "-r", customers,
                 "--csv", "--precision", 3, "EVALSHA", script, 1, "c-__rand_int__", 1_000_000, 604_800,
                 timeout=20 * seconds + 60)
    fields = [field.strip('"') for field in answer.splitlines()[-1].split(",")][-7:]
    found = float(fields[0])
    return {"rate": found, "requests": count, "seconds": count / found, "p50": float(fields[3]) * 1000,
            "p99": float(fields[5]) * 1000, "max": float(fields[6]) * 1000}
