"""The content in forms that other programs read: out as DMN or a workbook, a workbook back in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guide.book.exchange import ExchangeError
from guide.book.loader import load
from guide.commands.shared import (
    CONTENT,
    FAILED,
    FINE,
    LANG,
    RefusedError,
    Teller,
    command,
    folder,
    group,
    now_in_beijing,
    refusing,
    take,
    unopened,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from guide.book.faults import Fault

_FILE: dict[str, Any] = {"type": Path, "metavar": "FILE", "help": "the file to write"}


group("export", "the rules as DMN, or all content as a spreadsheet", "kinds", "KIND")


@command("export dmn", "the decision tables as DMN 1.3, for modelling tools", CONTENT, take("--out", **_FILE))
def _dmn(args: argparse.Namespace) -> int:
    from guide.book.exchange.dmn import to_dmn

    try:
        text = to_dmn(load(folder(args.content)))
    except ExchangeError as error:
        raise RefusedError(error.notice) from error
    if args.out is None:
        sys.stdout.write(text)
    else:
        _write(args.out, text.encode())
    return FINE


@command(
    "export xlsx",
    "all content as one workbook, to edit and to import again",
    CONTENT,
    take("--out", **_FILE, required=True),
)
def _xlsx(args: argparse.Namespace) -> int:
    from guide.book.exchange.workbook import to_workbook

    try:
        written = to_workbook(folder(args.content))
    except ExchangeError as error:
        raise RefusedError(error.notice) from error
    _write(args.out, written)
    return FINE


def _write(path: Path, content: bytes) -> None:
    with refusing(path):
        path.write_bytes(content)


def _prove(folder: Path) -> Iterator[Fault]:
    """Faults that no edit may bring in; its effect is shown by `guide check` and `guide diff`."""
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


@command(
    "import",
    "bring an edited workbook back, if the check finds nothing wrong",
    take("workbook", type=Path, metavar="FILE.xlsx", help="a workbook that `guide export xlsx` began"),
    take("--into", type=Path, metavar="DIR", required=True, help="a content folder, or a new one"),
    LANG,
)
def _import(args: argparse.Namespace) -> int:
    from guide.book.exchange.taking_in import take_in

    words = Teller(args.lang)
    try:
        taken = take_in(args.workbook, args.into, _prove)
    except ExchangeError as error:
        raise RefusedError(error.notice) from error
    except OSError as error:
        raise RefusedError(unopened(error), error.filename) from error
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
