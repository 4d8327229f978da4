"""The tables read by numpy say of every case what `advise` says: random ones, made-up ones, states of the check."""

from random import Random

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import NOW, cases

from guide import advise, default_book
from guide.book.chain import CHAIN
from guide.book.clocks import CLOCKS, READINGS
from guide.book.slots import SLOTS
from guide.cases import sample, weights
from guide.check.states import NOW as LOOKED_AT
from guide.check.states import Editions, Situations, walk
from guide.check.states.advising import ADVISING
from guide.check.states.every import every_state
from guide.check.states.example import case as example
from guide.desk.chain.deciding import AT_ONCE, _decide, decide
from guide.desk.columns.arrays import BIT, columns, moment
from guide.engine.evidence import missing

BOOK = default_book()
#: Everything that the tables and the clocks say in one word.
SAID = ("action", "turn", "stage", "papers", *READINGS,
        *dict.fromkeys(o for name in CHAIN for o in BOOK.tables[name].outcomes))  # fmt: skip


def clocks_of(advice, now):
    """The deadlines that a desk looks at, from those of the advice."""
    running = [clock for clock in advice.clocks if not clock.paused]
    ahead = [clock for clock in running if clock.ends == "lose" and clock.ends_at > now]
    over = [clock.ends_at for clock in running if clock.ends != "lose" and clock.ends_at <= now]
    return (ahead[0].ends_at if ahead else None), max(over, default=None)


def agree(some, now=NOW):
    """Hold the decisions of some cases against the advice of each."""
    decided = _decide(columns(some), BOOK, now)  # with every word, which `decide` does not keep
    place, reasons = decided.reasons()
    words = {name: decided.words(name) for name in SAID}
    ends = decided.deadlines
    for row, case in enumerate(some):
        advice = advise(case, BOOK, now)
        state = advice.route.state
        assert {n: said[row] for n, said in words.items()} == {n: state[n] for n in words}, case
        assert moment(ends.due.at[row]) == advice.due, case
        if advice.due is not None:
            clock = next(
                c for c in advice.clocks if c.ends_at == advice.due and c.id == list(CLOCKS)[ends.due.clock[row]]
            )
            rule = BOOK.tables["clocks"].rules[ends.due.rule[row]]
            assert (clock.turn, clock.ends, clock.because) == (rule.then["turn"], rule.then["ends"], rule.because)
        assert (moment(ends.lose.at[row]), moment(ends.since.at[row])) == clocks_of(advice, now), case
        assert reasons[place[row]] == tuple(f"{r.table}/{r.rule}" for r in advice.reasons)
        lacking = {slot for slot in SLOTS if decided.lacking[row] & BIT[slot]}
        assert lacking == set(missing(advice.route.rules["evidence"], advice.route.facts.held))
        assert bool(decided.blocked[row]) == bool(advice.blockers)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(cases, min_size=1, max_size=6))
def test_random_cases_are_decided_as_each_alone(some):
    agree(some)


def test_made_up_cases_are_decided_as_each_alone():
    rows = [row.case for row in sample.cases(BOOK, weights.weights(BOOK), 300, 3, NOW)]
    agree(rows)


def test_states_of_the_check_are_decided_as_each_alone():
    situations = Situations(Editions(BOOK))
    standings = walk(Editions(BOOK))
    product = every_state(situations, standings, (), ADVISING)
    rng, some = Random(5), []
    while len(some) < 120:
        parcel, standing = rng.randrange(len(product.parcel)), rng.randrange(len(standings))
        try:
            some.append(example(situations, standings, product.parcel.row(parcel), standing, one_of_many=True))
        except (ValueError, StopIteration):
            continue
    agree(some, LOOKED_AT)


def test_runs_of_many_cases_are_decided_like_one():
    rows = [row.case for row in sample.cases(BOOK, weights.weights(BOOK), 50, 3, NOW)]
    alone = decide(columns(rows), BOOK, NOW)
    many = decide(columns(rows * (AT_ONCE // 50 + 2)), BOOK, NOW)
    for name in ("action", "turn"):
        assert (many.state[name] == np.resize(alone.state[name], many.many)).all()
    assert (many.deadlines.due.at == np.resize(alone.deadlines.due.at, many.many)).all()


def test_no_case_at_all_is_decided():
    assert decide(columns([]), BOOK, NOW).many == 0
