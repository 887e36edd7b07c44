"""Many timers that wait: start-up does not load them, and setting or cancelling one stays as fast."""

import os
import pathlib
import shutil
import time

import comparison
import customers
import pacing
from measures import middle, say
from servers import Hub
from standing import bound, database, histogram, settle

TIMER_AIM_SECONDS = 0.001
READY_AIM_SECONDS = 2
ROUNDS = 3


def add_timers(hub, count):
    """Puts timers of so many customers of nobody into the stopped hub's database, all in the future."""
    connection = database(hub)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    start = int(time.time()) + 30 * 86_400
    index = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'timers_by_due'").fetchone()[0]
    with connection:
        # The index is made afterwards: sorted at once, and the same.
        connection.execute("DROP INDEX timers_by_due")
        connection.executemany(
            "INSERT INTO timers(customer, due) VALUES (?, ?)",
            ((1_000_000_000 + number, start + number * 7_919 % 20_000_000) for number in range(count)))
        connection.execute(index)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    found = connection.execute("SELECT count(*) FROM timers").fetchone()[0]
    connection.close()
    # What is written back later would stand in the way of what is measured then.
    os.sync()
    return found


def timer_calls(hub, options, key):
    """A cart sets a customer's timer, the purchase that follows cancels it: one call after the other, and the time of the
    groups of commits that carry them."""
    before, calls = hub.metrics(), min(1_000, options.customers // 2)
    requests = []
    for number in range(calls):
        for event in ("cart", "purchase"):
            body = f'{{"userId":"{customers.name(number)}","event":"{event}","messageId":"{key}-{event}-{number}"}}'
            requests.append(pacing.request("/v1/track", body, hub.key))
    before_groups = histogram(hub, "commit_group_seconds")
    answered = pacing.send(hub.port, requests, 200)
    after, after_groups = hub.metrics(), histogram(hub, "commit_group_seconds")
    groups = after["mesure_commit_group_seconds_count"] - before["mesure_commit_group_seconds_count"]
    mean = (after["mesure_commit_group_seconds_sum"] - before["mesure_commit_group_seconds_sum"]) / groups
    return {"p50": pacing.share(answered["waited"], 0.5), "p99": pacing.share(answered["waited"], 0.99), "mean": mean,
            "group_p50": bound(before_groups, after_groups, 0.5), "group_p99": bound(before_groups, after_groups, 0.99)}


def rounds_of(hub, options, disk, folder, name):
    """Starts, then rounds of calls with the disk's rate before each: medians of both."""
    starts = []
    for _ in range(ROUNDS):
        with hub:
            starts.append(hub.ready_seconds)
    with hub:
        connection = database(hub)
        settle(hub, connection)
        connection.close()
        resident, rounds = hub.usage().resident, []
        for number in range(ROUNDS):
            probe = disk.probe(folder)
            rounds.append(timer_calls(hub, options, f"{name}-{number}") | {"sync": probe["p50"], "sync_p99": probe["p99"]})
    found = {key: middle([one[key] for one in rounds]) for key in rounds[0]}
    found |= {"ready": middle(starts), "resident_kib": resident}
    say(f"    ready in {found['ready'] * 1e3:4.0f} ms, {resident / 1024:,.0f} MiB; commit p50 ≤ {found['group_p50'] * 1e3:.2f} ms  "
        f"p99 ≤ {found['group_p99'] * 1e3:.1f} ms  mean {found['mean'] * 1e3:.3f} ms; call p50 {found['p50'] * 1e3:.2f} ms  "
        f"p99 {found['p99'] * 1e3:.2f} ms; one sync p50 {found['sync'] / 1000:.3f} ms  p99 {found['sync_p99'] / 1000:.3f} ms")
    return found


def measure(hub, options, disk, folder):
    """Start-up, and setting and cancelling timers, with few and with many that wait; on disk, and where a sync costs
    nothing, so that what remains is the hub's own."""
    results = {}
    room = pathlib.Path(f"/dev/shm/mesure-bench-{os.getpid()}")
    say("\nsetting and cancelling timers, one call after the other; medians of three rounds")
    for name, count in (("few", 0), ("many", options.timers)):
        say(f"  {add_timers(hub, count):,} wait, on disk")
        results[name] = rounds_of(hub, options, disk, folder, name)
        if not options.memory_disk or not os.access(room.parent, os.W_OK):
            continue
        try:
            shutil.copytree(hub.folder, room)
            say("  the same in memory")
            results[f"{name}, free sync"] = rounds_of(Hub(room, hub.charter), options, disk, room, f"{name}-free")
        finally:
            shutil.rmtree(room, ignore_errors=True)
    for name in [name for name in results if name.startswith("many")]:
        comparison.aim(f"ms to commit a timer, mean, {name}", 1e3 * results[name]["mean"], 1e3 * TIMER_AIM_SECONDS, False)
        comparison.aim(f"ms to commit a timer, p99 at most, {name}", 1e3 * results[name]["group_p99"],
                       1e3 * TIMER_AIM_SECONDS, False)
    comparison.aim("s to ready with many timers", results["many"]["ready"], READY_AIM_SECONDS, False)
    return results
