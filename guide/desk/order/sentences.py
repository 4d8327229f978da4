"""Why a case stands where it stands on a desk, in a sentence or two a row."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from guide.book.book import MARKS
from guide.book.clocks import CLOCKS
from guide.book.facts import WORDS
from guide.book.slots import SLOTS
from guide.desk.columns.arrays import BIT, DAY, HOUR, NEVER, ticks
from guide.desk.order.ordering import ENDED, GROUPS, LATER, OVERDUE, TODAY, WAITING
from guide.desk.order.weighing import weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guide.desk.chain.deadlines import Nearest
    from guide.desk.chain.deciding import Decided
    from guide.desk.order.ordering import Ordered

_CLOCKS = tuple(CLOCKS)
#: Actions that need the evidence now.
_PROVING = ("gather_evidence", "apply_platform", "step_in", "supply_more", "appeal")


def sentences(decided: Decided, ordered: Ordered, lang: str, rows: Iterable[int] | None = None) -> list[str]:
    """The reason for the place of each case, or of some."""
    teller = _Teller(decided, ordered, lang)
    return [teller.why(row) for row in (range(decided.many) if rows is None else rows)]


def because(decided: Decided, lang: str) -> tuple[list[int], list[str]]:
    """For each case the number of the sentence of its decisive rule, and the sentences."""
    place, reasons = decided.reasons()
    named = {rule.ref: rule for table in decided.book.tables.values() for rule in table.rules}
    return place.tolist(), [named[refs[0]].because[lang] for refs in reasons]


def length(words: Mapping[str, str], word: str, ticks_: int) -> str:
    """How long something has been (`since`, `late`), or is still to come (`left`), as people say it."""
    unit, n = ("days", ticks_ // DAY) if ticks_ >= 2 * DAY else ("hours", ticks_ // HOUR)
    return words[f"desk.{word}.{unit if n else 'hour'}"].format(n=n)


class _Teller:
    """The words of one language for the order of many cases."""

    def __init__(self, decided: Decided, ordered: Ordered, lang: str) -> None:
        self.decided, self.ordered, self.lang = decided, ordered, lang
        self.words, self.now = decided.book.words[lang], ticks(decided.now)
        self.horizon = weights(decided.book).horizon * HOUR

    def why(self, row: int) -> str:
        """The reason for the place of one case."""
        group = int(self.ordered.group[row])
        sentence = self._first(row, group)
        return sentence if group in (WAITING, ENDED) else sentence + self._besides(row)

    def _first(self, row: int, group: int) -> str:
        ends, name = self.decided.deadlines, GROUPS[group]
        if group == OVERDUE:
            return self._say("overdue", since=length(self.words, "since", self.now - int(ends.since.at[row])))
        if group in (LATER, ENDED):
            return self._say(name)
        nearest = ends.lose if name == "lapsing" else ends.due
        if group == WAITING:
            turn = self.words[f"turn.{WORDS['turn'][self.decided.state['turn'][row]]}"]
            if nearest.at[row] == NEVER:
                return self._say("waiting.open", turn=turn)
            return self._say("waiting", turn=turn, **self._until(nearest, row))
        touched = int(self.decided.touched[row])
        if group == TODAY and (nearest.at[row] == NEVER or nearest.at[row] - self.now >= DAY):
            return self._say("forgotten", days=(self.now - touched) // DAY)
        return self._say(name, **self._until(nearest, row))

    def _besides(self, row: int) -> str:
        """What else counts for the place: a loss to come, the sum, the evidence that is lacking."""
        parts, lose, group = list[str](), self.decided.deadlines.lose, GROUPS[self.ordered.group[row]]
        if lose.at[row] != NEVER and group != "lapsing" and lose.at[row] - self.now < self.horizon:
            parts.append(self._say("lose", **self._until(lose, row)))
        if not isnan(self.ordered.sums[row]):
            parts.append(self._say("sum", sum=f"{self.ordered.sums[row]:,.2f}"))
        proving = WORDS["action"][self.decided.state["action"][row]] in _PROVING
        if proving and (lacking := int(self.decided.lacking[row])):
            slots = [self.words[f"evidence.{slot}"] for slot in SLOTS if lacking & BIT[slot]]
            parts.append(self._say("lacking", lacking=MARKS[self.lang]["comma"].join(slots)))
        return "".join(MARKS[self.lang]["between"] + part for part in parts)

    def _until(self, nearest: Nearest, row: int) -> dict[str, str]:
        clock = self.words[f"clock.{_CLOCKS[nearest.clock[row]]}"]
        return {"clock": clock, "left": length(self.words, "left", int(nearest.at[row]) - self.now)}

    def _say(self, name: str, **fillings: object) -> str:
        return self.words[f"desk.why.{name}"].format(**fillings)
