"""`guide map`: the whole route as a drawing or in words, with a case on it, or the traffic of many."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from guide import default_book
from guide.commands.shared import FINE, RefusedError, Teller, add_asking, now_in_beijing, read_case

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and what it takes."""
    route = commands.add_parser("map", help="draw the whole route, with a case on it if one is given")
    route.add_argument("case", metavar="CASE.yaml", nargs="?", help="a case file; - reads standard input")
    route.add_argument("--traffic", metavar="CASES.csv", help="how many cases of a table (CSV or JSON Lines) go where")
    route.add_argument("--out", type=Path, metavar="FILE", help="write to a file instead of standard output")
    route.add_argument("--text", action="store_true", help="the outline in words instead of the drawing")
    add_asking(route)
    route.set_defaults(run=_map)


def _map(args: argparse.Namespace) -> int:
    if args.case and args.traffic:
        raise RefusedError("name a case or, with --traffic, a table of cases; not both.")
    drawn = _traffic(args) if args.traffic else _one(args)
    if args.out is None:
        print(drawn)
        return FINE
    try:
        args.out.write_text(drawn, encoding="utf-8")
    except OSError as error:
        raise RefusedError(f"{args.out}: {error.strerror or error}.") from error
    return FINE


def _one(args: argparse.Namespace) -> str:
    from guide.map import view as mapview

    book, now = default_book(), args.now or now_in_beijing()
    case = read_case(args.case) if args.case else None
    if args.text:
        return str(mapview.render(mapview.plain(book, case, now, args.lang), book, args.lang))
    return str(mapview.render(mapview.drawing(book, case, now, args.lang, css=_css()), book, args.lang))


def _traffic(args: argparse.Namespace) -> str:
    """The traffic of a table; rows that cannot be read are told, all together, and left out."""
    from guide.cases.table import TableError, Unread, is_lines, read
    from guide.map import traffic as maptraffic
    from guide.map import view as mapview

    book, traffic, unread, words = default_book(), maptraffic.Traffic(), list[Unread](), Teller(args.lang)
    try:
        with _source(args.traffic) as source:
            for item in read(source, is_lines=is_lines(str(args.traffic))):
                unread += [item] if isinstance(item, Unread) else []
                traffic.add(book, item, args.now or now_in_beijing())
    except (OSError, TableError) as error:
        what = words.tell(error.notice) if isinstance(error, TableError) else error.strerror or error
        raise RefusedError(f"{args.traffic}: {what}") from error
    for item in unread:
        print(f"{args.traffic}: {words.tell(item.line)}", file=sys.stderr)
    if args.text:
        return maptraffic.plain(book, traffic, args.lang)
    return str(mapview.render(maptraffic.drawing(book, traffic, args.lang, css=_css()), book, args.lang))


def _css() -> str:
    """What the drawing of a page takes from the page, and a file has to carry itself."""
    from guide.ui.styles import sheets

    return sheets("tokens", "guide")


def _source(name: str) -> BinaryIO:
    """A table in a file, or on standard input for `-`, which cannot go back and so is read whole."""
    return BytesIO(sys.stdin.buffer.read()) if name == "-" else Path(name).open("rb")
