"""Texts as one run of bytes say what the texts say, however pandas keeps them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.desk.columns import stamps
from guide.desk.columns.signs import of_column, of_texts

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
