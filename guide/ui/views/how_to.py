"""How an action is done, step by step, with the words to choose or to paste beside each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from guide.book.book import part
from guide.engine.drafts import SENT_IN, values
from guide.engine.options import how_to
from guide.ui.views.evidence import foremost

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guide.book.book import Book
    from guide.engine.advice import Advice
    from guide.ui.session import CaseState


@dataclass(frozen=True)
class Entered:
    """A value that is chosen or entered in the app."""

    id: str  #: the word that names it: `steps.*`
    value: str  #: the value as it is entered
    copied: bool  #: whether it is copied rather than chosen


@dataclass(frozen=True)
class Picture:
    """A line of the evidence to hand in."""

    slot: str  #: an id of `evidence.*`
    level: str  #: how much it is needed: an id of `level.*`
    number: int  #: its place in the order; 0 where it is missing


@dataclass(frozen=True)
class HowStep:
    """One step."""

    title: str  #: what to do
    note: str  #: where it is found, and what it leads to
    beside: str  #: what stands beside it: `order`, `claim`, `text`, `evidence`, `done`, or `none`
    entered: tuple[Entered, ...]  #: values to choose or to enter
    pictures: tuple[Picture, ...]  #: evidence to hand in
    proof: str  #: what matters most as proof, as a sentence; empty where no evidence stands beside it


@part
def _declared(book: Book) -> tuple[Mapping[str, str], ...]:
    return tuple(book.sheet("walk/how_to.csv").rows)


def steps(state: CaseState, advice: Advice, action: str) -> tuple[HowStep, ...]:
    """The steps of an action, in their order; none where it is done in a single one.

    Where a note says how it is done in cases like this, each step of the note takes the place of the one that has the
    same beside it.
    """
    lang, declared = state.session.lang, _declared(state.session.book)
    how = how_to(action, advice.route).rule
    rows = {row["beside"]: row for name in (action, how) for row in declared if row["action"] == name}
    return tuple(
        HowStep(
            title=row[lang],
            note=row[f"note.{lang}"],
            beside=row["beside"],
            entered=tuple(_entered(state, advice, row["beside"])),
            pictures=tuple(_pictures(advice)) if row["beside"] == "evidence" else (),
            proof=foremost(state.session, advice) if row["beside"] == "evidence" else "",
        )
        for row in rows.values()
    )


def _entered(state: CaseState, advice: Advice, beside: str) -> Iterator[Entered]:
    facts, known = advice.route.facts, values(advice.route, SENT_IN)
    if beside == "order":
        yield from (Entered(n, v, copied=True) for n in ("order_no", "item") if (v := getattr(facts, n)))
    if beside == "claim":
        if claim := values(advice.route, state.session.lang).get("claim"):  # a name that is chosen, not copied
            yield Entered("claim", claim, copied=False)
        if "sum" in known:
            yield Entered("sum", known["sum"], copied=True)


def _pictures(advice: Advice) -> Iterator[Picture]:
    number = 0
    for slot in advice.evidence:
        if slot.held:
            number += 1
            yield Picture(slot.id, slot.level, number)
    wanted = (s for s in advice.evidence if not s.held and s.level != "optional")
    yield from (Picture(slot.id, slot.level, 0) for slot in wanted)
