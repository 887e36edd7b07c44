"""How long the hub takes from its start to its first answer, and what it holds when idle."""

import time

import customers
from measures import middle, say
from servers import Hub

STARTS = 5
FIRST_AIM_SECONDS = 2


def started(hub, body, identify=None):
    """Seconds to ready and to the first decision, KiB when idle. `identify` tells of a customer before."""
    with hub:
        if identify:
            hub.ask("/v1/identify", identify)
        hub.ask("/v1/decisions", body)
        first = time.monotonic() - hub.begun
        time.sleep(0.5)
        return hub.ready_seconds, first, hub.usage().resident


def print_starts(title, found):
    ready, first, resident = (middle([one[index] for one in found]) for index in range(3))
    is_met = first <= FIRST_AIM_SECONDS
    say(f"{title:40} ready {ready * 1000:7.0f} ms  first decision {first * 1000:7.0f} ms  idle {resident / 1024:6.0f} MiB"
        f"  aim of the first decision ≤ {FIRST_AIM_SECONDS} s  {'met' if is_met else 'NOT MET'}")
    return {"ready": ready, "first": first, "idle_kib": resident}


def measure(folder, prepared, count):
    """Starts with nothing, with a database that is there, and with many customers."""
    say("\n=== start: medians of five ===")
    bank = '{"customer":"ada","occasion":{"kind":"inbound","placement":"home"},"channels":["web"],"mode":"proposal"}'
    ada = '{"userId":"ada","traits":{"age":42,"job":"technician"}}'
    fresh = [started(Hub(folder / f"first-{number}"), bank, ada) for number in range(STARTS)]
    results = {"first": print_starts("first start, identify and decide", fresh)}
    again = [started(Hub(folder / "first-0"), bank) for _ in range(STARTS)]
    results["again"] = print_starts("start again", again)
    body = f'{{"customer":"{customers.name(count // 2)}","occasion":{{"kind":"outbound"}},"mode":"proposal"}}'
    many = [started(Hub(prepared.folder, prepared.charter), body) for _ in range(STARTS)]
    results["many"] = print_starts(f"start with {count:,} customers", many)
    return results
