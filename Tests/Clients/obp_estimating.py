"""Values a policy from another one's log with the estimators of the Open Bandit Pipeline, and prints what they say.

usage: obp_estimating.py LOG

The log is a JSON object of lists: action, reward, pscore, and for each decision the chances of all actions under the target
policy (target) and the reward that a model expects of each (expected); and the threshold of weights for those that have one.
"""

import importlib.abc
import importlib.machinery
import json
import sys
from unittest.mock import MagicMock

import numpy
import sklearn.ensemble  # before there are stubs, which it would take for what they stand for


class Stubs(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Stands for what the package loads beside its estimators, which only need numpy and scikit-learn."""

    names = {"matplotlib", "mypy_extensions", "pandas", "seaborn", "torch", "yaml"}

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in self.names:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        class Module(MagicMock):
            # Classes that others are made of have to be classes.
            Module = Dataset = Tensor = DataFrame = Series = type("Stub", (), {})

        return Module(name=spec.name, __path__=[], __spec__=spec, __name__=spec.name)

    def exec_module(self, module):
        pass


sys.meta_path.insert(0, Stubs())

from obp.ope import DirectMethod, DoublyRobust, DoublyRobustWithShrinkage, InverseProbabilityWeighting
from obp.ope import SelfNormalizedInverseProbabilityWeighting, SwitchDoublyRobust

for name in [name for name in sys.modules if name.split(".")[0] in Stubs.names]:
    del sys.modules[name]
log = {name: numpy.array(column) for name, column in json.load(open(sys.argv[1])).items()}
threshold = float(log.pop("threshold"))
arguments = {
    "action": log["action"].astype(int),
    "reward": log["reward"].astype(float),
    "pscore": log["pscore"],
    "action_dist": log["target"][:, :, None],
    "estimated_rewards_by_reg_model": log["expected"][:, :, None],
    "position": numpy.zeros(len(log["action"]), dtype=int),
}
print(
    json.dumps(
        {
            "directMethod": DirectMethod().estimate_policy_value(**arguments),
            "inversePropensity": InverseProbabilityWeighting().estimate_policy_value(**arguments),
            "selfNormalized": SelfNormalizedInverseProbabilityWeighting().estimate_policy_value(**arguments),
            "doublyRobust": DoublyRobust().estimate_policy_value(**arguments),
            "switchDoublyRobust": SwitchDoublyRobust(tau=threshold).estimate_policy_value(**arguments),
            "shrunkDoublyRobust": DoublyRobustWithShrinkage(lambda_=threshold**2).estimate_policy_value(**arguments),
        }
    )
)
