"""A charter for the benchmark of the hub: 100 actions on 4 outbound channels, the same for the same numbers.

    python3 charter.py FOLDER [--actions N]

Rules read ten attributes. Limits are so loose that the hub nearly always finds somebody to contact: what is measured is
the whole way of a decision, reservation included, and not how fast it is refused.
"""

import argparse
import pathlib
import random

CHANNELS = ["email", "sms", "push", "call"]
SEGMENTS = ["new", "regular", "silver", "gold", "amber", "leaving"]
# Attributes that rules read.
RULED = {
    "age": "{ type: int, min: 16, max: 110 }",
    "visits_30d": "{ type: int, min: 0, default: 0 }",
    "orders_1y": "{ type: int, min: 0, default: 0 }",
    "balance": "{ type: double, default: 0 }",
    "basket": "{ type: double, default: 0 }",
    "churn_risk": "{ type: double, default: 0.1 }",
    "score": "{ type: double, default: 0.5 }",
    "segment": f"{{ type: string, values: [{', '.join(SEGMENTS)}], default: regular }}",
    "has_app": "{ type: bool, default: false }",
    "is_member": "{ type: bool, default: false }",
}
# Attributes that are known and sent, and that no rule reads.
TRAIT_COUNT = 40
ISSUES = {"care": 2, "retention": 2, "nurture": 2, "sales": 3, "service": 1}


def attributes():
    """Names and declarations of all attributes."""
    declared = dict(RULED)
    for index in range(TRAIT_COUNT):
        kind = ["double", "int", "bool"][index % 3]
        declared[f"trait_{index:02}"] = f"{{ type: {kind} }}"
    return declared


def rule(chance):
    """One rule, such as CRM managers write; it holds for about half of the customers."""
    kind = chance.randrange(6)
    if kind == 0:
        low = chance.randrange(18, 45)
        return f"customer.age >= {low} && customer.age < {low + chance.randrange(25, 40)}"
    if kind == 1:
        return f"customer.visits_30d >= {chance.randrange(6, 16)}"
    if kind == 2:
        names = ", ".join(f'"{name}"' for name in sorted(chance.sample(SEGMENTS, 3)))
        return f"customer.segment in [{names}]"
    if kind == 3:
        flag = chance.choice(["has_app", "is_member"])
        return f"customer.score > 0.{chance.randrange(10, 40)} && customer.{flag}"
    if kind == 4:
        return f"customer.balance < {chance.randrange(3000, 7000)}.0 && customer.orders_1y >= {chance.randrange(2, 8)}"
    return f'customer.basket > {chance.randrange(60, 110)}.0 || customer.segment == "gold"'


def action(index, group, purpose, chance):
    """The YAML of one action."""
    propensity = ["0.05", "customer.score", "0.02 + 0.05 * customer.score"][index % 3]
    if propensity == "0.05":
        propensity = f"0.{chance.randrange(20, 90):03}"
    rules = "".join(f"  {step}: '{rule(chance)}'\n" for step in ("eligible", "applicable", "suitable"))
    return (f"- name: action_{index:03}\n  title: Conversation {index}\n  group: {group}\n  purpose: {purpose}\n{rules}"
            f"  value: {chance.randrange(10, 80)}\n  lever: 0.{chance.randrange(0, 30):02}\n"
            f"  propensity: '{propensity}'\n  channels: {{ email: {{}}, sms: {{}}, push: {{}}, call: {{ propensity: 0.08 }} }}\n")


CHARTER = """name: benchmark
currency: EUR
country: FR
zone: Europe/Paris
locale: en
laws: [FR]
purposes:
  marketing: { kind: marketing, floor: 0.02 }
  relation: { kind: service, consent: false, blockable: true }
"""
REST = """hierarchy:
  - { name: care-first, issues: [care], when: customer.churn_risk >= 0.95 }
silence:
  - { name: leaving-for-good, when: customer.churn_risk > 0.995 }
floor: 0.01
costs: { wear: 0.002, wear_per_pressure: 0.00002, half_life: 7d }
timing: { when_forbidden: replace, horizon: 3d, discount_per_day: 0.05, look_again: 7d }
holdout: { name: universal, share: 0.02 }
"""
CHANNEL_FILE = """email: { kind: email, cost: 0.002, weight: 1 }
sms: { kind: sms, cost: 0.055, weight: 1.5 }
push: { kind: push, cost: 0, weight: 1 }
call: { kind: call, cost: 0.50, weight: 4 }
"""
POLICY = """caps:
  - { name: everything, limits: [ { max: 5000, per: day }, { max: 10000, per: 7d }, { max: 20000, per: 30d } ] }
  - { name: sales, issues: [sales], max: 5000, per: 14d }
  - { name: short-messages, channels: [sms, push], purposes: [marketing], max: 5000, per: week }
  - { name: weighty, weight: { max: 20000, per: 7d } }
  - { name: tired, purposes: [marketing], pressure: { max: 20000, half_life: 7d } }
spacing:
  - { name: calls-a-week-apart, channels: [call], least: 7d, counts: { channels: [call] } }
quiet_hours:
  - { name: evening, channels: [sms, call], from: "20:00", to: "09:00" }
  - { name: sundays, channels: [sms, call], days: [sun], holidays: true }
suppressions:
  - { name: said-no, after: [refused], for: 60d, level: group, same_channel: false }
pending:
  - { name: no-call-beside-a-message, channels: [call], for: 48h, same_channel: false }
"""


def scarce(customer_count):
    """Limits over all customers together: few calls, some short messages, and a floor. Every hour is a good one, so that
    a sweep finds the same whenever it runs."""
    calm = POLICY.partition("quiet_hours:")[0] + "suppressions:" + POLICY.partition("suppressions:")[2]
    return calm + f"""limits:
  - {{ name: calls-a-day, channels: [call], max: {max(1, customer_count // 50)}, per: day,
      floors: [ {{ name: gold, when: 'customer.segment == "gold"', share: 0.3 }} ] }}
  - {{ name: sms-budget, channels: [sms], budget: {max(1, customer_count // 200)}, per: month }}
"""


def write(folder, action_count=100, scarce_among=None):
    """Writes the charter's files; with limits over all customers together where it is said how many there are."""
    chance = random.Random(7)
    folder = pathlib.Path(folder)
    (folder / "actions").mkdir(parents=True, exist_ok=True)
    groups = [(issue, f"{issue}-{number}") for issue, count in ISSUES.items() for number in range(1, count + 1)]
    issues = "issues:\n"
    for issue in ISSUES:
        own = ", ".join(f"{group}: {{}}" for of, group in groups if of == issue)
        issues += f"  {issue}: {{ lever: 0.{chance.randrange(0, 30):02}, groups: {{ {own} }} }}\n"
    (folder / "charter.yaml").write_text(CHARTER + issues + REST)
    world = "attributes:\n" + "".join(f"  {name}: {kind}\n" for name, kind in attributes().items())
    (folder / "world.yaml").write_text(world + "events: [page_view, purchase]\n")
    (folder / "channels.yaml").write_text(CHANNEL_FILE)
    (folder / "policy.yaml").write_text(scarce(scarce_among) if scarce_among else POLICY)
    texts = {group: "" for _, group in groups}
    for index in range(action_count):
        issue, group = groups[index % len(groups)]
        texts[group] += action(index, group, "relation" if issue == "service" else "marketing", chance)
    for group, text in texts.items():
        if text:
            (folder / "actions" / f"{group}.yaml").write_text(text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Writes the benchmark's charter.")
    parser.add_argument("folder")
    parser.add_argument("--actions", type=int, default=100)
    options = parser.parse_args()
    write(options.folder, options.actions)
