"""The pages of practice without a browser: an answer is kept once, a day has an end, a set reaches the class."""

from random import Random

import pytest
from strategies import NOW

from guide.cases.store import Store
from guide.practice.exercises.feedback import best
from guide.practice.learning.planning import DAILY
from guide.practice.teaching.records import new_class
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
    assert shown not in page.main.html
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
    trainee._stop("")
    assert session.say("practice.kept.deleted") in trainee.main.html
    trainee.joining.course.value, trainee.joining.sign.value = trainer.codes.people, "T-07"
    trainee.joining._join("")
    assert session.say("practice.kept") in trainee.main.html
    assert len(trainer._records()["T-07"]) == 1


def test_a_set_reaches_everybody_and_a_deletion_is_asked_first(session):
    """The trainer sets a skill, the trainee sees its code; records go only after a second press."""
    trainer, trainee = CohortPage(session), PracticePage(session)
    trainer._make("")
    trainer._set_skill("who_signed")
    code = trainer.course.assigned[0].code
    assert code in trainer.main.html
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
