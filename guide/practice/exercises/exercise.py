"""An exercise: what is known at a moment, one or more questions with options, and the engine's own key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from guide.engine.case import Case
    from guide.practice.cases.wordings import Texts

#: The kinds of exercise, in the order in which a case meets them.
KINDS = ("ask", "read", "decide", "prove", "write", "time")
#: How an answer is graded, the best first.
BEST, POSSIBLE, NOT_YET, HARMFUL = LEVELS = ("best", "possible", "not_yet", "harmful")


class Option(NamedTuple):
    """One answer that can be chosen: its id, and its words in each language."""

    id: str
    texts: Texts


class Part(NamedTuple):
    """One question of an exercise; of `many`, any number of options can be chosen."""

    id: str  # an id of `practice.part.*`
    options: tuple[Option, ...]
    key: frozenset[str]
    many: bool = False


class Row(NamedTuple):
    """One thing in a picture, with its place among those that good evidence shows."""

    element: int
    texts: Texts


class Picture(NamedTuple):
    """A picture: what it is of, how it looks (page, log, chat, photo), and its rows."""

    slot: str
    look: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Exercise:
    """What is known at a moment, and what is asked about it."""

    kind: str
    rule: str  # the rule that it is about, such as patience/w6; of a drill without one the name of its table
    skill: str
    case: Case
    now: datetime
    parts: tuple[Part, ...]
    log: tuple[str, ...] = ()
    shown: str = ""  # a slot of evidence that is looked at
    picture: Picture | None = None  # what the buyer sends of it

    @property
    def is_valid(self) -> bool:
        """Whether every question has a key among its options, and something else beside it."""
        return all(
            part.key and part.key <= {o.id for o in part.options} and len(part.key) < len(part.options)
            and len({o.id for o in part.options}) == len(part.options)
            for part in self.parts
        ) and bool(self.parts)  # fmt: skip

    def part(self, name: str) -> Part:
        """One of its questions."""
        return next(part for part in self.parts if part.id == name)

    def chosen(self, answer: Answer, name: str) -> tuple[Option, ...]:
        """The options that an answer chooses for a question."""
        return tuple(option for option in self.part(name).options if option.id in answer.get(name, ()))

    def is_answered(self, answer: Answer) -> bool:
        """Whether an answer says something about every question, and only what can be said."""
        return all(
            answer.get(p.id) and answer[p.id] <= {o.id for o in p.options} and (p.many or len(answer[p.id]) == 1)
            for p in self.parts
        )


#: Question -> the options that are chosen.
Answer: TypeAlias = "Mapping[str, frozenset[str]]"


def right(exercise: Exercise, answer: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """The questions that are answered as the key says."""
    return tuple(part.id for part in exercise.parts if answer.get(part.id) == part.key)
