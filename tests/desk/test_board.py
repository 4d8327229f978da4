"""A table on the desk: lists, filters and search, always in order; and a row as the case it was."""

import io

import pandas as pd
import pytest
from strategies import NOW

from guide import default_book
from guide.book.facts import WORDS
from guide.cases import sample
from guide.cases.weights import weights as of_sample
from guide.desk import weights
from guide.desk.board import AGES, ALL, NOBODY, OTHERS, OVER, SLOTS, Board, Filter, from_cases
from guide.desk.order.ordering import GROUPS

BOOK = default_book()


@pytest.fixture(scope="module")
def cases():
    return list(sample.cases(BOOK, of_sample(BOOK), 300, 4, NOW))


@pytest.fixture(scope="module")
def board(cases):
    return Board(from_cases(cases), BOOK, NOW, weights(BOOK)._replace(people=2, each=10))


def test_every_case_is_in_one_of_the_lists(board, cases):
    counts = dict(board.queues())
    assert counts[ALL] == counts["1"] + counts["2"] + counts[NOBODY]
    assert counts["1"] == counts["2"] == 10
    assert counts[ALL] + counts[OTHERS] + counts[OVER] == len(cases)
    for name, count in counts.items():
        assert len(board.rows(Filter(queue=name))) == count


def test_rows_are_in_the_order_of_their_ranks_with_a_heading_before_each_group(board):
    rows = board.rows(Filter())
    ranks = board.desk.ordered.rank[rows].tolist()
    assert ranks == sorted(ranks)
    sequence = board.sequence(rows).tolist()
    headings = [at for at in sequence if at < 0]
    assert headings == sorted(headings, reverse=True)
    assert len({*headings}) == len(headings)
    assert [at for at in sequence if at >= 0] == rows.tolist()
    assert sequence[0] == -1 - int(board.group[rows[0]])


@pytest.mark.parametrize(
    ("by", "words"),
    [("group", GROUPS[:-1]), ("stage", WORDS["stage"]), ("slot", SLOTS), ("age", tuple(map(str, range(len(AGES)))))],
)
def test_each_number_of_a_picture_shows_its_cases(board, by, words):
    for word in words:
        both = board.rows(Filter(by=by, word=word))
        ours, others = (board.rows(Filter(by=by, word=word, turn=turn)) for turn in ("you", "others"))
        assert len(both) == len(ours) + len(others)
        assert board.mine[ours].all()
        assert not board.mine[others].any()


def test_a_case_is_found_by_its_id_and_its_order_number_even_where_it_has_ended(board):
    for row in (0, 7, 50):
        assert row in board.rows(Filter(query=board.cell(row, "case").lower())).tolist()
    numbered = next(row for row in range(300) if board.cell(row, "order_no"))
    assert numbered in board.rows(Filter(query=board.cell(numbered, "order_no")[-5:])).tolist()
    assert len(board.rows(Filter(query="no such thing"))) == 0


def test_a_row_is_the_case_that_it_was_written_from(board, cases):
    assert [board.case(row) for row in (0, 11, 42)] == [cases[row].case for row in (0, 11, 42)]


def test_other_weights_change_the_order_and_not_what_is_to_be_done(board, cases):
    again = Board(from_cases(cases), BOOK, NOW, weights(BOOK))
    before = again.desk.decided
    again.weigh(weights(BOOK)._replace(money=0, people=1, each=5))
    assert again.desk.decided is before
    assert dict(again.queues())["1"] == 5


def test_the_export_holds_what_is_shown_in_its_order(board):
    rows = board.rows(Filter(queue="1"))
    table = pd.read_csv(io.BytesIO(board.export(rows, "en")), dtype=str, keep_default_na=False)
    assert table["case"].tolist() == [board.cell(row, "case") for row in rows]
    assert all(table["why"])


def test_a_row_that_was_set_aside_is_in_no_list():
    frame = pd.DataFrame({"case": ["A", "B"], "tracking": ["delivered", "gone"]})
    small = Board(from_cases([])._replace(frame=frame, numbers=[2, 3]), BOOK, NOW, weights(BOOK))
    assert [left.number for left in small.left_out] == [3]
    assert 1 not in small.rows(Filter()).tolist()
    assert small.open == 1
