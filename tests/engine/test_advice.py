"""What the handbook advises: the guarantees over random cases, and the shape of the data. Scenarios hold the rest."""

import copy
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from strategies import NOW, SCENES, cases

import guide
from guide import Advice, Case, Event, Facts, advise
from guide.book.facts import CHOICES, UNKNOWN, VALUES, WORDS
from guide.book.slots import SLOTS
from guide.cases.casefile import to_plain as case_to_plain
from guide.check.scenarios.looking import Look, fired
from guide.engine.advice_json import to_plain
from guide.engine.case import BEIJING

BOOK = guide.default_book()
ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs" / "advice.schema.json").read_text("utf-8"))
many = settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


CHECKED = {"order_found": "yes", "address": "right", "phone": "right", "recipient": "right"}
STALE: dict[str, Any] = {**CHECKED, "tracking": "in_transit", "last_scan": NOW - timedelta(days=5),
                         "demand": "trace", "origin": "domestic"}  # fmt: skip
UNSHIPPED: dict[str, Any] = {**CHECKED, "tracking": "not_shipped"}
DECIDED = [s for s in SCENES if "action" in s.expect]


def test_the_advice_is_what_the_scenarios_decide():
    """The whole advice, with its options and clocks, says the same as the way through the tables."""
    said = [advise(s.case, BOOK, s.now) for s in DECIDED]
    assert [s.expect["action"] for s in DECIDED] == [advice.action for advice in said]


def test_the_promised_day_ends_at_midnight_in_beijing():
    """A shipment promised for a day is late from 00:00 of the next one, by the clock in Beijing."""
    case = Case(Facts(**UNSHIPPED, kind="presale", promised_ship=date(2026, 11, 22)))
    midnight = datetime(2026, 11, 23, 0, 0, tzinfo=BEIJING)
    before, after = (advise(case, BOOK, midnight - timedelta(minutes=m)).action for m in (1, 0))
    assert ["wait_ship", "contact_seller"] == [before, after]
    assert "contact_seller" == advise(case, BOOK, datetime(2026, 11, 22, 16, 0, tzinfo=UTC)).action


def parts(advice: Advice) -> dict[str, object]:
    """Everything that an advice says."""
    return {name: getattr(advice, name) for name in dir(Advice) if not name.startswith("_")}


@given(cases)
@many
def test_advice_is_always_possible_and_always_the_same(case):
    """Any case has advice, and asking twice gives the same."""
    assert parts(advise(case, BOOK, NOW)) == parts(advise(case, BOOK, NOW))


@given(cases)
@many
def test_the_advised_action_can_be_done(case):
    """What is advised is blocked by nothing but a demand that is not chosen yet."""
    assert {b.field for b in advise(case, BOOK, NOW).blockers} <= {"demand"}


@given(cases)
@many
def test_receipt_is_never_confirmed_without_goods(case):
    """Confirming receipt is possible only once the goods are recorded as here."""
    found = advise(case, BOOK, NOW)
    if "confirm_receipt" in found.allowed:
        assert found.route.state["outcome"] in ("received", "both")


@given(cases)
@many
def test_the_platform_comes_after_the_seller(case):
    """Applying needs a contact, a day's wait or an answer that settles nothing, the required evidence, and a claim."""
    found = advise(case, BOOK, NOW)
    if "apply_platform" not in found.allowed:
        return
    standing = found.route.standing
    assert standing.contacted_at is not None
    waited = NOW - standing.contacted_at >= timedelta(hours=24)
    assert waited or standing.seller not in ("silent", "trace", "resend", "refund")  # as the guarantee seller_time
    assert [] == [s.id for s in found.evidence if s.level == "required" and not s.held]
    assert "none" != found.claim


@given(cases)
@many
def test_late_is_only_what_was_due(case):
    """The claims about shipping need a shipping time that has passed, a shop that cancelled, or no day to be had."""
    found = advise(case, BOOK, NOW)
    if found.claim in ("late_shipment", "fake_shipment"):
        state = found.route.state
        lost_day = (state["problem"], state["due"], case.facts.stuck) == ("ship_date_unknown", "unknown", "yes")
        assert "overdue" == state["due"] or "cancelled" == state["problem"] or lost_day
        assert "late_shipment" == found.claim or "overdue" == state["due"]


@given(cases, st.sampled_from(sorted(CHOICES)), st.data())
@many
def test_a_change_undone_loses_nothing(case, name, data):
    """An answer changed and changed back gives the same advice; what was set aside returns."""
    other = case.with_fact(name, data.draw(st.sampled_from(CHOICES[name])))
    advise(other, BOOK, NOW)
    back = other.with_fact(name, getattr(case.facts, name))
    assert case_to_plain(case) == case_to_plain(back)
    assert parts(advise(case, BOOK, NOW)) == parts(advise(back, BOOK, NOW))


@given(cases)
@many
def test_answers_that_do_not_apply_change_nothing(case):
    """What is set aside has no influence on the advice; it only returns when a change makes it apply again."""
    found = advise(case, BOOK, NOW)
    cleared = Case(replace(case.facts, **{n: getattr(Facts(), n) for n in found.parked_facts}), case.journal)
    again = advise(cleared, BOOK, NOW)
    free = {"parked_facts": None, "changes": None, "ask": None}
    assert parts(found) | free == parts(again) | free
    assert again.parked_facts == {}


@given(cases)
@many
def test_the_zone_of_the_question_does_not_matter(case):
    """The same moment in another zone gives the same advice and the same drafts."""
    here, there = advise(case, BOOK, NOW), advise(case, BOOK, NOW.astimezone(UTC))
    assert parts(here) == parts(there)


@given(cases)
@many
def test_every_deadline_has_a_zone(case):
    """No deadline is naive, and they come in order."""
    ends = [clock.ends_at for clock in advise(case, BOOK, NOW).clocks]
    assert [] == [e for e in ends if e.utcoffset() is None]
    assert sorted(ends) == ends


@given(cases)
@many
def test_what_would_change_it_is_true(case):
    """Each change of an answer really leads to the action it names, and not to the present one.

    A later stage of the tracking comes with a line of its own.
    """
    found = advise(case, BOOK, NOW)
    for change in found.changes:
        assert found.action != change.action
        if change.kind == "fact":
            told = case.with_fact(change.name, change.value)
            every = [told, told.with_fact("last_scan", NOW)] if change.name == "tracking" else [told]
            assert change.action in [advise(each, BOOK, NOW).action for each in every]
        elif change.kind == "event":
            after = case.with_event(Event(change.name, NOW, change.value))
            assert change.action == advise(after, BOOK, NOW).action


@pytest.mark.parametrize(("tracking", "may", "never"), [
    ("delivery_failed", "out_for_delivery", "in_transit"), ("customs", "in_transit", "not_shipped"),
])  # fmt: skip
def test_a_stage_that_is_over_does_not_come_again(tracking, may, never):
    """What failed once may be brought again; what was handed over was sent."""
    case = Case(Facts(**{**STALE, "tracking": tracking, "origin": "cross_border", "complaint": "not_arrived"}))
    told = {change.value for change in advise(case, BOOK, NOW).changes}
    assert may in told
    assert never not in told


@pytest.mark.parametrize(("asked", "may"), [("not_there", True), ("nobody", False)])
def test_who_is_not_there_takes_nothing_in(asked, may):
    """Whoever lives alone is not told what to do once the family has the parcel."""
    signed = {"tracking": "delivered_proxy", "signer": "family", "complaint": "not_arrived", "ask_family": asked}
    told = {
        change.name
        for change in advise(Case(Facts(**{**STALE, **signed})), BOOK, NOW).changes
        if change.value == "has_it"
    }
    assert ("ask_family" in told) == may


@given(cases)
@many
def test_only_open_questions_are_asked(case):
    """What is worth asking is never something already answered, and always a known fact."""
    found = advise(case, BOOK, NOW)
    assert [] == [n for n in found.ask if n not in CHOICES and n not in VALUES]
    assert [] == [n for n in found.ask if n in CHOICES and getattr(found.route.facts, n) != UNKNOWN]


def test_a_moment_without_a_zone_is_refused():
    """Nobody knows when a naive moment is."""
    with pytest.raises(ValueError, match="time zone"):
        advise(Case(), BOOK, datetime(2026, 11, 22))  # noqa: DTZ001


def test_the_score_counts_required_evidence():
    """The score is what is in hand of what is required."""
    found = advise(Case(Facts(**STALE, held=frozenset({"order_shot", "promise_shot"}))), BOOK, NOW)
    assert (1, 3) == found.score


def test_figures_past_their_review_day_are_named():
    """Long after the last review, every figure asks for one."""
    assert () == advise(Case(), BOOK, NOW).expired
    assert set(BOOK.parameters) == set(advise(Case(), BOOK, NOW + timedelta(days=3000)).expired)


def as_data(advice: Advice, lang: str) -> dict[str, Any]:
    return json.loads(json.dumps(to_plain(advice, BOOK, lang)))


VALIDATOR = Draft202012Validator(SCHEMA)
FITS = fastjsonschema.compile(SCHEMA)  # the same schema as code: many times as fast, and it stops at the first fault


@given(cases, st.sampled_from(["zh", "en"]))
@many
def test_the_data_fits_its_schema(case, lang):
    """`guide advise --json` prints what docs/advice.schema.json describes, for any case."""
    plain = as_data(advise(case, BOOK, NOW), lang)
    errors = [f"{'/'.join(map(str, e.path))}: {e.message[:120]}" for e in VALIDATOR.iter_errors(plain)]
    assert [] == errors
    FITS(plain)


def test_the_data_of_the_scenarios_fits_its_schema():
    """So do the scenarios that name an action, each that shows a rule which none before it did, in either language."""
    shown: set[str] = set()
    for case in dict.fromkeys(scenario.case for scenario in DECIDED):
        rules = {rule.ref for rule in fired(Look(case, BOOK, NOW))}
        if not rules <= shown:
            shown |= rules
            advice = advise(case, BOOK, NOW)
            lang = ("zh", "en")[len(shown) % 2]
            assert 3 == FITS(as_data(advice, lang))["schema"]
    assert len(shown) > 1400


def spoiled(plain: Any) -> Iterator[Any]:
    """The data with one field or item of another kind, or one field too few or too many, at every place."""
    keys = plain.keys() if isinstance(plain, dict) else range(len(plain)) if isinstance(plain, list) else ()
    for key in keys:
        wrong = copy.copy(plain)
        wrong[key] = 3.5
        yield wrong
        for inner in spoiled(plain[key]):
            wrong = copy.copy(plain)
            wrong[key] = inner
            yield wrong
    if isinstance(plain, dict):
        yield {**plain, "further": ""}
        yield from ({key: value for key, value in plain.items() if key != left} for left in plain)


def test_the_compiled_schema_refuses_what_the_schema_refuses():
    plain = as_data(advise(max(DECIDED, key=lambda each: len(each.case.journal)).case, BOOK, NOW), "zh")
    for wrong in spoiled(plain):
        assert not VALIDATOR.is_valid(wrong)
        with pytest.raises(fastjsonschema.JsonSchemaValueException):
            FITS(wrong)


def _objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for inner in schema.values():
            yield from _objects(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _objects(inner)


def test_the_schema_is_closed_and_described():
    """No field is undocumented, and no field can appear unannounced."""
    Draft202012Validator.check_schema(SCHEMA)
    for found in _objects(SCHEMA):
        assert found["additionalProperties"] is False
        assert set(found["required"]) == set(found["properties"])
        assert [] == [n for n, p in found["properties"].items() if not {"description", "$ref"} & p.keys()]


def test_the_schema_knows_every_word():
    """The lists of words in the schema are those of the engine."""
    words = SCHEMA["properties"]
    for name in ("problem", "stage", "turn", "claim", "refund"):
        assert list(WORDS[name]) == words[name]["enum"]
    assert {str(a) for a in WORDS["action"]} - {"self_check", "ladder"} == set(SCHEMA["$defs"]["action"]["enum"])
    assert list(SLOTS) == words["evidence"]["items"]["properties"]["id"]["enum"]


def test_the_core_starts_without_heavy_libraries():
    """Import and first advice need no data frame, no widget, no template and no YAML."""
    heavy = ["pandas", "numpy", "ipywidgets", "IPython", "traitlets", "jinja2", "yaml", "jupyter_server", "voila"]
    code = (
        "import sys, guide; from datetime import datetime; from guide.engine.case import BEIJING;"
        "guide.advise(guide.Case(), guide.default_book(), datetime(2026, 11, 22, tzinfo=BEIJING));"
        f"print([m for m in {heavy!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert "[]" == done.stdout.strip()


def test_no_paper_is_written_to_know_which_ways_are_open(monkeypatch):
    monkeypatch.setattr("guide.engine.drafts.written", lambda *_: pytest.fail("a paper was written"))
    advice = advise(Case(Facts(**STALE)), BOOK, NOW)
    assert [o.action for o in advice.ways if not o.blockers] == [a for a in advice.allowed if a != advice.action]


def test_the_number_of_the_courier_stands_beside_the_call_alone():
    """Where the courier is to be called the page has its number, and nothing that is sent or read aloud has it."""
    given = {**CHECKED, "tracking": "delivery_failed", "phone_reachable": "yes", "address_detailed": "yes",
             "last_scan": NOW, "courier_phone": "13900001707"}  # fmt: skip
    advice = advise(Case(Facts(**given)), BOOK, NOW)
    assert "arrange_redelivery" == advice.action
    assert all(text.count("13900001707") == 1 for text in advice.option.how.because.values())
    assert not any("13900001707" in draft.text for draft in advice.drafts.values() if draft)
    assert not any("13900001707" in way.how.because["zh"] for way in advice.ways)
