"""`guide ics`: the deadlines of a case as a calendar file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from guide import advise, default_book
from guide.commands.shared import FINE, RefusedError, add_asking, now_in_beijing, read_case

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and what it takes."""
    ics = commands.add_parser("ics", help="the deadlines of a case as a calendar file (.ics)")
    ics.add_argument("case", metavar="CASE.yaml", help="a case file in YAML or JSON; - reads standard input")
    ics.add_argument("--out", type=Path, metavar="FILE", help="write to a file instead of standard output")
    add_asking(ics)
    ics.set_defaults(run=_ics)


def _ics(args: argparse.Namespace) -> int:
    from guide.cases.calendarfile import ahead, calendar_file, case_key

    case, book, now = read_case(args.case), default_book(), args.now or now_in_beijing()
    clocks = ahead(advise(case, book, now).clocks, now)
    if not clocks:
        raise RefusedError("no deadline lies ahead in this case, so there is nothing to put into a calendar.")
    file = calendar_file(clocks, case_key(case), book, args.lang, now)
    if args.out is None:
        sys.stdout.buffer.write(file)  # as it is: the format asks for its own line ends
        return FINE
    try:
        args.out.write_bytes(file)
    except OSError as error:
        raise RefusedError(f"{args.out}: {error.strerror or error}.") from error
    return FINE
