"""The calendar file: read back by two parsers, nothing personal in it, and a second one updates the first."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
import vobject
from hypothesis import given, settings
from strategies import NOW, cases

import guide
from guide import Case, Event, Facts
from guide.__main__ import main
from guide.cases.calendarfile import LENGTH, ahead, calendar_file, case_key
from guide.commands.shared import BAD_INPUT, FINE

BOOK = guide.default_book()
SAMPLE = Path(__file__).resolve().parents[2] / "docs" / "sample-case.yaml"
SECRET = {"order_no": "P2026110500417", "item": "陶瓷杯", "amount": "168.00", "last_place": "杭州中转站",
          "pickup_name": "城东驿站", "courier_phone": "13800001111"}  # fmt: skip
CASE = Case(
    Facts(tracking="in_transit", origin="domestic", last_scan=NOW - timedelta(days=1), **SECRET,
          auto_confirm_at=NOW + timedelta(days=6)),
    (Event("seller_contacted", NOW - timedelta(hours=5)),),
)  # fmt: skip


def file(case: Case = CASE, now: datetime = NOW, lang: str = "zh") -> bytes:
    return calendar_file(guide.advise(case, BOOK, now).clocks, case_key(case), BOOK, lang, now)


def entries(raw: bytes) -> dict[str, icalendar.Event]:
    return {str(e["uid"]): e for e in icalendar.Calendar.from_ical(raw).walk("VEVENT")}


def test_each_clock_to_come_is_an_entry_that_ends_with_it():
    """The half hour before the deadline, so that midnight stands on its own day."""
    clocks = ahead(guide.advise(CASE, BOOK, NOW).clocks, NOW)
    found = {(e["dtstart"].dt, e["dtend"].dt) for e in entries(file()).values()}
    assert {(c.ends_at - LENGTH, c.ends_at) for c in clocks} == found
    assert ["seller_24", "recheck", "auto_confirm"] == [c.id for c in clocks]


@settings(max_examples=100)
@given(cases)
def test_two_parsers_read_the_same(case):
    """Ids, titles, times and reminders are the same for icalendar and vobject, in any case."""
    raw = file(case)
    ours = {
        (u, str(e["summary"]), e["dtstart"].dt, e["sequence"], len(e.walk("VALARM"))) for u, e in entries(raw).items()
    }
    calendar = vobject.readOne(raw.decode())
    theirs = {(e.uid.value, e.summary.value, e.dtstart.value, int(e.sequence.value), len(getattr(e, "valarm_list", [])))
              for e in getattr(calendar, "vevent_list", [])}  # fmt: skip
    assert ours == theirs
    assert len(ahead(guide.advise(case, BOOK, NOW).clocks, NOW)) == len(ours)


@settings(max_examples=100)
@given(cases)
def test_the_file_keeps_to_the_letter_of_the_format(case):
    """CRLF everywhere, no line over 75 octets, no letter cut in two, every moment in UTC."""
    raw = file(case, lang="zh")
    assert raw.endswith(b"END:VCALENDAR\r\n")
    lines = raw.split(b"\r\n")
    assert [] == [line for line in lines if b"\n" in line or b"\r" in line or len(line) > 75]
    assert all(line.decode() is not None for line in lines)
    assert [] == [line for line in lines if re.match(rb"(DT|LAST)", line) and not line.endswith(b"Z")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_personal_is_in_it(lang):
    """Neither order number, goods, sum, places nor phone."""
    text = re.sub("\r\n ", "", file(lang=lang).decode())
    assert [] == [value for value in SECRET.values() if value in text]


def test_a_later_export_updates_and_does_not_double():
    """The ids stay while the case goes on; the sequence and the moment of change grow."""
    later = NOW + timedelta(minutes=3)
    first, second = entries(file()), entries(file(CASE.with_fact("demand", "refund"), later))
    assert set(first) == set(second)
    assert all(first[uid]["sequence"] < second[uid]["sequence"] for uid in first)
    assert {later.astimezone(UTC)} == {e["last-modified"].dt for e in second.values()}
    assert all(e["dtstamp"].dt == later for e in second.values())


def test_two_orders_do_not_share_ids():
    """Another order has other entries; the id tells neither order number nor time."""
    other = CASE.with_fact("order_no", "P2026110500418")
    assert not set(entries(file())) & set(entries(file(other)))
    assert re.fullmatch(r"[0-9a-f]{8}", case_key(CASE))
    assert 3 == len({case_key(Case()), case_key(CASE), case_key(CASE.with_fact("order_no", None))})


def test_reminders_come_before_and_never_in_the_past():
    """A day and two hours ahead, each only where it is still to come."""
    alarms = {e["uid"].split("@")[0][9:]: [a["trigger"].dt for a in e.walk("VALARM")] for e in entries(file()).values()}
    day, hours = -timedelta(days=1), -timedelta(hours=2)
    assert {
        "seller-24": [hours],
        "recheck": [day, hours],
        "auto-confirm": [day, hours],
    } == alarms


def test_a_clock_that_stands_still_is_not_in_it():
    """It has no day while somebody else has to move."""
    asked = (Event("seller_contacted", NOW - timedelta(days=4)), Event("platform_applied", NOW - timedelta(days=1)),
             Event("more_asked", NOW))  # fmt: skip
    assert {} == entries(file(Case(Facts(tracking="returned"), asked)))


def test_the_command_writes_the_file(tmp_path, capsys):
    """Into a file, with an exit code of its own where there is nothing to write."""
    out = tmp_path / "case.ics"
    assert FINE == main(["ics", str(SAMPLE), "--out", str(out), "--now", "2026-11-21T10:15"])
    assert 1 == len(entries(out.read_bytes()))
    empty = tmp_path / "empty.yaml"
    empty.write_text("version: 1\n", "utf-8")
    assert BAD_INPUT == main(["ics", str(empty), "--lang", "en"])
    assert "no deadline lies ahead" in capsys.readouterr().err
    assert BAD_INPUT == main(["ics", str(SAMPLE), "--out", str(tmp_path), "--now", "2026-11-21T10:15"])
