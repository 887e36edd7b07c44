"""Fits the purchases of customers with the package lifetimes, and prints what it finds.

usage: lifetimes_fitting.py SUMMARIES

The summaries are a JSON object of lists: frequency, recency, age, value. Printed is a JSON object: the parameters of BG/NBD
(purchases) and of gamma-gamma (spend), and for each customer the chance to be alive, expected purchases in 365 days, the
expected worth of one, and what they are worth over 12 and 24 months of 30 days at 1 % a month.
"""

import json
import sys

import pandas
from lifetimes import BetaGeoFitter, GammaGammaFitter

with open(sys.argv[1], encoding="utf-8") as file:
    data = {name: pandas.Series(values, dtype=float) for name, values in json.load(file).items()}
frequency, recency, age, value = data["frequency"], data["recency"], data["age"], data["value"]
purchases = BetaGeoFitter(penalizer_coef=0.0)
purchases.fit(frequency, recency, age, tol=1e-6)
repeats = frequency > 0
spend = GammaGammaFitter(penalizer_coef=0.0)
spend.fit(frequency[repeats], value[repeats], tol=1e-6)


def worth(months):
    return list(
        spend.customer_lifetime_value(
            purchases, frequency, recency, age, value, time=months, discount_rate=0.01, freq="D"
        )
    )


print(
    json.dumps(
        {
            "purchases": [float(purchases.params_[name]) for name in ["r", "alpha", "a", "b"]],
            "spend": [float(spend.params_[name]) for name in ["p", "q", "v"]],
            "alive": list(purchases.conditional_probability_alive(frequency, recency, age)),
            "expected": list(
                purchases.conditional_expected_number_of_purchases_up_to_time(365, frequency, recency, age)
            ),
            "average": list(spend.conditional_expected_average_profit(frequency, value)),
            "twelve": worth(12),
            "twenty_four": worth(24),
        }
    )
)
