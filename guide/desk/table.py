"""`triage`: a data frame of cases in, the same frame out with what to do, why, until when, and in which order."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from guide.book.clocks import CLOCKS
from guide.book.facts import WORDS
from guide.book.languages import FIRST
from guide.book.notices import tell
from guide.book.slots import SLOTS
from guide.desk.chain.deciding import decide
from guide.desk.chain.gathers import said
from guide.desk.columns.arrays import BIT, DAY, NEVER, ticks
from guide.desk.columns.frame import read
from guide.desk.columns.logs import with_logs
from guide.desk.order.ordering import GROUPS, order
from guide.desk.order.sentences import because, sentences
from guide.desk.order.weighing import Weights
from guide.desk.order.weighing import weights as of_book

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import pandas as pd

    from guide.book.book import Book
    from guide.desk.chain.deadlines import Nearest
    from guide.desk.chain.deciding import Decided
    from guide.desk.columns.arrays import Numbers
    from guide.desk.columns.frame import Read
    from guide.desk.order.ordering import Ordered

#: Where the columns stand that only all rows together decide: the rank, and then who does it.
RANK, WHO = 0, 3
#: The columns that the tables decide, as they are called in the result.
DECIDED = ("problem", "stage", "action", "turn", "claim", "refund")
#: What the end of a deadline means; blank where there is none.
_MEANS = ("", *WORDS["ends"])
_CLOCKS = ("", *CLOCKS)
_MISSING = tuple(" ".join(slot for slot in SLOTS if number & BIT[slot]) for number in range(1 << len(SLOTS)))


class Desk(NamedTuple):
    """A table of cases on the desk: what was read, what the tables say, and the order."""

    read: Read
    decided: Decided
    ordered: Ordered


def lay_out(
    frame: pd.DataFrame,
    book: Book,
    now: datetime,
    weights: Weights,
    numbers: Sequence[int] | Numbers | None = None,
    again: Mapping[int, int] | None = None,
) -> Desk:
    """A frame with the columns of a table of cases, read, decided and put in order."""
    reading = read(frame, now, numbers, again)
    decided = decide(reading.cases, book, now)
    return Desk(reading, decided, order(decided, reading.cases.sums, weights, list(reading.aside)))


def triage(
    frame: pd.DataFrame,
    book: Book,
    now: datetime,
    *,
    weights: Weights | None = None,
    columns: Mapping[str, str] | None = None,
    explain: str = "",
    numbers: Sequence[int] | None = None,
    again: Mapping[int, int] | None = None,
) -> pd.DataFrame:
    """The frame with what to do, why, until when and in which order; what it says of a row is what `advise` says.

    `columns` says which columns of the frame are called otherwise than in a table of cases; `explain` is the language
    of a sentence a row that says why. A row that cannot be read says so in the column `wrong` and is blank in the
    others that are added. Of a frame that is a part of a larger one, `numbers` are those of its rows, and `again` the
    places of rows whose id was there before, with the number of the row that had it first.
    """
    given = dict(columns or {})
    filled = with_logs(frame.rename(columns=given), book, now)
    added = columns_of(lay_out(filled, book, now, weights or of_book(book), numbers, again), explain)
    kept = filled.rename(columns={ours: theirs for theirs, ours in given.items() if theirs in frame})
    return kept.drop(columns=[name for name in added if name in kept]).join(added.set_axis(frame.index))


@cache
def _words(names: Sequence[str]) -> pd.CategoricalDtype:
    import pandas as pd

    return pd.CategoricalDtype(names)


def columns_of(desk: Desk, explain: str = "", *, ranked: bool = True) -> pd.DataFrame:
    """The columns that triage adds, one row a case; without `ranked` those are left out that need all rows."""
    import pandas as pd

    decided, ordered, ends = desk.decided, desk.ordered, desk.decided.deadlines
    blank = np.zeros(decided.many, dtype=bool)
    blank[list(desk.read.aside)] = True

    def words(codes: Any, names: Sequence[str]) -> pd.Categorical:
        return pd.Categorical.from_codes(np.where(blank, -1, codes.astype(np.int32)), dtype=_words(names))

    def number(values: Any) -> Any:
        return np.where(blank, np.nan, values)

    def count(values: Any, missing: Any = False) -> Any:
        return pd.arrays.IntegerArray(values, blank | missing)

    place, reasons = decided.reasons()
    refs = tuple(" ".join(each) for each in reasons)
    columns: dict[str, Any] = {
        "group": words(ordered.group, GROUPS),
        "score": number(ordered.score),
        **{name: words(decided.state[name], WORDS[name]) for name in DECIDED},
        **_deadline("due", ends.due, decided, blank),
        "due_means": words(_means(ends.due, decided), _MEANS),
        **_deadline("lose", ends.lose, decided, blank),
        **_deadline("since", ends.since, decided, blank),
        "lacking": words(decided.lacking, _MISSING),
        "blocked": pd.arrays.BooleanArray(decided.blocked, blank),
        "at_risk": number(ordered.sums),
        "quiet_days": count(quiet := _quiet(decided), quiet < 0),
        "rules": words(place, refs),
    }
    if explain:
        numbers, told_ = because(decided, explain)
        columns["because"] = pd.Series([told_[at] for at in numbers], dtype="object").mask(blank, "")
        columns["why"] = pd.Series(sentences(desk.decided, ordered, explain), dtype="object").mask(blank, "")
    told = np.full(decided.many, "", dtype=object)
    for row, unread in desk.read.aside.items():
        told[row] = tell(unread.line, decided.book.words[explain or FIRST])
    result = pd.DataFrame({**columns, "wrong": told})
    if ranked:
        result.insert(RANK, "rank", count(ordered.rank))
        result.insert(WHO, "who", count(ordered.who))
    return result


def _deadline(name: str, nearest: Nearest, decided: Decided, blank: Any) -> dict[str, Any]:
    """A deadline as two columns: its end in Beijing, and which one it is."""
    import pandas as pd

    at = np.where(blank, NEVER, nearest.at)
    zoned = pd.Series(at.astype("datetime64[us]")).dt.tz_localize("UTC").dt.tz_convert("Asia/Shanghai")
    codes = np.where(at == NEVER, 0, nearest.clock.astype(np.int32) + 1)
    clocks = pd.Categorical.from_codes(np.where(blank, -1, codes), dtype=_words(_CLOCKS))
    return {name if name == "due" else f"{name}_at": zoned, f"{name}_clock": clocks}


def _means(nearest: Nearest, decided: Decided) -> Any:
    ends = said(decided.book.tables["clocks"], "ends")[nearest.rule]
    return np.where(nearest.at == NEVER, 0, ends.astype(np.int32) + 1)


def _quiet(decided: Decided) -> Numbers:
    """Whole days since something last happened; -1 where nothing is known to have happened."""
    return np.where(decided.touched == NEVER, -1, (ticks(decided.now) - decided.touched) // DAY)
