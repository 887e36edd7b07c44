"""Trains boosted.json on made customers of the example bank: train.py CUSTOMERS.csv (xgboost 1.7.4).

The customers: mesure generate Examples/bank/population.yaml --rows 6000 --seed 77
"""

import csv
import sys

import numpy
import xgboost

names = ["age", "campaign", "pdays", "previous", "euribor3m", "nr_employed", "cellular", "success"]


def number(text):
    return float("nan") if text in ("", "unknown") else float(text)


rows, answers = [], []
for row in csv.DictReader(open(sys.argv[1]), delimiter=";"):
    pdays = "" if row["pdays"] == "999" else row["pdays"]
    rows.append(
        [number(row["age"]), number(row["campaign"]), number(pdays), number(row["previous"]), number(row["euribor3m"])]
        + [number(row["nr.employed"])]
        + [float("nan") if row["contact"] in ("", "unknown") else float(row["contact"] == "cellular")]
        + [float(row["poutcome"] == "success")])
    answers.append(int(row["y"] == "yes"))
data = xgboost.DMatrix(numpy.array(rows, "f4"), answers, feature_names=names)
settings = {"objective": "binary:logistic", "max_depth": 3, "eta": 0.2, "scale_pos_weight": 8, "gamma": 1}
xgboost.train(settings, data, 30).save_model(sys.argv[1].rsplit("/", 1)[0] + "/boosted.json")
