"""Memory per customer, and customers that are not in memory."""

import customers
from measures import Failure, note, say

BATCH = 500


def ask_all(hub, numbers):
    """A proposal for each of these customers, in batches: whoever is decided about is in memory afterwards."""
    numbers = list(numbers)
    for start in range(0, len(numbers), BATCH):
        asked = ",".join(f'{{"customer":"{customers.name(number)}","occasion":{{"kind":"outbound"}},"mode":"proposal"}}'
                         for number in numbers[start:start + BATCH])
        answer = hub.ask("/v1/decisions/batch", f'{{"decisions":[{asked}]}}')
        if '"error"' in answer:
            at = answer.index('"error"')
            raise Failure(f"a decision of a batch failed: {answer[at:at + 200]}")


def residents(hub, count, aim_bytes):
    """Decides once for everybody, and prints how memory grew a customer."""
    # The first ones bring memory that is needed once, whatever comes after.
    first = count // 5
    idle = hub.usage()
    ask_all(hub, range(first))
    before = hub.usage()
    ask_all(hub, range(first, count))
    after = hub.usage()
    bytes_each = (after.resident - before.resident) * 1024 / (count - first)
    # The database is mapped: pages of it that were read count as resident, and are given back when memory is short.
    bytes_anonymous = (after.anonymous - before.anonymous) * 1024 / (count - first)
    say(f"memory            {bytes_anonymous:,.0f} bytes a customer, and {bytes_each - bytes_anonymous:,.0f} of pages of the database; "
        f"aim ≤ {aim_bytes:,}  {'met' if bytes_anonymous <= aim_bytes else 'NOT MET'}; {idle.resident / 1024:,.0f} MiB "
        f"idle, {after.resident / 1024:,.0f} MiB with all {count:,}, {after.anonymous / 1024:,.0f} of them not the database")
    note(f"  memory measured from customer {first:,} to {count:,}")
    return {"bytes": bytes_each, "bytes_anonymous": bytes_anonymous, "idle_kib": idle.resident, "all_kib": after.resident}
