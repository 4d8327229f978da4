"""`guide import`: a workbook, edited in a spreadsheet, back into a content folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from guide.book.exchange import ExchangeError
from guide.commands.shared import FAILED, FINE, RefusedError, Teller, add_language, now_in_beijing

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from guide.book.faults import Fault


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and what it takes."""
    back = commands.add_parser("import", help="bring an edited workbook back, if the check finds nothing wrong")
    back.add_argument("workbook", type=Path, metavar="FILE.xlsx", help="a workbook that `guide export xlsx` began")
    back.add_argument("--into", type=Path, metavar="DIR", required=True, help="a content folder, or a new one")
    add_language(back)
    back.set_defaults(run=_import)


def _prove(folder: Path) -> Iterator[Fault]:
    """What no edit may break; what an edit decides otherwise is for `guide check` and `guide diff` to show."""
    from guide import check
    from guide.book.faults import ContentError
    from guide.book.loader import load
    from guide.reading.tracking import tracking_rules

    findings = check.well_formed(folder, now_in_beijing().date())
    yield from (fault for finding in findings if not finding.passed for fault in finding.faults)
    try:
        tracking_rules(load(folder)) if findings[0].passed else None
    except ContentError as error:
        yield from error.faults


def _import(args: argparse.Namespace) -> int:
    from guide.book.exchange.taking_in import take_in

    words = Teller(args.lang)
    try:
        taken = take_in(args.workbook, args.into, _prove)
    except ExchangeError as error:
        raise RefusedError(f"{error.where}: {words.tell(error.why)}") from error
    except OSError as error:
        raise RefusedError(f"{error.filename}: {error.strerror or error}.") from error
    for line in (*taken.notices, *(fault.line for fault in taken.faults)):
        print(words.tell(line))
    if taken.faults:
        print(words.say("cli.import.mend", count=len(taken.faults)))
        return FAILED
    for path, fresh, gone in taken.changes:
        print(words.say("cli.import.file", file=path, fresh=fresh, gone=gone))
    whole = "cli.import.new" if taken.fresh else "cli.import.done"
    print(words.say(whole, folder=args.into, count=len(taken.changes)))
    if taken.changes:
        print(words.say("cli.import.next", folder=args.into))
    return FINE
