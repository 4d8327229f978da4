"""The views without a browser: each template has one context, each context is plain values, and all are described."""

import json
import os
import subprocess
import sys
from dataclasses import asdict, fields
from pathlib import Path
from types import NoneType, UnionType
from typing import get_args, get_origin, get_type_hints

import pytest
from cases import a_case, an_exhibit, counted
from describe_views import PAGE, ROOMS, contexts, meanings, page, parts
from jinja2 import meta
from strategies import CONCRETE, NOW

from guide.book.facts import Facts
from guide.book.loader import default_book
from guide.book.notices import Notice
from guide.cases.exhibits.shelf import Shelf
from guide.cases.store.filling import Filled
from guide.cases.table import CaseRow, Unread
from guide.check.edit import Step, Work
from guide.desk import weights as desk_weights
from guide.desk.board import Board, Filter, from_cases
from guide.engine.asking import came, questions
from guide.engine.case import Case
from guide.engine.journal import Event, in_order
from guide.engine.proposal import Sendable, propose
from guide.map import crowd
from guide.map import traffic as maptraffic
from guide.map import view as mapview
from guide.map.rendering import SHARED, environment, file
from guide.practice.cases.building import build, edition
from guide.practice.exercises.feedback import judge
from guide.practice.exercises.pictures import Picture, Row
from guide.practice.learning.mastery import standings
from guide.practice.learning.planning import tasks
from guide.practice.learning.training import Given
from guide.practice.scenes import scenes
from guide.practice.skills import skills
from guide.practice.teaching.assignments import Assignment
from guide.practice.teaching.cohort import Figures, grid
from guide.practice.teaching.sample_class import sample_class
from guide.reading.guard import Occasion, watches
from guide.reading.guard import read as guarded
from guide.reading.tracking import read_tracking
from guide.ui.session import CaseState, Session
from guide.ui.views import (
    archive,
    bar,
    cases,
    chapter,
    cohort,
    dossier,
    draft,
    effect,
    evidence,
    feedback,
    foot,
    guard,
    head,
    journal,
    keeping,
    limits,
    now,
    places,
    proofs,
    question,
    reading,
    rehearsal,
    review,
    section,
    stand,
    talk,
    timeline,
    trainee,
    yours,
)
from guide.ui.views.desk import filling as desk_filling
from guide.ui.views.desk import head as desk_head
from guide.ui.views.desk import opened, pictures
from guide.ui.views.rendering import html

ROOT = Path(__file__).parents[2]
LOGS = ROOT / "tests" / "reading" / "tracking"
KINDS = [kind for room in ROOMS.values() for kind in contexts(room)]
FOLDERS = list(dict.fromkeys(kind.folder for kind in KINDS))
PARTS = {*KINDS, *(part for kind in KINDS for part in parts(kind))}
WIDGETS = {"ipywidgets", "anywidget", "traitlets", "IPython"}
CASES = [
    Case(),
    a_case(),
    a_case(("ruled", "rejected", 3)),
    *(Case(Facts(**f), j) for f, j in [*CONCRETE.values()][::16]),
]


def trees(folder, name):
    """The syntax of a template, and of those that it takes parts from."""
    templates = environment(folder)
    tree = templates.parse(templates.loader.get_source(templates, name)[0])
    yield tree
    for other in meta.find_referenced_templates(tree):
        yield from trees(folder, other)


def names(folder, name):
    """The names that a template does not make itself."""
    return set().union(*(meta.find_undeclared_variables(tree) for tree in trees(folder, name)))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_each_template_has_one_context(folder):
    """A template without a context is a part that another takes."""
    rendered = [file(kind) for kind in KINDS if kind.folder == folder]
    shared = {other for name in rendered for other in meta.find_referenced_templates(next(trees(folder, name)))}
    assert sorted(environment(folder).list_templates()) == sorted({*rendered, *shared})
    assert len(rendered) == len(set(rendered))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_template_shows_all_of_its_context_and_nothing_else(kind):
    """The names in the template are the fields, and the few that all templates share."""
    assert {field.name for field in fields(kind)} == names(kind.folder, file(kind)) - SHARED


def is_plain(kind):
    """Whether a type holds nothing that JSON cannot."""
    if get_origin(kind) in (tuple, UnionType):
        return all(map(is_plain, (part for part in get_args(kind) if part is not Ellipsis)))
    return kind in (str, int, float, bool, NoneType) or kind in PARTS


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_context_holds_plain_values_and_says_what_each_means(kind):
    """Frozen, of text, numbers and tuples, down to the parts of its parts."""
    for one in (kind, *parts(kind)):
        assert one.__dataclass_params__.frozen
        assert [] == [f.name for f in fields(one) if not is_plain(get_type_hints(one)[f.name])]
        assert [f.name for f in fields(one)] == list(meanings(one))


def test_the_parts_have_names_of_their_own():
    """No two parts of the contract have one name."""
    assert len(PARTS) == len({kind.__name__ for kind in PARTS})


def test_the_page_of_the_contract_is_up_to_date():
    """docs/views.md is what the dataclasses say; `python scripts/describe_views.py` writes it."""
    assert page() == PAGE.read_text("utf-8")


def test_no_widget_is_loaded_for_a_view():
    """Whoever renders a view elsewhere needs no notebook."""
    code = "import sys, describe_views as d; [d.contexts(room) for room in d.ROOMS.values()]; print(*sys.modules)"
    paths = os.pathsep.join([str(ROOT), str(ROOT / "scripts")])
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                            env={**os.environ, "PYTHONPATH": paths}).stdout  # fmt: skip
    assert set() == WIDGETS & set(loaded.split())


# every context, built and rendered --------------------------------------------------------------------------------


def a_session(lang):
    """A visitor far from Beijing, without a store."""
    session = Session(now=lambda: NOW, lang=lang, store=None)
    session.set_zone(-300, "America/New_York")
    return session


def of_a_case(state):
    """Everything that the page of a case shows of it."""
    advice, case, lang = state.advice, state.case, state.session.lang
    text = advice.drafts["zh"].text + "我要曝光你们。" if advice.drafts["zh"] else ""
    message = Occasion(NOW, "message", advice.route.facts, advice.route.standing, advice.route.state["problem"], {})
    yield head.head(state, advice, failed="<", clearing=True, kept=True, listing=True, former=True)
    yield chapter.chapter(state, advice, ())
    yield now.card(state, advice)
    yield now.caller(state, advice)
    sent = Sendable(advice.route)
    for hand in (sent, *(Sendable(advice.route, paper) for paper in sent.further)):
        yield draft.draft(state, hand)
        yield draft.ways(hand)
    yield draft.draft(state, sent, "<mine>", undo=True)
    yield draft.Mine(stale=True, news=("<news>",), renews=True, undo=True)
    yield from (
        draft.sent(state, advice, Event("seller_contacted", NOW), text, offered=True) for text in ("", "<mine>")
    )
    yield draft.left_over(("<mine>", "<mine>"))
    yield evidence.unproven_sentences(state, advice, text)
    yield evidence.annex(state, advice)
    yield evidence.Foremost(evidence.foremost(state.session, advice))
    yield journal.journal(state, advice, next(iter(in_order(case.journal)), None))
    yield review.review(state, advice)
    yield rehearsal.rehearsal(state, advice)
    yield timeline.timeline(state, advice)
    yield guard.hits(guarded(text, message, watches(state.session.book)) if text else (), text, lang)
    asking = "您先<b>点一下确认收货</b>，再加微信"
    yield guard.asks(guarded(asking, Occasion(NOW, "incoming"), watches(state.session.book)), asking, lang)


def of_the_walk(state):
    """The questions of a case, one by one, and its advice in the bar and on the page."""
    session, advice, proposal = state.session, state.advice, propose(state.advice.route)
    yield question.ask_start(session)
    yield question.ask_time(session, "seller_replied", "stalling")
    for one in questions(advice.route):
        yield question.ask(session, one)
    if came(advice.route):
        yield question.ask_came(session, advice)
    yield foot.foot(state, advice, typed=True, back=True, skip=True, came=True)
    yield stand.stand(state, advice, proposal)
    shown = stand.letter(session, proposal) if proposal else None
    yield bar.bar(state, advice, ("evidence",), guess="", proposal=proposal, shown=shown, away=False, asking=False)
    yield bar.bar(state, advice, (), guess="contact_seller", proposal=proposal, shown=None, away=True, asking=True)
    yield places.places(("now", "evidence"), "now")


def of_files(session):
    """The files of a case, one of them asked about."""
    from guide.cases.exhibits.arrival import receive
    from guide.cases.exhibits.content import limits

    state, shelf = CaseState(session, a_case()), Shelf()
    for number in (1, 2):
        one = an_exhibit(number)
        shelf.put(receive(one.name, one.content, shelf.list(), limits(default_book()), NOW))
    asking = evidence.Asking(shelf.list()[0].exhibit.id, "<?>", ("order_shot",), "")
    for asked in (None, asking):
        yield evidence.files(state, state.advice, shelf, asked, "<!>", {})


def of_practice(session):
    """The home of a trainee, and a whole case with an answer to each question: always the last option."""
    book = session.book
    found = standings((), skills(book), "")
    sets = [Assignment(f"<{n}>", kind, about, (f"{about}/1",), "<e>") for n, (kind, about) in
            enumerate([("skill", "silent"), ("rule", "patience/w6"), ("missed", "<gone>"), ("file", "")])]  # fmt: skip
    yield trainee.home(session, found, tasks(found, NOW), (), "<sign>", sets, "practice.kept", erasing=True)
    yield trainee.JoinFoot(is_gone=False)
    yield trainee.JoinFoot(is_gone=True)
    yield cohort.ClassFoot(is_open=False, is_gone=False)
    yield cohort.ClassFoot(is_open=False, is_gone=True)
    yield cohort.ClassFoot(is_open=True, is_gone=False)
    answers = sample_class(book, NOW, people=25, answers=20)
    figures = Figures(book, edition(book))
    figures.count(answers)
    people = grid(figures.found, NOW)
    for codes, person in (("", ""), "T-03"), (("<1>", "<2>"), ""):
        yield cohort.head(session, figures, codes, sets)
        told = ((NOW, {"sign": "<", "case": "<", "kind": "read", "rule": "<"}),)
        yield cohort.cohort(session, figures, people, is_sample=not codes[0], reports=told,
                            person=person, edition="<e>", shown=9, forgetting=bool(person))  # fmt: skip
    yield cohort.OpenedCase("<1>", "<rule>", "ask", "hard")
    yield cohort.Choices("<?>", (cohort.ShownPart("cut", True, (cohort.ShownOption("<a>", True),)),))
    yield talk.AnswerFoot("<part>")
    looks = {row["slot"]: row["look"] for row in book.sheet("practice/pictures.csv").rows}
    for slot, look in looks.items():
        rows = tuple(Row(n, dict.fromkeys(book.words, "<row>" * 9)) for n in (1, 2, 3))
        picture = talk.drawn(session, Picture(slot, look, rows))
        yield talk.PracticeQuestion("prove", 1, 8, "<hint>", slot, picture)
    case = build(book, "patience/w6", 1)
    for place, scene in enumerate(scenes(case, book), start=1):
        given, exercise = Given(case, scene.lines, scene.exercise), scene.exercise
        for folded in (False, True):
            yield talk.talk(session, given, "guided", place, ("ask", "decide"), scene.lines,
                                folded=folded, reported=folded)  # fmt: skip
        yield talk.PracticeQuestion(exercise.kind, place, 8, "<hint>", exercise.shown, None)
        answer = {part.id: frozenset([part.options[-1].id]) for part in exercise.parts}
        for example in (False, True):
            yield feedback.five(session, exercise, answer, judge(exercise, answer, book), ("<harm>",),
                                is_example=example, is_last=example)  # fmt: skip


def of_rules(session):
    """Proofs under way and done, and an edit that decides something differently."""
    work = Work()
    yield proofs.checks(session, work, Step("rules.busy.check", 0.5), (), stopped=False)
    yield proofs.checks(session, work, None, (), stopped=True)
    yield effect.effect(session, work)
    sides = yours.Judged("<", "11-22 10:00", "a/b", "<"), yours.Judged(">", "", "a/c", ">")
    several = (yours.YourCase("<", *sides, True, "#case=x"), yours.YourCase("<", *sides, False, "#case=x")) * 4
    yield yours.YourCases(9, 20, 4, several, 5, 1, 9)
    yield yours.YourCases(0, 20, 0, (), 5, 0, 0)
    yield proofs.Checks(
        "a, b", "", 1.0, False, (), (proofs.Finding("<p>", False, False, 3, (proofs.Wrong("<", "<", "<"),) * 7),),
        (proofs.Wrong("<", "<", ""),) * 7, 3, 5,
    )  # fmt: skip
    yield from (limits.Limits(22, True, "a, b"), limits.Limits(22, False, ""))
    yield from (limits.trial(session, work, opened=True, same=True), limits.Trial(True, True, False, "a, b"))
    turn = effect.Turn(effect.Why("a/b", "<"), effect.Why("a/c", "<"))
    kinds = tuple(
        effect.Kind("action", day, (effect.ChangedGroup("<", ">", 1, 2, 3, (turn,), "#case=x"),) * 7)
        for day in ("", "2026-12-01")
    )
    decided = effect.Decided(
        states=10, cases=2, changed=1, limits=(effect.Limit("<", "2026-12-01", "1", "2"),),
        columns=(effect.Column("<", "<", "added"),), rows=(effect.ChangedRow("a/b", "added", 1),), texts=3, files="<",
        kinds=kinds,
    )  # fmt: skip
    yield effect.Effect(True, False, decided, 2, ("<",), (effect.Unreached("<", ("r1",)),), 5)


def of_the_desk(session):
    """A table with a row that cannot be read, searched and narrowed; fewer people than it needs; and an open case."""
    rows = [CaseRow(n, f"<{n}>", case) for n, case in enumerate(CASES * 3, start=2)]
    piece = from_cases(rows)._replace(left_out=(Unread(3, "tracking", Notice("fault.cases.json")),))
    board = Board(piece, session.book, NOW, desk_weights(session.book)._replace(people=1, each=1))
    for shown in (
        Filter(),
        Filter(query="<1>"),
        Filter(by="stage", word="seller", turn="you"),
        Filter(by="age", word="4"),
        Filter(by="node", word="contact"),
        Filter(by="carrier", word="0"),
    ):
        yield desk_head.head(session, board, shown, 3)
    yield pictures.pictures(session, board)
    yield pictures.DeskMap(crowd.view(session.book, board.crowd(), session.lang))
    yield crowd.view(session.book, board.crowd(), session.lang)
    yield desk_head.DeskCapacity()
    yield desk_filling.DeskFilling()
    stored = Filled(new=2, told=[Unread(3, "case", Notice("fault.store.row.id"))])
    yield desk_filling.filled(session, stored)
    ordered = board.rows(Filter()).tolist()
    for place in (0, len(ordered) - 1):
        yield opened.opened(session, board, ordered[place], place, ordered)


def by_hand(session):
    """Contexts that a page fills from its own state."""
    yield head.Banner("<")
    yield from (section.Section("draft", "<", "<", "1", open=True, alone=alone) for alone in (False, True))
    yield keeping.Keeping("ui.store.first", "away", keeping.Clash("<", "<", "<"))
    items = (cases.Item("C1", 0, "<", "<", "action.wait_seller", "<", ""),
             cases.Item("C2", 1, "", "<", "", "", "ui.store.unknown"))  # fmt: skip
    yield cases.Cases("C1", items, 2, "delete", "<", private=False)
    yield cases.Cases("", (), 0, "private", "", private=True)
    yield cases.CaseName()
    yield cases.CasesFoot("ui.store.unknown", private=False)
    yield archive.Opened("<", "<", ("<",), back=True)
    yield dossier.Dossier("<", 2, "<p>made and escaped elsewhere</p>")
    yield dossier.Lacking(True, ("order_shot",))


def of_logs(session):
    """The readings of the courier texts that the tests keep."""
    for log in sorted(LOGS.glob("*.txt")):
        state = CaseState(session, a_case())
        yield reading.reading(state, read_tracking(log.read_text("utf-8"), default_book(), now=NOW))


def of_the_map(session):
    """The map of one case and that of many, on a page, as a file and in words."""
    book, lang, rows = session.book, session.lang, [CaseRow(2, "", a_case()), Unread(3, "tracking", "<")]
    traffic = counted(book, rows, NOW)
    for room in (mapview.view(book, a_case(), NOW, lang), maptraffic.view(book, traffic, lang)):
        yield from (room, room.drawing, room.outline)
    yield mapview.plain(book, a_case(), NOW, lang)


def examples(session):
    """Contexts of every kind."""
    for case in CASES:
        state = CaseState(session, case)
        yield from of_a_case(state)
        yield from of_the_walk(state)
    for some in (of_files, of_practice, of_rules, of_logs, of_the_map, of_the_desk, by_hand):
        yield from some(session)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_context_is_built_and_rendered_without_a_browser(lang):
    """Each becomes HTML and JSON, in both languages; nothing is shown where there is nothing to show."""
    session, seen = a_session(lang), set()
    for context in examples(session):
        assert "" == html(None, session)
        if context is not None:
            shown = html(context, session)
            assert "<!>" not in shown
            assert "<mine>" not in shown
            json.dumps(asdict(context))
            seen.add(type(context))
    assert {kind.__name__ for kind in KINDS} == {kind.__name__ for kind in seen}
