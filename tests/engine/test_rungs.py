"""The papers for each rung of the ladder: the right one at each step, complete, calm, and nothing promised."""

from datetime import timedelta
from typing import Any

import pytest
from strategies import NOW

import guide
from guide import Case, Event, Facts, advise
from guide.book.facts import CHOICES, WORDS
from guide.book.slots import SLOTS
from guide.check import PROMISE, accusations
from guide.engine.drafts import Draft, sentences

BOOK = guide.default_book()
FACTS: dict[str, Any] = {
    "order_found": "yes", "address": "right", "phone": "right", "recipient": "right", "origin": "domestic",
    "tracking": "delivered", "signer": "station", "consent": "no", "ask_family": "not_there",
    "ask_roommates": "nobody", "ask_front_desk": "nobody", "pickup_point": "not_there", "courier": "unreachable",
    "phone_reachable": "yes", "order_no": "P2026", "waybill": "圆通速递 YT7600000000123",
    "item": "陶瓷杯", "amount": "168.00", "demand": "refund",
    "paid_at": NOW - timedelta(days=30), "last_scan": NOW - timedelta(days=20),
    "held": frozenset({"order_shot", "chat_shot"}),
}  # fmt: skip
COURSE = ["seller_contacted", "seller_replied refused", "platform_applied", "ruled rejected"]
LOST = ["appealed", "appeal_ended lost"]
#: The action at a step, the events after the ruling that lead there, and the papers for it.
STEPS = {
    "appeal": ([], ["appeal"]),
    "complain_courier": (LOST, ["courier"]),
    "appeal_postal": ([*LOST, "courier_complained", "courier_answered lost"], ["postal"]),
    "mediate": (
        [*LOST, "courier_complained", "courier_answered lost", "postal_appealed", "postal_answered lost"],
        ["mediation", "report"],
    ),
    "dispute_payment": ([*LOST, "mediation_filed", "mediation_ended lost"], ["payment"]),
    "sue": ([*LOST, "payment_disputed", "payment_ended lost"], ["pleading", "bring"]),
}


def case_at(step: str, **facts: Any) -> Case:
    """A case whose next action is this step of the ladder."""
    words = [line.split() for line in [*COURSE, *STEPS[step][0]]]
    start = NOW - timedelta(days=10)
    journal = [Event(w[0], start + timedelta(hours=n), [*w, "none"][1]) for n, w in enumerate(words)]
    return Case(Facts(**{**FACTS, **facts}), tuple(journal))


def papers(step: str, lang: str = "zh", **facts: Any) -> list[Draft]:
    advice = advise(case_at(step, **facts), BOOK, NOW)
    assert step == advice.action
    found = advice.drafts[lang]
    assert found is not None
    return [found, *found.more]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_step_has_its_papers(step, lang):
    """Every rung of the ladder has its own paper in both languages, with nothing left open."""
    found = papers(step, lang)
    assert STEPS[step][1] == [paper.kind for paper in found]
    assert [()] * len(found) == [paper.gaps for paper in found]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("demand", list(CHOICES["demand"]))
def test_every_paper_is_complete_for_every_demand(step, demand):
    """No mark of a slot is left, nobody is accused and nothing promised, whatever was demanded."""
    for lang in BOOK.words:
        for paper in papers(step, lang, demand=demand):
            assert set() == set("{}[]") & set(paper.text)
            assert ([], None) == (accusations(BOOK, paper.text), PROMISE[lang].search(paper.text))


@pytest.mark.parametrize("step", STEPS)
def test_no_problem_leaves_a_paper_without_its_fact(step):
    """Each paper says once what happened, and a complaint and a pleading say once on what they rely."""
    for problem in [problem for problem in WORDS["problem"] if problem != "found"]:
        asked = {name: WORDS[name][0] for name in BOOK.tables["drafts"].conditions}
        signed = {"tracking": "delivered", "signer": "other", "consent": "no"}
        complaint = problem if problem in WORDS["complaint"] else "unknown"  # what a case with this problem says
        state = {**asked, **signed, "action": step, "problem": problem, "complaint": complaint, "demand": "refund",
                 "seller": "refused", "platform": "rejected", "rung": "courier"}  # fmt: skip
        parts = [(paper, row.then["part"]) for paper in STEPS[step][1] for row in sentences(state, BOOK, paper)]
        assert len(set(parts)) == len(parts), problem
        telling = {"appeal", "courier", "postal", "mediation", "report", "payment", "pleading"} & {p for p, _ in parts}
        assert sorted(telling) == sorted(paper for paper, part in parts if part == "fact"), problem


def test_complaint_and_report_are_apart():
    """The complaint asks for the money, the report does not."""
    complaint, report = papers("mediate")
    assert "由商家退款 168.00 元" in complaint.text
    assert "退款 168" not in report.text
    assert "我自己的诉求另行投诉" in report.text


def test_what_left_without_consent_adds():
    """Where it was left without consent, the courier is asked on what basis."""
    assert "《快递市场管理办法》" in papers("complain_courier")[0].text
    assert "《快递市场管理办法》" not in papers("complain_courier", signer="recipient")[0].text


def test_the_pleading_leaves_blanks_for_what_only_the_buyer_knows():
    """Names, addresses and the court are blanks, not guesses."""
    pleading = papers("sue")[0].text
    assert 5 == pleading.count("＿＿＿＿＿＿")
    assert "1. 判令被告退还已付的款项 168.00 元" in pleading
    assert "我" not in pleading
    assert "证据目录：1. 订单页截图；2. 与商家的完整聊天截图。" in pleading


def test_a_silent_courier_is_said_to_be_silent():
    """After seven silent days the appeal to 12305 says so, and after an answer it says that instead."""
    silent = case_at("complain_courier")
    silent = silent.with_event(Event("courier_complained", NOW - timedelta(days=8)))
    found = advise(silent, BOOK, NOW).drafts["zh"]
    assert found is not None
    assert "过了 7 天没有收到答复" in found.text
    assert "没有解决问题" in papers("appeal_postal")[0].text


def test_the_annex_names_only_what_is_there():
    """The list of evidence holds what is held, in the order of handing in."""
    names = [BOOK.say("zh", f"evidence.{slot}") for slot in SLOTS if slot in FACTS["held"]]
    assert all(name in papers("appeal")[0].text for name in names)


def test_every_other_open_way_has_its_papers_and_a_blocked_one_has_none():
    """Whoever is told to appeal can read the complaints; 12305 comes later, and its paper would say what is not so."""
    advice = advise(case_at("appeal"), BOOK, NOW)
    ways = {o.action: [p.kind for p in (o.papers["zh"], *o.papers["zh"].more)] for o in advice.others if o.papers}
    later = ("complain_courier", "mediate", "dispute_payment", "sue")
    assert {step: STEPS[step][1] for step in later} == ways
    assert all({} == o.papers for o in advice.others if o.blockers)
    for option in advice.others:
        for lang, paper in option.papers.items():
            assert papers(option.action, lang)[0].text.split("\n")[-1] in paper.text.split("\n")


def test_an_action_that_is_open_has_its_papers_whatever_the_stage():
    """A signed parcel is complained about without waiting for the platform; a reminder can be read beforehand."""
    written = []
    for step in range(len(COURSE)):
        words = [line.split() for line in COURSE[:step]]
        journal = tuple(Event(w[0], NOW - timedelta(days=9, hours=-n), [*w, "none"][1]) for n, w in enumerate(words))
        advice = advise(Case(Facts(**FACTS), journal), BOOK, NOW)
        written.append({o.action: o.papers["zh"].kind for o in advice.others if o.papers})
    assert all("courier" == papers["complain_courier"] for papers in written)
    assert ["message", "message"] == [papers["remind_seller"] for papers in written[1:3]]
    for papers, advice_allows in zip(written, (advise_allowed(n) for n in range(len(COURSE))), strict=True):
        assert papers.keys() <= advice_allows


def advise_allowed(step: int) -> set[str]:
    """The actions that nothing blocks after so many events of the course."""
    words = [line.split() for line in COURSE[:step]]
    journal = tuple(Event(w[0], NOW - timedelta(days=9, hours=-n), [*w, "none"][1]) for n, w in enumerate(words))
    return set(advise(Case(Facts(**FACTS), journal), BOOK, NOW).allowed)


def test_a_clock_of_years_is_no_clock_for_today():
    """The three years are listed, and the card of the appeal does not count them."""
    advice = advise(case_at("appeal"), BOOK, NOW)
    assert ["limitation"] == [clock.id for clock in advice.clocks]
    assert advice.clock is None


def test_the_forwarder_that_lost_the_parcel_is_the_defendant():
    """The pleading and the complaint name it, ask it to pay, and still call the seller the seller."""
    lost = {"signer": "forwarder", "forwarder": "lost_it"}
    pleading = papers("sue", **lost)[0].text
    assert "被告：＿＿＿＿＿＿（集运公司的名称、地址、联系方式）" in pleading
    assert "原告在" in pleading
    assert "联系了商家" in pleading
    assert "由集运公司按保价或者赔付规则赔偿" in papers("mediate", **lost)[0].text
