"""`guide sample`: a table of made-up cases, for a try, an exercise or a test."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from guide import default_book
from guide.commands.shared import FINE, RefusedError, moment, now_in_beijing

MOST = 1_000_000


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and what it takes."""
    sample = commands.add_parser("sample", help="make up a table of plausible cases")
    sample.add_argument("count", type=_count, metavar="N", help="how many")
    sample.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed gives the same cases (1)")
    sample.add_argument("--now", type=moment, metavar="T", help="the moment they end at: 2026-11-22T10:15 (Beijing)")
    sample.add_argument("--out", type=Path, metavar="FILE", help="cases.csv or cases.jsonl; CSV to standard output")
    sample.set_defaults(run=_sample)


def _count(text: str) -> int:
    if text.isdecimal() and 0 < int(text) <= MOST:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a number of cases; write a number from 1 to {MOST}")


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
        raise RefusedError(f"{args.out}: the name has to end in .csv or .jsonl.")
    try:
        # The mark at the start is for spreadsheets, which take a CSV without it for another encoding.
        encoding = "utf-8-sig" if write is write_csv else "utf-8"
        with args.out.open("w", encoding=encoding, newline="") as file:
            write(rows, file)
    except OSError as error:
        raise RefusedError(f"{args.out}: {error.strerror or error}.") from error
    return FINE
