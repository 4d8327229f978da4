"""Texts as one run of bytes say what the texts say, however pandas keeps them."""

from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guide.cases.typed import cleaned
from guide.desk.columns import stamps
from guide.desk.columns.arrays import moment
from guide.desk.columns.repeats import keys
from guide.desk.columns.signs import of_column, of_texts
from guide.engine.case import BEIJING

MANY = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=9), max_size=6)


@given(MANY)
def test_each_text_comes_out_as_it_went_in(cells):
    signs = of_texts(cells)
    assert signs.cells() == cells
    assert [signs.cell(place) for place in range(len(cells))] == [cell.strip() for cell in cells]
    assert signs.wide.tolist() == [len(cell.encode()) for cell in cells]
    assert signs.plain == all(33 <= ord(sign) < 127 for sign in "".join(cells))


@given(MANY, st.integers(0, 3))
def test_a_column_that_arrow_keeps_is_the_same_run_of_bytes(cells, start):
    pytest.importorskip("pyarrow")
    column = pd.Series([*cells, None], dtype="str").iloc[start:]
    signs, same = of_column(column), of_texts([*cells, ""][start:])
    assert signs.cells() == same.cells()
    assert np.array_equal(signs.text, same.text)
    assert of_column(column.astype(object)) is None


def test_what_is_no_text_is_no_run_of_signs():
    with pytest.raises(TypeError):
        of_texts(["a", 1.5])


def test_a_cell_that_ends_at_a_mark_belongs_to_its_own_row():
    """Without signs between the cells, a mark at the beginning of one is not the end of the one before."""
    read = stamps.journals(
        of_texts(["seller_contacted", "@2026-11-20T18:20", "", "seller_contacted@2026-11-20T18:2", "0"])
    )
    assert read.left == [0, 1, 3, 4]
    assert len(read.row) == 0


FIRST, LAST = datetime.fromisoformat("1999-01-01"), datetime.fromisoformat("2101-12-31")
SIGNS = st.sampled_from("0123456789-T: /;")


@given(st.one_of(
    st.text(SIGNS, min_size=16, max_size=16),
    st.tuples(st.datetimes(FIRST, LAST), st.integers(0, 15), SIGNS).map(
        lambda drawn: (text := f"{drawn[0]:%Y-%m-%dT%H:%M}")[: drawn[1]] + drawn[2] + text[drawn[1] + 1 :]
    ),
))  # fmt: skip
@example("2024-02-29 23:59")
@example("2100-02-29T00:00")
@example("2000-01-01T00:00")
@example("2026-00-10T10:00")
@example("2026-11-00T10:00")
def test_a_moment_is_read_from_its_signs_as_python_reads_it(text):
    at, ok = stamps.stamps(np.frombuffer(text.encode(), dtype=np.uint8).reshape(1, 16))
    try:
        wanted = datetime.strptime(text.replace(" ", "T"), "%Y-%m-%dT%H:%M").replace(tzinfo=BEIJING)
    except ValueError:
        wanted = None
    if wanted is None or not 2000 <= wanted.year <= 2100:
        assert not ok[0]
    else:
        assert ok[0]
        assert moment(int(at[0])) == wanted


@given(st.lists(st.one_of(st.text("ab0-", max_size=20), st.text(max_size=3)), max_size=30))
def test_ids_have_the_same_numbers_where_they_are_the_same(cells):
    """Of any width, whatever stands beside them in their piece; blanks around them do not count."""
    cells = [cell.encode("utf-8", "replace").decode() for cell in cells]
    alone = [tuple(keys(of_texts([cell]))[:, 0].tolist()) for cell in cells]
    assert list(zip(*keys(of_texts(cells)).tolist(), strict=True)) == alone
    for one, key in zip(cells, alone, strict=True):
        assert (key == (0, 0)) == (cleaned(one) == "")
        for other, its in zip(cells, alone, strict=True):
            assert (key == its) == (cleaned(one) == cleaned(other))
