"""All proofs over a content folder, as one list of named findings."""

from __future__ import annotations

import os
from contextlib import closing, contextmanager, nullcontext, suppress
from itertools import chain
from typing import TYPE_CHECKING

from guide.book.faults import ContentError
from guide.book.languages import IN_LOGS
from guide.book.loader import CONTENT, load
from guide.book.notices import Notice
from guide.book.uncollected import uncollected
from guide.check import scenarios
from guide.check.content import Finding, proofs
from guide.check.sentences import sentences
from guide.map import drawing
from guide.reading.errand import ErrandError, errand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from guide.book.book import Book
    from guide.check.guarantees import Proof

LOADS = Notice("rules.check.loads")
_PLAYED = Notice("rules.check.scenarios")
_WAITS = Finding(_PLAYED)  # told by a process that waits for its turn


def well_formed(folder: Path = CONTENT, today: date | None = None) -> tuple[Finding, ...]:
    """The proofs that need no state to be visited. Without a day, review days are not looked at."""
    book, findings = _opened(folder, today)
    return findings if book is None else (*findings, _drawn(book))


def _opened(folder: Path, today: date | None) -> tuple[Book | None, tuple[Finding, ...]]:
    try:
        book = load(folder)
    except ContentError as error:
        return None, (Finding(LOADS, error.faults),)
    return book, (Finding(LOADS), *proofs(book, today))


def run(folder: Path = CONTENT, today: date | None = None, *, beside: bool = False) -> tuple[Finding, ...]:
    """Every proof over a content folder: that it is well formed, and that it decides what it should."""
    with uncollected():
        return tuple(proved(folder, today, beside=beside))


def proved(folder: Path = CONTENT, today: date | None = None, *, beside: bool = False) -> Iterator[Finding]:
    """Every proof, one by one, for whoever shows how far it is.

    The scenarios share nothing with the states, so they may be played beside them, in a process of its own.
    """
    alone = not beside or os.cpu_count() == 1
    with nullcontext(()) if alone else _beside(folder) as told:
        book, findings = _opened(folder, today)
        yield from findings
        if book is None:
            return
        # Visiting every state needs numpy, which the other proofs do not.
        from guide.check.guarantees import Proof

        proof = Proof(book)
        yield Finding(Notice("rules.check.sentences"), tuple(sentences(book, proof.situations)))
        yield from _guarantees(proof)
        yield _drawn(book)
        yield from _whole(told) or [_played(book)]


@contextmanager
def _beside(folder: Path) -> Iterator[Iterable[Finding | None]]:
    """What a process of its own tells of the scenarios; it has begun, and ends with the block."""
    with closing(errand(played, folder, waiting=_WAITS, lower=0)) as work:
        begun = []
        with suppress(ErrandError):
            begun.append(next(work))
        yield chain(begun, work)


def _whole(told: Iterable[Finding | None]) -> list[Finding]:
    """All that was told; nothing where the process had no turn or was lost, so that they are played here."""
    found: list[Finding] = []
    try:
        for finding in told:
            if finding is _WAITS:
                return []
            found += [] if finding is None else [finding]
    except ErrandError:
        return []
    return found


def played(folder: Path) -> Iterator[Finding]:
    """Whether every scenario of a content folder comes out as it says."""
    with uncollected():
        yield _played(load(folder))


def _played(book: Book) -> Finding:
    return Finding(_PLAYED, tuple(scenarios.faults(book)))


def _drawn(book: Book) -> Finding:
    return Finding(Notice("rules.check.map"), tuple(drawing.faults(book)))


def _guarantees(proof: Proof) -> Iterator[Finding]:
    """How the guarantees can be read, then each in order."""
    from guide.check import guarantees

    rows, faults = guarantees.read(proof.book)
    yield Finding(Notice("rules.check.guarantees"), faults)
    for row in rows:
        verdict = proof.judge(row)
        fault = verdict.fault(proof.book)
        yield Finding(row.text[IN_LOGS], () if fault is None else (fault,), looked=verdict.states, names=row.text)
