"""`guide export`: the rules as DMN for modelling tools, all content as a workbook for spreadsheets."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from guide.book.exchange import ExchangeError
from guide.book.loader import CONTENT, load
from guide.commands.shared import FINE, RefusedError

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and what it takes."""
    export = commands.add_parser("export", help="the rules as DMN, or all content as a spreadsheet")
    kinds = export.add_subparsers(title="kinds", metavar="KIND", required=True)
    for kind, run, about in (("dmn", _dmn, "the decision tables as DMN 1.3, for modelling tools"),
                             ("xlsx", _xlsx, "all content as one workbook, to edit and to import again")):  # fmt: skip
        command = kinds.add_parser(kind, help=about)
        command.add_argument("--content", type=Path, default=CONTENT, metavar="DIR", help="another content folder")
        command.add_argument("--out", type=Path, metavar="FILE", required=kind == "xlsx", help="the file to write")
        command.set_defaults(run=run)


def _dmn(args: argparse.Namespace) -> int:
    from guide.book.exchange.dmn import to_dmn

    _folder(args.content)
    try:
        text = to_dmn(load(args.content))
    except ExchangeError as error:
        raise RefusedError(str(error)) from error
    if args.out is None:
        sys.stdout.write(text)
    else:
        _write(args.out, text.encode())
    return FINE


def _xlsx(args: argparse.Namespace) -> int:
    from guide.book.exchange.workbook import to_workbook

    _folder(args.content)
    try:
        written = to_workbook(args.content)
    except ExchangeError as error:
        raise RefusedError(str(error)) from error
    _write(args.out, written)
    return FINE


def _folder(path: Path) -> None:
    if not path.is_dir():
        raise RefusedError(f"{path}: there is no such folder.")


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise RefusedError(f"{path}: {error.strerror or error}.") from error
