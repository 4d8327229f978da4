"""A verdict on each mutant: refused, noticed, proved to change nothing, or alive."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from guide.book.book import BookError
from guide.book.kinds import SHOWN, TABLES, TRACKS, named
from guide.check.mutants.making import PARAMETERS
from guide.check.scenarios import holds
from guide.check.scenarios.looking import Look
from guide.engine import journal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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
        self._seen = {scenario.id: _seen(scenario, book) for scenario in self.scenarios}
        self._caught: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)  # likeness -> scenario

    def verdicts(self, mutants: Iterable[Mutant]) -> Iterator[Verdict]:
        """A verdict on each mutant."""
        return (self.verdict(mutant) for mutant in mutants)

    def verdict(self, mutant: Mutant) -> Verdict:
        """A verdict on one mutant: cheap judges first, and of the scenarios first those that meet the changed rule."""
        if refused := mutant.refused(self.book):
            return Verdict(mutant, "loader", refused)
        changed = mutant.book(self.book)
        near, far = self._near(mutant)
        if scenario := self._fails(near, changed, mutant):
            return Verdict(mutant, "scenario", scenario)
        if why := self.proofs.proof(mutant):
            return Verdict(mutant, EQUIVALENT, why)
        if scenario := self._fails(far, changed, mutant):
            return Verdict(mutant, "scenario", scenario)
        guarantee = self._broken(changed) if mutant.table in _GUARANTEED else ""
        return Verdict(mutant, "guarantee" if guarantee else SURVIVES, guarantee)

    @cached_property
    def proofs(self) -> Proofs:
        """Proofs over all that can be reached; built when the first mutant has passed the scenarios that meet it."""
        from guide.check.mutants.proving import Proofs

        return Proofs(self.book)

    def _near(self, mutant: Mutant) -> tuple[list[Scenario], list[Scenario]]:
        """The scenarios that meet the changed rule, those first that catch most; and all others."""
        met = {} if mutant.value is not None else mutant.differs(self.book)
        near: list[Scenario] = []
        far: list[Scenario] = []
        for scenario in self.scenarios:
            seen = self._seen[scenario.id]
            meets = all(not ok.isdisjoint(seen.get(name, ok)) for name, ok in met.items())
            (near if seen and meets else far).append(scenario)
        caught = [self._caught[like] for like in _likenesses(mutant)]
        return sorted(near, key=lambda s: -sum(counted[s.id] for counted in caught)), far

    def _fails(self, scenarios: Iterable[Scenario], changed: Book, mutant: Mutant) -> str:
        for scenario in scenarios:
            if not _holds(scenario, changed):
                for like in _likenesses(mutant):
                    self._caught[like][scenario.id] += 1
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


def _seen(scenario: Scenario, book: Book) -> Mapping[str, frozenset[str]]:
    """The words that a scenario meets: of its state, of every standing on the way, of every action on the table.

    Not its events: what could happen now is looked at as well.
    """
    look = Look(scenario.case, book, scenario.now)
    try:
        seen = {name: {word} for name, word in look.route.state.items()}
    except BookError:  # a day before the first limit: nothing is decided
        return {}
    seen["action"].update(look.blockers)
    standing = journal.Standing()
    for event in journal.in_order(scenario.case.journal):
        standing = journal.step(book.tables["journal"], standing, event) or standing
        for track in TRACKS:
            seen[track].update((getattr(journal.Standing(), track), getattr(standing, track)))
    return {name: frozenset(words) for name, words in seen.items()}
