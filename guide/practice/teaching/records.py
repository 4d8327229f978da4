"""The records of practice in the store: append-only, one write an answer, under codes that name nobody.

A class has two codes: the trainer's opens the class, the class's, which follows from it, lets people answer. A person
is a short sign such as T-07; who that is, only the trainer's own list knows.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
import uuid
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.book.notices import HandbookError, Notice
from guide.cases.store import CodeError, Entry, Keeper, StoreError, derived, new_code, read_code
from guide.practice.learning.mastery import Record, read_record
from guide.practice.teaching.assignments import Assignment, read_assignment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guide.cases.store import Store

_SIGN = re.compile(r"[A-Z0-9][A-Z0-9-]{0,11}")
#: What is said of a code that opens no class.
UNKNOWN = ("practice.class.none", "practice.code.none")
#: People whose answers are read at once.
_AT_ONCE = 200
_ANSWER = "answer"
#: People that one class may have.
MOST_PEOPLE = 5_000


class PracticeError(HandbookError):
    """A sign that is none, a class that nobody has made, or one that is full."""


class ClassCodes(NamedTuple):
    """The codes of a class: the trainer's, and that of the people who practise."""

    trainer: str
    people: str


def new_class() -> ClassCodes:
    """The codes of a new class."""
    return codes_of(new_code())


def _read_code(text: str) -> str:
    """A code of a class as it is typed, refused in the words of this page."""
    try:
        return read_code(text)
    except CodeError as error:
        raise PracticeError(Notice("practice.code.none")) from error


def codes_of(trainer: str) -> ClassCodes:
    """The codes of a class from the trainer's, as it is typed."""
    code = _read_code(trainer)
    return ClassCodes(code, derived(code, "class"))


def read_sign(text: str) -> str:
    """The sign of a person as it is kept: up to twelve letters, digits and hyphens."""
    sign = "".join(unicodedata.normalize("NFKC", text[:40]).upper().split())
    if not _SIGN.fullmatch(sign):
        raise PracticeError(Notice("practice.sign.none"))
    return sign


def _key(*parts: str) -> str:
    return hashlib.sha256(" ".join(("parcel-guide practice", *parts)).encode()).hexdigest()


def _entry(kind: str, payload: dict[str, Any], at: datetime) -> Entry:
    return Entry(uuid.uuid4().hex, at.astimezone(UTC), kind, payload)


class Course:
    """What is kept of one class: who joined, sets of cases, doubtful cases."""

    def __init__(self, store: Store, people: str) -> None:
        self.store, self.code = store, _read_code(people)
        self.keeper = Keeper(store, _key("class", self.code))
        self.keeper.news()
        self._read: dict[str, tuple[str, tuple[Record, ...]]] = {}  # under each key its last entry, and the answers
        self._answers: dict[str, tuple[Record, ...]] = {}

    @property
    def exists(self) -> bool:
        """Whether a trainer has made it."""
        return bool(self.keeper.written)

    def make(self, at: datetime) -> None:
        """Make the class."""
        self._put("task", {}, at)

    def _put(self, kind: str, payload: dict[str, Any], at: datetime) -> None:
        self.keeper.put([_entry(kind, payload, at)])
        self.keeper.send()

    def of(self, kind: str) -> list[tuple[datetime, dict[str, Any]]]:
        """The entries of a kind, in order."""
        return [(e.moment, dict(e.payload)) for e in self.keeper.written if e.kind == kind]

    @property
    def people(self) -> tuple[str, ...]:
        """The signs of everybody who joined and has not left."""
        signs: dict[str, bool] = {}
        for _, payload in self.of("joined"):
            signs[str(payload.get("sign"))] = not payload.get("left")
        return tuple(sign for sign, here in signs.items() if here)

    def keys(self, *signs: str) -> dict[str, str]:
        """The key of each person's answers; whoever left and comes back begins under a new one."""
        left = Counter(str(payload.get("sign")) for _, payload in self.of("joined") if payload.get("left"))
        return {sign: _key("person", self.code, sign, str(left[sign])) for sign in signs}

    def join(self, sign: str, at: datetime) -> None:
        """Note that a person has joined; once is enough."""
        if not self.exists:
            raise PracticeError(Notice("practice.class.none"))
        if sign in self.people:
            return
        if len(self.people) >= MOST_PEOPLE:
            raise PracticeError(Notice("practice.class.full", most=MOST_PEOPLE))
        self._put("joined", {"sign": sign}, at)

    def assign(self, chosen: Assignment, at: datetime) -> None:
        """Set the same exercises for everybody."""
        self._put("task", chosen.to_plain(), at)

    def report(self, sign: str, case: str, at: datetime, kind: str, rule: str) -> None:
        """Note that somebody doubts a question of a case, and about which rule it is."""
        self._put("report", {"sign": sign, "case": case, "kind": kind, "rule": rule}, at)

    @property
    def reports(self) -> list[tuple[datetime, dict[str, Any]]]:
        """The doubted cases, in order; who left since, or was never there, is not named."""
        here, told = set(self.people), list[tuple[datetime, dict[str, Any]]]()
        for entry in reversed(self.keeper.written):
            sign = str(entry.payload.get("sign"))
            if entry.kind == "joined" and entry.payload.get("left"):
                here.discard(sign)  # what was told before is not of whoever has the sign now
            elif entry.kind == "report":
                decided = {"kind": "decide", "rule": str(entry.payload.get("case")).rpartition("/")[0]}  # older ones
                told.append((entry.moment, decided | dict(entry.payload) | {"sign": sign if sign in here else ""}))
        return told[::-1]

    @property
    def assigned(self) -> tuple[Assignment, ...]:
        """The sets of exercises, the newest first; one that was set again counts as it was set last."""
        newest: dict[str, Assignment] = {}
        for _, payload in reversed(self.of("task")):
            chosen = read_assignment(payload)
            if chosen is not None:
                newest.setdefault(chosen.code, chosen)
        return tuple(newest.values())

    def records(self) -> dict[str, tuple[Record, ...]]:
        """The answers of everybody, by their signs: the same object until there are others.

        Only those of people who have answered since are read again.
        """
        keys = self.keys(*self.people)
        last = self.store.last([*keys.values()])
        new = [key for key, entry in last.items() if self._read.get(key, ("",))[0] != entry]
        for first in range(0, len(new), _AT_ONCE):
            for key, answers in self.store.payloads(new[first : first + _AT_ONCE], _ANSWER).items():
                self._read[key] = (last[key], _records(json.loads(f"[{','.join(answers)}]")))
        self._read = {key: self._read[key] for key in last if key in self._read}
        found = {sign: self._read.get(key, ("", ()))[1] for sign, key in keys.items()}
        old = self._answers
        if old.keys() != found.keys() or any(found[sign] is not answers for sign, answers in old.items()):
            self._answers = found
        return self._answers

    def forget(self, sign: str, at: datetime) -> int:
        """Delete the answers of a person, and note that they left; the number of entries deleted."""
        self.keeper.news()
        gone = self.store.forget(self.keys(sign)[sign])
        if sign in self.people:
            self._put("joined", {"sign": sign, "left": True}, at)
        return gone


def _records(payloads: Iterable[dict[str, Any]]) -> tuple[Record, ...]:
    return tuple(record for record in map(read_record, payloads) if record is not None)


class Diary:
    """The answers of one person: in the store where they joined a class, else in this page alone."""

    def __init__(self) -> None:
        self.sign = ""
        self.course: Course | None = None
        self.loose: tuple[Record, ...] = ()  # of a person in no class
        self.is_deleted = False  # whether somebody else deleted what was kept, as a trainer may
        self._keeper: Keeper | None = None

    @property
    def records(self) -> tuple[Record, ...]:
        """Every answer, in the order in which it was stored; those that wait come last."""
        if self._keeper is None:
            return self.loose
        entries = (*self._keeper.written, *self._keeper.waiting)
        return _records(dict(entry.payload) for entry in entries if entry.kind == _ANSWER)

    @property
    def is_waiting(self) -> bool:
        """Whether the database has not got everything yet."""
        return self._keeper is not None and bool(self._keeper.waiting)

    def join(self, store: Store, people: str, sign: str, at: datetime) -> None:
        """Open the answers of a person of a class; what was answered before comes along."""
        course, sign = Course(store, people), read_sign(sign)
        course.join(sign, at)
        keeper = Keeper(store, course.keys(sign)[sign])
        keeper.news()
        self.course, self.sign, self._keeper, self.is_deleted = course, sign, keeper, False
        for record in self.loose:
            self.add(record)
        self.loose = ()

    def add(self, record: Record) -> None:
        """Keep an answer; while the database is away it waits in the page, and another tab's answers come first.

        Whoever was deleted meanwhile is in no class any more.
        """
        if self._keeper is not None and self._has_left():
            self.leave()
            self.is_deleted = True
        if self._keeper is None:
            self.loose += (record,)
            return
        self._keeper.put([_entry(_ANSWER, record.to_plain(), record.at)])
        try:
            self._keeper.send()
        except StoreError:
            return  # it waits, and goes with the next answer

    def _has_left(self) -> bool:
        """Whether the class says that this person left; not while the database is away."""
        if self.course is None:
            return False
        try:
            self.course.keeper.news()
        except StoreError:
            return False
        return self.sign not in self.course.people

    def forget(self, at: datetime) -> None:
        """Delete every answer of this person."""
        if self.course is not None:
            self.course.forget(self.sign, at)
        self.leave()

    def leave(self) -> None:
        """Go on without a class and without answers; those of the class are kept there."""
        self.sign, self.course, self.loose, self._keeper, self.is_deleted = "", None, (), None, False
