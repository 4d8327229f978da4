"""The effect of an edit: what two editions decide otherwise, no more and no less."""

import json
import shutil
import subprocess
from base64 import urlsafe_b64decode
from datetime import date, datetime, timedelta
from functools import cache
from itertools import product
from random import Random

import numpy as np
import pytest

from guide import advise
from guide.__main__ import main
from guide.book.clocks import COPIED, COUNTED, PARCEL_READINGS
from guide.book.facts import CHOICES, WORDS, Facts
from guide.book.loader import CONTENT, load
from guide.book.slots import SLOTS
from guide.cases.casefile import from_plain, read_moment
from guide.cases.table import CaseRow
from guide.check.difference import compare, comparing, files, judge
from guide.check.difference.groups import Groups
from guide.check.difference.model import frozen
from guide.check.states import NOW, Editions, Situations, every_state, walk
from guide.check.states.advising import ACTION
from guide.check.states.standings import NAMES
from guide.check.states.timing import ENDS, Timing
from guide.check.states.tracks import journals, word_of
from guide.commands.revision import folder
from guide.engine.case import Case
from guide.engine.follow import follow
from guide.engine.journal import Event, possible, replay

BOOK = load()


def note(**cells):
    """A row of the notes with these conditions, before the one that stands first."""
    given = {"outcome": "open", "platform": "none", "problem": "lost", **cells}
    cells = (given.get(name, "-") for name in BOOK.tables["notes"].conditions)
    return f"extra,{','.join(cells)},tip,贵重商品。,A valuable parcel.,S84\nconfirm,open,"


FIXED = "r6,no,no,{says},两样都要改。,Both have to be mended.,S25\nr4,no,yes,trouble,"
LAST = (CONTENT / "tables/drafts.csv").read_text("utf-8").splitlines(keepends=True)[-2:]
LATER = "courier.answer,2027-01-01,9,days,express.interim,reported,2026-11-22,2027-05-22\npostal.answer,2009"

#: An edit: file, what stands there, what is written instead; and each group as kind, before and after.
EDITS = {
    # limits
    "a limit": (
        "parameters.csv", "postal.answer,2009-10-01,30", "postal.answer,2009-10-01,20",
        {("action", "wait_postal nobody after", "mediate you after"),
         ("deadline", "postal 30 days", "postal 20 days")},
    ),
    "a limit of one clock": (
        "parameters.csv", "recheck,2020-01-01,24", "recheck,2020-01-01,36",
        {("deadline", "follow_up 24 hours", "follow_up 36 hours")},
    ),
    "a limit in working days": (
        "parameters.csv", "mediation.answer,2014-03-15,7", "mediation.answer,2014-03-15,9",
        {("action", "dispute_payment you after", "wait_mediation nobody after"),
         ("action", "sue you after", "wait_mediation nobody after"),
         ("deadline", "mediation 7 working_days", "mediation 9 working_days")},
    ),
    "a limit in years": ("parameters.csv", "limitation,2021-01-01,3", "limitation,2021-01-01,2",
                         {("deadline", "limitation 3 years", "limitation 2 years")}),
    "a limit that no clock counts with": (
        "parameters.csv", "silence.very_long,2020-01-01,10", "silence.very_long,2020-01-01,12",
        {("problem", "lost", "stale"), ("fit", "possible", "recommended"), ("fit", "recommended", "possible"),
         *(("action", before, "call_courier you self_check") for before in (
             "apply_platform you platform", "gather_evidence you platform", "await_promise seller seller",
             "contact_seller you seller", "remind_seller you seller", "request_refund you seller",
             "wait_seller seller seller")),
         *(("action", before, "request_refund you seller")
           for before in ("apply_platform you platform", "gather_evidence you platform"))},
    ),
    "a limit from a later day on": (
        "parameters.csv", "postal.answer,2009", LATER,
        {("action", "appeal_postal you after", "wait_courier courier after"),
         ("action", "mediate you after", "wait_courier courier after"),
         ("deadline", "courier 7 days", "courier 9 days")},
    ),
    # what is decided
    "another outcome": (
        "tables/self_check.csv", "wait,wait_update,courier,可能", "wait,wait_delivery,courier,可能",
        {("action", "wait_update courier self_check", "wait_delivery courier self_check")},
    ),
    "a claim type": (
        "tables/claim.csv", "t3,fake_shipment,-,-,-,-,fake_shipment,", "t3,fake_shipment,-,-,-,-,late_shipment,",
        {("claim", "fake_shipment", "late_shipment")}),
    "a level that blocks nothing": (
        "tables/evidence.csv", "e4,fake_shipment,-,required,required,required,recommended,",
        "e4,fake_shipment,-,required,required,required,optional,", {("evidence", "recommended", "optional")},
    ),
    "a level that blocks": (
        "tables/evidence.csv", "e4,fake_shipment,-,required,required,required,recommended,",
        "e4,fake_shipment,-,required,required,required,required,",
        {("evidence", "recommended", "required"),
         ("action", "apply_platform you platform", "gather_evidence you platform"),
         ("action", "apply_platform you platform", "request_refund you seller")},
    ),
    "how a demand fits": ("tables/fit.csv", "m5,address_wrong,trace|unknown,recommended,",
                          "m5,address_wrong,trace|unknown,possible,", {("fit", "recommended", "possible")}),
    "a rung": ("tables/ladder.csv",
               "!outside,-,-,mediate,you,可以向 12315", "!outside,-,-,dispute_payment,you,可以向 12315",
               {("action", "mediate you after", "dispute_payment you after")}),
    "the clock of an action": (
        "tables/actions.csv", "wait_customs,-,-,-,-,-,-,-,-,no,,tracking,abroad_two_weeks",
        "wait_customs,-,-,-,-,-,-,-,-,no,,tracking,abroad_month",
        {("deadline", "wait_customs abroad_two_weeks", "wait_customs abroad_month")},
    ),
    "what an event changes": (
        "tables/journal.csv", "j51,refund_chased,none,-,upheld|unpaid,-,open,,unpaid",
        "j51,refund_chased,none,-,upheld|unpaid,-,open,,upheld",
        {("action", "check_goods you after", "settle_late_goods you after"),
         ("action", "collect_parcel you after", "settle_late_goods you after"),
         ("action", "dispute_payment you after", "chase_refund you after"),
         ("action", "wait_payment nobody after", "chase_refund you after"),
         ("action", "sue you after", "chase_refund you after"),
         ("action", "mediate you after", "chase_refund you after"),
         ("action", "wait_mediation nobody after", "chase_refund you after")},
    ),
    # what the end of a deadline means
    "whose turn a clock is": ("tables/clocks.csv", "k13,follow_up,asked_more,-,-,!found,you,",
                              "k13,follow_up,asked_more,-,-,!found,platform,",
                              {("deadline", "follow_up you", "follow_up platform")}),
    "what the end of a copied day means": (
        "tables/clocks.csv", "k11,platform_app,asked_more,-,-,!found,you,lose",
        "k11,platform_app,asked_more,-,-,!found,you,act",
        {("deadline", "platform_app lose", "platform_app act")}),
    "what the end of the parcel's time means": ("tables/clocks.csv", "k6,recheck,-,-,-,-,courier,wait,",
                                                "k6,recheck,-,-,-,-,courier,act,",
                                                {("deadline", "recheck wait", "recheck act")}),
    # rows that collect
    "a note": ("tables/notes.csv", "confirm,open,", note(worth="high"), set()),
    "a note for nobody": ("tables/notes.csv", "confirm,open,", note(claim="late_shipment"), set()),
    "what blocks an action": ("tables/blockers.csv", "b3,apply_platform,-,-,none", "b3,apply_platform,-,-,none|silent",
                              set()),
    "where a question stands": ("tables/questions.csv", "gift,-,-,-,-,-,-,order", "gift,-,-,-,-,-,-,details", set()),
    "an answer to a refusal": ("tables/rehearsal.csv", "-,platform,chat_shot order_shot,", "-,platform,chat_shot,",
                               set()),
    "a part of a paper": ("tables/drafts.csv", ",dossier,-,", ",payment,-,", set()),
    "a paper of an action": ("tables/paperwork.csv", "to_courier,complain_courier,!found",
                             "to_courier,complain_courier,!found|done", set()),
    "what proves an event": ("tables/witness.csv", "courier_answered,yes,courier_record,",
                             "courier_answered,yes,chat_shot,", set()),
    # nothing is decided otherwise
    "a rule split without effect": ("tables/reach.csv", "r4,no,yes|no,trouble,", FIXED.format(says="trouble"), set()),
    "words": ("words/terms.csv", "problem.empty_parcel,空包裹", "problem.empty_parcel,空的包裹", set()),
    "a reason": ("tables/reach.csv", "还没有看电话通不通。", "电话通不通还没有看。", set()),
    "a source": ("tables/around.csv", "家人替你收了。,Your family took it in.,S28 S29",
                 "家人替你收了。,Your family took it in.,S28", set()),
    "how sure a limit is": ("parameters.csv", "abroad.slow,2020-01-01,14,days,S80,source",
                            "abroad.slow,2020-01-01,14,days,S80,reported", set()),
    "the order of a paper": ("tables/drafts.csv", "".join(LAST), "".join(reversed(LAST)), set()),
    "a scenario": ("scenarios/seller.yaml", "\n", "\n# one more\n", set()),
    "a guarantee": ("proofs/guarantees.csv", "没有联系过商家，", "没联系过商家，", set()),
}  # fmt: skip
#: Edits that are made at once, because none of them touches what another does; each line is one edition.
EDITIONS = (
    ("a limit", "a limit of one clock", "a limit in working days", "a limit that no clock counts with",
     "a limit in years", "what the end of the parcel's time means", "another outcome", "a claim type",
     "how a demand fits", "the clock of an action", "whose turn a clock is", "what the end of a copied day means"),
    ("a limit from a later day on",),
    ("a level that blocks", "a rung", "a note for nobody", "a rule split without effect", "words", "a reason",
     "a source", "how sure a limit is", "the order of a paper", "a scenario", "a guarantee"),
    ("what an event changes", "a level that blocks nothing", "a note", "what blocks an action",
     "where a question stands", "an answer to a refusal", "a part of a paper", "a paper of an action",
     "what proves an event"),
)  # fmt: skip
#: Rows beside the chain, with whether any state notices.
ROWS = {
    "what an event changes": ("journal", "j51", "changed", True),
    "the clock of an action": ("actions", "wait_customs", "changed", True),
    "a note": ("notes", "extra", "added", True),
    "a note for nobody": ("notes", "extra", "added", False),
    "what blocks an action": ("blockers", "b3", "changed", True),
    "where a question stands": ("questions", "gift", "changed", True),
    "an answer to a refusal": ("rehearsal", "seller_refuses", "changed", True),
    "a part of a paper": ("drafts", "order_dossier", "changed", True),
    "a paper of an action": ("paperwork", "to_courier", "changed", True),
    "what proves an event": ("witness", "w2", "changed", True),
}
#: Edits of what is shown and not decided: a word, a reason, a source, a confidence, an order of rows.
TEXTS = ("a rule split without effect", "words", "a reason", "a source", "how sure a limit is", "the order of a paper",
         "a note", "a note for nobody")  # fmt: skip
#: Files that decide no case, with the rows that differ.
FILES = {
    "a scenario": ("scenarios/seller.yaml", ()),
    "a guarantee": ("proofs/guarantees.csv", (("seller_first", "changed"),)),
}
#: An edition with effects on many groups; here every state is compared with the engine.
WIDE = (
    ("parameters.csv", "abroad.slow,2020-01-01,14", "abroad.slow,2020-01-01,10"),
    ("tables/parcel.csv", "moving", "delivering"),
    ("tables/reach.csv", "r4,no,yes|no,trouble,", FIXED.format(says="unknown")),
    ("tables/questions.csv", "origin,-,-,-,-,-,-,order", "origin,-,!customs,-,-,-,-,around"),
    ("tables/details.csv", "d8,unsure,right|unsure,right|unsure,unsure",
     "d8,unsure,right|unsure,right|unsure,unknown"),
    ("tables/around.csv", "!has_it,!has_it,!has_it,has_it,found", "!has_it,!has_it,!has_it,has_it,done"),
    ("tables/problem.csv", "long|very_long,-,-,-,!found,-,customs_stuck",
     "long|very_long,-,-,-,!found,-,customs_slow"),
    ("tables/next_step.csv", "n13,open,ask,offered|denied|lapsed|gone,none,-,!soon,-,-,-,-,wait_month",
     "n13,open,ask,offered|denied|lapsed|gone,none,-,!soon,-,-,-,-,remind_seller"),
    ("tables/clocks.csv", "k1,seller_24,-,-,-,!outside,seller,wait,", "k1,seller_24,-,-,-,!outside,seller,act,"),
    ("tables/matter.csv", "platform,return_lost,", "platform,exchange,"),
    ("tables/whereabouts.csv", "lost_it,lost,", "lost_it,moving,"),
    ("tables/courier_says.csv", "slow|long|very_long,overdue,", "slow|long|very_long,coming,"),
    ("tables/window.csv", "near,closing,", "near,open,"),
    ("tables/clocks.csv", "k20,visit,-,-,-,-,courier,wait,", "k20,visit,-,-,-,-,courier,act,"),
    ("tables/patience.csv", "stalling,!over,over,none,escalate,",
     "stalling,!over,over,none,remind,"),
    ("tables/body.csv", "court_final,-,overdue,", "court_final,-,weighing,"),
)  # fmt: skip


def edited(folder, *edits):
    """A content folder with some edits."""
    trial = shutil.copytree(CONTENT, folder / "trial")
    for file, old, new, *_ in edits:
        text = (trial / file).read_text("utf-8")
        assert old in text
        (trial / file).write_text(text.replace(old, new, 1), "utf-8")
        if file == "tables/questions.csv" and "origin" in old:  # a question may only depend on those above it
            rows = (trial / file).read_text("utf-8").splitlines(keepends=True)
            rows.append(rows.pop(next(n for n, row in enumerate(rows) if row.startswith("origin,"))))
            (trial / file).write_text("".join(rows), "utf-8")
    return trial


def short(group):
    """A group in a few words: kind, and what differs before and after."""
    before, after = (
        " ".join(word for name, word in side if name != "refund") for side in (group.key.before, group.key.after)
    )
    return group.key.kind, before, after


@pytest.mark.parametrize("names", EDITIONS, ids=lambda names: names[0])
def test_an_edit_has_its_groups_and_no_others(names, tmp_path, monkeypatch):
    """Each kind of edit shows what it decides otherwise, and since when; a sentence or a scenario decides nothing.

    The states of all groups of an action together are as many as those that either edition advises otherwise.
    """
    trial, enumerated = edited(tmp_path, *(EDITS[name] for name in names)), []

    def groups(*books):
        enumerated.append(Groups(*books))
        return enumerated[-1]

    monkeypatch.setattr(comparing, "Groups", groups)
    difference = compare(BOOK, load(trial), NOW)
    product = enumerated[0].product
    old, new = product.advice
    acted = [group for group in difference.groups if group.key.kind == "action" and group.since is None]
    assert {product.size} >= {group.of for group in acted}
    other = np.logical_or.reduce([old[name] != new[name] for name in ACTION])
    assert product.count(other) == sum(group.states for group in acted)
    rows = {(row.table, row.id, row.how, bool(row.states)) for row in difference.rows}
    assert set().union(*(EDITS[name][3] for name in names)) == {short(group) for group in difference.groups}
    later = date(2027, 1, 1) if "a limit from a later day on" in names else None
    assert all(later == group.since for group in difference.groups)
    assert {ROWS[name] for name in names if name in ROWS} == rows
    assert len({*names} & {*TEXTS}) == difference.texts
    assert [FILES[name] for name in FILES if name in names] == sorted(files(BOOK, load(trial)), reverse=True)
    assert any(EDITS[name][3] or ROWS.get(name, ())[3:] == (True,) for name in names) == difference.any


def test_every_table_is_edited_here():
    """No table is left out, and no deadline: each is counted or copied from the app."""
    edits = [*EDITS.values(), *WIDE]
    assert {f"tables/{name}.csv" for name in BOOK.tables} == {e[0] for e in edits if e[0].startswith("tables/")}
    assert {*WORDS["clock"]} == {*COUNTED, *COPIED}


def test_an_edition_differs_in_nothing_from_itself():
    """No group without an edit."""
    difference = compare(BOOK, BOOK, NOW)
    assert ((), (), (), (), 0) == (difference.groups, difference.rows, difference.columns, difference.parameters,
                                   difference.texts)  # fmt: skip
    assert 3_000_000 < difference.states


@pytest.mark.parametrize(("old", "new"), [
    ("j37,refunded,none,-,-,-,received|kept,,,,both", "j37,refunded,none,-,-,-,received|kept,,,,refunded"),
    ("j34,received,none,-,-,-,open,,,,received", "j34,received,none,-,-,-,open,,,,closed"),
])  # fmt: skip
def test_a_case_that_ends_otherwise_is_not_followed_any_further(old, new, tmp_path):
    """One of the two would go on to every place while the other rests: millions of pairs, each told already."""
    other = load(edited(tmp_path, ("tables/journal.csv", old, new)))
    pairs = journals(Editions(BOOK, other))
    parted = [pair for pair in pairs if len({*word_of("outcome", pair)}) > 1]
    assert 0 < len(parted) < len(pairs) - len(parted)


def test_a_column_that_comes_is_named(tmp_path):
    """A new condition is told as such, and decides nothing as long as no row uses it."""
    trial = shutil.copytree(CONTENT, tmp_path / "trial")
    for table, conditions in (("claim", 2), ("clocks", 2)):
        rows = (trial / f"tables/{table}.csv").read_text("utf-8").splitlines()
        head, *rest = (row.split(",", 1 + conditions) for row in rows)
        wider = [",".join([*head[:-1], "if.whereabouts", head[-1]]), *(",".join([*r[:-1], "-", r[-1]]) for r in rest)]
        (trial / f"tables/{table}.csv").write_text("\n".join(wider) + "\n", "utf-8")
    difference = compare(BOOK, load(trial), NOW)
    assert (("claim", "whereabouts", "added"), ("clocks", "whereabouts", "added")) == difference.columns
    assert () == difference.groups


# the engine as the judge ----------------------------------------------------------------------------------------------


def random_case(rng):
    """Any answers, any moments, any journal that can happen."""
    facts = {name: str(rng.choice([*words])) for name, words in CHOICES.items() if rng.random() < 0.75}
    facts |= {"complaint": "not_arrived"} if rng.random() < 0.8 else {}
    for name, odds, since, until in (("paid_at", 0.8, -400, 0), ("last_scan", 0.8, -400, 0),
                                     ("next_update", 0.2, -200, 99),
                                     ("promised_by", 0.3, -60, 60), ("auto_confirm_at", 0.3, -50, 150)):  # fmt: skip
        if rng.random() < odds:
            facts[name] = NOW + timedelta(minutes=rng.randrange(60 * since, 60 * until + 1))
    if rng.random() < 0.3:
        facts["promised_ship"] = NOW.date() + timedelta(days=rng.randrange(-5, 5))
    facts["held"] = frozenset(slot for slot in SLOTS if rng.random() < 0.8)
    events, at = [], NOW - timedelta(minutes=rng.randrange(0, 60 * 24 * rng.choice([2, 4, 60])))
    for _ in range(rng.choice(range(7))):
        standing = replay(BOOK.tables["journal"], events).standing
        ways = [
            way for way in possible(BOOK.tables["journal"], standing) if rng.random() < 0.3 or way[0] != "case_closed"
        ]
        if at > NOW or not ways:
            break
        event, reply = rng.choice(ways)
        events.append(Event(event, at, reply))
        at += timedelta(minutes=rng.randrange(0, 60 * rng.choice([5, 60])))
    return Case(Facts(**facts), tuple(events))


@cache
def random_cases():
    rng = Random(16)
    return [random_case(rng) for _ in range(300)]


def codes(column, edition, product, route):
    """The code that a column of the situations has in a case under one edition."""
    if column.startswith("rule "):
        table = product.editions.tables(column.removeprefix("rule "))[edition]
        return [rule.id for rule in table.rules].index(route.rules[table.name].id)
    words = route.rules["self_check"].then if column in ("action", "turn") else route.state
    return WORDS[column].index(words[column])


def standing_places(relation, routes):
    """The places of some cases among the standings, all looked up at once; every case has one."""
    sizes = [len(WORDS[name]) for name in NAMES] * 2
    every = np.ravel_multi_index([relation.column(name, edition) for edition in (0, 1) for name in NAMES], sizes)
    wanted = [[WORDS[name].index(route.state[name]) for route in both for name in NAMES] for both in routes]
    wanted = np.ravel_multi_index(np.array(wanted).T, sizes)
    order = np.argsort(every)
    places = order[np.minimum(np.searchsorted(every, wanted, sorter=order), len(order) - 1)]
    assert (every[places] == wanted).all()
    return places


def predicted(product, routes):
    """What the enumerated states say of each case in both editions: action, turn and stage."""
    parcel, names = product.parcel, [(name, edition) for name in product.parcel.columns for edition in (0, 1)]
    row_of = {row: n for n, row in enumerate(zip(*(parcel.column(*name).tolist() for name in names), strict=True))}
    rows = [row_of[tuple(codes(name, n, product, both[n]) for name, n in names)] for both in routes]
    kinds = product.class_of[standing_places(product.standings.relation, routes)]
    for row, kind in zip(rows, kinds, strict=True):
        yield [tuple(WORDS[n][said[n][row, kind]] for n in ("action", "turn", "stage")) for said in product.advice]


def test_the_states_say_what_the_engine_says(tmp_path, monkeypatch):
    """300 random cases: each stands among the enumerated states, and both editions decide it as they say.

    Whatever changes for a case, of whatever kind, is a group that the states foretold; and the case behind the link of
    a group is decided by both editions as the group says.
    """
    new = load(edited(tmp_path, *WIDE))
    books = frozen(BOOK, NOW.date()), frozen(new, NOW.date())
    states = Groups(*books)
    monkeypatch.setattr(comparing, "Groups", lambda *_: states)  # enumerated once, for the comparison as well
    routes = [[follow(case, book, NOW) for book in books] for case in random_cases()]
    for case, said in zip(random_cases(), predicted(states.product, routes), strict=True):
        advised = [follow(case, book, NOW).state for book in (BOOK, new)]
        assert [(a["action"], a["turn"], a["stage"]) for a in advised] == said
    difference = compare(BOOK, new, NOW, [CaseRow(n, "", case) for n, case in enumerate(random_cases())])
    groups = difference.groups
    changed = {case for group in groups for case in group.cases}
    assert [] == [group.key for group in groups if not group.states]
    assert (300, len(changed)) == (difference.cases, difference.changed)
    assert [] == [g.key for g in groups if g.example is None or g.key not in judge(g.example, (BOOK, new))]


def test_a_clock_tells_apart_what_its_declaration_says(tmp_path):
    """Answers between which it says nothing lies are read once for all: every one of them has just these readings."""
    editions = Editions(
        BOOK,
        load(edited(tmp_path, EDITS["a limit from a later day on"], EDITS["what the end of the parcel's time means"])),
    )
    once, rng = Timing(editions), Random(5)

    def read(timing, answers):
        return {(cells["silence"], *(timing.ends[n] for n in cells[f"{ENDS}silence"]))
                for cells in timing.ways("silence", (answers,) * 2)}  # fmt: skip

    every = [*product(*(WORDS[answer] for answer in PARCEL_READINGS["silence"].answers))]
    known = [read(once, answers) for answers in every]
    untraceable = [n for n, answers in enumerate(every) if answers[:3] == ("cross_border", "not_shipped", "without")]
    for place in (*untraceable[:1], *rng.sample(range(len(every)), 40)):
        assert known[place] == read(Timing(editions), every[place]), every[place]


def test_an_action_is_blocked_by_the_rows_of_its_own_edition(tmp_path):
    """Where the new edition blocks an application while the seller is silent, only that one blocks it there."""
    file, was, _, _ = EDITS["what blocks an action"]
    new = load(edited(tmp_path, (file, was, was + "|silent")))
    situations = Situations(Editions(BOOK, new), (t for book in (BOOK, new) for t in book.tables.values()))
    states = every_state(situations, walk(situations.editions)).within({"problem": ["stale"]})
    assert states.shape[0] > 10
    old_may, new_may = (states.where("may", ["apply_platform"], edition) for edition in (0, 1))
    assert states.count(new_may) < states.count(old_may)
    assert states.count(old_may ^ new_may) == states.count(old_may & states.where("seller", ["silent"]))
    old_blocked, new_blocked = (states.where("blocked", ["yes"], edition) for edition in (0, 1))
    assert states.count(old_blocked) < states.count(new_blocked)


# the command ----------------------------------------------------------------------------------------------------------


def run(capsys, *words):
    code = main(["diff", *map(str, words)])
    said = capsys.readouterr()
    return code, said.out, said.err


#: How the command tells the edit of a rung.
MEDIATED = "向 12315 投诉，请求调解（轮到你）"


def test_the_command_says_what_changes_and_opens_an_example(tmp_path, capsys):
    """What it was, what it is, how many, why, and a link whose case both editions decide so."""
    trial = edited(tmp_path, EDITS["a rung"])
    (group,) = compare(BOOK, load(trial), NOW).groups
    code, out, _ = run(capsys, CONTENT, trial)
    assert 1 == code
    assert f"{MEDIATED} →" in out
    assert f"{group.states:,}" in out
    assert "原来 ladder/l8" in out
    plain = json.loads(urlsafe_b64decode(out.split("#case=")[1].split()[0] + "=="))
    now = read_moment("now", plain.pop("now"))
    decided = [advise(from_plain(plain), load(folder), now).action for folder in (CONTENT, trial)]
    assert ["mediate", "dispute_payment"] == decided


def test_the_command_gives_data(tmp_path, capsys):
    """The same as data, with the given cases by name."""
    trial = edited(tmp_path, EDITS["another outcome"])
    cases = tmp_path / "cases.csv"
    cases.write_text("case,tracking,last_scan\nA7,in_transit,2026-11-22T08:00\nA8,not_shipped,\n", "utf-8")
    code, out, _ = run(capsys, CONTENT, trial, "--json", "--cases", cases, "--now", "2026-11-22T12:00", "--lang", "en")
    said = json.loads(out)
    assert 1 == code
    assert {"given": 2, "changed": 1, "unread": 0} == said["cases"]
    assert [["A7"]] == [group["cases"] for group in said["groups"]]
    (because,) = (rule.because["en"] for rule in BOOK.tables["self_check"].rules if rule.id == "c13")
    assert {"rule": "self_check/c13", "because": because} == said["groups"][0]["old"]


def test_words_and_guarantees_are_told_and_are_no_difference(tmp_path, capsys):
    """A sentence that reads otherwise is counted, another file is named with its rows; neither fails."""
    trial = edited(tmp_path, EDITS["words"], EDITS["a guarantee"])
    code, out, _ = run(capsys, CONTENT, trial, "--lang", "en")
    assert 0 == code
    assert "Nothing is decided differently." in out
    assert "Texts, sources and orders of rows that differ: 1." in out
    assert "Files that decide no case and differ: proofs/guarantees.csv (changed seller_first)" in out


def git(folder, *words):
    who = ("-c", "user.name=t", "-c", "user.email=t@example.invalid")
    subprocess.run(["git", "-C", folder, *who, *words], check=True, capture_output=True)


def test_a_revision_is_read_from_git(tmp_path, capsys, monkeypatch):
    """An edition may be a revision; one that is not there is refused in one sentence."""
    trial = edited(tmp_path, EDITS["a rung"])
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "trial")
    git(tmp_path, "commit", "-qm", "edited")
    edited_rung = (trial / "tables/ladder.csv").read_bytes()
    shutil.rmtree(trial)
    shutil.copytree(CONTENT, trial)
    monkeypatch.chdir(tmp_path)
    code, out, _ = run(capsys, "git:HEAD", "trial", "--content", "trial")
    assert (1, True) == (code, MEDIATED in out)
    with folder("HEAD", "trial") as place:
        assert edited_rung == (place / "tables/ladder.csv").read_bytes()
    refused = {
        ("HEAD~7", "trial"): "HEAD~7：没有这个文件夹，git 里也没有这个版本。",
        ("HEAD", "trial"): "HEAD：这个版本里没有 guide/content，请用 --content 写出文件夹。",
    }
    for words, sentence in refused.items():
        assert (2, "", f"guide: {sentence}\n") == run(capsys, *words)


def test_what_cannot_be_compared_is_refused_in_one_sentence(tmp_path, capsys, monkeypatch):
    """No git, no repository, an edition that does not load."""
    monkeypatch.chdir(tmp_path)
    assert (2, "", "guide: here：这不是文件夹，这里也没有 git 仓库。\n") == run(capsys, "here", CONTENT)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (2, "", "guide: here：没有安装 git，请改写一个内容文件夹。\n") == run(capsys, "here", CONTENT)
    trial = edited(tmp_path, ("tables/reach.csv", "r1,unknown", "r1,unknwon"))
    code, out, err = run(capsys, CONTENT, trial)
    assert (2, "") == (code, out)
    assert err.startswith(f"guide: {trial}：tables/reach.csv 第 2 行，if.phone_reachable 列：没有「unknwon」这个值。")


def test_a_moment_of_a_given_case_counts_in_its_own_time(tmp_path):
    """Given cases are looked at from the moment of asking, and not from that of the enumerated states."""
    new = load(edited(tmp_path, ("parameters.csv", "silence.long,2020-01-01,3", "silence.long,2020-01-01,5")))
    facts = Facts(origin="domestic", tracking="in_transit", last_scan=NOW - timedelta(days=4), address="right",
                  phone="right", recipient="right", order_found="yes")  # fmt: skip
    later = datetime.fromisoformat("2027-03-01T12:00+08:00")
    kinds = [{key.kind for key in judge(Case(facts), (BOOK, new), now)} for now in (NOW, later)]
    assert [True, False] == ["action" in some for some in kinds]
