"""The ladder, the records and the class: nothing is mastered by guessing, and nothing is lost."""

import json
from collections import Counter
from datetime import UTC, timedelta
from pathlib import Path
from statistics import correlation, mean

import pytest
from hypothesis import given as given_hypothesis
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from strategies import NOW

from guide import default_book
from guide.cases.store import Store
from guide.practice.cases.building import edition
from guide.practice.exercises.difficulty import DIFFICULTIES, difficulty
from guide.practice.exercises.exercise import BEST, KINDS, LEVELS, NOT_YET, POSSIBLE
from guide.practice.exercises.feedback import best, judge
from guide.practice.learning.mastery import (
    ALONE,
    CHECK,
    EXAMPLE,
    GUIDED,
    MASTERED,
    RUNGS,
    STATES,
    Record,
    read_record,
    standings,
)
from guide.practice.learning.planning import Task, answered_today, tasks
from guide.practice.learning.simulated import LEARNERS, false_mastery
from guide.practice.learning.training import give, recall, record
from guide.practice.skills import rules_of, skills
from guide.practice.teaching.cohort import (
    FEW,
    FEWEST,
    Figures,
    action_of,
    first_tries,
    grid,
    most_missed,
    to_teach,
    wilson,
)
from guide.practice.teaching.export import to_csv, to_xapi
from guide.practice.teaching.records import Course, Diary, PracticeError, codes_of, new_class, read_sign
from guide.practice.teaching.sample_class import sample_class

BOOK = default_book()
SCHEMA = Draft202012Validator(json.loads((Path(__file__).parent / "xapi.schema.json").read_text("utf-8")))
RULES = {skill: rules_of(BOOK, skill) for skill in skills(BOOK)}


def answers(*levels, days=2, rules=4, pair=True, rung=ALONE):
    """Answers to one skill; the last two are a contrast pair."""
    made = [Record(NOW - timedelta(days=9), "silent", "decide", "r", "r/0", "seen", EXAMPLE, "", "", "e"),
            Record(NOW - timedelta(days=9), "silent", "decide", "r", "r/1", BEST, GUIDED, "a", "a", "e")]  # fmt: skip
    for n, level in enumerate(levels):
        last = pair and n >= len(levels) - 2
        at = NOW - timedelta(days=days - 1 if n < len(levels) / 2 else 0, minutes=9 - n)
        made.append(Record(at, "silent", "decide", f"r{n % rules}", f"r/{n}", level, rung, "a", f"k{n}", "e",
                           "p" if last else f"p{n}"))  # fmt: skip
    return made


def standing(records, edition="e"):
    return standings(records, skills(BOOK), edition)["silent"]


def test_four_at_best_on_two_days_with_a_pair_master_a_skill():
    """Each condition is needed: one level less, one day, one rule, or no pair, and it is not mastered."""
    assert standing(answers(*[BEST] * 4)).mastered
    assert not standing(answers(BEST, BEST, POSSIBLE, BEST)).mastered
    assert not standing(answers(*[BEST] * 4, days=1)).mastered
    assert not standing(answers(*[BEST] * 4, rules=3)).mastered
    assert not standing(answers(*[BEST] * 4, pair=False)).mastered
    assert not standing(answers(*[BEST] * 4, rung=GUIDED)).mastered


def test_a_mastered_skill_is_planned_lost_again_and_due_when_the_rules_change():
    """The software plans the next check; a miss takes the mastery away, other rules make it due."""
    records = answers(*[BEST] * 4)
    assert standing(records).due > NOW
    assert standing(records).state(NOW) == MASTERED
    assert standing(records, "other").state(NOW) == "due"
    missed = Record(NOW, "silent", "decide", "r9", "r/9", NOT_YET, CHECK, "a", "k", "e")
    assert (standing([*records, missed]).mastered, standing([*records, missed]).lapses) == (False, 1)


def test_two_misses_bring_the_hints_back_and_five_are_stuck():
    """Whoever misses is helped, and whoever goes on missing is seen."""
    assert standing(answers(NOT_YET, NOT_YET)).rung == GUIDED
    assert standing(answers(*[NOT_YET] * 5)).state(NOW) == "stuck"


def test_whoever_gets_no_further_than_the_hints_is_stuck():
    """Answers with hints count, too, where more of them were missed; one that is right is no miss."""
    missed = [Record(NOW, "silent", "decide", f"r{n}", f"r/{n}", NOT_YET, GUIDED, "a", "k", "e") for n in range(6)]
    assert standing(missed[:4]).state(NOW) == "learning"
    assert (standing(missed[:5]).state(NOW), standing(missed[:5]).missed) == ("stuck", (5, 5))
    right = [record._replace(level=BEST) for record in missed[:3]]
    assert standing([*right, *missed[3:]]).state(NOW) == "learning"
    (person,) = grid({"T-07": standings(missed, skills(BOOK), "e")}, NOW)
    assert person.stuck == (("silent", 6, 6),)


def test_whoever_has_answered_alone_gets_what_is_harder():
    """With hints the easier of two exercises, alone the harder one."""
    task = tasks(standings((), skills(BOOK), "e"), NOW)[0]
    degrees = {}
    for rung in (GUIDED, ALONE):
        records = ()
        for _ in range(10):
            given = give(BOOK, "promises", records)
            degrees.setdefault(rung, []).append(DIFFICULTIES.index(difficulty(given.exercise, BOOK)))
            records += (record(given, best(given.exercise), BEST, task._replace(skill="promises", rung=rung), NOW),)
    assert mean(degrees[GUIDED]) < mean(degrees[ALONE])


def test_there_is_always_one_thing_to_do():
    """Nothing begun, everything due, a clock set back: a task comes first."""
    for now in (NOW, NOW - timedelta(days=400)):
        for records in ((), answers(*[BEST] * 4)):
            assert tasks(standings(records, skills(BOOK), "e"), now)[0].skill in skills(BOOK)


@pytest.mark.parametrize(("learner", "most"), zip(LEARNERS, (0.01, 0.05, 0.03, 0.001), strict=True))
def test_nothing_is_mastered_by_chance(learner, most):
    """Simulated learners declare hardly any skill that they do not know; benchmarks/practice.py asks more of them."""
    wrong, declared, of = false_mastery(learner, RULES, 5, 1, NOW)
    assert wrong <= most * of
    assert declared <= of


def test_the_next_exercise_follows_from_the_answers():
    """Equal answers give equal exercises; a pair is one fact apart and has another key."""
    given = give(BOOK, "stalling", ())
    assert given == give(BOOK, "stalling", ())
    task = tasks(standings((), skills(BOOK), "e"), NOW)[0]._replace(skill="stalling", rung=CHECK)
    first = record(given, best(given.exercise), BEST, task, NOW)
    other = give(BOOK, "stalling", (first,), wants_pair=True)
    second = record(other, best(other.exercise), BEST, task, NOW)
    assert (second.pair, judge(other.exercise, best(other.exercise), BOOK).level) == (first.pair, BEST)
    assert second.key != first.key
    again = recall(BOOK, second.case, second.kind, second.rule)  # its trainer sees the other half, too
    assert {part.id: part.key for part in again.exercise.parts} == best(other.exercise)


@pytest.mark.parametrize("skill", ["first_question", "who_signed", "first_message"])
def test_whoever_answers_well_masters_a_skill_in_two_days(skill):
    """Exercises about four different rules come up, a contrast pair among them; one day is never enough."""
    records, now = [], NOW
    for _ in range(12):
        standing = standings(records, skills(BOOK), edition(BOOK))[skill]
        if standing.mastered:
            break
        now += timedelta(days=1) if standing.rests(now) else timedelta(minutes=2)
        task = Task(skill, standing.rung, "learning")
        given = give(BOOK, skill, records, wants_pair=standing.wants_pair)
        level = "seen" if standing.rung == EXAMPLE else BEST
        records.append(record(given, best(given.exercise), level, task, now))
    assert standing.mastered
    assert len({r.rule for r in records[-4:]}) == 4


def test_a_day_brings_few_skills_in_turn():
    """An example is followed by its exercise, three skills take turns, and what went well twice rests."""
    records, met = [], []
    for n in range(14):
        now = NOW + timedelta(minutes=n)
        task = tasks(standings(records, skills(BOOK), "e"), now)[0]
        met.append((task.skill, task.rung))
        level = "seen" if task.rung == EXAMPLE else BEST
        records.append(Record(now, task.skill, "ask", f"r{n}", f"r/{n}", level, task.rung, "a", f"k{n}", "e"))
    first, second, third, *_ = skills(BOOK)
    assert met[:4] == [(first, EXAMPLE), (first, GUIDED), (second, EXAMPLE), (second, GUIDED)]
    assert {skill for skill, _ in met[:10]} == {first, second, third}
    assert met[10] == ([*skills(BOOK)][3], EXAMPLE)
    assert standings(records, skills(BOOK), "e")[first].rests(NOW)
    assert len(answered_today(records, NOW)) == sum(rung != EXAMPLE for _, rung in met)


@pytest.mark.parametrize("skill", list(skills(BOOK)))
def test_each_skill_has_exercises(skill):
    """Of each skill something can be practised, and the answer can be kept and read back."""
    given = give(BOOK, skill, ())
    task = tasks(standings((), skills(BOOK), "e"), NOW)[0]._replace(skill=skill)
    kept = record(given, best(given.exercise), BEST, task, NOW)
    assert read_record(json.loads(json.dumps(kept.to_plain()))) == kept._replace(at=kept.at)


def test_records_survive_two_tabs_and_can_be_deleted(tmp_path):
    """Two pages of one person both write and nothing is lost; a deleted person begins anew."""
    store, codes = Store(f"sqlite:///{tmp_path}/c.db"), new_class()
    assert codes_of(codes.trainer) == codes
    with pytest.raises(PracticeError):
        Diary().join(store, codes.people, "T-07", NOW)
    Course(store, codes.people).make(NOW)
    one, two = Diary(), Diary()
    one.add(answers(BEST)[0])  # before joining: it comes along
    one.join(store, codes.people, " t-07 ", NOW)
    two.join(store, codes.people, "T-07", NOW)
    for diary, made in ((one, answers(BEST)[1]), (two, answers(BEST)[2])):
        diary.add(made)
    course = Course(store, codes.people)
    assert course.people == ("T-07",)
    assert len(course.records()["T-07"]) == 3
    assert course.forget("T-07", NOW) == 3
    assert Course(store, codes.people).records() == {}
    one.join(store, codes.people, "T-07", NOW)
    assert one.records == ()


def test_a_sign_is_no_name():
    """Up to twelve letters, digits and hyphens; anything else is refused."""
    assert read_sign("ｔ－０７") == "T-07"
    for text in ("", "王", "a@b", "x" * 13):
        with pytest.raises(PracticeError):
            read_sign(text)


def test_the_interval_is_the_one_of_wilson():
    """Known values: 23 of 38 is 45 to 74 percent; none of none says nothing."""
    share = wilson(23, 38)
    assert (round(share.low, 3), round(share.high, 3)) == (0.447, 0.744)
    assert wilson(0, 0)[1:] == (0.0, 1.0)


def counted_of(records, edition="e"):
    figures = Figures(BOOK, edition)
    figures.count(records)
    return figures.found


def counted_by_hand(records):
    """Of each rule at its first try: people, misses, the wrong action and how often, the right one, discrimination."""
    firsts = {}
    for sign, made in records.items():
        for r in made:
            if r.kind == "decide" and r.level != "seen":
                firsts.setdefault(r.rule, {}).setdefault(sign, r)
    good = {(sign, rule): r.level == BEST for rule, met in firsts.items() for sign, r in met.items()}
    counted = {}
    for rule, met in firsts.items():
        bad = [r for sign, r in met.items() if not good[sign, rule]]
        ((wrong, often),) = Counter(action_of(r.chosen) for r in bad if r.chosen != r.key).most_common(1) or [("", 0)]
        here = [float(good[sign, rule]) for sign in met]
        rest = [mean([g for (s, other), g in good.items() if s == sign and other != rule] or [0]) for sign in met]
        apart = len(met) >= FEW and len({*here}) > 1 and len({*rest}) > 1
        value = pytest.approx(correlation(here, rest)) if apart else None
        counted[rule] = (len(met), len(bad), wrong, often, action_of(next(iter(met.values())).key), value)
    return counted


@pytest.mark.parametrize(("people", "each"), [(30, 40), (45, 120), (1, 3)])
def test_the_most_missed_rules_equal_an_independent_count(people, each):
    """First tries by rule, ordered by the lower end of the interval; few people have no place at the top."""
    records = sample_class(BOOK, NOW, people=people, answers=each)
    missed, counted = most_missed(records), counted_by_hand(records)
    assert {m.rule: (m.people, m.missed, m.wrong, m.wrong_count, m.key, m.discrimination) for m in missed} == counted
    assert all(m.interval == wilson(m.missed, m.people) for m in missed)
    known = [m.interval.low for m in missed if m.people >= FEWEST]
    assert known == sorted(known, reverse=True)
    assert len(first_tries(records)) == sum(found[0] for found in counted.values())
    assert len(grid(counted_of(records), NOW)) == people


def test_what_to_teach_has_five_cases():
    """The rule that leads, with cases that everybody gets."""
    missed = most_missed(sample_class(BOOK, NOW))
    first, cases = to_teach(missed)
    assert first == missed[0]
    assert len({*cases}) == 5


def test_the_sample_class_shows_every_standing():
    """Some skills are mastered, some due, some stuck, some new: a trainer sees what the marks mean."""
    records = sample_class(BOOK, NOW)
    assert {*STATES} == {state for p in grid(counted_of(records, edition(BOOK)), NOW) for state in p.states.values()}


def test_exports_name_signs_only():
    """CSV and xAPI: each answer once, and nobody is named but by a sign."""
    records = sample_class(BOOK, NOW, people=2, answers=3)
    assert len(to_csv(records).decode("utf-8-sig").splitlines()) == 7
    statements = json.loads(to_xapi(records))
    assert len({s["id"] for s in statements}) == 6
    assert {s["actor"]["account"]["name"] for s in statements} == {*records}


_ANY = st.text(max_size=12)


_AT = st.datetimes(timezones=st.just(UTC))
_LEVEL, _KIND, _RUNG = st.sampled_from((*LEVELS, "seen")), st.sampled_from(KINDS), st.sampled_from(RUNGS)


@given_hypothesis(st.builds(Record, _AT, _ANY, _KIND, _ANY, _ANY, _LEVEL, _RUNG, _ANY, _ANY, _ANY, _ANY))
def test_any_answer_is_a_valid_statement(record):
    """Whatever an entry holds, its statement keeps the rules of xAPI 1.0.3."""
    SCHEMA.validate(json.loads(to_xapi({"T-07": (record,)})))


def test_the_rules_of_xapi_refuse_what_is_none():
    """The schema is no formality: a wrong time, an unknown property, a home page without an address are refused."""
    (statement,) = json.loads(to_xapi({"T-07": tuple(answers(BEST)[:1])}))
    SCHEMA.validate([statement])
    account = {"account": {"homePage": "urn:here", "name": "T-07"}}
    for wrong in ({"timestamp": "2026-11-05 10:00"}, {"more": 1}, {"actor": account}, {"id": "1"}, {"result": None}):
        assert not SCHEMA.is_valid([statement | wrong])
