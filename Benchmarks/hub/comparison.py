"""The hub against its floors: interleaved, in the same minutes, on the same disk."""

import os
import pathlib
import shutil

import charter
import customers
import memory
from measures import Disk, Failure, middle, note, say
from servers import Floor, Hub, Redis

BODIES = 64
WARMING_SECONDS = 1
# A round in which the disk's rate changed by more than this is measured again, so many times.
SWING_MAX = 2
SWUNG_ROUNDS_MAX = 4
# Syncs a second from which they limit nobody, as in memory.
FREE_SYNC_RATE = 50_000
# The aims, as the issue sets them.
RATE_AIM = 20_000
P99_AIM_MICROSECONDS = 10_000
P50_AIM_MICROSECONDS = 500
BARE_AIM = 0.6
REDIS_AIM = 0.75
BYTES_AIM = 2048


def prepare(folder, options):
    """The charter, the customers, the requests, and a database with them; the hub is stopped."""
    folder.mkdir(parents=True, exist_ok=True)
    charter.write(folder / "charter", options.actions)
    bodies = folder / "bodies"
    bodies.write_text("".join(line + "\n" for line in customers.bodies(BODIES)))
    note(f"writing and importing {options.customers:,} customers with {options.contacts} contacts each")
    file = folder / "customers.jsonl"
    customers.write(file, options.customers, options.contacts)
    hub = Hub(folder / "hub", folder / "charter")
    seconds = hub.prepare(file)
    file.unlink()
    size = sum(path.stat().st_size for path in hub.data.rglob("*") if path.is_file())
    say(f"import            {options.customers:,} customers in {seconds:.1f} s, {options.customers / seconds:,.0f} a second; "
        f"{size / options.customers:,.0f} bytes each on disk")
    return hub, bodies


def one_round(servers, connections, options, bodies, disk, folder, seed):
    """Every server once, in an order that the seed turns; the disk before, between and after."""
    found = {"disk": [disk.probe(folder)]}
    turn = seed % len(servers)
    for server in servers[turn:] + servers[:turn]:
        server.decide(connections, WARMING_SECONDS, bodies, options.customers, seed)
        found[server.name] = server.decide(connections, options.seconds, bodies, options.customers, seed + 1000)
        found["disk"].append(disk.probe(folder))
        note(f"  {connections:3} connections, {server.name}: {found[server.name]['rate']:,.0f}/s")
    return found


def rounds_of(servers, connections, options, bodies, disk, folder):
    """The rounds in which the disk kept its speed: in others the servers were not measured on the same disk."""
    kept, swung = [], 0
    for seed in range(options.rounds + SWUNG_ROUNDS_MAX):
        found = one_round(servers, connections, options, bodies, disk, folder, seed)
        rates = [probe["rate"] for probe in found["disk"]]
        if min(rates) < FREE_SYNC_RATE and max(rates) > SWING_MAX * min(rates):
            swung += 1
            note(f"  the disk went from {min(rates):,} to {max(rates):,} syncs a second: the round does not count")
        else:
            kept.append(found)
        if len(kept) == options.rounds:
            break
    if not kept:
        raise Failure(f"the disk did not keep its speed through any of {swung} rounds, so there is nothing to compare; "
                      "shorter steps (--seconds), or another disk (--folder)")
    if swung:
        say(f"\n{swung} of {swung + len(kept)} rounds do not count: the disk changed its speed within them")
    return kept


def line(name, results):
    """One line of the table: medians of the rounds."""
    def of(key):
        return middle([found.get(key) for found in results])

    cpu, rows, written = of("cpu"), of("rows"), of("written")
    say(f"  {name:22} {of('rate'):10,.0f}/s  p50 {of('p50') / 1000:8.3f} ms  p99 {of('p99') / 1000:8.3f} ms"
        + (f"  {cpu:6.1f} µs CPU" if cpu is not None else "")
        + (f"  {written:7,.0f} B to disk" if written is not None else "")
        + (f"  {rows:6.1f} decisions a sync" if rows else ""))


def aim(text, value, limit, is_at_least, unit=""):
    """One line that says whether an aim is met."""
    is_met = value >= limit if is_at_least else value <= limit
    say(f"  {text:58} {value:10,.2f}{unit}  aim {'≥' if is_at_least else '≤'} {limit:,}{unit}  "
        f"{'met' if is_met else 'NOT MET'}")


def table(connections, rounds):
    """What everybody reached with so many connections."""
    probes = [probe for found in rounds for probe in found["disk"]]
    say(f"\n{connections} connection{'s' if connections > 1 else ''}")
    rates = sorted(probe["rate"] for probe in probes)
    say(f"  {'disk, write and sync':22} {middle(rates):10,.0f}/s  p50 {middle([p['p50'] for p in probes]) / 1000:8.3f} ms"
        f"  p99 {middle([p['p99'] for p in probes]) / 1000:8.3f} ms  from {rates[0]:,} to {rates[-1]:,} a second")
    for name in rounds[0]:
        if name != "disk":
            line(name, [found[name] for found in rounds])
    return probes


def report(connections, rounds):
    """The table, with the ratios and the aims."""
    probes = table(connections, rounds)

    def ratio(other):
        return middle([found["mesure"]["rate"] / found[other]["rate"] for found in rounds])

    aim("mesure / bare server, rates", ratio("bare server"), BARE_AIM, True)
    aim("mesure / Redis checking one cap, rates", ratio("Redis"), REDIS_AIM, True)
    p50 = middle([found["mesure"]["p50"] for found in rounds])
    if connections == 1:
        say(f"  {'p50 of mesure, in syncs of the disk':58} {p50 / middle([p['p50'] for p in probes]):10,.2f}")
        aim("p50 of mesure", p50, P50_AIM_MICROSECONDS, False, " µs")
    if connections == 64:
        aim("decisions a second", middle([found["mesure"]["rate"] for found in rounds]), RATE_AIM, True)
        aim("p99 of mesure", middle([found["mesure"]["p99"] for found in rounds]), P99_AIM_MICROSECONDS, False, " µs")
    share = middle([found["mesure"].get("contacts") for found in rounds])
    if share is not None:
        say(f"  {'share of decisions that contact somebody':58} {100 * share:10.1f} %")


def undurable(floor, options, bodies):
    """The bare server without a disk: what HTTP and parsing alone cost."""
    found = [floor.decide(64, options.seconds, bodies, options.customers, seed, "plain") for seed in range(options.rounds)]
    say("\n64 connections, nothing kept")
    line("bare server, no disk", found)
    return found


def on(folder, source, options, disk, connections, is_memory=False):
    """Everything on one file system; `source` is a prepared hub that is copied there."""
    results = {}
    hub = Hub(folder / "hub", source.charter)
    shutil.copytree(source.folder, hub.folder, dirs_exist_ok=True)
    bodies = source.folder.parent / "bodies"
    with Floor(folder / "floor") as floor, Redis(folder / "redis") as redis, hub:
        if not is_memory:
            results["memory"] = memory.residents(hub, options.customers, BYTES_AIM)
        else:
            memory.ask_all(hub, range(options.customers))
        before = hub.usage()
        for count in connections:
            rounds = rounds_of([floor, redis, hub], count, options, bodies, disk, folder)
            report(count, rounds)
            results[count] = rounds
        if not is_memory:
            results["undurable"] = undurable(floor, options, bodies)
        after = hub.usage()
        say(f"\nmemory of mesure  {before.resident / 1024:,.0f} MiB before these loads, {after.resident / 1024:,.0f} MiB after")
    return results


def compare(options, folder):
    """The whole comparison; the figures by connections."""
    disk = Disk(folder)
    hub, _ = prepare(folder / "prepared", options)
    say(f"load average      {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; {options.rounds} rounds of {options.seconds} s; medians")
    say("\n=== on disk ===")
    results = {"disk": on(folder / "disk", hub, options, disk, options.connections)}
    shutil.rmtree(folder / "disk")
    room = pathlib.Path("/dev/shm")
    if options.memory_disk and room.is_dir() and os.access(room, os.W_OK):
        shared = room / f"mesure-bench-{os.getpid()}"
        try:
            say("\n=== in memory: what remains when a sync costs nothing ===")
            results["free sync"] = on(shared, hub, options, disk, [c for c in options.connections if c in (1, 64)], True)
        finally:
            shutil.rmtree(shared, ignore_errors=True)
    return results
