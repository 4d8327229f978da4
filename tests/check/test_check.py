"""`guide check`: passes on the handbook's content, and names what somebody broke in a copy."""
# ruff: noqa: E501 (the table of breaks is wide so that it reads as a table)

import os
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sheets import Sheet

from guide.book.faults import Fault
from guide.book.loader import CONTENT, default_book, load
from guide.book.notices import Notice
from guide.check import CLOCKS, Finding, run, runner, structural
from guide.check.content import proofs
from guide.reading.apart import taken

TODAY = date(2026, 11, 22)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the content to break."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def faults(folder: Path) -> dict[str, tuple[Fault, ...]]:
    """The faults of the proofs about words and files, by the name of the proof that fails; no state is looked at."""
    return {finding.name: finding.faults for finding in proofs(load(folder), TODAY) if not finding.passed}


def failing(folder: Path) -> dict[str, list[str]]:
    """Where the faults are: file, row and column of each, by the name of the proof."""
    return {name: [f"{x.file}:{x.row}:{x.column}" for x in them] for name, them in faults(folder).items()}


def test_content_that_does_not_load_is_one_finding_with_every_fault(content):
    """What cannot be read is not examined further."""
    Sheet(content / "parameters.csv").put("recheck", "value", "soon").put("abroad.slow", "unit", "weeks").save()
    (finding,) = run(content, TODAY)
    assert not finding.passed
    assert {"value", "unit"} <= {f.column for f in finding.faults}


def test_a_row_that_is_not_read_is_named_in_every_file(content):
    """A comma without quotes makes one cell more; the words of such a row would be missing without a sign."""
    path = content / "practice/misconceptions.csv"
    path.write_text(path.read_text("utf-8").replace('"Slow customs seem', "Slow, customs seem", 1), "utf-8")
    assert failing(content)[LANGUAGES] == ["practice/misconceptions.csv:55:"]


def test_what_a_process_beside_it_finds_is_what_is_found_here(content):
    """It is told whole, with every fault; the scenarios of the handbook itself are played so by the command line."""
    (content / "scenarios/people.yaml").write_text("- id: nobody\n  case: 1\n", "utf-8")
    for _ in range(300):  # on this machine another check may have its turn
        with runner._beside(content) as told:
            if found := runner._whole(told):
                break
    assert found == [*runner.played(content)]
    assert found[0].faults


def test_where_no_process_has_a_turn_or_one_is_lost_they_are_played_here(content):
    """Somebody else plays them at this moment; or the process ends before it has told everything."""
    held = [place for n in range(os.cpu_count() or 1) if (place := taken(f"errand-played-{n}"))]
    with runner._beside(content) as told:
        assert runner._whole(told) == []
    for place in held:
        place.close()
    with runner._beside(content / "nowhere") as told:
        assert runner._whole(told) == []


CARRIED = Notice("rules.check.statements")
TARGETS = Notice("rules.check.targets")
UNSAID = Notice("rules.check.words")
LANGUAGES = Notice("rules.check.languages")
TONE = Notice("rules.check.tone")
QUOTED = Notice("rules.check.quoted")
PAGES = Notice("rules.check.pages")
DRAWN = Notice("rules.check.sample")
RESTING = Notice("rules.check.resting")
FILES = Notice("rules.check.limits")

BROKEN: list[tuple[str, str, Callable[[Sheet], Sheet], str, str | int, str]] = [
    # what, file, change, the proof that fails, row, column
    ("a place that is none", "tables/actions.csv", lambda s: s.put("appeal", "then.opens", "attic"), TARGETS, "appeal", "then.opens"),
    ("a clock that is none", "tables/actions.csv", lambda s: s.put("wait_ship", "then.clock", "cuckoo"), TARGETS, "wait_ship", "then.clock"),
    ("a field that is none", "tables/blockers.csv", lambda s: s.put("b2", "then.field", "wish"), TARGETS, "b2", "then.field"),
    ("a section that is none", "tables/questions.csv", lambda s: s.put("gift", "then.part", "cellar"), TARGETS, "gift", "then.part"),
    ("a question nobody asks", "tables/questions.csv", lambda s: s.drop("gift"), TARGETS, 1, "id"),
    ("an event that cannot happen", "tables/journal.csv", lambda s: s.drop("j8"), TARGETS, 1, "if.event"),
    ("a question that comes after none", "walk/order.csv", lambda s: s.put("paid", "after", "numbr"), TARGETS, "paid", "after"),
    ("a question above the one it comes after", "walk/order.csv", lambda s: s.put("tracking", "after", "stuck"), TARGETS, "tracking", "after"),
    ("a question about no fact", "walk/order.csv", lambda s: s.put("kind", "asks", "sort"), TARGETS, "kind", "asks"),
    ("a question asked under no answer", "walk/order.csv", lambda s: s.put("pickup", "when", "tracking=lockers"), TARGETS, "pickup", "when"),
    ("an answer to no question", "walk/answers.csv", lambda s: s.put("reach.ok", "id", "rich.ok"), TARGETS, 8, "id"),
    ("an answer with no word", "walk/answers.csv", lambda s: s.put("details.right", "sets", "address=write"), TARGETS, "details.right", "sets"),
    ("an event that is none", "walk/came.csv", lambda s: s.put("c5", "event", "ruling"), TARGETS, "c5", "event"),
    ("a reply that is none", "walk/came.csv", lambda s: s.put("c1", "rare", "silence"), TARGETS, "c1", "rare"),
    ("a first answer that is none", "walk/starts.csv", lambda s: s.put("stale", "sets", "tracking=gone"), TARGETS, "stale", "sets"),
    ("a step of no act", "walk/how_to.csv", lambda s: s.put("apply_open", "action", "apply"), TARGETS, "apply_open", "action"),
    ("a way beside that is none", "walk/beside.csv", lambda s: s.put("complain_courier", "id", "complain"), TARGETS, 2, "id"),
    ("an event without words", "words/events.csv", lambda s: s.drop("event.sued"), UNSAID, 1, "id"),
    ("a reply without words", "words/events.csv", lambda s: s.drop("reply.stalling"), UNSAID, 1, "id"),
    ("a clock without words", "words/clocks.csv", lambda s: s.drop("clock.ship"), UNSAID, 1, "id"),
    ("Chinese in English", "words/clocks.csv", lambda s: s.put("clock.ship", "en", "Time to 发货"), LANGUAGES, "clock.ship", "en"),
    ("a dash in Chinese", "words/clocks.csv", lambda s: s.put("clock.ship", "zh", "发货——时限"), LANGUAGES, "clock.ship", "zh"),
    ("half-width punctuation", "tables/problem.csv", lambda s: s.put("g15", "because.zh", "停住了,很久。"), LANGUAGES, "g15", "because.zh"),
    ("no blank before a digit", "tables/problem.csv", lambda s: s.put("g15", "because.zh", "停了3 天。"), LANGUAGES, "g15", "because.zh"),
    ("a promise", "tables/notes.csv", lambda s: s.put("decides", "because.zh", "证据充分，一定能退。"), TONE, "decides", "because.zh"),
    ("a promise in English", "tables/notes.csv", lambda s: s.put("decides", "because.en", "A refund is guaranteed."), TONE, "decides", "because.en"),
    ("an accusation", "tables/drafts.csv", lambda s: s.put("greeting", "because.zh", "你是骗子。"), TONE, "greeting", "because.zh"),
    ("a button that is none", "tables/actions.csv", lambda s: s.put("fix_address", "because.zh", "改好以后点「写好了」。"), QUOTED, "fix_address", "because.zh"),
    ("an article that no reference has", "tables/drafts.csv", lambda s: s.put("law_late", "because.zh", "依据《民法典》第 577、999 条，请予调解。"), QUOTED, "law_late", "because.zh"),
    ("a section that no page can have", "pages/pages.csv", lambda s: s.put("seller", "sections", "draft cellar"), PAGES, "seller", "sections"),
    ("a place with a section that no page has", "pages/places.csv", lambda s: s.put("papers", "sections", "dossier cellar"), PAGES, "papers", "sections"),
    ("a section open in a place that lacks it", "pages/places.csv", lambda s: s.put("papers", "open", "draft"), PAGES, "papers", "open"),
    ("a section open that is not there", "pages/pages.csv", lambda s: s.put("seller", "open", "evidence"), PAGES, "seller", "open"),
    ("a page without sections", "pages/pages.csv", lambda s: s.put("special", "sections", "").put("special", "open", ""), PAGES, "special", "sections"),
    ("a second page of a whole case", "pages/pages.csv", lambda s: s.put("wizard", "sections", "details tracking around").put("wizard", "open", ""), PAGES, "self_check", "sections"),
    ("a page that a notebook shows", "pages/pages.csv", lambda s: s.drop("special"), PAGES, 1, "id"),
    ("a page that stands twice", "pages/pages.csv", lambda s: s.repeat("special"), PAGES, 14, "id"),
    ("a column too many", "pages/pages.csv", lambda s: s.column("note", "x"), PAGES, 1, "note"),
    ("the frame without a word", "words/web.csv", lambda s: s.drop("first.paste"), PAGES, 1, "id"),
    ("a weight that is no number", "sample/weights.csv", lambda s: s.put("closed", "weight", "much"), DRAWN, "closed", "weight"),
]  # fmt: skip


#: The first break of every file, the second of every file, and so on: each round is checked at once.
ROUNDS = [
    [case for n, case in enumerate(BROKEN) if round_ == [each[1] for each in BROKEN[:n]].count(case[1])]
    for round_ in range(max(Counter(case[1] for case in BROKEN).values()))
]


@pytest.mark.parametrize("cases", ROUNDS, ids=[len(cases) for cases in ROUNDS])
def test_a_break_fails_its_own_proof_where_it_is(content, cases):
    """Each break is caught by the proof that is meant for it, at its file, row and column."""
    places = []
    for _, name, change, proof, row, column in cases:
        sheet = Sheet(content / name)
        change(sheet)
        sheet.save()
        number = sheet.number(row) if isinstance(row, str) else row
        places.append((proof, f"{'words' if proof == UNSAID else name}:{number}:{column}"))
    found = failing(content)
    assert [] == [(proof, place) for proof, place in places if place not in found.get(proof, ())]


def statements(content: Path, old: str, new: str) -> list[Fault]:
    """The faults after one change of sources.yaml."""
    path = content / "sources.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    return list(faults(content)[CARRIED])


def test_a_carrier_that_is_gone_is_named(content):
    """A statement that names a rule which does not exist fails at its own line."""
    (fault,) = statements(content, "table:notes/duty", "table:notes/duties")
    assert "S04 names “table:notes/duties”, which does not exist." == str(fault.what)
    line = (content / "sources.yaml").read_text("utf-8").splitlines()[fault.row - 1]
    assert line.startswith("S04:")


def test_a_statement_that_nothing_carries_is_named(content):
    """A statement without a carrier fails."""
    (fault,) = statements(content, '["table:notes/duty"]', "[]")
    assert ("S04", "nothing carries this statement.") == (fault.column, str(fault.what))


def test_a_statement_that_is_none_is_named(content):
    """There are 92 statements and no more."""
    found = statements(content, "S92:", "S93:")
    assert {("S92", "nothing carries this statement."), ("S93", "there is no such statement.")} == {
        (f.column, str(f.what)) for f in found
    }


@pytest.mark.parametrize("text", ["", "- S01", "S01: [", "S01: 2026-02-30"])
def test_a_file_of_sources_that_cannot_be_read_fails(content, text):
    """A broken file is a fault, not a crash."""
    (content / "sources.yaml").write_text(text, "utf-8")
    assert CARRIED in failing(content)


def test_a_missing_file_of_sources_fails(content):
    """So is a missing one."""
    (content / "sources.yaml").unlink()
    assert ["sources.yaml:1:"] == failing(content)[CARRIED]


def test_figures_past_review_are_shown_and_do_not_fail():
    """A figure past its day only reminds of it: the handbook goes on, and says so."""
    reminders = [f for f in proofs(default_book(), date(2030, 1, 1)) if f.reminds]
    assert [True] == [f.passed for f in reminders]
    assert "parameters.csv" in {fault.file for f in reminders for fault in f.faults}


def test_a_finding_passes_when_nothing_speaks_against_it():
    """Faults fail a proof; a reminder never fails."""
    fault = Fault("a.csv", 2, "id", Notice("fault.words"))
    assert [True, False, True] == [
        f.passed for f in (Finding("a"), Finding("a", (fault,)), Finding("a", (fault,), True))
    ]


def test_the_list_of_clocks_is_the_list_of_words():
    """Every clock has words and every such word a clock."""
    words = {w.removeprefix("clock.") for w in default_book().words["zh"] if w.startswith("clock.")}
    assert set(CLOCKS) == words


def test_all_words_called_for_are_there():
    """Nothing the tables call for is unsaid in either language."""
    for words in default_book().words.values():
        assert set() == structural(default_book()) - words.keys()


@pytest.mark.parametrize(("file", "old", "new", "proof", "column"), [
    ("evidence/assertions.csv", "\norder,,", "\nordre,,", RESTING, "row"),
    ("evidence/assertions.csv", "amount,amount,order_shot", "amount,amount,order_shoot", RESTING, "proofs"),
    ("evidence/assertions.csv", "\norder,,order_no", "\norder,,order_number", RESTING, "facts"),
    ("evidence/assertions.csv", "chat_none,last_place,", "chat_none,place,", RESTING, "quotes"),
    ("evidence/assertions.csv", "\norder_paper,,order_no item paid_at,order_shot", "", RESTING, "row"),
    ("evidence/limits.csv", "file_bytes,50,MB", "file_bytes,fifty,MB", FILES, "value"),
    ("evidence/limits.csv", "file_bytes,50,MB", "file_bytes,50,KB", FILES, "unit"),
    ("evidence/limits.csv", "side,30000", "edge,30000", FILES, "id"),
    ("words/refused_files.csv", '{limit} 个文件，多出的没有收。可以先移走不用的。,A case holds {limit} files',
     '几个文件，多出的没有收。可以先移走不用的。,A case holds some files', FILES, "zh"),
])  # fmt: skip
def test_what_is_broken_about_evidence_is_named(content, file, old, new, proof, column):
    """A sentence without a basis, a slot or fact that is none, a limit that is no number."""
    path = content / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    found = failing(content)
    assert [proof] == list(found)
    assert column in {fault.rsplit(":", 1)[1] for fault in found[proof]}
