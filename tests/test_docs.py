"""What the documents show is what the handbook does: quoted output, quoted rules, links, pictures."""

import csv
import re
import shutil
from pathlib import Path

import describe_vocabulary
import pytest

from guide.__main__ import main
from guide.book.loader import default_book
from guide.commands.shared import FAILED, FINE

ROOT = Path(__file__).resolve().parent.parent
READMES = {"README.md": "en", "README.zh-CN.md": "zh"}
SAMPLE = ROOT / "docs" / "sample-case.yaml"
MOMENT = "2026-11-22T10:15"
LARGEST = 350_000  # bytes of a picture
DOCUMENTS = [ROOT / name for name in READMES] + sorted((ROOT / "docs").rglob("*.md")) + [ROOT / "CHANGELOG.md"]


def code_blocks(text):
    """Indented blocks of a Markdown text, without their indentation."""
    for block in re.findall(r"(?:^ {4}.*\n|^\n(?= {4}))+", text, re.MULTILINE):
        yield [line[4:] for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize(("name", "lang"), READMES.items())
def test_quoted_advice_is_real(name, lang, capsys):
    """Every line of the trimmed output in the README is printed for the sample case."""
    assert FINE == main(["advise", str(SAMPLE), "--now", MOMENT, "--lang", lang])
    printed = set(capsys.readouterr().out.splitlines())
    quoted = next(block for block in code_blocks((ROOT / name).read_text("utf-8")) if " · " in block[0])
    assert [] == [line for line in quoted if line not in printed]


@pytest.mark.parametrize("name", READMES)
def test_quoted_rule_is_real(name):
    """The row that the README shows stands in the table like that."""
    with (ROOT / "guide/content/tables/patience.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(row for row in csv.reader(file) if row[0] == "w4")
    shown = next(line for line in (ROOT / name).read_text("utf-8").splitlines() if line.startswith("| w4 |"))
    assert row == [cell.strip() for cell in shown.strip("|").split("|")]


@pytest.mark.parametrize("name", READMES)
def test_quoted_fault_is_real(name, tmp_path, capsys):
    """Deleting that row gives the sentence that the README shows."""
    folder = shutil.copytree(ROOT / "guide" / "content", tmp_path / "content")
    table = folder / "tables" / "patience.csv"
    table.write_text(re.sub(r"(?m)^w4,.*\n", "", table.read_text("utf-8")), "utf-8")
    assert FAILED == main(["check", "--content", str(folder), "--lang", "zh" if "zh" in name else "en"])
    shown = next(block for block in code_blocks((ROOT / name).read_text("utf-8")) if "patience.csv" in block[0])
    assert shown[0] in [line.strip() for line in capsys.readouterr().out.splitlines()]


def test_the_vocabulary_is_what_a_case_can_say():
    """docs/vocabulary.md is made from the content; `python scripts/describe_vocabulary.py` writes it."""
    assert describe_vocabulary.page(default_book()) == describe_vocabulary.PAGE.read_text("utf-8")


@pytest.mark.parametrize("name", READMES)
def test_every_command_exists(name):
    """Each `guide` command that the README shows is known to the command line."""
    commands = set(re.findall(r"^    guide (\w+)", (ROOT / name).read_text("utf-8"), re.MULTILINE))
    assert {
        "app",
        "lab",
        "advise",
        "map",
        "sample",
        "check",
        "archive",
        "dossier",
        "receipt",
        "store",
        "diff",
        "scenario",
        "mutate",
        "triage",
        "export",
    } == commands
    for command in commands:
        with pytest.raises(SystemExit) as left:
            main([command, "--help"])
        assert FINE == left.value.code


def test_links_lead_somewhere():
    """Every link and picture inside the project exists."""
    broken = []
    for document in DOCUMENTS:
        text = document.read_text("utf-8")
        for target in re.findall(r"\]\(([^)#]+)", text) + re.findall(r'src="([^"]+)"', text):
            if "://" not in target and not (document.parent / target).exists():
                broken.append(f"{document.relative_to(ROOT)}: {target}")
    assert [] == broken


def test_pictures_are_small():
    """A README has to open fast."""
    assert [] == [p.name for p in (ROOT / "docs/pictures").glob("*.png") if p.stat().st_size > LARGEST]
