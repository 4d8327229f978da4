"""`guide map`: the whole route as a drawing or in words, with a case on it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from guide import default_book
from guide.commands.shared import FINE, RefusedError, add_asking, now_in_beijing, read_case

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and what it takes."""
    route = commands.add_parser("map", help="draw the whole route, with a case on it if one is given")
    route.add_argument("case", metavar="CASE.yaml", nargs="?", help="a case file; - reads standard input")
    route.add_argument("--out", type=Path, metavar="FILE", help="write to a file instead of standard output")
    route.add_argument("--text", action="store_true", help="the outline in words instead of the drawing")
    add_asking(route)
    route.set_defaults(run=_map)


def _map(args: argparse.Namespace) -> int:
    from guide.ui import mapview

    draw = mapview.plain if args.text else mapview.picture
    case = read_case(args.case) if args.case else None
    drawn = str(draw(default_book(), case, args.now or now_in_beijing(), args.lang))
    if args.out is None:
        print(drawn)
        return FINE
    try:
        args.out.write_text(drawn, encoding="utf-8")
    except OSError as error:
        raise RefusedError(f"{args.out}: {error.strerror or error}.") from error
    return FINE
