"""The way through a spreadsheet that docs/editing.md describes is the way it goes."""

import re
import shlex
import shutil
from pathlib import Path

from openpyxl import load_workbook

from guide.__main__ import main
from guide.book.loader import CONTENT
from guide.commands.shared import FAILED, FINE

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "editing.md").read_text("utf-8")
SECTION = TEXT.split("## Edit in a spreadsheet\n")[1].split("\n## ")[0]
LINES = [line.strip() for line in re.findall(r"(?m)^ {4,}\S.*$", SECTION)]
EXPORT, IMPORT = (shlex.split(line)[3:] for line in LINES if line.startswith(".venv/bin/python -m guide"))


def test_the_section_is_performed_on_a_copy(tmp_path, monkeypatch, capsys):
    """Its commands and its two edits, in its order, print the lines that it quotes."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(CONTENT, "trial")
    assert FINE == main(EXPORT)
    book = load_workbook("trial.xlsx")
    row = next(cell.row for cell in book["parameters"]["A"] if cell.value == "silence.long")
    assert ["value", "3"] == [book["parameters"].cell(number, 3).value for number in (1, row)]
    book["parameters"].cell(row, 3).value = 4
    book.save("trial.xlsx")
    assert FINE == main(IMPORT)
    good = capsys.readouterr().out.splitlines()
    book["tables.reach"]["D5"].value = "troubled"
    book.save("trial.xlsx")
    assert FAILED == main(IMPORT)
    bad = capsys.readouterr().out.splitlines()
    assert good + bad == [line for line in LINES if not line.startswith((".venv", "cp "))]


def test_the_messages_it_explains_are_those_of_the_program():
    """Each quoted message stands among the words of faults, word for word after its place."""
    quoted = re.findall(r"(?m)^\| `([^`]+)` \|", SECTION)
    words = (CONTENT / "words" / "faults.csv").read_text("utf-8")
    assert 6 == len(quoted)
    for message in quoted:
        parts = re.split(r"#NAME\?|B3:B4|Format the cell as text and type it again\.", message.split(": ", 1)[1])
        assert [] == [part.strip() for part in parts if part.strip() not in words], message
