"""A verdict on each mutant: refused, noticed, proved to change nothing, or alive."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from guide.book.chain import SHOWN, TABLES, named
from guide.check.mutants.lookups import Lookups
from guide.check.mutants.making import PARAMETERS
from guide.check.scenarios import holds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from guide.book.book import Book
    from guide.check.guarantees import Guarantee
    from guide.check.mutants.making import Mutant
    from guide.check.mutants.proving import Proofs
    from guide.check.scenarios import Scenario

CATCHERS = ("loader", "scenario", "guarantee")
#: The tables that guarantees rest on; those that are only shown beside the advice, such as notes and drafts, are not.
_GUARANTEED = {*TABLES.keys() - {*named(roles=(SHOWN,))}, PARAMETERS}
EQUIVALENT, SURVIVES = "equivalent", "survives"


class Verdict(NamedTuple):
    """Who caught a mutant and by what; or why it changes nothing; or nobody."""

    mutant: Mutant
    by: str  # one of CATCHERS, EQUIVALENT or SURVIVES
    what: str = ""  # gap or overlap, the scenario, the guarantee, the argument


class Suite:
    """The net under one book: its scenarios and guarantees."""

    def __init__(self, book: Book, scenarios: Iterable[Scenario], guarantees: Iterable[Guarantee] = ()) -> None:
        self.book = book
        self.scenarios = tuple(scenarios)
        self.guarantees = tuple(guarantees)
        self._lookups = Lookups(book, self.scenarios)
        self._caught: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)  # likeness -> scenario

    def verdicts(self, mutants: Iterable[Mutant]) -> Iterator[Verdict]:
        """A verdict on each mutant."""
        return (self.verdict(mutant) for mutant in mutants)

    def verdict(self, mutant: Mutant) -> Verdict:
        """A verdict on one mutant, by the cheap judges first."""
        if refused := mutant.refused(self.book):
            return Verdict(mutant, "loader", refused)
        changed = mutant.book(self.book)
        if scenario := self._noticed(mutant, changed):
            return Verdict(mutant, "scenario", scenario)
        if why := self.proofs.proof(mutant):
            return Verdict(mutant, EQUIVALENT, why)
        guarantee = self._broken(changed) if mutant.table in _GUARANTEED else ""
        return Verdict(mutant, "guarantee" if guarantee else SURVIVES, guarantee)

    @cached_property
    def proofs(self) -> Proofs:
        """Proofs over all that can be reached; built when the first mutant has passed all scenarios."""
        from guide.check.mutants.proving import Proofs

        return Proofs(self.book)

    def _noticed(self, mutant: Mutant, changed: Book) -> str:
        """The first scenario that fails; those are tried first that noticed most of what is like this."""
        noticed = [self._caught[like] for like in _likenesses(mutant)]
        scenarios = self._lookups.meeting(mutant)
        for scenario in sorted(scenarios, key=lambda s: -sum(counted[s.id] for counted in noticed)):
            if not _holds(scenario, changed):
                for counted in noticed:
                    counted[scenario.id] += 1
                return scenario.id
        return ""

    def _broken(self, changed: Book) -> str:
        """The first guarantee that a changed book breaks."""
        from guide.check.guarantees import Proof

        if not self.guarantees:
            return ""
        proof = Proof(changed)
        return next((g.id for g in self.guarantees if proof.judge(g).broken), "")


def _likenesses(mutant: Mutant) -> tuple[tuple[str, ...], ...]:
    """Marks that mutants share when the same scenario tends to catch them: the row, or the change."""
    return (mutant.table, mutant.id), (mutant.table, mutant.column, mutant.after)


def _holds(scenario: Scenario, book: Book) -> bool:
    try:
        return holds(scenario, book)
    except (
        KeyError,
        ValueError,
        RuntimeError,
    ):  # the handbook itself stumbles, which nobody misses
        return False
