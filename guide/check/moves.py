"""The moves from every state: doing what is advised, an answer of somebody else, or the passing of time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from guide.book.events import ANSWERED_AT
from guide.book.facts import WORDS
from guide.check.after import After, Step
from guide.check.answers import Answers
from guide.check.states.relation import firsts, group

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from guide.check.states import Product, Situations
    from guide.check.states.relation import Codes, Flags, Numbers
    from guide.check.states.tracks import Pair


#: Goods and money may come at any time; whoever waits for something else must not depend on them.
WINDFALLS = frozenset({"received", "refunded"})


def _refined(kind: Numbers, many: int, steps: Iterable[Step]) -> Numbers:
    """The kinds, told apart by where each move leads: hashes of the kinds there are added up and compared."""
    marks = np.random.default_rng(many).integers(1, 1 << 62, many, dtype=np.uint64)[kind] | np.uint64(1)
    signs, total = np.random.default_rng(0), marks.copy()
    for at, to in steps:
        total[at] += marks[to] * np.uint64(signs.integers(1, 1 << 62) | 1)
    refined: Numbers = np.unique(total, return_inverse=True)[1]
    return refined


def _between(kind: Numbers, many: int, step: Step) -> Numbers:
    """For each kind of standing the kind to which a move leads; -1 where it cannot happen."""
    after: Numbers = np.full(many, -1, dtype=np.int32)
    after[kind[step.at]] = kind[step.to]
    return after


@dataclass(frozen=True)
class Moves:
    """The moves between the states of a product.

    Standings of one *kind* lead to the same advice now and after every move, and so do situations that are *alike*:
    each is looked at once. Matrices have a row for situations that are alike and a column for each kind; `alike` leads
    from a situation to its row, `kind` from a standing to its column.
    """

    states: Product
    situations: Situations

    @cached_property
    def kind(self) -> Numbers:
        """The kind of each standing."""
        return self._kept_kind[self._moved.of]

    @cached_property
    def _told(self) -> Numbers:
        """A number for each standing, equal where the advice is the same now."""
        advice = self.states.advice[0]
        alike, _ = group([*advice["action"], *advice["turn"]], self.states.shape[1])
        return alike[self.states.class_of]

    @cached_property
    def _kept_kind(self) -> Numbers:
        """The kind of each standing that counts."""
        kind = self._told[self._moved.kept]
        many = int(kind.max()) + 1
        steps = [*self._events.values(), self._time]
        while (more := int((finer := _refined(kind, many, steps)).max()) + 1) > many:
            kind, many = finer, more
        size = np.bincount(kind)
        for step in steps:  # the refinement compares hashes, so what it says is verified
            after = _between(kind, many, step)
            if len(step.at) != size[after >= 0].sum() or (after[kind[step.at]] != kind[step.to]).any():
                raise RuntimeError("two hashes are equal by chance")
        return kind

    @cached_property
    def _moved(self) -> After:
        own = {event for event, _ in self._actions.values()} | {"case_closed"}
        events = {event: ANSWERED_AT.get(event) for event in own | ANSWERED_AT.keys() | WINDFALLS}
        return After(self.situations.editions, self.states.standings, self._told, events)

    @cached_property
    def _events(self) -> dict[Pair, Step]:
        """The events, with their replies; what others answer moves only where it is waited for."""
        return {pair: self._moved.event(pair) for pair in self._moved.leads}

    @cached_property
    def _time(self) -> Step:
        return self._moved.time()

    @cached_property
    def one_each(self) -> Numbers:
        """One standing of each kind, by number."""
        return firsts(self.kind, int(self.kind.max()) + 1)

    @cached_property
    def _after(self) -> dict[Pair, Numbers]:
        """For each event the next kind of each kind; -1 where it is no move."""
        return {pair: _between(self._kept_kind, len(self.one_each), step) for pair, step in self._events.items()}

    @cached_property
    def _later(self) -> Numbers:
        return _between(self._kept_kind, len(self.one_each), self._time)

    def _advised(self, outcome: str) -> Codes:
        advised: Codes = self.states.advice[0][outcome][self._rows].take(self.states.class_of[self.one_each], axis=1)
        return advised

    @cached_property
    def alike(self) -> Numbers:
        """A number for each situation, equal where the advice is the same, now and wherever answers can lead."""
        advice = self.states.advice[0]
        told: list[object] = [row.tobytes() for row in np.hstack([advice["action"], advice["turn"]])]
        many = 0
        while many < (many := len({*told})):
            numbers = {each: number for number, each in enumerate(dict.fromkeys(told))}
            alike = [numbers[each] for each in told]
            told = [(own, *self._led(place, np.array(alike))) for place, own in enumerate(alike)]
        return np.array(alike)

    @cached_property
    def _rows(self) -> Numbers:
        """One situation of those that are alike."""
        return firsts(self.alike, int(self.alike.max()) + 1)

    @cached_property
    def action(self) -> Codes:
        """The advised action, as a code."""
        return self._advised("action")

    @cached_property
    def mine(self) -> Flags:
        """Where it is the buyer's turn."""
        return np.equal(self._advised("turn"), WORDS["turn"].index("you"))

    @cached_property
    def _actions(self) -> dict[str, tuple[str, str]]:
        """Action -> the event that doing it records (empty where it is not one), and the section that it opens."""
        rules = self.situations.editions.tables("actions")[0].rules
        return {rule.id: (rule.then["event"], rule.then["opens"]) for rule in rules}

    @cached_property
    def _others(self) -> tuple[Pair, ...]:
        """The events of others, with their replies."""
        return tuple(pair for pair in self._after if pair[0] in ANSWERED_AT.keys() | WINDFALLS)

    @cached_property
    def _ways(self) -> list[dict[str, list[Numbers]]]:
        """For each situation the sections that some advice opens there, with the ways of filling one in: situations."""
        parcel, action = self.states.parcel, self.states.advice[0]["action"]
        classes = parcel.keep(name for name in parcel.columns if name != "papers")
        of, papers = classes.places(parcel), parcel.column("papers")
        row = np.full((len(classes), len(WORDS["papers"])), -1)
        row[of, papers] = np.arange(len(parcel))
        answers = Answers(self.situations, classes)
        every: list[dict[str, list[Numbers]]] = [{} for _ in papers]
        opens = {WORDS["action"].index(name): opens for name, (event, opens) in self._actions.items()
                 if event in {"", *WINDFALLS}}  # fmt: skip
        for section in sorted({*opens.values()} - {""}):
            opening = [code for code, opened in opens.items() if opened == section]
            opened = np.flatnonzero(np.isin(action, opening).any(axis=1))
            if section == "evidence":  # the papers, once gathered
                complete = row[:, WORDS["papers"].index("complete")]
                leading = {place: [complete[of[place], None]] for place in opened.tolist()}
            else:
                ways = answers.ways(section)
                leading = {place: [row[way, papers[place]] for way in ways[of[place]]] for place in opened.tolist()}
            for place, each in leading.items():
                if each:
                    every[place][section] = each
        return every

    def reach(self, windfalls: Collection[str]) -> Flags:
        """The states from which doing what is advised, and the others' answers, can lead to a closed case."""
        good = self._flags(self.action == WORDS["action"].index("closed"))
        left, before = dict(self._places), -1
        while (many := int(np.count_nonzero(good))) > before:
            before = many
            for code, places in left.items():  # what is found good counts at once: so few rounds are needed
                leads = self._leads(code, places, good, windfalls)
                good[places[leads]] = True
                left[code] = places[~leads]
        return good[:-1].reshape(self.action.shape)

    @cached_property
    def change(self) -> Flags:
        """States with at least one move to another action.

        Receiving goods or money counts as a move only if the advised action is to wait for it.
        """
        changing = np.zeros(self.action.size, dtype=bool)
        for code, places in self._places.items():
            own = WINDFALLS & {self._actions[WORDS["action"][code]][0]}
            changing[places] = self._leads(code, places, self._flags(self.action != code), own)
        return changing.reshape(self.action.shape)

    def _flags(self, states: Flags) -> Flags:
        """The states in a row, and one place more, which is -1: where no move leads."""
        return np.append(states, False)

    @cached_property
    def _places(self) -> dict[int, Numbers]:
        """Advised action -> the places of its states in a row; the actions of the last steps come first."""
        order = np.argsort(self.action, axis=None, kind="stable").astype(np.int32)
        codes, many = np.unique(self.action, return_counts=True)
        return dict([*zip(codes.tolist(), np.split(order, np.cumsum(many[:-1])), strict=True)][::-1])

    def _leads(self, code: int, places: Numbers, good: Flags, windfalls: Collection[str]) -> Flags:
        """Which of some states, all with one advised action, have a move that leads to a good state."""
        event, section = self._actions[WORDS["action"][code]]
        columns = places % self.action.shape[1]
        if event and event not in WINDFALLS - set(windfalls):
            to = self._after[event, "none"][columns]
            leading = good[np.where(to < 0, -1, places - columns + to)]
        else:
            leading = self._answered(section, places, columns, good)
        waits = np.flatnonzero(~leading & ~self.mine.ravel()[places])
        leading[waits] = self._theirs(places[waits], columns[waits], good, frozenset(windfalls))
        return leading

    def _theirs(self, places: Numbers, columns: Numbers, good: Flags, windfalls: frozenset[str]) -> Flags:
        """Which of some states have a move of somebody else, or of time, that leads to a good state."""
        leading, left, starts = np.zeros(len(places), dtype=bool), np.arange(len(places)), places - columns
        for after in self._next(windfalls):
            to = after[columns[left]]
            left, to = left[to >= 0], to[to >= 0]
            hits = good[starts[left] + to]
            leading[left[hits]] = True
            left = left[~hits]
        return leading

    def _next(self, windfalls: frozenset[str]) -> Numbers:
        """For each kind where time and the others lead, a row each; -1 below where it has fewer such moves."""
        if windfalls not in self._known_next:
            moves = [self._after[pair] for pair in self._others if pair[0] not in WINDFALLS - windfalls]
            targets = np.sort([self._later, *moves], axis=0)
            targets[:-1][targets[:-1] == targets[1:]] = -1
            self._known_next[windfalls] = np.sort(targets, axis=0)[::-1]
        return self._known_next[windfalls]

    @cached_property
    def _known_next(self) -> dict[frozenset[str], Numbers]:
        return {}

    def _answered(self, section: str, places: Numbers, columns: Numbers, good: Flags) -> Flags:
        """Whether filling in the section that an action opens leads to a good state, whatever the other answers are."""
        leading = np.zeros(len(places), dtype=bool)
        rows, wide = self.action.shape
        bounds = np.searchsorted(places, np.arange(rows + 1) * wide)  # the places are in order
        for row in np.flatnonzero(np.diff(bounds)).tolist():
            mine = slice(bounds[row], bounds[row + 1])
            each_way = [
                good[np.array([*targets])[:, None] * wide + columns[mine]].any(axis=0)
                for targets in self._leading[row].get(section, ())
            ]
            if each_way:
                leading[mine] = np.logical_and.reduce(each_way)
        return leading

    @cached_property
    def _leading(self) -> list[dict[str, frozenset[frozenset[int]]]]:
        """For each row and section the ways in which filling it in may go, each to rows."""
        return [dict(self._led(situation, self.alike)) for situation in self._rows.tolist()]

    def _led(self, situation: int, alike: Numbers) -> Iterator[tuple[str, frozenset[frozenset[int]]]]:
        """The ways of each section by numbers: one that leads wherever another does promises nothing more than it."""
        for section, ways in self._ways[situation].items():
            led = {frozenset(alike[way[way >= 0]].tolist()) for way in ways}
            yield section, frozenset(way for way in led if not any(other < way for other in led))
