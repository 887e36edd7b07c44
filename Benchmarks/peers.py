"""Other engines on the rules and rows that `DecisionBenchmarks workload FILE` wrote: nanoseconds of one rule.

Each engine gets the form that it is fastest with: programs compiled beforehand, and where a call across the border of
Python costs more than the rule, all rules as one list, evaluated in one call a row. The counts of true rules must
agree with Mesure's, or the engine is reported as different and not timed.
"""

import json
import sys
import time

ROUNDS = 7


def median_ns(work, rules_evaluated):
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return sorted(seconds)[ROUNDS // 2] / rules_evaluated * 1e9


def report(peer, work, load):
    found = work()
    if found != load["trueCount"]:
        print(f"{peer} finds {found} true rules instead of {load['trueCount']}: not timed", file=sys.stderr)
        return
    ns = median_ns(work, len(load["rules"]) * len(load["rows"]))
    print(json.dumps({"peer": peer, "ns": ns}))


def google_cel(load):
    from cel_expr_python import cel
    types = {"int": cel.Type.INT, "double": cel.Type.DOUBLE, "string": cel.Type.STRING, "bool": cel.Type.BOOL}
    env = cel.NewEnv(variables={name: types[type] for name, type in zip(load["names"], load["types"])})
    texts = [rule["cel"] for rule in load["rules"]]
    programs = [env.compile(text) for text in texts]
    listed = env.compile("[" + ", ".join(texts) + "]")
    rows = [dict(zip(load["names"], row)) for row in load["rows"]]

    def one_by_one():
        count = 0
        for row in rows:
            activation = env.Activation(row)
            count += sum(program.eval(activation).value() for program in programs)
        return count

    def as_list():
        count = 0
        for row in rows:
            answers = listed.eval(env.Activation(row)).value()
            count += sum(1 for answer in answers if (answer.value() if hasattr(answer, "value") else answer))
        return count

    report("cel-expr-python (cel-cpp), program a rule", one_by_one, load)
    report("cel-expr-python (cel-cpp), one list", as_list, load)


def rust_cel(load):
    import cel
    texts = [rule["cel"] for rule in load["rules"]]
    programs = [cel.compile(text) for text in texts]
    listed = cel.compile("[" + ", ".join(texts) + "]")
    rows = [dict(zip(load["names"], row)) for row in load["rows"]]

    def one_by_one():
        return sum(program.execute(row) for row in rows for program in programs)

    def as_list():
        return sum(sum(listed.execute(row)) for row in rows)

    report("common-expression-language, program a rule", one_by_one, load)
    report("common-expression-language, one list", as_list, load)


def zen_rules(load):
    import zen
    texts = [rule["zen"] for rule in load["rules"]]
    listed = zen.compile_expression("[" + ", ".join(texts) + "]")
    rows = [dict(zip(load["names"], row)) for row in load["rows"]]

    def as_list():
        return sum(sum(listed.evaluate(row)) for row in rows)

    report("zen-engine, one list", as_list, load)


def main():
    with open(sys.argv[1]) as file:
        load = json.load(file)
    for engine in (google_cel, rust_cel, zen_rules):
        try:
            engine(load)
        except ImportError as error:
            print(f"{error.name} is not installed: left out", file=sys.stderr)


main()
