"""Working days and years as the law counts them, against a brute-force count over every year that is known."""

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from chinese_calendar.constants import holidays, workdays
from hypothesis import given
from hypothesis import strategies as st

from guide.engine.case import BEIJING
from guide.engine.clocks.workdays import after_working_days, after_years, is_working_day, known_from, known_until

DAY = timedelta(days=1)
DAYS = [known_from() + n * DAY for n in range((date(2026, 12, 31) - known_from()).days + 1)]
#: Every working day that is known, straight from the lists of days off and of make-up days.
WORKING = [d for d in DAYS if d in workdays or (d.weekday() < 5 and d not in holidays)]


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), BEIJING)


def test_the_years_that_are_known():
    """All of 2004 to 2026 but for the last week, which the notice for 2027 may still change."""
    assert (date(2004, 1, 1), date(2026, 12, 25)) == (known_from(), known_until())


@pytest.mark.parametrize("number", [1, 2, 5, 7, 10, 15, 30])
def test_every_day_of_every_known_year(number):
    """From each day there is, the period ends after that many working days, the first not counted."""
    wrong = []
    for start in DAYS:
        place = bisect_right(WORKING, start) + number - 1
        if place < len(WORKING):
            found = after_working_days(noon(start), number).ends_at
            if found != datetime.combine(WORKING[place] + DAY, time(), BEIJING):
                wrong.append(start)
    assert [] == wrong


def test_spring_festival_and_its_make_up_saturdays():
    """In 2026 nobody works from 15 to 23 February, and Saturdays 14 and 28 February are working days."""
    assert [] == [d for d in range(15, 24) if is_working_day(date(2026, 2, d))]
    assert [True, True, False] == [is_working_day(date(2026, 2, d)) for d in (14, 28, 21)]
    # Filed on Friday the 13th: 14, 24, 25, 26, 27, 28 February and 2 March.
    assert datetime(2026, 3, 3, tzinfo=BEIJING) == after_working_days(noon(date(2026, 2, 13)), 7).ends_at


def test_national_day_and_its_make_up_days():
    """In 2026, Sunday 20 September and Saturday 10 October are worked, 1 to 7 October are not."""
    assert [True, True] == [is_working_day(date(2026, 9, 20)), is_working_day(date(2026, 10, 10))]
    # Filed on Wednesday 30 September: 8, 9, 10, 12, 13, 14, 15 October.
    assert datetime(2026, 10, 16, tzinfo=BEIJING) == after_working_days(noon(date(2026, 9, 30)), 7).ends_at


def test_the_hour_and_the_zone_of_the_start_do_not_matter():
    """Counted in Beijing days: a minute before midnight and noon are the same, wherever the clock hangs."""
    start = datetime(2026, 6, 17, 23, 59, tzinfo=BEIJING)
    zones = (BEIJING, UTC, timezone(timedelta(hours=-11)), timezone(timedelta(hours=14)))
    ends = {after_working_days(start.astimezone(zone), 7).ends_at for zone in zones}
    assert {after_working_days(noon(date(2026, 6, 17)), 7).ends_at} == ends
    # 18, 22, 23, 24, 25, 26, 29 June: the Dragon Boat Festival lies between.
    assert {datetime(2026, 6, 30, tzinfo=BEIJING)} == ends


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.integers(1, 40))
def test_longer_is_later_and_no_clock_is_ever_lost(day, number):
    """Each further working day moves the end on by at least a day, inside and outside the known years."""
    shorter, longer = after_working_days(noon(day), number), after_working_days(noon(day), number + 1)
    assert DAY <= longer.ends_at - shorter.ends_at
    assert is_working_day((shorter.ends_at - DAY).date())
    assert number <= (shorter.ends_at.date() - DAY - day).days


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.integers(1, 40))
def test_a_guess_is_always_said(day, number):
    """Where every day on the way is known nothing is said; otherwise the first unknown year is."""
    term = after_working_days(noon(day), number)
    first, last = day + DAY, term.ends_at.date() - DAY
    known = known_from() <= first and last <= known_until()
    assert known == (term.guessed is None)
    assert known or first.year <= term.guessed <= last.year + 1


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2024, 2, 29), date(2027, 3, 2)),  # no such day in 2027, and 28 February 2027 is a Sunday
        (date(2023, 2, 28), date(2026, 3, 1)),  # 28 February 2026 is a Saturday that is worked
        (date(2023, 10, 1), date(2026, 10, 9)),  # inside the National Day holiday
        (date(2022, 5, 9), date(2025, 5, 10)),
    ],
)
def test_three_years(start, end):
    """The same day three years on, to midnight; the end of the month for 29 February; days off are passed over."""
    assert datetime.combine(end, time(), BEIJING) == after_years(noon(start), 3).ends_at
