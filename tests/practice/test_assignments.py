"""Sets of exercises for a class: the same for everybody, nothing personal in them, and anew when the rules change."""

import json

import pytest
from strategies import NOW

from guide import Case, default_book
from guide.cases.store import Store
from guide.practice.cases.building import build
from guide.practice.learning import training
from guide.practice.teaching import records
from guide.practice.teaching.assignments import (
    FILE,
    MISSED,
    RULE,
    SKILL,
    anew,
    by_file,
    by_rule,
    by_skill,
    exercises,
    read_assignment,
)
from guide.practice.teaching.records import Course, Diary, PracticeError, new_class

BOOK = default_book()
REAL = build(BOOK, "patience/w6", 3)


@pytest.mark.parametrize(
    ("make", "kind"),
    [(lambda: by_skill(BOOK, "who_signed"), SKILL), (lambda: by_rule(BOOK, "patience/w6"), RULE),
     (lambda: by_rule(BOOK, "ladder/l12", kind=MISSED), MISSED),
     (lambda: by_file(BOOK, REAL.truth, REAL.now), FILE)],
    ids=[SKILL, RULE, MISSED, FILE],
)  # fmt: skip
def test_a_set_is_the_same_for_everybody(make, kind):
    """Kept and read back it gives equal exercises, which are about what it names."""
    made = make()
    again = read_assignment(json.loads(json.dumps(made.to_plain())))
    given = exercises(BOOK, again)
    assert given == exercises(BOOK, made)
    assert (again.kind, len(again.code)) == (kind, 4)
    if kind == SKILL:
        assert {one.exercise.skill for one in given} == {"who_signed"}
        assert len({one.exercise.rule for one in given}) == len(given) == 5
    elif kind != FILE:
        assert [one.exercise.rule for one in given] == [made.about] * 5
    else:
        assert all(one.case.number.startswith(f"{made.code}/") for one in given)


def test_nothing_that_was_typed_goes_into_a_set():
    """Goods, numbers, names and texts of a real case stay behind."""
    truth = REAL.truth.with_fact("item", "secret goods").with_fact("order_no", "P999")
    text = json.dumps(by_file(BOOK, truth, REAL.now).to_plain())
    assert "secret" not in text
    assert "P999" not in text
    assert truth.facts.item == "secret goods"


def test_a_case_that_teaches_nothing_makes_no_set(monkeypatch):
    """Neither does an empty one, or one with nothing but what was typed, nor a rule or a skill that nobody knows."""
    assert by_file(BOOK, Case(), NOW) is None
    assert by_file(BOOK, Case().with_fact("item", "goods").with_fact("order_no", "P1"), NOW) is None
    assert by_file(BOOK, Case().with_fact("tracking", "in_transit"), NOW) is not None
    monkeypatch.setattr(training, "retell", lambda *_: ())
    assert by_file(BOOK, REAL.truth, REAL.now) is None
    assert by_rule(BOOK, "patience/none") is None
    assert by_skill(BOOK, "none") is None
    for broken in ({}, {"name": ""}, {"code": "A", "kind": "?", "about": "", "edition": "", "cases": ["a"]}):
        assert read_assignment(broken) is None


def test_a_set_of_earlier_rules_is_offered_anew():
    """Its exercises come under the rules of today; of rules that are gone nothing is left."""
    old = by_rule(BOOK, "patience/w6")._replace(edition="before")
    assert anew(BOOK, old).edition != "before"
    assert len(exercises(BOOK, old)) == 5
    gone = old._replace(cases=("patience/none/1",))
    assert exercises(BOOK, gone) == ()
    assert anew(BOOK, gone) is None
    assert anew(BOOK, by_skill(BOOK, "silent")._replace(edition="before")).cases


def test_a_class_keeps_its_sets_and_has_an_end(tmp_path, monkeypatch):
    """The newest set first; one person too many is told so, and nobody who is there loses anything."""
    store, codes = Store(f"sqlite:///{tmp_path}/c.db"), new_class()
    course = Course(store, codes.people)
    course.make(NOW)
    one, two = by_rule(BOOK, "patience/w6"), by_skill(BOOK, "silent")
    before = two._replace(edition="before")  # a set keeps its code when it is set again under the rules of today
    for chosen in (one, before, one):
        course.assign(chosen, NOW)
    assert Course(store, codes.people).assigned == (one, before)
    course.assign(two, NOW)
    assert Course(store, codes.people).assigned == (two, one)
    monkeypatch.setattr(records, "MOST_PEOPLE", 1)
    first = Diary()
    first.join(store, codes.people, "T-01", NOW)
    with pytest.raises(PracticeError):
        Diary().join(store, codes.people, "T-02", NOW)
    assert Course(store, codes.people).people == ("T-01",)
