"""One case: advice, its deadlines as a file, a message read before it is sent, its courier's log."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from guide import advise, default_book
from guide.book.notices import Notice
from guide.commands.page import page
from guide.commands.shared import (
    CASE,
    FAILED,
    FINE,
    LANG,
    NOW,
    OUT,
    RefusedError,
    command,
    now_in_beijing,
    read_case,
    read_text,
    refusing,
    take,
)
from guide.engine.advice_json import to_plain
from guide.engine.case import Case
from guide.engine.drafts import SENT_IN

if TYPE_CHECKING:
    import argparse


@command(
    "advise",
    "what to do now with a case, and why",
    CASE,
    take("--json", action="store_true", help="as data; docs/advice.schema.json describes it"),
    NOW,
    LANG,
)
def _advise(args: argparse.Namespace) -> int:
    book, now = default_book(), args.now or now_in_beijing()
    advice = advise(read_case(args.case, now), book, now)
    if args.json:
        print(json.dumps(to_plain(advice, book, args.lang), ensure_ascii=False, indent=2))
    else:
        print(page(advice, book, args.lang))
    return FINE


@command("ics", "the deadlines of a case as a calendar file (.ics)", CASE, OUT, NOW, LANG)
def _ics(args: argparse.Namespace) -> int:
    from guide.cases.calendarfile import ahead, calendar_file, case_key

    book, now = default_book(), args.now or now_in_beijing()
    case = read_case(args.case, now)
    clocks = ahead(advise(case, book, now).clocks, now)
    if not clocks:
        raise RefusedError(Notice("cli.ics.none"))
    file = calendar_file(clocks, case_key(case), book, args.lang, now)
    if args.out is None:
        sys.stdout.buffer.write(file)  # as it is: the format asks for its own line ends
        return FINE
    with refusing(args.out):
        args.out.write_bytes(file)
    return FINE


@command(
    "guard",
    "read a message before it is sent: what to mend, where, and why",
    take("text", metavar="FILE", help="the message as plain text; - reads standard input"),
    take("--case", metavar="CASE.yaml", help="the case it belongs to, to compare numbers and dates"),
    take(
        "--kind",
        choices=("message", "statement", "answer", "incoming"),
        default="message",
        help="a message to the seller (the default), a statement for the platform, a short answer,"
        " or incoming: what the seller wrote",
    ),
    NOW,
    LANG,
)
def _guard(args: argparse.Namespace) -> int:
    from guide.reading.guard import Occasion, read, watches

    text, book, now = read_text(args.text), default_book(), args.now or now_in_beijing()
    advice = advise(read_case(args.case, now) if args.case else Case(), book, now)
    draft = advice.drafts[SENT_IN]
    parts = {part.id: part.text for part in draft.parts} if draft is not None else {}
    route = advice.route
    hits = read(
        text, Occasion(now, args.kind, route.facts, route.standing, route.state["problem"], parts), watches(book)
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
