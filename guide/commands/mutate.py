"""`guide mutate`: change the content in every small way and see whether the net notices."""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from guide.book.loader import CONTENT, load
from guide.commands.shared import FAILED, FINE, RefusedError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Sequence

    from guide.check.mutants import Mutant, Suite, Verdict

_STEP = 500  # mutants between two lines of progress


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and what it takes."""
    mutate = commands.add_parser("mutate", help="change every rule in small ways and see whether the net notices")
    mutate.add_argument("--content", type=Path, default=CONTENT, metavar="DIR", help="another content folder")
    mutate.add_argument("--table", metavar="NAME", help="only this table, or: parameters")
    mutate.set_defaults(run=_mutate)


def _mutate(args: argparse.Namespace) -> int:
    from guide.check import guarantees, scenarios
    from guide.check.mutants import SURVIVES, Suite, mutants

    if not args.content.is_dir():
        raise RefusedError(f"{args.content}: there is no such folder.")
    book = load(args.content)
    known = {**book.tables, "parameters": None}
    if args.table and args.table not in known:
        raise RefusedError(f"--table: there is no table {args.table}; there are {', '.join(known)}.")
    rows, faults = guarantees.read(book)
    if failing := [*scenarios.faults(book), *faults]:
        print("\n".join(map(str, failing)))
        print("These have to be mended first: a net that fails already notices nothing.")
        return FAILED
    made = [mutant for mutant in mutants(book) if args.table in (None, mutant.table)]
    suite = Suite(book, scenarios.read(book), rows)
    started = time.process_time()
    found = tuple(_watched(suite, made))
    print("\n".join(_counts(found)))
    alive = [verdict.mutant for verdict in found if verdict.by == SURVIVES]
    print("\n".join(["", *(f"Nobody notices: {mutant}" for mutant in alive)]))
    print(f"{len(alive)} of {len(found):,} survive." if alive else f"None of {len(found):,} survives.", end=" ")
    print(f"{time.process_time() - started:.0f} s of CPU.")
    return FAILED if alive else FINE


def _watched(suite: Suite, made: Sequence[Mutant]) -> Iterator[Verdict]:
    """The verdicts, with a line of progress now and then, which is not part of the answer."""
    for number, verdict in enumerate(suite.verdicts(made), start=1):
        if number % _STEP == 0 or number == len(made):
            print(f"\r{number:,} of {len(made):,}", end="" if number < len(made) else "\n", file=sys.stderr, flush=True)
        yield verdict


def _counts(found: Iterable[Verdict]) -> Iterator[str]:
    """A line for each table and kind of change, and how often each argument was used."""
    from guide.check.mutants import CATCHERS, EQUIVALENT, SURVIVES

    verdicts = tuple(found)
    columns = (*CATCHERS, EQUIVALENT, SURVIVES)
    yield f"{'table':12} {'change':7} {'mutants':>8}" + "".join(f"{c:>11}" for c in columns)
    rows: dict[tuple[str, str], Counter[str]] = {}
    for mutant, by, _what in verdicts:
        for row in ((mutant.table, mutant.kind), ("all", "")):
            rows.setdefault(row, Counter())[by] += 1
    rows["all", ""] = rows.pop(("all", ""), Counter())
    for (table, kind), counted in rows.items():
        yield f"{table:12} {kind:7} {counted.total():8,}" + "".join(f"{counted[c]:11,}" for c in columns)
    yield ""
    for why, number in Counter(what for _, by, what in verdicts if by == EQUIVALENT).items():
        yield f"{number:6,} change nothing: {why}"
