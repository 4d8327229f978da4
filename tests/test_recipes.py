"""The recipes of docs/tasks.md, followed word for word in a copy of the handbook, which then is proved and used."""

import csv
import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "tasks.md").read_text("utf-8")
RECIPES = {part.split("\n", 1)[0]: part for part in re.split(r"(?m)^## ", TEXT)[1:]}
STEP = re.compile(r"(?m)^`([^`\n]+)`, (.+)\n((?:\n|    .*\n)*)")
USED = """
from datetime import datetime, timedelta
from guide import Case, Event, Facts, advise, default_book
from guide.engine.case import BEIJING
from guide.engine.follow import asked
from guide.reading.tracking import read_tracking
from guide.ui import Session, build

book, now = default_book(), datetime(2026, 11, 22, 10, 15, tzinfo=BEIJING)
events = [("parcel_photographed", "none"), ("seller_contacted", "none"), ("seller_replied", "resend"),
          ("platform_applied", "none"), ("ruled", "rejected"), ("payment_disputed", "none")]
case = Case(Facts(tracking="delivered_proxy", signer="doorstep", storm="yes"),
            tuple(Event(event, now - timedelta(hours=60 - n), reply) for n, (event, reply) in enumerate(events)))
advice = advise(case, book, now)
print("fact", "storm" in asked(advice.route), case.facts.storm)
print("event", [e.event for e in advice.route.replay.applied])
print("slot", [(s.id, s.level) for s in advice.evidence if s.id == "door_shot"])
print("clock", [c.id for c in advice.clocks if c.id == "bank_look"])
print("table", [rule.id for rule in book.tables["care"].collect({"worth": "high"})])
print("phrase", read_tracking("2026-11-20 08:00 包裹正乘轮渡过海", book, now=now).state)
page = build(Session(store=None), "wizard")
weather = page.sections["weather"]
print("section", weather.title(advice), weather.matters(advice, frozenset()), page.layout.is_whole)
print("page", list(build(Session(store=None), "storms").sections))
"""
EXPECTED = """fact True yes
event ['parcel_photographed', 'seller_contacted', 'seller_replied', 'platform_applied', 'ruled', 'payment_disputed']
slot [('door_shot', 'optional')]
clock ['bank_look']
table ['c1']
phrase in_transit
section 天气 False True
page ['order', 'tracking']
"""


def steps(recipe):
    """File, instruction and the lines to write, of each step."""
    return [(file, said.rstrip(":"), re.sub(r"(?m)^ {4}", "", block).strip("\n"))
            for file, said, block in STEP.findall(recipe)]  # fmt: skip


def follow(file: Path, instruction: str, lines: str):
    """Do what one step says."""
    old = file.read_text("utf-8") if file.exists() else ""
    if instruction.startswith("a new file"):
        assert not old, f"{file} exists"
        new = lines + "\n"
    elif instruction.startswith("at the end"):
        new = old.rstrip("\n") + "\n" + ("\n\n" if file.suffix == ".py" else "") + lines + "\n"
    elif anchor := re.fullmatch(r"below `(.+)`", instruction):
        before = re.search(rf"(?m)^{re.escape(anchor[1])}.*\n", old)
        assert before is not None, f"no line of {file} begins with {anchor[1]!r}"
        new = old[: before.end()] + indented(lines, before[0]) + "\n" + old[before.end() :]
    elif column := re.fullmatch(r"a column `(.+)`: `(.+)`", instruction):
        header, *rows = csv.reader(io.StringIO(old))
        place = header.index("because.zh")
        new = written([[*row[:place], cell, *row[place:]] for row, cell in
                       zip([header, *rows], [column[1], *[column[2]] * len(rows)], strict=True)])  # fmt: skip
    elif word := re.fullmatch(r"in the row `(.+)`, add to `(.+)`: `(.+)`", instruction):
        header, *rows = csv.reader(io.StringIO(old))
        for row in rows:
            row[header.index(word[2])] += f" {word[3]}" if row[0] == word[1] else ""
        new = written([header, *rows])
    else:
        pytest.fail(f"docs/tasks.md says what nobody can follow: {instruction}")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(new, "utf-8")


def indented(lines, anchor):
    """The lines as deep as the line above them."""
    depth = re.match(" *", anchor)[0]
    return "\n".join(depth + line.strip() for line in lines.splitlines())


def written(rows):
    """Rows as the text of a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_names_at_most_three_files(name):
    """A longer list is a fault of the design."""
    assert 1 <= len({file for file, _, _ in steps(RECIPES[name])}) <= 3


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Give a copy of the handbook in which every recipe was followed, and nothing else was done."""
    folder = tmp_path_factory.mktemp("copy")
    for part in ("guide", "notebooks"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for recipe in RECIPES.values():
        for file, instruction, lines in steps(recipe):
            follow(folder / file, instruction, lines)
    return folder


def run(folder, *args):
    """Run Python with the copy in the place of the handbook."""
    env = {**os.environ, "PYTHONPATH": str(folder), "GUIDE_DATABASE": "off", "PYTHONUTF8": "1"}
    return subprocess.run([sys.executable, *args], cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_the_check_passes_with_one_of_each_added(copy):
    """No gap, no word missing, no guarantee broken, a line for each proof: the recipes leave nothing out."""
    done = run(copy, "-m", "guide", "check", "--lang", "en")
    assert (0, "") == (done.returncode, done.stderr), done.stdout
    assert re.fullmatch(r"All \d+ checks hold\.", done.stdout.splitlines()[-1])
    assert re.search(r"ok  Nobody confirms receipt of goods that have not come\. \[\d+(,\d{3})+ states\]", done.stdout)


def test_each_that_was_added_is_used(copy):
    """It is asked, told, drawn, counted, read and built like those that were there before."""
    done = run(copy, "-c", USED)
    assert EXPECTED == done.stdout, done.stderr


def test_the_command_that_was_added_runs(copy):
    """It is found, and named by the help."""
    done = run(copy, "-m", "guide", "tables")
    assert "care" in done.stdout.split(), done.stderr
    assert "tables" in run(copy, "-m", "guide", "--help").stdout
