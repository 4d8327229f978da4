"""`guide guard`: read a message before it is sent, and say what to mend and where."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from guide import advise, default_book
from guide.commands.shared import FAILED, FINE, LARGEST, RefusedError, add_asking, now_in_beijing, read_bytes, read_case
from guide.engine.case import Case

if TYPE_CHECKING:
    import argparse

KINDS = ("message", "statement", "answer")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and what it takes."""
    guard = commands.add_parser("guard", help="read a message before it is sent: what to mend, where, and why")
    guard.add_argument("text", metavar="FILE", help="the message as plain text; - reads standard input")
    guard.add_argument("--case", metavar="CASE.yaml", help="the case it belongs to, to compare numbers and dates")
    guard.add_argument("--kind", choices=KINDS, default="message", help="a message to the seller (the default), a"
                       " statement for the platform, or a short answer")  # fmt: skip
    add_asking(guard)
    guard.set_defaults(run=_guard)


def _read(name: str) -> str:
    try:
        raw = sys.stdin.buffer.read(LARGEST + 1) if name == "-" else read_bytes(Path(name))
        if len(raw) > LARGEST:
            raise RefusedError(f"{name}: the file is too large; {LARGEST} bytes at most.")
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise RefusedError(f"{name}: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise RefusedError(f"{name}: the file is not text in UTF-8.") from error


def _guard(args: argparse.Namespace) -> int:
    from guide.reading.guard import Context, read, watches

    text, book, now = _read(args.text), default_book(), args.now or now_in_beijing()
    advice = advise(read_case(args.case) if args.case else Case(), book, now)
    draft = advice.drafts[args.lang]
    parts = {part.id: part.text for part in draft.parts} if draft is not None else {}
    route = advice.route
    hits = read(
        text, Context(now, args.kind, route.facts, route.replay.standing, route.state["problem"], parts), watches(book)
    )
    say = book.words[args.lang]
    for hit in hits:
        line = text.count("\n", 0, hit.start) + 1
        column = hit.start - text.rfind("\n", 0, hit.start)
        quoted = f"  {text[hit.start : hit.end]}" if hit.watch.kind not in ("missing", "length") else ""
        print(f"{line}:{column}  {say[f'guard.{hit.watch.kind}']}{quoted}\n    {hit.watch.because[args.lang]}")
        if hit.instead:
            print(f"    {say['ui.guard.change']}  {hit.instead}")
    if not hits:
        print(say["ui.guard.none"])
    return FAILED if hits else FINE
