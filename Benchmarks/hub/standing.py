"""What stands in a running hub: what its journeys wait for, and its histograms."""

import sqlite3
import time

from measures import Failure

SETTLING_SECONDS_MAX = 3_600


def database(hub):
    """The hub's database: the file that is one and has timers."""
    for path in sorted(hub.data.rglob("*")):
        if path.is_file() and path.open("rb").read(15) == b"SQLite format 3":
            connection = sqlite3.connect(path)
            if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'timers'").fetchone():
                return connection
            connection.close()
    raise Failure(f"no database with timers in {hub.data}")


def waiting(connection):
    """Customers whose timer is due, occasions that wait, and whether everybody was looked at."""
    due = connection.execute("SELECT count(*) FROM timers WHERE due <= ?", (int(time.time()),)).fetchone()[0]
    occasions = connection.execute("SELECT count(*) FROM occasions").fetchone()[0]
    review = connection.execute("SELECT is_done FROM review").fetchone()
    return due, occasions, bool(review and review[0])


def settle(hub, connection):
    """Waits until nothing is due; how many seconds that took."""
    begun = time.monotonic()
    while True:
        due, occasions, is_done = waiting(connection)
        if due == 0 and occasions == 0 and is_done:
            return time.monotonic() - begun
        if time.monotonic() - begun > SETTLING_SECONDS_MAX:
            raise Failure(f"{due:,} timers are still due and {occasions:,} occasions wait")
        time.sleep(0.2 if due < 10_000 else 2)


def histogram(hub, name):
    """Counts by upper bound, and in all, of a histogram on the metrics page."""
    counts = {}
    for line in hub.ask("/metrics").splitlines():
        if line.startswith(f"mesure_{name}_bucket"):
            counts[float(line.split('le="')[1].split('"')[0].replace("+Inf", "inf"))] = float(line.rsplit(" ", 1)[1])
    return counts


def bound(before, after, part):
    """The least upper bound of a histogram below which a part of what came in between lies."""
    grown = {limit: after[limit] - before.get(limit, 0) for limit in after}
    total = grown[float("inf")]
    return min((limit for limit, count in grown.items() if total and count >= part * total), default=float("inf"))
