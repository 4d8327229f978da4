"""What happened to people, retold as facts and journal: the advice, and the sentences that count in what they send.

`people.jsonl` has a line each: the answers, the journal, the moment, the actions that are right (or `ok`), and of one
paper what it has to say (`a|b` either) and what would be untrue or absurd.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import guide
from guide import Advice, advise
from guide.cases.casefile import from_plain

BOOK = guide.default_book()
PEOPLE = [json.loads(line) for line in Path(__file__).with_name("people.jsonl").read_text("utf-8").splitlines()]
each = pytest.mark.parametrize("told", PEOPLE, ids=[f"{told['id']} {told['story']}" for told in PEOPLE])


def advised(told: dict[str, Any]) -> Advice:
    case = from_plain({"facts": told["facts"], "journal": told["journal"]})
    return advise(case, BOOK, datetime.fromisoformat(told["now"]))


def papers(advice: Advice) -> Iterator[tuple[str, str]]:
    """Every paper, of what is advised first."""
    for draft in (advice.drafts["zh"], *(option.papers["zh"] for option in advice.others if option.papers)):
        for paper in (draft, *draft.more) if draft else ():
            yield paper.kind, paper.text


def close(text: str) -> str:
    """Without blanks: a paper has them beside numbers, as print does, and a message has not."""
    return text.replace(" ", "")


@each
def test_the_advice_is_what_an_adviser_would_say(told):
    advice, expected = advised(told), told["expected"]
    assert advice.action in [*expected["action"], *expected["ok"]]
    assert advice.route.state["problem"] == expected["problem"]
    assert not expected["claim"] or advice.claim == expected["claim"]
    assert advice.turn == expected.get("turn", advice.turn)
    assert set(expected["open"]) <= set(advice.allowed)
    assert set(expected["notes"]) <= {note.reason.rule for note in advice.notes}
    assert set(expected["kept"]) <= {parked.because.id for parked in advice.parked_events}


@each
def test_what_is_sent_says_what_happened_and_nothing_else(told):
    expected = told["draft"]
    if not expected["paper"]:
        return
    text = close(next(text for kind, text in papers(advised(told)) if kind == expected["paper"]))
    assert [said for said in expected["has"] if not any(close(way) in text for way in said.split("|"))] == []
    assert [said for said in expected["lacks"] if close(said) in text] == []
