"""The guarantees: they hold in every state, every state is a real one, and twenty broken tables are told apart."""

import csv
import json
import shutil
from base64 import urlsafe_b64decode
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from strategies import NOW, cases

import guide
from guide.book.events import ANSWERED_AT, TRACKS
from guide.book.facts import CHOICES, WORDS
from guide.book.loader import CONTENT, load
from guide.cases.casefile import from_plain
from guide.check import guarantees
from guide.check.after import After
from guide.check.moves import WINDFALLS, Moves
from guide.check.states import Editions, Situations, walk
from guide.check.states.advising import ADVISING
from guide.check.states.every import every_state
from guide.check.states.example import case, confirmed, link
from guide.check.states.situations import ABOUT_PARCEL
from guide.check.states.standings import EXCHANGE, NAMES, WAITS
from guide.check.states.tracks import leads
from guide.engine.follow import follow
from guide.engine.journal import Event, Standing, step

BOOK = guide.default_book()


@pytest.fixture(scope="module")
def proof():
    return guarantees.Proof(BOOK)


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    return Path(shutil.copytree(CONTENT, tmp_path_factory.mktemp("content") / "content"))


def edit(folder, table, rule, **cells):
    """Change cells of one row; returns what undoes it."""
    path = folder / "tables" / f"{table}.csv"
    before = path.read_bytes()
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    row = next(r for r in rows if r["id"] == rule)
    row |= {name.replace("__", "."): value for name, value in cells.items()}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return lambda: path.write_bytes(before)


def rows():
    found, faults = guarantees.read(BOOK)
    assert () == faults
    return found


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.id)
def test_every_guarantee_holds_in_every_state(proof, row):
    verdict = proof.judge(row)
    assert 0 == verdict.broken
    assert verdict.states > 30


def test_millions_of_states_are_visited(proof):
    assert proof.full.size > 1_000_000
    assert len(proof.standings) > 10_000


def test_the_journal_moves_as_the_engine_replays_it():
    table = BOOK.tables["journal"]
    sizes = tuple(len(WORDS[t]) for t in TRACKS)
    for (event, reply), targets in leads(table).items():
        for number in range(0, len(targets), 31):
            words = [WORDS[t][c] for t, c in zip(TRACKS, np.unravel_index(number, sizes), strict=True)]
            after = step(table, Standing(*words), Event(event, NOW, reply))
            expected = (
                -1
                if after is None
                else int(np.ravel_multi_index([WORDS[t].index(getattr(after, t)) for t in TRACKS], sizes))
            )
            assert expected == targets[number]


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(found=cases)
def test_no_case_stands_outside_the_states(proof, found):
    """Any facts and any journal land in a situation and in a standing that the proof has visited."""
    seen = follow(found, BOOK, NOW).state
    parcel = proof.full.parcel
    here = np.ones(len(parcel), dtype=bool)
    for name in parcel.columns.keys() - {"action", "turn"}:
        alike = proof.situations.alike_words(name) if name in CHOICES else []  # no rule tells these apart
        here &= parcel.where(name, next((words for words in alike if seen[name] in words), [seen[name]]))
    assert here.any()
    assert np.logical_and.reduce([proof.standings.relation.where(name, [seen[name]]) for name in NAMES]).any()


def test_a_state_is_a_case_that_the_engine_sees_so(proof):
    """States drawn all over the product: each has a case, and its advice is the one the proof saw."""
    draw = np.random.default_rng(20261123)
    product = proof.moves.states
    for _ in range(60):
        row, standing = int(draw.integers(len(product.parcel))), int(draw.integers(len(product.standings)))
        found = case(proof.situations, proof.standings, product.parcel.row(row), standing, one_of_many=True)
        words = {**product.parcel.words(row), **proof.standings.relation.words(standing)}
        confirmed(
            found, proof.situations, {name: word for name, word in words.items() if name not in ("action", "turn")}
        )
        column = product.class_of[standing]
        advice = guide.advise(found, BOOK, guarantees.NOW)
        assert WORDS["action"][product.advice[0]["action"][row, column]] == advice.action
        assert WORDS["turn"][product.advice[0]["turn"][row, column]] == advice.turn


def every_move(proof, events):
    """The moves from all standings, none of which is taken for another."""
    return After(proof.situations.editions, proof.standings, np.arange(len(proof.standings)), events)


def test_no_move_leads_out_of_the_states(proof):
    """Whatever can happen in a standing leads to a standing that the proof has visited, and so does time."""
    after = every_move(proof, dict.fromkeys(WORDS["event"]))
    here = np.array(proof.standings.tracks)[proof.standings.parts[:, 0], 0]
    assert len(here) == len(after.time().at)
    for pair, targets in after.leads.items():
        assert np.array_equal(np.flatnonzero(targets[here] >= 0), after.event(pair).at)


def test_standings_that_count_as_one_have_moves_of_one_kind(proof):
    """What is left out of a standing makes no difference, now or after any move: each standing is looked at here."""
    own = {rule.then["event"] for rule in BOOK.tables["actions"].rules} | {"case_closed"}
    every = every_move(proof, {event: ANSWERED_AT.get(event) for event in own | ANSWERED_AT.keys() | WINDFALLS})
    kind = proof.moves.kind
    for move in (*map(every.event, every.leads), every.time()):
        after = np.full(kind.max() + 1, -1)
        after[kind[move.at]] = kind[move.to]
        assert np.array_equal(after[kind[move.at]], kind[move.to])
        assert len(move.at) == np.bincount(kind)[after >= 0].sum()


def test_every_event_is_an_act_an_answer_or_a_windfall():
    """What others do moves a case in the proof only where it was asked for; what is neither is no move."""
    acts = {rule.then["event"] for rule in BOOK.tables["actions"].rules}
    moving = {e for rule in BOOK.tables["journal"].rules if any(rule.then.values()) for e in rule.when["event"]}
    assert {"request_withdrawn", "refund_reversed"} == moving - acts - ANSWERED_AT.keys() - WINDFALLS
    assert set() == acts & ANSWERED_AT.keys()


def test_kinds_of_standing_advise_alike(proof):
    """Walked of one kind give the same advice in every situation of the parcel."""
    product, kind = proof.moves.states, proof.moves.kind
    action = product.advice[0]["action"][:, product.class_of]
    _, first = np.unique(kind, return_index=True)
    assert (action == action[:, first[kind]]).all()


#: Edits of three editions, each with the guarantees that it breaks; within one edition no two break the same.
BROKEN = (
    (
        ("patience", "w2", {"then__patience": "escalate"}, {"seller_time"}),
        ("blockers", "b3", {"if__seller": "refused"}, {"seller_first"}),
        ("patience", "w17", {"then__patience": "remind"}, {"patient", "does_something"}),
        ("actions", "wait_customs", {"then__opens": ""}, {"someone_moves"}),
        ("next_step", "n18", {"then__action": "withdraw_claim", "then__turn": "you"}, {"withdraw_safe"}),
        ("claim", "t2", {"then__claim": "not_received"}, {"missing_not_unsent"}),
        ("actions", "confirm_receipt", {"if__outcome": "-"}, {"goods_first"}),
    ),
    (
        ("patience", "w22", {"then__patience": "escalate"}, {"seller_time"}),
        ("next_step", "n14", {"then__action": "call_courier"}, {"does_something", "ends"}),
        ("next_step", "n15", {"then__action": "apply_platform"}, {"possible"}),
        ("problem", "g10", {"then__problem": "fake_shipment"}, {"fake_has_number"}),
        ("claim", "t4", {"then__claim": "late_shipment"}, {"late_not_handed", "not_due"}),
        ("actions", "appeal", {"if__platform": "applied|partly|rejected"}, {"ruling_first"}),
        ("blockers", "b12", {"if__rung_wait": "fresh", "if__action": "sue"}, {"courier_time"}),
        ("actions", "complain_courier", {"if__handed_over": "-"}, {"courier_had_it"}),
    ),
    (
        ("blockers", "b4", {"if__wait": "none"}, {"seller_time"}),
        ("problem", "g9", {"then__problem": "unshipped_late"}, {"not_due"}),
        ("next_step", "n1", {"then__action": "close_case", "then__turn": "you"}, {"over_is_over", "ends"}),
        ("blockers", "b8", {"if__papers": "complete"}, {"papers_first", "possible"}),
        ("claim", "t1", {"then__claim": "not_received"}, {"found_no_claim", "other_no_claim", "missing_not_unsent"}),
        ("actions", "sue", {"if__platform": "-"}, {"ladder_last"}),
        ("actions", "apply_platform", {"if__outcome": "-"}, {"only_open"}),
    ),
)


@pytest.mark.parametrize("edits", BROKEN)
def test_a_broken_table_breaks_the_guarantees_that_speak_of_it(edits, content):
    """Each edit loads, and the check names the guarantee, the rule that decides, and a case that shows it."""
    named = [name for *_, names in edits for name in sorted(names)]
    assert len({*named}) == len(named)
    undo = [edit(content, table, rule, **cells) for table, rule, cells, _ in edits]
    try:
        book = load(content)
        proof = guarantees.Proof(book)
        verdicts = {row.id: proof.judge(row) for row in rows() if row.id in named}
    finally:
        for back in reversed(undo):
            back()
    assert {*named} == {name for name, verdict in verdicts.items() if verdict.broken}
    for verdict in verdicts.values():
        shown = verdict.case
        assert shown is not None
        assert "Decided by" in str(verdict.fault(book).what)


def test_a_shown_case_opens_from_its_link(proof):
    found = case(proof.situations, proof.standings, proof.full.parcel.row(100), 3)
    plain = json.loads(urlsafe_b64decode(link(found).removeprefix("#case=") + "==="))
    assert guarantees.NOW.isoformat() == plain.pop("now")
    assert found == from_plain(plain)


def test_a_guarantee_that_cannot_be_read_is_named(tmp_path):
    folder = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    path = folder / "proofs/guarantees.csv"
    text = path.read_text("utf-8").replace("seller_first,never,", "seller_first,nevr,").replace("S06 S53 S54", "S93")
    path.write_text(text, "utf-8")
    _rows, faults = guarantees.read(load(folder))
    said = [str(fault) for fault in faults]
    assert (
        "proofs/guarantees.csv, row 2, column kind: "
        "unknown value “nevr”. Allowed: never acts moves ends ends_empty_handed." in said
    )
    assert "proofs/guarantees.csv, row 3, column source: unknown source “S93”." in said


def test_what_is_wrong_with_a_parcel_never_depends_on_the_journal():
    """The proof takes the two apart; a table that mixes them would have to be proved otherwise."""
    for name in ABOUT_PARCEL:
        assert not set(BOOK.tables[name].conditions) & {*TRACKS, *EXCHANGE, *WAITS.values()}


def test_a_product_tells_only_what_its_tables_ask():
    situations = Situations(Editions(BOOK))
    lean = every_state(situations, walk(situations.editions), tables=ADVISING)
    assert "worth" not in lean.parcel.columns
    assert Moves(lean, situations).kind.max() < 25_000
