"""Decision tables: compiling, deciding, and an independent slow oracle over every cell of every unique table."""

from collections import Counter
from random import Random

import numpy as np
import pytest

import guide
from guide.book.chain import TABLES, UNIQUE, named
from guide.book.facts import WORDS
from guide.book.faults import Fault
from guide.book.notices import Notice
from guide.book.tables import Rule, Table, combination, compile_unique

BOOK = guide.default_book()
ALL = {name: frozenset(map(str, values)) for name, values in WORDS.items()}


def rule(id_: str, row: int, **when: str) -> Rule:
    """A rule of a toy table over `gift` and `confirmed`; what is not named is any."""
    accepted = {c: frozenset(when[c].split("|")) if c in when else ALL[c] for c in ("gift", "confirmed")}
    return Rule("toy", id_, row, accepted, {"level": id_}, {"zh": "因为", "en": "because"}, ("S01",))


def toy(*rules: Rule) -> tuple[Table, list[Fault]]:
    return compile_unique("toy", "toy.csv", ("gift", "confirmed"), ("level",), rules)


def test_every_case_is_decided_by_its_own_rule():
    """A compiled table answers for every combination of its conditions."""
    table, faults = toy(rule("a", 2, gift="yes"), rule("b", 3, gift="no|unknown"))
    assert [] == faults
    assert "a" == table.decide({"gift": "yes", "confirmed": "no"}).id
    assert "b" == table.decide({"gift": "unknown", "confirmed": "yes"}).id


def test_a_gap_is_counted_and_shown():
    """A missing rule is reported with the number of open cases and the first of them."""
    _, faults = toy(rule("a", 2, gift="yes"), rule("b", 3, gift="no", confirmed="no"))
    assert ["no rule for 9 of 15 cases, for example gift=unknown, confirmed=unknown."] == [str(f.what) for f in faults]


def test_an_overlap_names_both_rules_and_a_case():
    """Two rules for one case are reported once, at the later one, with an example."""
    _, faults = toy(rule("a", 2), rule("b", 3, gift="yes"))
    overlap = Fault(
        "toy.csv", 3, "id", Notice("fault.table.overlap.case", one="a", two="b", shown="gift=yes, confirmed=unknown")
    )
    dead = Fault("toy.csv", 3, "id", Notice("fault.table.dead", id="b"))
    assert {overlap, dead} == set(faults)


def test_a_partly_covered_rule_is_not_dead():
    """A rule that still decides one case of its own overlaps, but is not dead."""
    _, faults = toy(rule("a", 2, gift="yes|no"), rule("b", 3, gift="no|unknown"))
    assert ["rules a and b overlap, for example at gift=no, confirmed=unknown."] == [str(f.what) for f in faults]


def test_too_many_rules_are_refused():
    """A cell is one byte, so a table holds at most 255 rules."""
    _, faults = toy(*(rule(f"r{n}", n + 2) for n in range(256)))
    assert "the table has too many rules." == str(faults[0].what)


def test_a_fault_reads_as_one_sentence():
    """File, row, column, what is wrong and what is allowed, in this order."""
    fault = Fault("toy.csv", 3, "if.gift", Notice("fault.value", value="ja"), "no unknown yes")
    assert "toy.csv, row 3, column if.gift: unknown value “ja”. Allowed: no unknown yes." == str(fault)


def test_collect_returns_all_that_match_in_the_order_of_the_file():
    """With the hit policy collect, several rules may speak."""
    table = Table("toy", "toy.csv", ("gift", "confirmed"), ("level",), (rule("a", 2), rule("b", 3, gift="yes")))
    assert ["a", "b"] == [r.id for r in table.collect({"gift": "yes", "confirmed": "no"})]
    assert ["a"] == [r.id for r in table.collect({"gift": "no", "confirmed": "no"})]


@pytest.mark.parametrize("name", named(policy=UNIQUE))
def test_exactly_one_rule_matches_every_case(name):
    """Laid rule by rule over all cells, every cell has one rule, and it is the compiled one."""
    table = BOOK.tables[name]
    shape = [len(WORDS[c]) for c in table.conditions]
    owner, rules = np.zeros(shape, dtype=np.uint8), np.zeros(shape, dtype=np.uint8)
    for number, each in enumerate(table.rules, start=1):
        here = np.ix_(*([n for n, word in enumerate(WORDS[c]) if word in each.when[c]] for c in table.conditions))
        owner[here] = number
        rules[here] += 1
    assert (rules == 1).all()
    assert owner.tobytes() == table.cells
    for cell in Random(1).sample(range(owner.size), min(owner.size, 300)):
        assert table.rules[owner.flat[cell] - 1] is table.decide(combination(table.conditions, cell))


@pytest.mark.parametrize("name", named(policy=UNIQUE))
def test_every_rule_decides_some_case(name):
    """No rule is dead: each stands in at least one cell."""
    table = BOOK.tables[name]
    used = Counter(table.cells)
    assert [] == [r.id for number, r in enumerate(table.rules, start=1) if not used[number]]


@pytest.mark.parametrize("name", named(policy=UNIQUE))
def test_cell_numbers_and_facts_belong_together(name):
    """The first and the last cell are the first and the last value of each condition."""
    table = BOOK.tables[name]
    first, last = combination(table.conditions, 0), combination(table.conditions, len(table.cells) - 1)
    assert {c: str(next(iter(WORDS[c]))) for c in table.conditions} == first
    assert {c: str(list(WORDS[c])[-1]) for c in table.conditions} == last


def test_every_table_has_one_hit_policy():
    """Unique, partial and collect share the tables out between them."""
    assert sorted(BOOK.tables) == sorted(TABLES)


def test_rules_name_themselves_by_table_and_id():
    """Reasons, sources and tests quote a rule as table/id."""
    assert "problem/g15" == next(r.ref for r in BOOK.tables["problem"].rules if r.id == "g15")


def test_an_answer_whose_question_is_left_out_counts_for_no_other_question():
    rules = [
        Rule("t", name, n, {"tracking": tracking, "signer": signer}, {}, {}, ())
        for n, (name, tracking, signer) in enumerate(
            [("signer", {"delivered"}, {*WORDS["signer"]}), ("ask_family", {*WORDS["tracking"]}, {"family"})]
        )
    ]
    table = Table("t", "t.csv", ("tracking", "signer"), (), tuple(rules))
    assert () == table.left_out({"tracking": "delivered", "signer": "family"})
    assert ("signer", "ask_family") == table.left_out({"tracking": "lost", "signer": "family"})
    assert ("ask_family",) == table.left_out({"tracking": "delivered", "signer": "guard"})
