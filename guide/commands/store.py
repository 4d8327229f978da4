"""`guide store`: the database of cases; make it ready, fill it from a table, copy it out and in, forget a case."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from guide.book.notices import Notice
from guide.commands.shared import (
    FAILED,
    FINE,
    LANG,
    MAP,
    RefusedError,
    Taken,
    Teller,
    command,
    group,
    now_in_beijing,
    refusing,
    take,
    unopened,
)
from guide.commands.usage import UnusableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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


group("store", "the database of cases: migrate, fill, export, import, forget", "commands", "COMMAND")


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
    "store fill",
    "make the rows of a table cases of the database, each once, and bring them up to date",
    take("table", metavar="IN", help="CSV, XLSX, JSON Lines or Parquet; - reads a CSV from standard input"),
    take("-o", "--out", type=Path, metavar="OUT", required=True, help="the table with the code of each case"),
    take("--list", type=Path, metavar="FILE", required=True, help="the file with the code of this list"),
    take("--new", action="store_true", help="begin a list: make that file"),
    MAP,
    LANG,
)
@_with
def _fill(store: Store, args: argparse.Namespace) -> int:
    from guide import default_book
    from guide.cases.store import CodeError, read_code
    from guide.cases.table import TableError
    from guide.commands.triage import progress_of, source_of, tell_aside
    from guide.desk.files.pieces import FileError
    from guide.desk.files.storing import read_table
    from guide.desk.files.writing import ensure, write

    now, words = now_in_beijing(), Teller(args.lang)
    name = "table.csv" if args.table == "-" else args.table
    try:
        ensure(args.out)
        with refusing(args.table), source_of(args.table) as source:
            table = read_table(source, name, default_book(), now, dict(args.map))
        with refusing(args.list):
            secret = read_code(_list(args.list, begin=args.new))
    except (TableError, FileError) as error:
        raise RefusedError(error.notice, args.table) from error
    except CodeError as error:
        raise RefusedError(error.notice, args.list) from error
    filled, coded = table.into(store, secret, now, progress_of(words, "cli.store.filled"))
    with refusing(args.out), _for_your_eyes_only():
        write(coded, args.out)
        tell_aside(filled.told, args, words)
    print(f"{filled.new} cases are new, {filled.changed} brought up to date, {filled.same} as they were.")
    return FINE


def _list(path: Path, *, begin: bool) -> str:
    """The code of a list out of its file."""
    if begin:
        from guide.cases.store import new_code

        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(f"{new_code()}\n")
    return path.read_text("utf-8").strip()


@contextmanager
def _for_your_eyes_only() -> Iterator[None]:
    """New files that nobody else may read."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


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
