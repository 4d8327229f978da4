"""The order of a desk: what cannot wait first, what waits for others apart, and no work in what has ended."""

from datetime import timedelta

import pandas as pd
import pytest
from strategies import NOW

from guide import default_book
from guide.cases import sample
from guide.cases.weights import weights as of_sample
from guide.desk import triage, weights
from guide.desk.chain.deciding import decide
from guide.desk.columns.arrays import columns
from guide.desk.order.ordering import ENDED, GROUPS, LAPSING, WAITING, WORK, order
from guide.desk.order.sentences import sentences

BOOK = default_book()
CHECKED = {"order_found": "yes", "address": "right", "phone": "right", "recipient": "right", "demand": "refund",
           "origin": "domestic"}  # fmt: skip


def ago(hours):
    return f"{NOW - timedelta(hours=hours):%Y-%m-%dT%H:%M}"


def silent(hours, **more):
    """A case whose seller has not answered for some hours."""
    return {
        **CHECKED,
        "tracking": "in_transit",
        "last_scan": ago(24 * 8),
        "journal": f"seller_contacted@{ago(hours)}",
        **more,
    }


def table(*rows, **options):
    return triage(pd.DataFrame([dict(row) for row in rows]), BOOK, NOW, **options)


def test_a_seller_who_let_the_time_pass_makes_the_case_overdue_since_then():
    row = table(silent(30)).iloc[0]
    assert (row["group"], row["action"], row["turn"]) == ("overdue", "remind_seller", "you")
    assert row["since_at"] == NOW - timedelta(hours=6)
    assert (row["rank"], row["who"]) == (1, 1)


def test_a_seller_who_still_has_time_is_waited_for():
    row = table(silent(3)).iloc[0]
    assert (row["group"], row["turn"], row["who"]) == ("waiting", "seller", 0)
    assert row["due"] == NOW + timedelta(hours=21)


def test_a_window_that_closes_before_the_next_working_day_is_over_comes_before_the_rest():
    closing = f"{NOW + timedelta(hours=20):%Y-%m-%dT%H:%M}"
    rows = table({**CHECKED, "tracking": "not_shipped"}, silent(3, auto_confirm_at=closing))
    assert rows["group"].tolist()[1] == "lapsing"
    assert rows["rank"].tolist() == [2, 1]
    assert rows["lose_clock"][1] == "auto_confirm"


def test_a_case_that_nobody_touched_for_a_week_rises():
    row = table({**CHECKED, "tracking": "delivered", "last_scan": ago(24 * 9)}).iloc[0]
    assert (row["group"], row["quiet_days"]) == ("today", 9)


def test_what_has_ended_is_no_work_and_risks_nothing():
    row = table(silent(90, amount="200", journal=f"seller_contacted@{ago(90)}; case_closed@{ago(2)}")).iloc[0]
    assert (row["group"], row["who"]) == ("ended", 0)
    assert pd.isna(row["at_risk"])


def test_of_two_that_are_equally_late_the_larger_sum_comes_first_unless_it_does_not_count():
    rows = (silent(30, amount="20"), silent(30, amount="2,000"))
    assert table(*rows)["rank"].tolist() == [2, 1]
    assert table(*rows, weights=weights(BOOK)._replace(money=0))["rank"].tolist() == [2, 1]  # a tie: still the larger
    assert table(silent(30, amount="20"), silent(30, amount="2000", auto_confirm_at=ago(-2000)),
                 weights=weights(BOOK)._replace(money=0, time=9))["rank"].tolist() == [2, 1]  # fmt: skip


def test_more_than_the_people_can_do_has_nobody():
    rows = table(*[silent(30 + n) for n in range(5)], weights=weights(BOOK)._replace(people=2, each=2))
    assert sorted(rows["who"].tolist()) == [0, 1, 1, 2, 2]
    assert rows.loc[rows["rank"] == 5, "who"].item() == 0


def test_a_row_that_cannot_be_read_is_blank_says_why_and_comes_last():
    rows = table({"case": "A", "tracking": "in transit"}, silent(30, case="B"))
    assert pd.isna(rows["action"][0])
    assert pd.isna(rows["rank"][0])
    assert "第 2 行「tracking」" in rows["wrong"][0]
    assert (rows["rank"][1], rows["wrong"][1]) == (1, "")


def test_own_columns_stay_and_others_may_be_called_otherwise():
    rows = triage(pd.DataFrame({"物流": ["delivered"], "店铺": ["A"]}), BOOK, NOW, columns={"物流": "tracking"})
    assert rows["店铺"].tolist() == ["A"]
    assert rows["problem"].tolist() != ["unknown"]
    named = triage(pd.DataFrame({"tracking": ["delivered"]}), BOOK, NOW, columns={"物流": "tracking"})
    assert named["tracking"].tolist() == ["delivered"]  # a table without the other name


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_case_has_a_sentence_that_says_why_it_stands_there(lang):
    some = [row.case for row in sample.cases(BOOK, of_sample(BOOK), 300, 11, NOW)]
    cases = columns(some)
    decided = decide(cases, BOOK, NOW)
    ordered = order(decided, cases.sums, weights(BOOK))
    told = sentences(decided, ordered, lang)
    assert all(told)
    assert not any("{" in each or "None" in each for each in told)


def test_groups_come_one_after_another_and_all_ranks_are_given_once():
    some = [row.case for row in sample.cases(BOOK, of_sample(BOOK), 400, 2, NOW)]
    cases = columns(some)
    ordered = order(decide(cases, BOOK, NOW), cases.sums, weights(BOOK))
    assert sorted(ordered.rank.tolist()) == list(range(1, 401))
    by_rank = ordered.group[ordered.rank.argsort()].tolist()
    assert by_rank == sorted(by_rank)
    assert (ordered.who[(ordered.group >= WORK)] == 0).all()
    assert GROUPS[LAPSING] == "lapsing"
    assert GROUPS[WAITING : ENDED + 1] == ("waiting", "ended")
