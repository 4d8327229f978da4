"""Everything that can be wrong has words in both languages, under its id, and says the same in both."""

import ast
import pickle
import re
from copy import deepcopy
from pathlib import Path

import pytest

import guide
from guide.book import notices
from guide.book.faults import ContentError, Fault
from guide.book.loader import default_book
from guide.book.notices import HandbookError, Notice, shipped, tell

WORDING = default_book().words
ZH = WORDING["zh"]
FAMILIES = ("fault.", "rules.check.")  # words that nothing but a notice says
PACKAGE = Path(guide.__file__).parent
#: What every notice with these ids is filled with by a name that the source does not spell out.
SPREAD = {"fault.broken": {"broken", "states"}, "fault.broken.bare": {"broken", "states"},
          "fault.scenario.came": {"expected", "came", "why"}}  # fmt: skip


def notices_in_source() -> list[tuple[str, str, set[str]]]:
    """Each notice of our source: its file, its id, and the placeholders that it fills."""
    calls = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Notice":
                word = node.args[0]
                if isinstance(word, ast.Constant):
                    filled = {keyword.arg for keyword in node.keywords if keyword.arg}
                    calls.append((path.name, word.value, filled | SPREAD.get(word.value, set())))
    return calls


def test_every_notice_has_words_with_the_same_placeholders_in_both_languages():
    """A new fault without a row would reach a lead as an id; a placeholder that nothing fills, as a brace."""
    wrong = [
        (file, word, lang)
        for file, word, filled in notices_in_source()
        for lang in ("zh", "en")
        if word not in WORDING[lang] or set(re.findall(r"\{(\w+)\}", WORDING[lang][word])) != filled
    ]
    assert [] == wrong
    assert 200 < len(notices_in_source())


def test_no_row_is_left_over():
    """What nothing says any more has no row."""
    said = {word for _, word, _ in notices_in_source()}
    assert [] == [word for word in ZH if word.startswith(FAMILIES) and word not in said]


def test_a_fault_is_told_in_chinese_with_everything_inside_it():
    """Place, sentence, what is inside the sentence, and what would be allowed."""
    rules = tuple(Notice("fault.rule", rule=f"t/r{n}", file="t.csv", row=n) for n in (2, 3))
    decided = Notice("fault.scenario.decided", rules=rules)
    fault = Fault("a.yaml", 4, "expect", Notice("fault.scenario", id="x{y}", what=decided), "no yes")
    chinese = "演练案例「x{y}」：由 t/r2（t.csv 第 2 行）、t/r3（t.csv 第 3 行）决定"
    assert f"a.yaml 第 4 行，expect 列：{chinese}可以写：no yes。" == tell(fault.line, ZH)
    english = "scenario “x{y}”: decided by t/r2 (t.csv, row 2), t/r3 (t.csv, row 3)"
    assert f"a.yaml, row 4, column expect: {english} Allowed: no yes." == str(fault)


@pytest.mark.parametrize("copied", [deepcopy, lambda n: pickle.loads(pickle.dumps(n)), lambda n: ValueError(n).args[0]])
def test_a_copy_can_still_be_told(copied):
    notice = Notice("fault.id.taken", id="{r4}")
    assert notice == copied(notice)
    assert "the id “{r4}” is taken." == str(copied(notice))
    assert "编号「{r4}」已经有了。" == tell(copied(notice), ZH)


def test_notices_are_equal_by_id_and_fillings():
    assert Notice("fault.value", value="ja") == Notice("fault.value", value="ja")
    assert Notice("fault.value", value="ja") != Notice("fault.value", value="nein")
    assert Notice("fault.value", value="ja") != Notice("fault.value.exists", value="ja")
    assert 1 == len({Notice("fault.value", value=["ja"]), Notice("fault.value", value=["ja"])})


def test_an_error_is_told_by_its_notice():
    error = HandbookError(Notice("fault.words"))
    assert ("the words are missing.", "缺文字。") == (str(error), tell(error.notice, ZH))
    fault = Fault("a.csv", 2, "zh", Notice("fault.words"))
    both = ContentError([fault, fault])
    assert f"{fault}\n{fault}" == str(both)
    assert fault.line == both.notice


@pytest.mark.parametrize("broken", [{}, {"fault.id.taken": "{nobody} fills this"}, {"fault.id.taken": "{"}])
def test_words_that_are_missing_or_broken_leave_the_english(broken):
    assert "the id “a” is taken." == tell(Notice("fault.id.taken", id="a"), broken)


def test_without_any_words_the_id_and_the_fillings_are_told(tmp_path, monkeypatch):
    """Our own folder may be the broken one."""
    monkeypatch.setattr(notices, "_WORDS", tmp_path)
    shipped.cache_clear()
    try:
        assert "fault.id.taken id=a" == str(Notice("fault.id.taken", id="a"))
    finally:
        shipped.cache_clear()
