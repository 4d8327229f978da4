"""One case: advice, its deadlines as a file, a message read before it is sent, its courier's log."""

from __future__ import annotations

import json
import sys
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    unopened,
    when,
)
from guide.engine.advice_json import to_plain
from guide.engine.case import Case
from guide.engine.drafts import SENT_IN

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from datetime import datetime

    from guide.reading.tracking import TrackingReading


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


@command(
    "track",
    "read a courier's log: where the parcel is, and which line says so",
    take("log", metavar="FILE", help="pasted text, JSON, CSV or a screenshot; - reads standard input"),
    take("--json", action="store_true", help="as data"),
    NOW,
    LANG,
)
def _track(args: argparse.Namespace) -> int:
    from guide.reading.tracking import read_tracking

    book = default_book()
    say = book.words[args.lang]
    reading = read_tracking(_source(args.log, say), book, now=args.now or now_in_beijing())
    if args.json:
        print(json.dumps(_plain(reading), ensure_ascii=False, indent=2))
        return FINE
    print(say.get(f"fact.tracking.{reading.state}", say["track.why.nothing"]))
    if reading.silence is not None:
        print("  " + say["track.ago" if reading.signed else "track.silence"].format(days=reading.silence.days))
    if reading.signer != "unknown":
        print(f"  {say['ui.track.signer']}  {say[f'fact.signer.{reading.signer}']}")
    for phone in reading.phones:
        print(f"  {phone.number}  {say[f'track.phone.{phone.kind}']}")
    for note in (*reading.why, *(f"track.finding.{f}" for f in reading.findings)):
        print(f"  {say[note]}")
    for number, event in enumerate(reading.events):
        mark = ">" if number == reading.deciding else " "
        print(f"{mark} {when(event.at) if event.at else '-':16}  {event.cut or event.text}")
    return FINE


def _plain(reading: TrackingReading) -> dict[str, Any]:
    """The reading as data; `docs/tracking.schema.json` describes it."""

    def written(at: datetime | None) -> str | None:
        return at.isoformat() if at else None

    return {
        "schema": 2,
        **{field.name: getattr(reading, field.name) for field in fields(reading)},
        "last_scan": written(reading.last_scan),
        "next_update": written(reading.next_update),
        "signed_time": written(reading.signed_time),
        "silence": None if reading.silence is None else int(reading.silence.total_seconds()),
        "courier_phone": reading.courier_phone,
        "events": [{**event._asdict(), "at": written(event.at)} for event in reading.events],
        "phones": [phone._asdict() for phone in reading.phones],
        "conflicts": [conflict._asdict() for conflict in reading.conflicts],
        "aside": [line._asdict() for line in reading.aside],
        "others": [_plain(other) for other in reading.others],
    }


def _source(name: str, say: Mapping[str, str]) -> str | bytes:
    """The content of a file; for a screenshot its text."""
    from guide.reading.media import is_picture
    from guide.reading.screenshot import LARGEST, ScreenshotError

    try:
        with sys.stdin.buffer if name == "-" else Path(name).open("rb") as file:
            raw = file.read(LARGEST + 1)
        if not is_picture(raw):
            return raw
        from guide.reading.screenshot.picture import read_image

        return read_image(raw)
    except OSError as error:
        raise RefusedError(unopened(error), name) from error
    except ScreenshotError as error:
        reason = "install" if error.reason == "missing" else error.reason
        raise RefusedError(Notice(f"track.image.{reason}"), name) from error
