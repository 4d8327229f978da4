"""An oracle that is not ours: the exported DMN file, decided by the ZEN engine (Rust, MIT).

It knows the file alone: tables, cells and requirements come from the XML. Cells are handed over as they stand; the two
spellings that ZEN does not know are put into its own: `-` is an empty cell, `not("a","b")` is `not in ["a","b"]`.
Every table is asked for all rules that match, so that a second match in a unique table would show.
"""

import json
import re
from functools import cache
from itertools import islice, pairwise, product
from xml.etree import ElementTree as ET

import zen

from guide.book.chain import COLLECT, TABLES
from guide.book.facts import WORDS

NS = {"d": "https://www.omg.org/spec/DMN/20191111/MODEL/"}
_BATCH = 2_000


def _cell(text):
    if text == "-":
        return ""
    return re.sub(r"^not\((.*)\)$", r"not in [\1]", text)


class Oracle:
    """Decides cases by name of a decision, as the DMN file says."""

    def __init__(self, dmn: str) -> None:
        self.root = ET.fromstring(dmn)
        self.names = [d.get("name") for d in self.root.iterfind("d:decision", NS)]
        self._found = {d.get("name"): d for d in self.root.iterfind("d:decision", NS)}
        self.reads, self.requires = cache(self.reads), cache(self.requires)
        self._decision = cache(lambda name: zen.ZenEngine().create_decision(self._model(name)))

    def _model(self, name):
        kinds = {"in": "inputNode", "table": "decisionTableNode", "out": "outputNode"}
        nodes = [{"id": k, "type": t, "name": k, "position": {"x": 0, "y": 0}} for k, t in kinds.items()]
        nodes[1]["content"] = self._table(name)
        edges = [{"id": a, "type": "edge", "sourceId": a, "targetId": b} for a, b in pairwise(kinds)]
        return json.dumps({"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges})

    def _table(self, name):
        table = self._found[name].find("d:decisionTable", NS)
        inputs = [i.findtext("d:inputExpression/d:text", None, NS) for i in table.iterfind("d:input", NS)]
        outputs = [o.get("label") for o in table.iterfind("d:output", NS)]
        rules = []
        for rule in table.iterfind("d:rule", NS):
            tests = [_cell(e.findtext("d:text", None, NS)) for e in rule.iterfind("d:inputEntry", NS)]
            said = [e.findtext("d:text", None, NS) for e in rule.iterfind("d:outputEntry", NS)]
            cells = {f"i{n}": test for n, test in enumerate(tests)} | {f"o{n}": each for n, each in enumerate(said)}
            rules.append({"_id": rule.get("id"), "rule": json.dumps(rule.get("label")), **cells})
        return {
            "hitPolicy": "collect", "executionMode": "loop", "inputField": "cases", "outputPath": "found",
            "inputs": [{"id": f"i{n}", "name": f, "field": f} for n, f in enumerate(inputs)],
            "outputs": [{"id": "rule", "name": "rule", "field": "rule"}]
            + [{"id": f"o{n}", "name": f, "field": f"then.{f}"} for n, f in enumerate(outputs)],
            "rules": rules,
        }  # fmt: skip

    def reads(self, name):
        """What the expressions of a decision's inputs are, by the name of the column."""
        clauses = self._found[name].iterfind("d:decisionTable/d:input", NS)
        return {c.get("label"): c.findtext("d:inputExpression/d:text", None, NS) for c in clauses}

    def requires(self, name):
        """Names of the decisions, and of the facts, that a decision may look at."""

        def wanted(kind):
            found = self._found[name].iterfind(f"d:informationRequirement/d:required{kind}", NS)
            return [each.get("href").split(".", 1)[1] for each in found]

        return wanted("Decision"), wanted("Input")

    def decide(self, name, cases):
        """For each case the rules that match: (rule, outcomes)."""
        cases = iter(cases)
        while batch := list(islice(cases, _BATCH)):
            found = self._decision(name).evaluate({"cases": batch})["result"]["found"]
            assert len(batch) == len(found)
            for rules in found:
                yield [(r["rule"], {k: v or "" for k, v in r["then"].items()}) for r in rules]

    def follow(self, facts):
        """Every decision of the chain, each shown only what its requirements name; what each said."""
        said = {}
        for name in self.names:
            decisions, inputs = self.requires(name)
            seen = {n: facts[n] for n in inputs if n in facts} | {n: said[n][0] for n in decisions}
            (rules,) = self.decide(name, [seen])
            values = [then if len(then) > 1 else next(iter(then.values())) for _, then in rules]
            said[name] = (values[0] if values else None, rules)
        return {name: rules for name, (_, rules) in said.items()}


def shown(places, facts):
    """The facts of one case in the places where the expressions of a decision look for them."""
    seen = {}
    for name, (root, _, leaf) in places:
        if leaf:
            seen.setdefault(root, {})[leaf] = facts[name]
        else:
            seen[root] = facts[name]
    return seen


def ours(table, facts):
    """What our own engine says of one case, in the form in which the oracle answers."""
    rules = [table.decide(facts)] if table.cells else table.collect(facts)
    collects = TABLES[table.name].policy == COLLECT
    return [(rule.id, ({"id": rule.id} if collects else {}) | dict(rule.then)) for rule in rules]


def differences(oracle, table, cases):
    """How many cases were compared, and those of which the two engines say different things."""
    cases = list(cases)
    places = [(name, expression.partition(".")) for name, expression in oracle.reads(table.name).items()]
    found = oracle.decide(table.name, (shown(places, case) for case in cases))
    pairs = zip(cases, found, strict=True)
    return len(cases), [(case, said, own) for case, said in pairs if said != (own := ours(table, case))]


def every(table):
    """All cases of a table."""
    words = [WORDS[c] for c in table.conditions]
    return (dict(zip(table.conditions, values, strict=True)) for values in product(*words))


def around_rules(table, rng, each):
    """For every rule some cases that it accepts, each with its neighbours just outside: one condition not met."""
    for rule in table.rules:
        accepts = {name: sorted(ok) for name, ok in rule.when.items()}
        for _ in range(each):
            case = {name: rng.choice(words) for name, words in accepts.items()}
            yield case
            for name, words in accepts.items():
                outside = [word for word in WORDS[name] if word not in words]
                if outside:
                    yield case | {name: rng.choice(outside)}


def word_by_word(table):
    """For every rule cases that it accepts, and cases that miss one of its conditions by each word it leaves out.

    A rule matches where all its cells do, so every cell of every rule that asks for something is tried with every word
    that it can be given: those that it accepts together with those of the other cells, the others alone. A cell that
    asks for nothing is written alike in every rule and takes its turns beside them. Rules that are alike give one and
    the same case, which is tried once.
    """
    return map(dict, dict.fromkeys(tuple(case.items()) for case in _word_by_word(table)))


def _word_by_word(table):
    for rule in table.rules:
        accepts = {name: [word for word in WORDS[name] if word in rule.when[name]] for name in table.conditions}
        for turn in range(max((len(accepts[name]) for name in rule.asks), default=1)):
            yield {name: words[turn % len(words)] for name, words in accepts.items()}
        case = {name: words[0] for name, words in accepts.items()}
        for name, words in accepts.items():
            yield from (case | {name: word} for word in WORDS[name] if word not in words)
