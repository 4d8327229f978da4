"""Every sentence about a fault can be told in both languages, and says the same in both."""

import ast
import pickle
import re
from copy import deepcopy
from pathlib import Path

import pytest

import guide
from guide.book.faults import WORDS, Fault, Sentence, patterns, tell
from guide.book.loader import default_book

WORDING = default_book().words
ZH = patterns(WORDING, "zh")
#: Calls that take the sentences.
SAY = {
    "Sentence",
    "Fault",
    "fault",
    "CaseError",
    "CellError",
    "ExchangeError",
    "TableError",
    "Unread",
    "Finding",
    "_cite",
}
#: Names that a sentence waits under until it is filled in.
HELD = {"what", "missing", "dead", "LOADS", "_AGAIN", "_AS_TEXT"}
#: A sentence begins small and has words; ids, file names and lists of values have not.
SENTENCE = re.compile(r"[“{a-z].*[a-z].* .*[^ ]$|[A-Z][a-z]+ .+")
VALUES = {"carried_by: [table:NAME/RULE]", "通常, 大概率, usually, likely"}


def said() -> dict[str, str]:
    """The sentences in our source, each with the file that says it."""
    found: dict[str, str] = {}
    for path in Path(guide.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            texts = (part.value for each in _parts(node) for part in ast.walk(each) if isinstance(part, ast.Constant))
            found |= {text: path.name for text in texts if isinstance(text, str) and SENTENCE.fullmatch(text)}
    return {text: file for text, file in found.items() if text not in VALUES}


def _parts(node: ast.AST) -> list[ast.expr]:
    """Where in a node a sentence can stand."""
    if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in HELD:
        return [node.value]
    if not isinstance(node, ast.Call) or (getattr(node.func, "id", "") or getattr(node.func, "attr", "")) not in SAY:
        return []
    return [*node.args, *(keyword.value for keyword in node.keywords)]


def test_every_sentence_has_its_chinese():
    """A new fault without a row in faults.csv would reach a lead in English."""
    missing = {text: file for text, file in said().items() if text not in ZH}
    assert {} == missing
    assert len(said()) > 150


def test_no_sentence_is_left_over():
    """What nobody says any more has no row."""
    source = "".join(path.read_text("utf-8") for path in Path(guide.__file__).parent.rglob("*.py"))
    plain = source.replace('\\"', '"')
    assert [] == [en for name, en in WORDING["en"].items() if name.startswith(WORDS) and en not in plain]


def test_a_fault_is_told_in_chinese_with_everything_inside_it():
    """Place, sentence, what is inside the sentence, and what would be allowed."""
    rules = tuple(Sentence("{rule} ({file}, row {row})", rule=f"t/r{n}", file="t.csv", row=n) for n in (2, 3))
    inner = Sentence("decided by {rules}", rules=rules)
    fault = Fault("a.yaml", 4, "expect", Sentence("scenario “{id}”: {what}", id="x{y}", what=inner), "no yes")
    told = "演练案例「x{y}」：由 t/r2（t.csv 第 2 行）、t/r3（t.csv 第 3 行）决定"
    assert f"a.yaml 第 4 行，expect 列：{told}可以写：no yes。" == tell(fault.line, ZH)
    english = "scenario “x{y}”: decided by t/r2 (t.csv, row 2), t/r3 (t.csv, row 3)"
    assert f"a.yaml, row 4, column expect: {english} Allowed: no yes." == str(fault)


@pytest.mark.parametrize("copied", [deepcopy, lambda s: pickle.loads(pickle.dumps(s)), lambda s: ValueError(s).args[0]])
def test_a_copy_can_still_be_told(copied):
    sentence = Sentence("the id “{id}” is taken.", id="{r4}")
    assert "the id “{r4}” is taken." == copied(sentence)
    assert "编号「{r4}」已经有了。" == tell(copied(sentence), ZH)
    assert "编号「{r4}」已经有了。" == tell(str(copied(sentence)), ZH)


def test_words_that_nobody_knows_stay_as_they_are():
    assert "nobody wrote this" == tell("nobody wrote this", ZH)
    assert ("S01", 3) == (tell("S01", ZH), tell(3, ZH))
