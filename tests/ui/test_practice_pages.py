"""The pages of practice without a browser: an answer is kept once, a day has an end, a set reaches the class."""

import re
from datetime import timedelta
from random import Random

import pytest
from strategies import NOW

from guide.cases.archive.packing import pack
from guide.cases.store import Store
from guide.practice.cases.building import build, decisions
from guide.practice.exercises.exercise import NOT_YET
from guide.practice.exercises.feedback import best
from guide.practice.learning.mastery import ALONE, Record
from guide.practice.learning.planning import DAILY
from guide.practice.teaching.records import new_class
from guide.ui.controls.incoming import Arrived
from guide.ui.practice.cohort import CohortPage
from guide.ui.practice.page import PracticePage
from guide.ui.session import Session


@pytest.fixture
def session(tmp_path):
    """A visitor of a handbook with a store."""
    return Session(store=Store(f"sqlite:///{tmp_path}/p.db"), now=lambda: NOW)


def answer_best(page):
    """Answer as the engine would."""
    page.asking.answered = best(page.queue[0][0].exercise)
    page._answer("")


def test_a_day_ends_after_its_set(session):
    """After eight answers the page says that this is enough, and what comes tomorrow; one may go on."""
    page = PracticePage(session)
    page._start("")
    while page.queue:
        if page.feedback is None:
            answer_best(page)
        page._next("")
    assert page._today() == DAILY
    assert session.say("practice.today.done") in page.main.html
    page._start("")
    assert page.queue


def test_whoever_presses_everything_loses_nothing(session):
    """Acts in any order: an answer is kept once, without an answer nothing is, and nothing fails."""
    page, rng = PracticePage(session), Random(5)
    acts = [page._start, page._next, page._answer, page._stop, page._report, page._erase, page._skill]
    kept = 0
    for _ in range(40):
        rng.choice(acts)("who_signed")
        assert len(page.diary.records) >= kept
        kept = len(page.diary.records)
        assert page.failed == ""
    assert {r.level for r in page.diary.records} <= {"seen"}  # nothing was ever chosen


def test_a_class_is_open_in_the_next_tab_until_it_is_put_away(session, monkeypatch):
    """The device is told the code of the trainer, and none once it is put away; a code of no class opens none."""
    page, told = CohortPage(session), []
    monkeypatch.setattr(page.shell, "send", told.append)
    page._make("")
    assert told == [{"joined": {"code": page.codes.trainer}}]
    tab = CohortPage(session)
    tab._known("joined", told[0]["joined"])
    assert tab.codes == page.codes
    assert 'data-act="leave"' in tab.foot.html
    shown = page.codes.people
    page.foot.acts["leave"]("")
    assert told[-1] == {"joined": {"code": ""}}
    assert shown not in page.first.html
    for code in ("", 7, None, "BCDF-GHJK", "x" * 999):
        page._known("joined", {"code": code})
        assert page.course is None
        assert page.failed == ""


def test_a_class_that_the_device_remembers_and_nobody_has_can_be_forgotten(session, monkeypatch):
    """One sentence with a way out, on both pages; what was answered without a class stays."""
    code = new_class().trainer
    trainer, trainee = CohortPage(session), PracticePage(session)
    trainee._start("")
    answered = trainee.diary.records
    for page, entry, foot, word in (
        (trainer, trainer.code, trainer.foot, "cohort.gone"),
        (trainee, trainee.joining.course, trainee.joining.foot, "practice.class.gone"),
    ):
        told = []
        monkeypatch.setattr(page.shell, "send", told.append)
        page.shell._hear(None, {"joined": {"code": code, "sign": "T-07"}}, [])
        assert entry.error == session.say(word)
        assert entry.value == code
        assert 'data-act="leave"' in foot.html
        foot.acts["leave"]("")
        assert told[-1]["joined"]["code"] == ""
        assert entry.error == entry.value == ""
        assert 'data-act="leave"' not in foot.html
    assert answered
    assert trainee.diary.records == answered


def test_what_a_trainer_deleted_does_not_come_back_from_an_open_tab(session):
    """The tab says so, keeps to itself what is answered from then on, and may join again."""
    trainer, trainee = CohortPage(session), PracticePage(session)
    trainer._make("")
    trainee.joining.course.value, trainee.joining.sign.value = trainer.codes.people, "T-07"
    trainee.joining._join("")
    trainee._start("")
    assert len(trainee.diary.records) == 1
    trainee._report("")
    trainer.course.forget("T-07", NOW)
    trainee._skill("who_signed")
    assert len(trainee.diary.records) == 1
    assert trainee.diary.sign == ""
    assert "T-07" not in trainer._records()
    assert [told["sign"] for _, told in trainer.course.reports] == [""]
    trainer.render()
    assert session.say("cohort.reports.left") in trainer.main.html
    trainee._stop("")
    assert session.say("practice.kept.deleted") in trainee.main.html
    trainee.joining.course.value, trainee.joining.sign.value = trainer.codes.people, "T-07"
    trainee.joining._join("")
    assert session.say("practice.kept") in trainee.main.html
    assert len(trainer._records()["T-07"]) == 1
    assert [told["sign"] for _, told in trainer.course.reports] == [""]  # it may be somebody else by now


def test_a_set_reaches_everybody_and_a_deletion_is_asked_first(session):
    """The trainer sets a skill, the trainee sees its code; records go only after a second press."""
    trainer, trainee = CohortPage(session), PracticePage(session)
    trainer._make("")
    trainer._set_skill("who_signed")
    code = trainer.course.assigned[0].code
    assert code in trainer.first.html
    trainee.joining.course.value, trainee.joining.sign.value = trainer.codes.people, "T-07"
    trainee.joining._join("")
    assert code in trainee.main.html
    trainee._assigned(code)
    assert len(trainee.queue) == 5
    answer_best(trainee)
    trainer.render()
    trainer._person("T-07")
    trainer._forget_yes("T-07")  # not asked yet
    assert trainer.course.people == ("T-07",)
    trainer._forget("")
    assert session.say("cohort.forget.sure", sign="T-07") in trainer.main.html
    trainer._forget_yes("T-07")
    assert trainer.course.people == ()


def joined(session, trainer, sign="T-07"):
    """A page of somebody who has joined the class of a trainer."""
    page = PracticePage(session)
    page.joining.course.value, page.joining.sign.value = trainer.codes.people, sign
    page.joining._join("")
    assert page.diary.sign == sign
    return page


def missing(session, trainer, people):
    """As many people who each miss one rule at their first try."""
    trainer._set_rule("patience/w6")
    code = trainer.course.assigned[0].code
    for number in range(people):
        page = joined(session, trainer, f"T-{number:02}")
        page._assigned(code)
        right = best(page.queue[0][0].exercise)
        options = {part.id: {option.id for option in part.options} for part in page.queue[0][0].exercise.parts}
        page.asking.answered = {name: frozenset([min(options[name] - right[name])]) for name in right}
        page._answer("")
    return code


def test_sets_by_rule_by_what_is_missed_and_from_a_file_reach_a_trainee(session):
    """Each begins, under its own code; of a case file nothing that was typed is in it."""
    trainer = CohortPage(session)
    trainer._make("")
    codes = [missing(session, trainer, 5)]
    trainer.render()
    trainer._assign("")
    codes.append(trainer.course.assigned[0].code)
    real = build(session.book, "patience/w6", 3)
    packed = pack(real.truth.with_fact("item", "a secret thing"), (), session.book, real.now)
    assert trainer._open_file(Arrived("case.zip", "", packed)).taken
    codes.append(trainer.course.assigned[0].code)
    assert [one.kind for one in trainer.course.assigned] == ["file", "missed", "rule"]
    trainee = joined(session, trainer, "T-90")
    for code in codes:
        trainee._assigned(code)
        assert trainee.queue
        assert trainee.failed == ""
        assert "a secret thing" not in trainee.main.html
        trainee._stop("")
    assert not trainer._open_file(Arrived("case.zip", "", b"no archive")).taken
    assert trainer.files.error
    assert len(trainer.course.assigned) == 3


def test_a_trainer_opens_a_doubted_case_and_the_cases_to_teach_with(session):
    """Conversation, question and all its answers with the suggested one, from a file, too; one that is gone says so."""
    trainer = CohortPage(session)
    trainer._make("")
    missing(session, trainer, 5)
    trainee = joined(session, trainer, "T-90")
    trainee._skill("who_signed")
    trainee._report("")
    exercise = trainee.queue[0][0].exercise
    trainer.render()
    (look,) = re.findall(r'data-act="look" data-arg="([^"]+)"', trainer.main.html)
    assert look.split()[1:] == [exercise.kind, exercise.rule]
    trainer._look(look)
    for part in exercise.parts:
        for option in part.options:
            assert option.texts["zh"] in trainer.case.html
    assert session.say("practice.advised") in trainer.case.html
    assert 'data-act="report"' not in trainer.case.html
    trainer._close("")
    assert trainer.case.html == ""
    cases = re.findall(r'data-act="case" data-arg="([^"]+)"', trainer.first.html)
    assert len(cases) == 5
    for number in cases:
        trainer._case(number)
        assert number in trainer.case.html
    real = build(session.book, "patience/w6", 3)
    assert trainer._open_file(Arrived("case.zip", "", pack(real.truth, (), session.book, real.now))).taken
    trainee._stop("")
    trainee._leave("")
    trainee = joined(session, trainer, "T-91")
    trainee._assigned(trainer.course.assigned[0].code)
    trainee._report("")
    trainer.render()
    look = re.findall(r'data-act="look" data-arg="([^"]+)"', trainer.main.html)[0]
    trainer._look(look)
    assert look.split()[0] in trainer.case.html
    trainer._look("no/rule/1 decide no/rule")
    assert trainer.case.html == ""
    assert trainer.main.status == session.say("cohort.case.gone")
    for hostile in ("", "x", "a b c d", "// ask x", "patience/w6/²  "):
        trainer._look(hostile)
        assert trainer.failed == ""


def test_worked_examples_are_no_answers_of_a_class(session):
    """What is said of a class counts what somebody chose; below the grid it says how many have mastered what."""
    trainer = CohortPage(session)
    trainer._make("")
    missing(session, trainer, 5)
    joined(session, trainer, "T-90")._skill("who_signed")  # an example
    trainer.render()
    assert session.say("cohort.lead", people=6, answers=5) in trainer.first.html
    assert session.say("cohort.able") in trainer.main.html


def test_any_rule_can_be_set_before_anybody_has_practised(session):
    """Under its skill, in a new class."""
    trainer = CohortPage(session)
    trainer._make("")
    offered = re.findall(r'data-act="set_rule" data-arg="([^"]+)"', trainer.first.html)
    assert {*offered} == {*decisions(session.book)}
    trainer._set_rule("ladder/l45")
    assert trainer.course.assigned[0].about == "ladder/l45"


def test_a_set_of_an_older_edition_says_so_on_both_pages_and_can_be_made_anew(session, monkeypatch):
    """Its exercises come nevertheless, under the rules of today."""
    trainer = CohortPage(session)
    trainer._make("")
    monkeypatch.setattr("guide.practice.teaching.assignments.edition", lambda _: "an earlier one")
    trainer._set_skill("who_signed")
    monkeypatch.undo()
    trainer.render()
    trainee = joined(session, trainer)
    old = trainer.course.assigned[0].code
    assert session.say("cohort.sets.old") in trainer.first.html
    assert session.say("practice.assigned.old") in trainee.main.html
    trainee._assigned(old)
    assert len(trainee.queue) == 5
    trainer._anew(old)
    before, after = trainer.first.html.split(f"<b>{old}</b>")
    assert f"<b>{trainer.course.assigned[0].code}</b>" in before
    assert session.say("cohort.sets.old") not in before
    assert session.say("cohort.sets.old") in after


def test_two_tabs_of_one_trainee_lose_nothing(session):
    """Answers in turn, in both; each tab then has all of them, and the trainer counts each once."""
    trainer = CohortPage(session)
    trainer._make("")
    tabs = [joined(session, trainer), joined(session, trainer)]
    for number in range(6):
        tab = tabs[number % 2]
        tab._start("")
        if tab.feedback is None:
            answer_best(tab)
        tab._stop("")
    kept = trainer._records()["T-07"]
    assert len(kept) == 6
    assert {len(tab.diary.records) for tab in tabs} == {5, 6}  # the last answer of the other tab is not known yet
    assert len({(r.case, r.kind, r.rung) for r in kept}) > 1


def test_a_clock_set_back_loses_nothing(tmp_path):
    """Answers stand in the order in which they were given, and something is to be done at every moment."""
    clock = [NOW]
    session = Session(store=Store(f"sqlite:///{tmp_path}/p.db"), now=lambda: clock[0])
    trainer = CohortPage(session)
    trainer._make("")
    page = joined(session, trainer)
    for moved in (timedelta(), timedelta(days=-3), timedelta(hours=-1), timedelta(days=-400)):
        clock[0] = NOW + moved
        page._start("")
        if page.feedback is None:
            answer_best(page)
        page._stop("")
        assert 'data-act="start"' in page.main.html
        assert page.failed == ""
    assert len(trainer._records()["T-07"]) == 4
    trainer.render()
    assert trainer.failed == ""


def test_long_lists_of_a_class_begin_with_their_first_rows(session):
    """Of 150 people thirty are shown, then twice as many; how many there are is said, of those who are stuck too."""
    page, many = CohortPage(session), 150
    missed = [Record(NOW, "silent", "decide", f"r{n}", f"r/{n}", NOT_YET, ALONE, "", "", "e") for n in range(7)]
    page._sample = {f"T-{number:03}": (*missed,) for number in range(many)}
    page.render()
    for shown in (30, 60, 120):
        assert page.main.html.count('data-act="person"') == shown
        assert page.main.html.count("<li><b>T-") == shown
        assert session.say("cohort.stuck", count=many) in page.main.html
        assert session.say("cohort.first_of", shown=shown, of=many) in page.main.html
        assert session.say("cohort.more", count=min(shown, many - shown), left=many - shown) in page.main.html
        page._more("")
    assert page.main.html.count('data-act="person"') == page.main.html.count("<li><b>T-") == many
    assert 'data-act="more"' not in page.main.html


def test_only_who_has_answered_since_is_read_and_counted_again(session, monkeypatch):
    """A press that changes nothing reads no answers; a deletion is seen at once."""
    trainer = CohortPage(session)
    trainer._make("")
    pages = [joined(session, trainer, sign) for sign in ("T-01", "T-02", "T-03")]
    for page in pages:
        page._start("")
    trainer.render()
    read, payloads = [], session.store.payloads
    monkeypatch.setattr(session.store, "payloads", lambda keys, kind: read.extend(keys) or payloads(keys, kind))
    before = dict(trainer.figures.found)
    trainer._person("T-01")
    assert read == []
    pages[1]._next("")
    if pages[1].feedback is None:
        answer_best(pages[1])
    trainer.render()
    assert read == [trainer.course.keys("T-02")["T-02"]]
    assert [sign for sign in before if trainer.figures.found[sign] is before[sign]] == ["T-01", "T-03"]
    fresh = CohortPage(session)
    fresh.code.value = trainer.codes.trainer
    fresh._open("")
    assert fresh.figures.found == trainer.figures.found
    trainer.course.forget("T-03", NOW)
    trainer.render()
    assert [*trainer.figures.found] == ["T-01", "T-02"]


def test_in_english_the_pages_say_nothing_in_chinese(tmp_path):
    """The home of a trainee with a set, and a class with what it misses and a certificate."""
    session = Session(store=Store(f"sqlite:///{tmp_path}/p.db"), now=lambda: NOW, lang="en")
    trainer = CohortPage(session)
    trainer._make("")
    missing(session, trainer, 5)
    trainer._person("T-01")
    page = joined(session, trainer)
    for html in (trainer.first.html, trainer.main.html, trainer.foot.html, page.main.html, page.joining.foot.html):
        assert re.findall(r"[\u4e00-\u9fff]+", html) == []


def test_a_new_tab_goes_on_in_the_class_that_the_device_knows(session):
    """Until somebody leaves: then the next one begins without a class, and the answers of the first stay there."""
    trainer, first, second = CohortPage(session), PracticePage(session), PracticePage(session)
    trainer._make("")
    first.joining.course.value, first.joining.sign.value = trainer.codes.people, "T-07"
    told = []
    first.shell.send = told.append
    first.joining._join("")
    known = told[-1]
    second.shell._hear(None, known, [])
    assert second.diary.sign == "T-07"
    second._leave("")
    assert (second.diary.sign, second.diary.course) == ("", None)
    trainer.render()
    assert trainer.course.people == ("T-07",)
    for nonsense in (
        {"joined": {"code": 1, "sign": "T-07"}},
        {"joined": {}},
        {"joined": {"code": "x" * 999, "sign": "?"}},
    ):
        second.shell._hear(None, nonsense, [])
    assert second.diary.sign == second.failed == ""


def test_a_code_that_nobody_has_is_one_sentence(session):
    """A class that was never made, for the trainee and for the trainer; a text that is no code."""
    page, trainer = PracticePage(session), CohortPage(session)
    for text in ("K7Q2-M4XP-9TRA-22BC", "?"):
        page.joining.course.value, page.joining.sign.value = text, "T-07"
        page.joining._join("")
        trainer.code.value = text
        trainer._open("")
        assert page.joining.course.error
        assert trainer.code.error
    assert page.diary.sign == ""
    assert trainer.course is None
