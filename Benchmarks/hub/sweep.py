"""A sweep over everybody: how long it takes, what it needs, and that nobody is left out."""

import os
import resource
import subprocess
import time

import charter
import customers
from measures import Failure, note, say
from servers import MESURE, Hub

SECONDS_AIM = 180


def measured(command, log):
    """Seconds, seconds of CPU, peak resident KiB and the output of a command."""
    before = time.monotonic()
    with open(log, "wb") as errors:
        process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=errors)
        peak_anonymous = 0
        # The database is mapped, and its pages count as resident; what the program holds for itself is the anonymous part.
        while process.poll() is None:
            try:
                for line in open(f"/proc/{process.pid}/status"):
                    if line.startswith("RssAnon:"):
                        peak_anonymous = max(peak_anonymous, int(line.split()[1]))
            except (FileNotFoundError, ProcessLookupError):
                pass
            time.sleep(0.05)
    seconds = time.monotonic() - before
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    text = process.stdout.read().decode()
    if process.returncode != 0:
        raise Failure(f"the sweep ended with {process.returncode}: {log.read_text()[-2000:]}")
    return seconds, usage, peak_anonymous, text


def report(hub, folder, entries):
    """Reports on all of it: the log has an entry for each customer and one for each decision."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, usage, peak, _ = measured([MESURE, "report", "--by", "channel", "--data", hub.data], folder / "report.log")
    cpu = usage.ru_utime + usage.ru_stime - before.ru_utime - before.ru_stime
    say(f"report            {entries:,} entries by channel in {seconds:,.1f} s, {entries / seconds:,.0f} a second, "
        f"{cpu / entries * 1e6:,.1f} µs CPU each; {peak / 1024:,.0f} MiB at most, pages of the database aside")


def measure(folder, options):
    """Prepares a database and sweeps over it."""
    count = options.customers
    charter.write(folder / "charter", options.actions, scarce_among=count)
    file = folder / "customers.jsonl"
    note(f"writing and importing {count:,} customers")
    customers.write(file, count, options.contacts, is_slim=True)
    hub = Hub(folder / "hub", folder / "charter")
    seconds = hub.prepare(file)
    file.unlink()
    say(f"import            {count:,} customers in {seconds:,.0f} s")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, usage, peak, text = measured([MESURE, "sweep", "--data", hub.data], folder / "sweep.log")
    cpu = usage.ru_utime + usage.ru_stime - before.ru_utime - before.ru_stime
    if f"{count} customers considered" not in text:
        raise Failure(f"somebody was left out: {text}")
    say(text.rstrip())
    size = sum(path.stat().st_size for path in hub.data.rglob("*") if path.is_file())
    is_met = seconds <= SECONDS_AIM * count / 1_000_000
    say(f"sweep             {count:,} customers × {options.actions} actions × {len(charter.CHANNELS)} channels in {seconds:,.1f} s, "
        f"{count / seconds:,.0f} a second, {cpu / count * 1e6:,.0f} µs CPU each, {os.cpu_count()} cores; "
        f"aim ≤ {SECONDS_AIM} s a million  {'met' if is_met else 'NOT MET'}")
    say(f"memory            {peak / 1024:,.0f} MiB at most, pages of the database aside; {size / 2 ** 20:,.0f} MiB on disk")
    report(hub, folder, 2 * count)
    return {"seconds": seconds, "cpu_seconds": cpu, "peak_anonymous_kib": peak, "customers": count}
