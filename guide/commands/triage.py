"""A table of cases put in order: which come first today, why, and who does them."""

from __future__ import annotations

import argparse
import csv
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guide import default_book
from guide.book.book import MARKS
from guide.book.exchange.formulas import harmless
from guide.book.notices import Notice
from guide.commands.shared import (
    FINE,
    LANG,
    MAP,
    NOW,
    RefusedError,
    Teller,
    command,
    now_in_beijing,
    refusing,
    take,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from guide.book.book import Book
    from guide.cases.table import Unread
    from guide.desk.files.task import Done, Task
    from guide.desk.order.weighing import Weights

_SHOWN = 20  # rows, or things set aside, that the terminal shows


@command(
    "triage",
    "put a table of cases in order: what first, why, until when, and who",
    take("table", metavar="IN", help="CSV, XLSX, JSON Lines or Parquet; - reads a CSV from standard input"),
    take("-o", "--out", type=Path, metavar="OUT", help="the table in order: .csv, .xlsx, .jsonl or .parquet"),
    take("--explain", action="store_true", help="with two sentences a row: why this action, and why this place"),
    MAP,
    take("--dask", metavar="ADDRESS", help="by the workers of a scheduler, or `local`; OUT is a folder of Parquet"),
    take("--people", type=int, metavar="N", help="how many people there are today"),
    take("--each", type=int, metavar="N", help="how many cases each of them does"),
    NOW,
    LANG,
)
def _triage(args: argparse.Namespace) -> int:
    from guide.cases.table import TableError
    from guide.desk.files.large import kept_moment
    from guide.desk.files.pieces import FileError
    from guide.desk.files.running import run
    from guide.desk.files.task import Task

    book, words = default_book(), Teller(args.lang)
    now = args.now or (args.out and kept_moment(args.out)) or now_in_beijing()
    explain = args.lang if args.explain or args.out is None else ""
    task = Task(book, now, _weights(book, args), dict(args.map), explain)
    if args.dask:
        return _spread(args, task, words)
    name = "table.csv" if args.table == "-" else args.table
    try:
        with refusing(args.table), source_of(args.table) as source:
            done = run(source, name, args.out, task, progress_of(words, "cli.desk.read"))
    except (TableError, FileError) as error:
        raise RefusedError(error.notice, args.table) from error
    if done.first is not None and args.out is None:
        _show(done.first.head(_SHOWN).to_dict("records"), words)
    _sum_up(done, args, task.weights, words)
    return FINE


def _spread(args: argparse.Namespace, task: Task, words: Teller) -> int:
    """The table over the workers of a scheduler."""
    from guide.desk import spread
    from guide.desk.files.pieces import FileError

    source = Path(args.table)
    if args.out is None or source.suffix.lower() not in (".csv", ".parquet"):
        raise RefusedError(Notice("fault.desk.dask.out"), args.table)
    options = {"weights": task.weights, "columns": task.columns, "explain": task.explain}
    try:
        with refusing(args.table):
            rows, aside = spread.run(args.dask, source, args.out, task.book, task.now, **options)
    except FileError as error:
        raise RefusedError(error.notice, args.table) from error
    print(words.say("cli.desk.spread", rows=f"{rows:,}"), file=sys.stderr)
    if aside:
        print(words.say("cli.desk.spread.aside", count=f"{aside:,}"), file=sys.stderr)
    return FINE


def source_of(name: str) -> BytesIO:
    """The table as a file, or from standard input."""
    return BytesIO(sys.stdin.buffer.read()) if name == "-" else Path(name).open("rb")  # type: ignore[return-value]


def _weights(book: Book, args: argparse.Namespace) -> Weights:
    from guide.desk.order.weighing import weights

    given = {name: float(value) for name in ("people", "each") if (value := getattr(args, name)) is not None}
    return weights(book)._replace(**given)


def progress_of(words: Teller, word: str) -> Callable[[int], None]:
    """How far it is, on a terminal only."""

    def show(rows: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{words.say(word, rows=f'{rows:,}')}", end="", file=sys.stderr, flush=True)

    return show


def _show(rows: list[dict[str, Any]], words: Teller) -> None:
    """The first rows in words."""
    for number, row in enumerate(rows, start=1):
        name = row.get("case") or row.get("order_no") or "-"
        group, action = words.say(f"desk.group.{row['group']}"), words.say(f"action.{row['action']}")
        print(f"{number:>3}  {name}  {group}  {action}\n     {row['why']}")


def _sum_up(done: Done, args: argparse.Namespace, weights: Weights, words: Teller) -> None:
    """How many cases are in each group, how many have nobody, and what was set aside."""
    from guide.desk.order.ordering import GROUPS, URGENT

    counted = [words.say("cli.desk.group", group=words.say(f"desk.group.{g}"), count=f"{done.groups[g]:,}")
               for g in GROUPS if done.groups.get(g)]  # fmt: skip
    groups = MARKS[args.lang]["comma"].join(counted)
    told = words.say("cli.desk.done", rows=f"{done.rows:,}", groups=groups) if groups else words.say("cli.desk.none")
    print(told, file=sys.stderr)
    short = sum(done.groups.get(g, 0) for g in GROUPS[:URGENT]) - int(weights.people * weights.each)
    if short > 0:
        fillings = {"people": f"{weights.people:g}", "each": f"{weights.each:g}", "count": f"{short:,}"}
        print(words.say("cli.desk.short", **fillings), file=sys.stderr)
    tell_aside(done.aside, args, words)


def tell_aside(aside: list[Unread], args: argparse.Namespace, words: Teller) -> None:
    """The first of what was set aside on the terminal, all of it in a file beside the output."""
    for item in aside[:_SHOWN]:
        print(f"{args.table}: {words.tell(item.line)}", file=sys.stderr)
    if len(aside) > _SHOWN:
        print(words.say("cli.desk.aside.more", count=len(aside) - _SHOWN), file=sys.stderr)
    if aside and args.out is not None:
        beside = args.out.with_name(f"{args.out.stem}-aside.csv")
        _write_aside(aside, beside, words)
        print(words.say("cli.desk.aside", count=len(aside), file=beside), file=sys.stderr)


def _write_aside(aside: list[Unread], path: Path, words: Teller) -> None:
    """What was set aside as a table of its own: row, column, what is wrong and how to mend it."""
    from guide.desk.files.writing import whole

    with refusing(path), whole(path) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("row", "column", "what"))
        writer.writerows((item.number, harmless(item.column), words.tell(item.what)) for item in aside)
