"""Makes the models of this folder, and what Python's XGBoost says about some rows: make.py NAME, with the version in question.

python-1.7 was made with xgboost 1.7.4, python-3.2 with xgboost 3.2.0, dart-1.7 with 1.7.4.
"""

import sys

import numpy
import xgboost

name = sys.argv[1]
chance = numpy.random.RandomState(4)
rows = chance.randn(400, 4).astype("f4")
rows[:, 1] = chance.randint(0, 5, 400)
rows[chance.rand(400, 4) < 0.2] = numpy.nan
drive = numpy.nan_to_num(rows[:, 0]) + 0.5 * numpy.nan_to_num(rows[:, 1]) - 2
answers = (chance.rand(400) < 1 / (1 + numpy.exp(-drive))).astype(int)
names = ["age", "calls.before", "Balance (EUR)", "days"]
parameters = {"objective": "binary:logistic", "max_depth": 3, "eta": 0.3, "gamma": 0.5, "scale_pos_weight": 4}
if name.startswith("dart"):
    parameters |= {"booster": "dart", "rate_drop": 0.4, "normalize_type": "forest"}
booster = xgboost.train(parameters, xgboost.DMatrix(rows, answers, feature_names=names), 12)
booster.save_model(f"{name}.json")
asked = rows[:60]
said = booster.predict(xgboost.DMatrix(asked, feature_names=names))
with open(f"{name}.rows", "w") as file:
    for row, chance in zip(asked, said):
        file.write(" ".join([repr(float(number)) for number in row] + [repr(float(chance))]) + "\n")
