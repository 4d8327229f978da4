"""No sentence is shown in a case that it is not about: for every row of a table, whatever else is known.

A row is a conjunction of conditions. Where each of them lets a word of the standing or of the trouble pass, the row
may be shown there; so a look at the rows is a look at every state, reachable or not.
"""

from collections.abc import Mapping
from itertools import product

import pytest

import guide
from guide.book.clocks import CLOCKS
from guide.book.facts import WORDS
from guide.book.tables import Rule
from guide.engine.evidence import levels, slots

BOOK = guide.default_book()
OVER = frozenset(WORDS["outcome"]) - {"open"}
UPHELD = frozenset(["upheld", "unpaid"])
RULED = UPHELD | {"partly", "rejected", "appealed", "appealed_partly", "final", "final_partly", "not_taken"}
COURT = frozenset(r for r in WORDS["rung"] if r.startswith("court") or r == "enforcing")
NO_PARCEL = frozenset(["digital"])
NEVER_SENT = frozenset(["unshipped_late", "fake_shipment", "not_due", "ship_date_unknown"])
IN_HAND = frozenset(["wrong_goods", "empty_parcel", "pieces_missing", "found", "return_lost", "exchange", "digital"])
#: Table, what a sentence says, and the words of a fact where it would be about another case.
APART = [
    ("notes", "货还没到手", "outcome", OVER),
    ("notes", "不要点「确认收货」", "outcome", OVER),
    ("notes", "继续发货", "platform", UPHELD),
    ("notes", "继续发货", "seller", frozenset(["refund", "approved", "shop_closed"])),
    ("notes", "继续发货", "rung", COURT | {"payment_won", "mediation_won"}),
    ("notes", "平台通常会", "platform", RULED),
    ("notes", "起诉的时效", "rung", COURT),
    ("notes", "或者向法院起诉", "rung", COURT),
    ("notes", "货要是还在路上", "problem", NEVER_SENT | NO_PARCEL),
    ("notes", "不说明货到了", "problem", IN_HAND - {"found", "pieces_missing"}),
    ("notes", "问家人、门卫", "problem", NO_PARCEL),
    ("notes", "快递单上", "problem", IN_HAND),
    ("notes", "收货信息", "problem", NO_PARCEL),
    ("notes", "商家一直不理", "seller", frozenset(WORDS["seller"]) - {"silent"}),
    ("notes", "先向两边的客服问清楚", "action", frozenset(["wait_payment"])),
    ("rehearsal", "不等于货到了", "problem", IN_HAND - {"pieces_missing"}),
    ("rehearsal", "不能说明货到了", "problem", IN_HAND - {"pieces_missing"}),
    ("drafts", "请帮我查一下还在不在", "signer", frozenset(["doorstep"])),
    ("drafts", "请商家提供补发的运单号", "demand", frozenset(["refund"])),
    ("ladder", "要签收底单、照片和派送记录", "sent_back_by", frozenset(["me", "seller"])),
]


def shown(rule: Rule, fact: str, words: frozenset[str]) -> frozenset[str]:
    """The words of a fact with which a row may be shown."""
    return rule.when.get(fact, words) & words


@pytest.mark.parametrize(("table", "says", "fact", "words"), APART)
def test_no_sentence_is_about_another_case(table, says, fact, words):
    """Each is said somewhere, and nowhere with these words."""
    rules = [rule for rule in BOOK.tables[table].rules if says in rule.because["zh"]]
    assert rules
    assert {rule.id: shown(rule, fact, words) for rule in rules if shown(rule, fact, words)} == {}


def test_no_step_of_a_trouble_speaks_of_another():
    """An action and a step have one text whatever the trouble; which court it is stands in what to bring there."""
    one = ("换货", "兑换码", "奖品")
    tables = (BOOK.tables["actions"].rules, BOOK.tables["next_step"].rules)
    said = {r.id for rules in tables for r in rules if any(word in r.because["zh"] for word in one)}
    assert said == set()


@pytest.mark.parametrize("outcome", WORDS["outcome"])
def test_nothing_has_to_be_proved_where_the_case_is_over(outcome):
    """No row of the evidence table asks for anything then; while it is open, all but one of what is found do."""
    for rule in BOOK.tables["evidence"].rules:
        needed = levels(rule, ["proof"])
        asked = {s.id for s in slots(needed, frozenset(["chat_shot"]), outcome) if s.level != "optional" or not s.held}
        assert bool(asked) == (outcome == "open")
        required = [s for s in slots(needed, frozenset(), outcome) if s.level == "required"]
        assert bool(required) == (outcome == "open" and rule.when.get("problem") != frozenset(["found"]))


def test_the_limitation_does_not_run_while_or_after_a_court_has_the_claim():
    """A suit interrupts it, and a judgment has times of its own."""
    clock = CLOCKS["limitation"]
    runs = {
        rung
        for p, rung in product(WORDS["platform"], WORDS["rung"])
        if clock.runs_at({"platform": p, "rung": rung, "outcome": "open"})
    }
    assert runs == set(WORDS["rung"]) - COURT


def written(paper: str, **state: str) -> frozenset[str]:
    """The rows of a paper with certain words, of those that look at nothing else but what was said to whom."""
    return frozenset(
        rule.id
        for rule in BOOK.tables["drafts"].rules
        if paper in rule.when["paper"] and all(word in rule.when.get(fact, {word}) for fact, word in state.items())
    )


def parts(paper: str, part: str, state: Mapping[str, str]) -> set[str]:
    rows = written(paper, **state)
    return {r.id for r in BOOK.tables["drafts"].rules if r.id in rows and r.then["part"] == part}


@pytest.mark.parametrize("paper", ["mediation", "pleading", "police"])
@pytest.mark.parametrize("platform", sorted(set(WORDS["platform"]) - {"none"}))
def test_no_paper_leaves_out_what_the_platform_did(paper, platform):
    """Whoever turns to an authority, a court or the police says what the platform has been asked and has decided."""
    for demand in ("refund", "resend"):
        told = parts(paper, "ruling", {"platform": platform, "demand": demand, "seller": "refused"})
        assert len(told) == 1, (demand, told)


@pytest.mark.parametrize(("paper", "rungs"), [
    ("statement", ["courier", "postal", "mediation", "mediating", "payment"]),
    ("appeal", ["courier", "postal", "mediation", "mediating", "payment"]),
    ("pleading", ["courier", "postal", "mediation", "mediating", "payment"]),
    ("police", ["mediation", "mediating", "payment"]),
])  # fmt: skip
def test_no_paper_leaves_out_a_body_that_has_the_case(paper, rungs):
    """A pending complaint or dispute is named."""
    for rung in rungs:
        assert len(parts(paper, "bodies", {"rung": rung})) == 1, rung


def test_a_report_names_the_violation():
    """Whoever reports says which rule may be broken, or what was announced and not kept."""
    for row in BOOK.tables["paperwork"].rules:
        if row.then["paper"] != "report":
            continue
        for problem, demand in product(row.when.get("problem", WORDS["problem"]), row.when["demand"]):
            law = parts("report", "law", {"problem": problem, "demand": demand})
            assert len(law) == 1 or problem == "prize", (problem, demand)
