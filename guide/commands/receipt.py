"""`guide receipt`: what was decided, by which rules; and whether that still holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from guide import default_book
from guide.book.notices import tell
from guide.commands.shared import (
    FAILED,
    FINE,
    RefusedError,
    add_asking,
    now_in_beijing,
    read_bytes,
    read_case,
    write_out,
)

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and what it takes."""
    top = commands.add_parser("receipt", help="the receipt of a decision: make one, verify one")
    acts = top.add_subparsers(title="acts", metavar="ACT", required=True)
    made = acts.add_parser("make", help="decide now and write the receipt as one line of JSON")
    made.add_argument("case", metavar="CASE", help="a case file (.yaml, .json, .zip); - reads standard input")
    made.add_argument("--redact", action="store_true", help="keep choices and moments only, nothing that was typed")
    made.add_argument("--out", type=Path, metavar="FILE", help="write to a file instead of standard output")
    add_asking(made)
    made.set_defaults(run=_make)
    verified = acts.add_parser("verify", help="decide again from the receipt, and say what differs")
    verified.add_argument("receipt", metavar="FILE", type=Path, help="a receipt")
    verified.add_argument("--lang", choices=("zh", "en"), default="zh", help="zh (the default) or en")
    verified.set_defaults(run=_verify)


def _make(args: argparse.Namespace) -> int:
    from guide.cases import receipt

    made = receipt.make(read_case(args.case), default_book(), args.now or now_in_beijing(), redact=args.redact)
    write_out(args.out, receipt.dump(made))
    return FINE


def _verify(args: argparse.Namespace) -> int:
    from guide.cases import receipt

    book = default_book()
    try:
        verdict = receipt.verify(read_bytes(args.receipt), book)
    except OSError as error:
        raise RefusedError(f"{args.receipt}: {error.strerror or error}.") from error
    except receipt.ReceiptError as error:
        raise RefusedError(f"{args.receipt}: {tell(error.notice, book.words[args.lang])}") from error
    print(receipt.say(verdict, book, args.lang))
    return FINE if verdict.holds else FAILED
