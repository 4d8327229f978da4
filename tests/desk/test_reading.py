"""A data frame is read as a table of cases is: the same answers, the same events, the same rows set aside."""

import io
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from strategies import NOW, cases

from guide import default_book
from guide.cases import sample, weights
from guide.cases.table import CaseRow, Unread, write_csv
from guide.cases.table import read as read_table
from guide.desk.columns.arrays import NEVER, PAIRS, columns, moment
from guide.desk.columns.frame import read
from guide.engine.case import BEIJING

BOOK = default_book()
LATER = NOW + timedelta(days=400)


def written(some):
    """Cases as the text of a table."""
    text = io.StringIO()
    write_csv([CaseRow(n, f"A{n}", case) for n, case in enumerate(some, start=2)], text)
    return text.getvalue()


def framed(text):
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)


def same(one, two):
    for name, codes in two.codes.items():
        assert (one.codes.get(name, np.zeros(two.many)) == codes).all(), name
    for name, at in two.moments.items():
        assert (one.moments[name] == at).all(), name
    assert (one.held == two.held).all()
    assert np.array_equal(one.sums, two.sums, equal_nan=True)
    for name in ("first", "pair", "at"):
        assert (getattr(one.events, name) == getattr(two.events, name)).all(), name


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(cases, min_size=1, max_size=5))
def test_what_is_written_to_a_table_is_read_from_its_frame(some):
    reading = read(framed(written(some)), LATER)
    kept = [row.case for row in read_table(io.BytesIO(written(some).encode()), is_lines=False, now=LATER)
            if isinstance(row, CaseRow)]  # fmt: skip
    assert len(kept) + len(reading.aside) == len(some)
    if not reading.aside:
        same(reading.cases, columns(kept))


def test_a_made_up_table_is_read_in_full():
    some = [row.case for row in sample.cases(BOOK, weights.weights(BOOK), 200, 5, NOW)]
    reading = read(framed(written(some)), NOW)
    assert not reading.aside
    same(reading.cases, columns(some))


@pytest.mark.parametrize(
    ("column", "cell", "at"),
    [
        ("last_scan", "2026-11-20T18:20", datetime(2026, 11, 20, 18, 20, tzinfo=BEIJING)),
        ("last_scan", "2026/11/20 8:05", datetime(2026, 11, 20, 8, 5, tzinfo=BEIJING)),
        ("last_scan", "2026-11-20T10:20+00:00", datetime(2026, 11, 20, 18, 20, tzinfo=BEIJING)),
        ("last_scan", "46346.75", datetime(2026, 11, 20, 18, 0, tzinfo=BEIJING)),
        ("last_scan", 46346.75, datetime(2026, 11, 20, 18, 0, tzinfo=BEIJING)),
        ("last_scan", datetime.fromisoformat("2026-11-20T18:20"), datetime(2026, 11, 20, 18, 20, tzinfo=BEIJING)),
        ("last_scan", pd.Timestamp("2026-11-20T10:20Z"), datetime(2026, 11, 20, 18, 20, tzinfo=BEIJING)),
        ("last_scan", datetime(2026, 11, 20, 9, tzinfo=UTC), datetime(2026, 11, 20, 17, tzinfo=BEIJING)),
        ("promised_ship", "2026-11-20", datetime(2026, 11, 20, tzinfo=BEIJING)),
        ("promised_ship", "2026-11-20T18:20", datetime(2026, 11, 20, tzinfo=BEIJING)),
        ("promised_ship", date(2026, 11, 20), datetime(2026, 11, 20, tzinfo=BEIJING)),
        ("promised_ship", pd.Timestamp("2026-11-20T18:20"), datetime(2026, 11, 20, tzinfo=BEIJING)),
    ],
)
def test_a_moment_is_read_however_it_is_written(column, cell, at):
    reading = read(pd.DataFrame({column: [cell, None]}), LATER)
    assert not reading.aside
    assert moment(reading.cases.moments[column][0]) == at
    assert reading.cases.moments[column][1] == NEVER


@pytest.mark.parametrize(
    "cell", ["2026-02-30T10:00", "2026-13-01T10:00", "1999-01-01T10:00", "2026-11-20T24:00", "x" * 16]
)
def test_what_is_no_moment_sets_its_row_aside(cell):
    reading = read(pd.DataFrame({"last_scan": ["", cell]}), LATER)
    assert list(reading.aside) == [1]
    assert reading.aside[1][:2] == (3, "last_scan")


@pytest.mark.parametrize(
    "cell",
    [
        "seller_contacted@2026-11-20T18:20; seller_replied:trace@2026-11-21T09:00",
        " seller_contacted @ 2026-11-20T18:20 ;seller_replied:trace@2026/11/21 9:00;",
        "seller_replied:trace@2026-11-21T09:00；seller_contacted@2026-11-20T18:20:00+08:00",
    ],
)
def test_a_journal_is_read_however_it_is_written_and_put_in_order(cell):
    events = read(pd.DataFrame({"journal": ["", cell, ""]}), LATER).cases.events
    assert events.first.tolist() == [0, 0, 2, 2]
    assert events.pair.tolist() == [PAIRS["seller_contacted", "none"], PAIRS["seller_replied", "trace"]]
    assert [moment(at).hour for at in events.at] == [18, 9]


@pytest.mark.parametrize(
    "cell",
    ["seller_contacted", "seller_contacted@soon", "nothing@2026-11-20T18:20", "seller_contacted@2026-11-20T18:20 x",
     "seller_contacted@2026-11-20T18:20\nseller_replied@2026-11-20T18:20", "ruled@2028-01-01T00:00",
     "@2026-11-20T18:20",
     "联系商家@2026-11-20T18:20"],
)  # fmt: skip
def test_a_journal_that_cannot_be_read_or_cannot_be_so_sets_its_row_aside(cell):
    assert list(read(pd.DataFrame({"journal": ["", cell]}), LATER).aside) == [1]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="sel_r@:;2026-11T0 \n\r\t", max_size=60) | st.text(max_size=20))
@example(";\r0")
def test_any_journal_is_read_or_set_aside_as_the_table_does(cell):
    frame = pd.DataFrame({"journal": ["seller_contacted@2026-11-20T18:20", cell]})
    table = io.StringIO()
    frame.to_csv(table, index=False, lineterminator="\r\n")  # so that a cell with either of them is quoted
    source = io.BytesIO(table.getvalue().encode("utf-8", "replace"))
    rows = list(read_table(source, is_lines=False, now=LATER))
    alone = rows[1] if len(rows) > 1 else CaseRow(3, "", columns)
    reading = read(frame, LATER)
    assert (1 in reading.aside) == isinstance(alone, Unread)


def test_a_second_row_of_one_case_a_loss_without_a_sum_and_a_word_that_is_none_are_set_aside():
    frame = pd.DataFrame({
        "case": ["A", "A", "B", "C", "D"],
        "amount": ["1,299.00", "5", "-3", "¥ 20", "ask"],
        "tracking": ["delivered", "delivered", "delivered", "in transit", None],
    })  # fmt: skip
    reading = read(frame, LATER)
    assert {place: unread.column for place, unread in reading.aside.items()} == {1: "case", 2: "amount", 3: "tracking"}
    assert reading.cases.sums[:1].tolist() == [1299.0]
    assert "in_transit" in str(reading.aside[3])


def test_columns_may_be_categories_and_an_empty_frame_is_read():
    frame = pd.DataFrame({"tracking": pd.Categorical(["delivered", None]), "held": ["order_shot chat_shot", ""]})
    reading = read(frame, LATER)
    assert not reading.aside
    assert reading.cases.held.tolist() == [5, 0]
    assert read(frame.iloc[:0], LATER).cases.many == 0
