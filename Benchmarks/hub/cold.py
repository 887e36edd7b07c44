"""Decisions about customers who are not in memory, among many on disk, against customers who are."""

import shutil

import charter
import comparison
import customers
import memory
from measures import Disk, middle, note, say
from servers import Hub

COLD_AIM = 2


def load(hub, count, options, disk, folder):
    """Medians of the rounds, with the disk's rate."""
    bodies = folder / "bodies"
    found = {}
    for connections in (1, 64):
        hub.decide(connections, comparison.WARMING_SECONDS, bodies, count, 1)
        rounds = [hub.decide(connections, options.seconds, bodies, count, 100 + seed) for seed in range(options.rounds)]
        found[connections] = {key: middle([one[key] for one in rounds]) for key in ("rate", "p50", "p99", "cpu")}
        found[connections]["sync"] = disk.probe(folder)["p50"]
    return found


def prepared(folder, count, contact_count, is_slim):
    """A database with so many customers."""
    folder.mkdir(parents=True, exist_ok=True)
    charter.write(folder / "charter")
    (folder / "bodies").write_text("".join(line + "\n" for line in customers.bodies(comparison.BODIES)))
    file = folder / "customers.jsonl"
    note(f"writing and importing {count:,} customers")
    customers.write(file, count, contact_count, is_slim)
    hub = Hub(folder / "hub", folder / "charter")
    seconds = hub.prepare(file)
    file.unlink()
    size = sum(path.stat().st_size for path in hub.data.rglob("*") if path.is_file())
    say(f"import            {count:,} customers in {seconds:,.0f} s, {count / seconds:,.0f} a second; "
        f"{size / 2 ** 30:,.1f} GiB on disk, {size / count:,.0f} bytes each")
    return hub


def measure(folder, options):
    """Few customers in memory against many of whom nearly none is; alike in all else."""
    disk = Disk(folder)
    results = {}
    for name, count in (("few", options.warm_customers), ("many", options.customers)):
        hub = prepared(folder / name, count, options.contacts, True)
        # Of the many, one in fifty may be in memory: those are 200,000 of ten million, as usual.
        hub.options = ["--resident-customers-max", max(count if name == "few" else count // 50, 1000)]
        with hub:
            if name == "few":
                memory.ask_all(hub, range(count))
            results[name] = load(hub, count, options, disk, folder / name)
            results[name]["resident_kib"] = hub.usage().resident
        shutil.rmtree(folder / name)
    say(f"\n{options.warm_customers:,} customers in memory, and {options.customers:,} on disk; {options.rounds} rounds of "
        f"{options.seconds} s; medians")
    for connections in (1, 64):
        for name, count in (("few", options.warm_customers), ("many", options.customers)):
            one = results[name][connections]
            say(f"  {connections:3} connections, {count:11,} customers {one['rate']:10,.0f}/s  p50 {one['p50'] / 1000:8.3f} ms  "
                f"p99 {one['p99'] / 1000:8.3f} ms  {one['cpu']:6.1f} µs CPU   disk: one sync {one['sync'] / 1000:.3f} ms")
        few, many = results["few"][connections], results["many"][connections]
        comparison.aim("times longer, p50", many["p50"] / few["p50"], COLD_AIM, False)
        comparison.aim("times fewer decisions a second", few["rate"] / many["rate"], COLD_AIM, False)
        comparison.aim("times the CPU", many["cpu"] / few["cpu"], COLD_AIM, False)
    say(f"memory with {options.customers:,} customers: {results['many']['resident_kib'] / 1024:,.0f} MiB")
    return results
