"""The recipes of docs/editing.md, performed on a copy of the content: what they say happens is what happens."""

import csv
import re
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from guide import Case, Facts, advise
from guide.book.faults import ContentError
from guide.book.languages import LANGUAGES
from guide.book.loader import CONTENT, load
from guide.check import guarantees, well_formed

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "editing.md").read_text("utf-8")
NOW = datetime(2027, 3, 1, 4, tzinfo=UTC)
LOST = {"tracking": "in_transit", "origin": "domestic", "worth": "high", "order_found": "yes",
        "address": "right", "phone": "right", "recipient": "right"}  # fmt: skip


@pytest.fixture
def trial(tmp_path) -> Path:
    """The copy that the page tells to make."""
    return Path(shutil.copytree(CONTENT, tmp_path / "trial"))


def section(title: str) -> str:
    """One section of the page."""
    return TEXT.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def quoted(title: str, start: str) -> str:
    """The line of a section that begins so, as it is to be typed."""
    return next(line.strip() for line in section(title).splitlines() if line.strip().startswith(start))


def add(path: Path, line: str) -> None:
    """Put a row at the end of a file."""
    path.write_text(path.read_text("utf-8") + line + "\n", "utf-8")


def action(folder: Path, days: float, **facts: object) -> str:
    """What is advised for a parcel that has been silent for so long."""
    last = NOW - timedelta(days=days)
    return advise(Case(Facts(**{**LOST, "last_scan": last, **facts})), load(folder), NOW).action


def test_change_a_threshold(trial):
    """The old row stays, the new one counts from its day on."""
    row = quoted("Change a threshold", "silence.long,2027")
    assert "contact_seller" == action(trial, 3.5)
    add(trial / "parameters.csv", row)
    assert ("wait_update", "contact_seller") == (action(trial, 3.5), action(trial, 4))
    book = load(trial)
    assert (3, 4) == tuple(book.number("silence.long", date(year, 12, 31)) for year in (2026, 2027))
    assert all(finding.passed for finding in well_formed(trial))


def test_add_a_rule_to_a_table_that_collects(trial):
    """The tip is shown for the case that it names, and for no other."""
    row = quoted("Add a rule", "lost_high,")
    add(trial / "tables" / "notes.csv", row)
    book = load(trial)
    for worth, shown in (("high", True), ("ordinary", False)):
        facts = Facts(**{**LOST, "worth": worth, "last_scan": NOW - timedelta(days=20)})
        notes = {note.reason.rule for note in advise(Case(facts), book, NOW).notes}
        assert shown == ("lost_high" in notes)
    assert all(finding.passed for finding in well_formed(trial))


def reach(folder: Path, *, narrow: bool, fresh: bool) -> list[str]:
    """Do the first half of the recipe, the second, or both; what the check says."""
    path = folder / "tables" / "reach.csv"
    text = path.read_text("utf-8")
    before, after = re.search(r"(r4,\S+),…\s+becomes\s+(r4,\S+),…", section("Add a rule")).groups()
    assert before in text
    path.write_text(text.replace(before, after) if narrow else text, "utf-8")
    if fresh:
        add(path, quoted("Add a rule", "r6,"))
    try:
        load(folder)
    except ContentError as error:
        return [str(fault) for fault in error.faults]
    return []


def test_add_a_rule_to_a_unique_table(trial):
    """Both halves together load; each alone says what the page quotes."""
    lines = map(str.strip, section("Add a rule").splitlines())
    said = [line for line in lines if line.startswith("tables/reach.csv, row")]
    assert said[:2] == reach(trial, narrow=False, fresh=True)
    shutil.copy(CONTENT / "tables" / "reach.csv", trial / "tables")
    assert said[2:] == reach(trial, narrow=True, fresh=False)
    shutil.copy(CONTENT / "tables" / "reach.csv", trial / "tables")
    assert [] == reach(trial, narrow=True, fresh=True)
    facts = Facts(tracking="delivery_failed", phone_reachable="no", address_detailed="no", order_found="yes")
    assert "r6" == advise(Case(facts), load(trial), NOW).route.rules["reach"].id


def test_change_a_sentence_in_both_languages(trial):
    """One row, both cells; the page then says it, and a changed half is found by the check."""
    path = trial / "words" / "actions.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    row = next(r for r in rows if r[0] == "action.find_order")
    row[1:] = ["先找到这一单", "Find the order first"]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    book = load(trial)
    assert ["先找到这一单", "Find the order first"] == [book.say(lang, "action.find_order") for lang in LANGUAGES]
    row[2] = ""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    with pytest.raises(ContentError, match="the words are missing"):
        load(trial)


def test_add_a_source(trial):
    """A new reference can be cited, and not before it is there."""
    path = trial / "tables" / "reach.csv"
    path.write_text(path.read_text("utf-8").replace("S25 S26", "S25 S26 ours.evening", 1), "utf-8")
    with pytest.raises(ContentError, match=r"unknown source “ours\.evening”"):
        load(trial)
    add(trial / "references.csv", quoted("Add a source", "ours.evening,"))
    assert "ours" == load(trial).reference("ours.evening").confidence


def test_add_a_guarantee(trial):
    """The example is read, does not hold, and is shown with a case that breaks it."""
    add(trial / "proofs/guarantees.csv", quoted("Add a guarantee", "court_late,"))
    book = load(trial)
    rows, faults = guarantees.read(book)
    assert () == faults
    fault = guarantees.Proof(book).judge(rows[-1]).fault(book)
    for part in quoted("Add a guarantee", "proofs/guarantees.csv, row").split("…"):
        assert part.strip() in str(fault)
    assert "bought=outside; held=complete; seller_replied:unacceptable@" in str(fault.what)
