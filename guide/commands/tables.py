"""Many cases at once: the route map with their traffic, and a table of made-up ones."""

from __future__ import annotations

import argparse
import sys
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from guide import default_book
from guide.book.notices import Notice
from guide.commands.shared import (
    FINE,
    LANG,
    NOW,
    OUT,
    RefusedError,
    Teller,
    command,
    moment,
    now_in_beijing,
    read_case,
    refusing,
    take,
)
from guide.commands.usage import UnusableError

MOST = 1_000_000  # made-up cases


@command(
    "map",
    "draw the whole route, with a case on it if one is given",
    take("case", metavar="CASE.yaml", nargs="?", help="a case file; - reads standard input"),
    take("--traffic", metavar="CASES.csv", help="how many cases of a table (CSV or JSON Lines) go where"),
    OUT,
    take("--text", action="store_true", help="the outline in words instead of the drawing"),
    NOW,
    LANG,
)
def _map(args: argparse.Namespace) -> int:
    if args.case and args.traffic:
        raise RefusedError(Notice("cli.map.both"))
    drawn = _traffic(args) if args.traffic else _one(args)
    if args.out is None:
        print(drawn)
        return FINE
    with refusing(args.out):
        args.out.write_text(drawn, encoding="utf-8")
    return FINE


def _one(args: argparse.Namespace) -> str:
    from guide.map import view as mapview
    from guide.map.rendering import render

    book, now = default_book(), args.now or now_in_beijing()
    case = read_case(args.case, now) if args.case else None
    if args.text:
        return str(render(mapview.plain(book, case, now, args.lang), book, args.lang))
    return str(render(mapview.drawing(book, case, now, args.lang, css=_css()), book, args.lang))


def _traffic(args: argparse.Namespace) -> str:
    """The traffic of a table; rows that cannot be read are reported all together, and left out."""
    from guide.cases.table import TableError, Unread, is_lines, read
    from guide.map import traffic as maptraffic
    from guide.map.rendering import render

    book, traffic, unread, words = default_book(), maptraffic.Traffic(), list[Unread](), Teller(args.lang)
    now = args.now or now_in_beijing()
    try:
        with refusing(args.traffic), _source(args.traffic) as source:
            for item in read(source, is_lines=is_lines(str(args.traffic)), now=now):
                unread += [item] if isinstance(item, Unread) else []
                traffic.add(book, item, now)
    except TableError as error:
        raise RefusedError(error.notice, args.traffic) from error
    for item in unread:
        print(f"{args.traffic}: {words.tell(item.line)}", file=sys.stderr)
    if args.text:
        return maptraffic.plain(book, traffic, args.lang)
    return str(render(maptraffic.drawing(book, traffic, args.lang, css=_css()), book, args.lang))


def _css() -> str:
    """The style sheets of a drawing: on a page they are there, a file has to carry them."""
    from guide.ui.styles import sheets

    return sheets("tokens", "guide")


def _source(name: str) -> BinaryIO:
    """A table in a file, or on standard input for `-`, which cannot go back and so is read whole."""
    return BytesIO(sys.stdin.buffer.read()) if name == "-" else Path(name).open("rb")


def _count(text: str) -> int:
    if text.isdecimal() and 0 < int(text) <= MOST:
        return int(text)
    raise UnusableError(Notice("cli.usage.count", said=text, most=MOST))


@command(
    "sample",
    "make up a table of plausible cases",
    take("count", type=_count, metavar="N", help="how many"),
    take("--seed", type=int, default=1, metavar="S", help="the same seed gives the same cases (1)"),
    take("--now", type=moment, metavar="T", help="the moment they end at: 2026-11-22T10:15 (Beijing)"),
    take("--out", type=Path, metavar="FILE", help="cases.csv or cases.jsonl; CSV to standard output"),
)
def _sample(args: argparse.Namespace) -> int:
    from guide.cases import sample, weights
    from guide.cases.table import write_csv, write_lines

    book = default_book()
    rows = sample.cases(book, weights.weights(book), args.count, args.seed, args.now or now_in_beijing())
    if args.out is None:
        write_csv(rows, sys.stdout)
        return FINE
    write = {".csv": write_csv, ".jsonl": write_lines}.get(args.out.suffix.lower())
    if write is None:
        raise RefusedError(Notice("cli.file.ends", ends=".csv, .jsonl"), args.out)
    with refusing(args.out):
        # The mark at the start is for spreadsheets, which take a CSV without it for another encoding.
        encoding = "utf-8-sig" if write is write_csv else "utf-8"
        with args.out.open("w", encoding=encoding, newline="") as file:
            write(rows, file)
    return FINE
