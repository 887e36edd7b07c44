"""Customers and requests for the benchmark of the hub, the same for the same seed.

    python3 customers.py FILE --customers N [--contacts N] [--slim]
"""

import argparse
import datetime
import json
import random

import charter

OUTCOMES = ["ignored", "ignored", "ignored", "opened", "clicked"]
# Contacts are drawn from this many made beforehand, because making one up takes longer than reading it.
CONTACTS_MADE = 4096
DAYS_BACK = 120


def name(number):
    """The identifier of a customer; all are of one length, so that requests are."""
    return f"c-{number:08}"


def value(attribute, chance):
    """A value of an attribute."""
    if attribute.startswith("trait_"):
        kind = int(attribute[-2:]) % 3
        return [round(chance.random() * 1000, 2), chance.randrange(1000), chance.random() < 0.5][kind]
    return {
        "age": lambda: chance.randrange(18, 90),
        "visits_30d": lambda: chance.randrange(0, 25),
        "orders_1y": lambda: chance.randrange(0, 15),
        "balance": lambda: round(chance.random() * 10000, 2),
        "basket": lambda: round(chance.random() * 180, 2),
        "churn_risk": lambda: round(chance.random(), 3),
        "score": lambda: round(chance.random(), 3),
        "segment": lambda: chance.choice(charter.SEGMENTS),
        "has_app": lambda: chance.random() < 0.6,
        "is_member": lambda: chance.random() < 0.6,
    }[attribute]()


def compact(value):
    """JSON without spaces."""
    return json.dumps(value, separators=(",", ":"))


def made_contacts(chance, today):
    """Texts of past contacts, none in the last two days, so that few customers are out of reach at the start."""
    texts = []
    for _ in range(CONTACTS_MADE):
        at = today - datetime.timedelta(days=2, seconds=chance.randrange(DAYS_BACK * 86400))
        texts.append(compact({
            "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "action": f"action_{chance.randrange(100):03}",
            "channel": chance.choice(charter.CHANNELS[:3]), "purpose": "marketing", "state": "delivered",
            "outcome": chance.choice(OUTCOMES)}))
    return texts


def lines(count, contact_count, is_slim=False, today=None, seed=11):
    """JSON Lines of customers; slim ones have the attributes that rules read and no others."""
    chance = random.Random(seed)
    today = today or datetime.datetime.now(datetime.timezone.utc)
    contacts = made_contacts(chance, today)
    names = list(charter.RULED if is_slim else charter.attributes())
    # As with contacts: a customer's attributes are one of a thousand sets.
    sets = [compact({attribute: value(attribute, chance) for attribute in names}) for _ in range(1000)]
    consents = compact([{"purpose": "marketing", "channel": channel, "granted": True} for channel in charter.CHANNELS])
    for number in range(count):
        own = ",".join(chance.choices(contacts, k=contact_count))
        yield (f'{{"id":"{name(number)}","attributes":{sets[chance.randrange(1000)]},"country":"FR",'
               f'"zone":"Europe/Paris","addresses":{{"email":"a{number}@example.org","sms":"+336{number:08}",'
               f'"push":"token-{number}","call":"+331{number:08}"}},"consents":{consents},"contacts":[{own}]}}\n')


def write(path, count, contact_count, is_slim=False):
    """Writes customers into a file."""
    with open(path, "w", encoding="ascii") as file:
        file.writelines(lines(count, contact_count, is_slim))


def body(number, chance, mode, count_of_bytes=1024):
    """A request of about 1 KB: ten attributes that rules read and as many others as fit, which hold for it alone."""
    found = {attribute: value(attribute, chance) for attribute in charter.RULED}
    request = {"customer": name(number), "occasion": {"kind": "outbound"}, "answers": 1, "mode": mode,
               "attributes": found}
    for index in range(charter.TRAIT_COUNT):
        attribute = f"trait_{index:02}"
        found[attribute] = value(attribute, chance)
        if len(compact(request)) > count_of_bytes:
            del found[attribute]
            break
    return request


def bodies(count, mode="reservation", seed=13):
    """Texts of requests, all for the first customer: who sends them puts another one in."""
    chance = random.Random(seed)
    return [compact(body(0, chance, mode)) for _ in range(count)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Writes the benchmark's customers.")
    parser.add_argument("file")
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--contacts", type=int, default=30)
    parser.add_argument("--slim", action="store_true", help="only attributes that rules read")
    options = parser.parse_args()
    write(options.file, options.customers, options.contacts, options.slim)
