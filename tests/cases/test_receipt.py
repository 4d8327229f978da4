"""Receipts and editions: the same bytes everywhere, and which part differs when they are not the same."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from cases import FACTS, a_case
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import NOW
from strategies import cases as any_case
from webserver import PATIENCE

import guide
from guide.book.book import Book
from guide.book.edition import edition
from guide.book.facts import VALUES
from guide.book.loader import CONTENT, load
from guide.cases import receipt
from guide.cases.casefile import to_plain
from guide.cases.receipt import ReceiptError, dump, make, read, redacted, say, verify

ROOT = Path(__file__).resolve().parents[2]
BOOK = guide.default_book()
some = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])


def edited(folder: Path, table: str, old: str, new: str) -> Book:
    """The content with one text of one table replaced."""
    target = folder / "content"
    if not target.exists():
        shutil.copytree(CONTENT, target)
    path = target / table
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    return load(target)


def kind(raw: bytes, book: Book) -> str:
    return verify(raw, book).kind


def test_a_receipt_holds_what_was_decided():
    """Action, stage, turn, claim, refund, evidence and deadlines, with the rules and their sentences."""
    made = make(a_case(), BOOK, NOW)
    outcome = made["outcome"]
    assert ("wait_platform", "ruling", "nobody") == tuple(outcome[k] for k in ("action", "stage", "turn"))
    assert ("not_received", "shipped") == (outcome["claim"], outcome["refund"])
    assert "required" == outcome["evidence"]["chat_shot"]
    assert ["follow_up", "platform_ask"] == list(outcome["deadlines"])
    assert {"zh", "en"} == set(made["rules"][made["deciding"][0]])
    assert edition(BOOK).hash == made["edition"]["hash"]


@given(any_case)
@some
def test_every_receipt_verifies(case):
    """A receipt of any case is byte for byte what deciding again gives, redacted or not."""
    for redact in (False, True):
        assert "same" == kind(dump(make(case, BOOK, NOW, redact=redact)), BOOK)


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_another_process_makes_the_same_bytes(seed, tmp_path):
    """No hash seed, zone or locale of a process shows in a receipt."""
    path = tmp_path / "case.json"
    path.write_text(json.dumps(to_plain(a_case())), "utf-8")
    env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "America/Lima", "LC_ALL": "C", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "guide", "receipt", "make", str(path), "--now", NOW.isoformat()]
    made = subprocess.run(command, capture_output=True, env=env, cwd=tmp_path, timeout=PATIENCE, check=True).stdout
    assert dump(make(a_case(), BOOK, NOW)) == made


def test_the_zone_of_the_moment_does_not_count():
    """The same moment said in another zone gives the same receipt."""
    lima = NOW.astimezone(timezone(timedelta(hours=-5)))
    assert dump(make(a_case(), BOOK, NOW)) == dump(make(a_case(), BOOK, lima))


def test_a_redacted_receipt_holds_nothing_typed():
    """Choices and moments only, and the decision is the same."""
    raw = dump(make(a_case(), BOOK, NOW, redact=True)).decode()
    typed = [str(FACTS[name]) for name, kind_ in VALUES.items() if kind_ is str and name in FACTS]
    assert [] == [text for text in typed if text in raw]
    assert make(a_case(), BOOK, NOW)["outcome"] == json.loads(raw)["outcome"]
    assert redacted(a_case()).journal == a_case().journal


def test_layout_of_the_files_does_not_change_the_edition(tmp_path):
    """Line endings, blank lines, the width of a sheet and the order of rows of a unique table mean nothing."""
    target = tmp_path / "content"
    shutil.copytree(CONTENT, target)
    path = target / "tables" / "patience.csv"
    head, *rows = path.read_text("utf-8").splitlines()
    path.write_bytes(("\ufeff" + "\r\n".join([head, "", *reversed(rows)]) + "\r\n").encode())
    assert edition(BOOK) == edition(load(target))


@pytest.mark.parametrize(
    ("table", "old", "new", "part"),
    [
        ("tables/patience.csv", "可以申请平台介入。", "现在就能申请平台介入。", ()),
        ("words/ui.csv", "现在做这一步", "做这一步", ()),
        ("parameters.csv", "2027-05-22", "2027-06-30", ()),
        ("parameters.csv", "seller.fair,2020-01-01,24,", "seller.fair,2020-01-01,36,", ("parameters",)),
        ("references.csv", "《消费者权益保护法》第 46 条", "《消费者权益保护法》第 47 条", ("references",)),
        ("tables/claim.csv", "t5,signed", "t50,signed", ("tables/claim",)),
    ],
)
def test_what_counts_for_the_edition(tmp_path, table, old, new, part):
    """Rules, limits and references count; sentences, words and days of review do not."""
    found, before = edition(edited(tmp_path, table, old, new)), edition(BOOK)
    assert part == tuple(name for name in before.parts if found.parts[name] != before.parts[name])
    assert bool(part) == (before.hash != found.hash)


def test_order_counts_where_every_rule_that_matches_is_taken(tmp_path):
    """The rows of a collecting table are shown in their order, so their order is part of the edition."""
    target = tmp_path / "content"
    shutil.copytree(CONTENT, target)
    path = target / "tables" / "notes.csv"
    head, *rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([head, *reversed(rows)]), "utf-8")
    assert edition(BOOK).hash != edition(load(target)).hash


def test_new_rules_with_the_same_advice(tmp_path):
    """Under an edition that changes nothing here, the receipt says: same advice, for the same reasons."""
    raw = dump(make(a_case(), BOOK, NOW))
    book = edited(tmp_path, "parameters.csv", "abroad.long,2020-01-01,30,", "abroad.long,2020-01-01,45,")
    assert "edition" == kind(raw, book)
    assert "规则更新过（parameters），建议和依据都没有变。" == say(verify(raw, book), book, "zh")


def test_new_rules_with_other_reasons(tmp_path):
    """A rule under another id is another reason for the same advice."""
    raw = dump(make(a_case(), BOOK, NOW))
    book = edited(tmp_path, "tables/next_step.csv", "n18,open", "n180,open")
    found = verify(raw, book)
    assert ("rule", ["next_step/n18"], ["next_step/n180"]) == (
        found.kind, [s.rule for s in found.before], [s.rule for s in found.after])  # fmt: skip
    assert "原来是next_step/n18「平台正在核对双方的材料" in say(found, book, "zh")


def test_new_rules_with_other_advice(tmp_path):
    """Changed advice names the action before and now, and the rules with their sentences, the old one too."""
    raw = dump(make(a_case(), BOOK, NOW))
    before = "open,!found|outside,-,weighing,-,-,-,-,-,-,"
    old = f"{before}wait_platform,ruling,nobody,平台正在核对双方的材料，请留意 App 里显示的期限。"
    new = f"{before}supply_more,ruling,you,再补一份材料。"
    book = edited(tmp_path, "tables/next_step.csv", old, new)
    found = verify(raw, book)
    assert ("outcome", ("wait_platform", "supply_more")) == (found.kind, found.actions)
    assert {"action", "turn"} <= set(found.keys)
    assert not found.holds
    assert "because" in say(found, book, "en")


def test_other_wording_still_holds(tmp_path):
    """A sentence put in other words changes the bytes and not the decision."""
    raw = dump(make(a_case(), BOOK, NOW))
    found = verify(raw, edited(tmp_path, "tables/next_step.csv", "平台正在核对双方的材料，", "平台正在核对双方材料，"))
    assert ("wording", True) == (found.kind, found.holds)


def test_another_layout_still_holds():
    """A receipt that was indented on the way is the same receipt."""
    raw = json.dumps(make(a_case(), BOOK, NOW), indent=2).encode()
    assert ("form", True) == (kind(raw, BOOK), verify(raw, BOOK).holds)


@pytest.mark.parametrize("change", [{"action": "sue"}, {"deadlines": {}}, {"turn": "you"}])
def test_a_changed_outcome_is_noticed(change):
    """Under the same edition another outcome means that somebody changed the receipt."""
    made = make(a_case(), BOOK, NOW)
    made["outcome"] |= change
    found = verify(dump(made), BOOK)
    assert ("altered", tuple(change)) == (found.kind, found.keys)


def test_a_changed_rule_is_noticed():
    """A receipt that claims another rule is not taken for one with other words."""
    made = make(a_case(), BOOK, NOW)
    made["rules"]["next_step/x"] = made["rules"].pop("next_step/n18")
    made["deciding"] = ["next_step/x", *made["deciding"][1:]]
    assert "altered" == kind(dump(made), BOOK)


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (b"", "text"), (b"\xff\xfe", "text"), (b"[" * 100_000, "text"), (b"[]", "shape"), (b"{}", "shape"),
        (b'{"schema":2}', "newer"), (b'{"schema":1}', "shape"), (b" " * (receipt.LARGEST + 1), "huge"),
    ],
)  # fmt: skip
def test_what_is_no_receipt_is_refused(raw, word):
    """One sentence for each kind of file that is none."""
    with pytest.raises(ReceiptError) as caught:
        read(raw)
    assert f"receipt.error.{word}" == caught.value.notice.id


@given(st.data())
@some
def test_a_damaged_receipt_is_refused_or_differs(data):
    """Whatever is written over a part of a receipt, the answer is a sentence, never an accident."""
    made = make(a_case(), BOOK, NOW)
    junk = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(st.none()) | st.just({"a": []})
    target = made
    for _ in range(data.draw(st.integers(0, 2))):
        inner = [v for v in target.values() if isinstance(v, dict) and v]
        target = data.draw(st.sampled_from(inner)) if inner else target
    target[data.draw(st.sampled_from(sorted(target)))] = data.draw(junk)
    try:
        found = verify(dump(made), BOOK)
        said = [say(found, BOOK, lang) for lang in BOOK.words]
    except ReceiptError as error:
        said = [BOOK.say(lang, error.notice.id) for lang in BOOK.words]
    assert "" not in said


def test_a_receipt_of_a_case_that_cannot_be_is_refused():
    """Answers and moments are read as strictly as those of a case file."""
    for key, value in (("case", {"facts": {"kind": "forged"}}), ("now", "9999-12-31T23:59+00:00"), ("now", 5)):
        made = {**make(a_case(), BOOK, NOW), key: value}
        with pytest.raises(ReceiptError, match="answers in this record"):
            verify(dump(made), BOOK)


def test_typed_words_do_not_count():
    """Two cases that differ only in what was typed get the same outcome."""
    other = replace(a_case(), facts=replace(a_case().facts, item="别的", order_no=None))
    assert make(other, BOOK, NOW)["outcome"] == make(a_case(), BOOK, NOW)["outcome"]
