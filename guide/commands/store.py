"""`guide store`: the database of cases; make it ready, copy it out and in, forget a case."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from guide.book.notices import Notice
from guide.commands.shared import FAILED, FINE, RefusedError, Taken, command, group, now_in_beijing, take, unopened
from guide.commands.usage import UnusableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from guide.cases.store import Store


def _days(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 100_000:
        return int(text)
    raise UnusableError(Notice("cli.usage.days"))


def _with(work: Callable[[Store, argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """A command on the store of the setting; a store that cannot is one sentence."""

    def run(args: argparse.Namespace) -> int:
        from guide.cases.store import SETTING, StoreError
        from guide.cases.store.location import OFF, address, open_store

        where = address()
        if where == OFF:
            raise RefusedError(Notice("cli.store.off", setting=SETTING))
        try:
            return work(open_store(where), args)
        except StoreError as error:
            raise RefusedError(error.notice) from None
        except OSError as error:
            raise RefusedError(unopened(error), error.filename or Notice("cli.output")) from None

    return run


group("store", "the database of cases: migrate, export, import, forget", "commands", "COMMAND")


@command("store migrate", "build or renew the tables")
@_with
def _migrate(store: Store, _args: argparse.Namespace) -> int:
    before, after = store.migrate()
    print(
        f"The database is at {after}." if before == after else f"The database went from {before or 'new'} to {after}."
    )
    return FINE


@command(
    "store table",
    "the stored cases as a table, a case a row, as `guide triage -` reads it",
    take("--out", type=Path, metavar="FILE", help="a new file, for your eyes only; else standard output"),
)
@_with
def _table(store: Store, args: argparse.Namespace) -> int:
    from guide.cases.store.listing import rows
    from guide.cases.table import write_csv

    if args.out is None:
        write_csv(rows(store), sys.stdout)
        return FINE
    handle = os.open(args.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
        write_csv(rows(store), file)
    return FINE


@command(
    "store export",
    "every entry as a line of JSON; as .zip with the evidence files",
    take("--out", type=Path, metavar="FILE", help="a new file, for your eyes only; else standard output"),
)
@_with
def _export(store: Store, args: argparse.Namespace) -> int:
    def write(out: TextIO) -> int:
        return sum(1 for line in store.export() if out.write(line + "\n"))

    if args.out is None:
        write(sys.stdout)
        return FINE
    handle = os.open(args.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    if args.out.suffix.lower() == ".zip":
        from guide.cases.store import backup

        with os.fdopen(handle, "wb") as packed:
            done = backup.write(store, packed)
        print(f"{done.entries} entries and {done.files} evidence files written.")
        return FINE
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        print(f"{write(out)} entries written.")
    return FINE


@command(
    "store import",
    "add exported entries; what is there already stays",
    take("file", metavar="FILE", help="an export; - reads standard input"),
)
@_with
def _import(store: Store, args: argparse.Namespace) -> int:
    from guide.cases.store import CopyError

    try:
        if args.file.lower().endswith(".zip"):
            return _unpack(store, Path(args.file))
        if args.file == "-":
            done = store.take_in(sys.stdin)
        else:
            with Path(args.file).open(encoding="utf-8") as lines:
                done = store.take_in(lines)
    except UnicodeDecodeError:
        raise RefusedError(Notice("cli.file.text"), args.file) from None
    except CopyError as error:
        raise RefusedError(error.notice) from None
    print(f"{done.new} entries added, {done.known} were there.")
    return FINE


def _unpack(store: Store, path: Path) -> int:
    from guide.cases.store import backup

    with path.open("rb") as packed:
        done = backup.take_in(store, packed)
    print(f"{done.entries} entries and {done.files} evidence files added, {done.known} entries were there.")
    return FINE


@command(
    "store forget",
    "delete a case for good",
    Taken(
        either=(
            take("case", metavar="CASE", nargs="?", help="its code, or its key in an export; - reads it"),
            take("--idle", type=_days, metavar="DAYS", help="all cases nobody wrote to for so many days"),
        )
    ),
)
@_with
def _forget(store: Store, args: argparse.Namespace) -> int:
    if args.idle is not None:
        keys = store.idle(now_in_beijing() - timedelta(days=args.idle))
        print(f"{len(keys)} cases, {sum(map(store.forget, keys))} entries and files deleted.")
        return FINE
    count = store.forget(_key(sys.stdin.readline() if args.case == "-" else args.case))
    print(f"{count} entries and files deleted." if count else "There is no such case.")
    return FINE if count else FAILED


def _key(text: str) -> str:
    """A key as it is, or that of a code."""
    from guide.cases.store import CodeError, key_of, read_code

    text = text.strip()
    if len(text) == 64 and set(text) <= set("0123456789abcdef"):
        return text
    try:
        return key_of(read_code(text))
    except CodeError as error:
        raise RefusedError(error.notice) from None
