"""A courier's log, read; and the lines of many logs that are not understood, for whoever mends the content."""

from __future__ import annotations

import json
import sys
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guide import default_book
from guide.book.notices import Notice
from guide.commands.shared import FINE, LANG, NOW, RefusedError, command, now_in_beijing, take, unopened, when

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from datetime import datetime

    from guide.reading.tracking import TrackingReading


@command(
    "track",
    "read a courier's log: where the parcel is, and which line says so",
    take("log", metavar="FILE", help="pasted text, JSON, CSV or a screenshot; - reads standard input"),
    take("--json", action="store_true", help="as data"),
    take(
        "--unread",
        action="store_true",
        help="of a folder or a table of logs, the lines that are not understood, the most frequent first, with numbers"
        " and names masked; nothing is kept",
    ),
    NOW,
    LANG,
)
def _track(args: argparse.Namespace) -> int:
    from guide.reading.tracking import read_tracking, tracking_rules

    book = default_book()
    say = book.words[args.lang]
    if args.unread:
        return _unread(args, say)
    reading = read_tracking(_source(args.log, say), book, now=args.now or now_in_beijing())
    if args.json:
        print(json.dumps(_plain(reading), ensure_ascii=False, indent=2))
        return FINE
    before = say["track.before"] if "newest_unread" in reading.findings else ""
    print(before + say.get(f"fact.tracking.{reading.state}", say["track.why.nothing"]))
    if reading.silence is not None:
        print("  " + say["track.ago" if reading.signed else "track.silence"].format(days=reading.silence.days))
    if reading.signer != "unknown":
        print(f"  {say['ui.track.signer']}  {say[f'fact.signer.{reading.signer}']}")
    if (fits := reading.signed_at()) != "unknown":
        print(f"  {say[f'fact.signed_at.{fits}']}")
    if reading.carrier or reading.tracking_no:
        names = tracking_rules(book).carriers.names
        print(f"  {names[reading.carrier][args.lang] if reading.carrier else ''} {reading.tracking_no}".rstrip())
    for promise in reading.promises:
        print(f"  {say[f'track.promise.{promise.what}']}  {promise.day}  ({promise.text})")
    for phone in reading.phones:
        print(f"  {phone.number}  {say[f'track.phone.{phone.kind}']}")
    for note in (*reading.why, *(f"track.finding.{f}" for f in reading.findings)):
        print(f"  {say[note]}")
    for number, event in enumerate(reading.events):
        mark = ">" if number == reading.deciding else " "
        print(f"{mark} {when(event.at) if event.at else '-':16}  {_line(say, event.sense, event.text)}")
    for text in reading.unread:
        print(f"  {'-':16}  {_line(say, 'unread', text)}")
    for line in reading.aside:
        print(f"  {'-':16}  {_line(say, line.why, line.text)}")
    for other in reading.others:
        state = say.get(f"fact.tracking.{other.state}", say["track.why.nothing"])
        print(f"+ {other.tracking_no or say['ui.track.unnamed']}  {state}")
    return FINE


def _line(say: Mapping[str, str], sense: str, text: str) -> str:
    """A line, with a note where it is no event or was not understood."""
    note = say.get(f"track.aside.{sense}")
    return f"({note}) {text}" if note else text


def _unread(args: argparse.Namespace, say: Mapping[str, str]) -> int:
    """Print the lines of many logs that are not understood, with how often each stands there."""
    from guide.reading.tracking.unread import logs_of, unread_lines

    try:
        logs = list(logs_of(Path(args.log)))
    except OSError as error:
        raise RefusedError(unopened(error), args.log) from error
    lines = unread_lines(logs, default_book(), args.now or now_in_beijing())
    if args.json:
        print(json.dumps([{"line": line, "times": times} for line, times in lines], ensure_ascii=False, indent=2))
        return FINE
    for line, times in lines:
        print(f"{times:6}  {line}")
    if not lines:
        print(say["track.unread.none"])
    return FINE


def _plain(reading: TrackingReading) -> dict[str, Any]:
    """The reading as data; `docs/tracking.schema.json` describes it."""

    def written(at: datetime | None) -> str | None:
        return at.isoformat() if at else None

    return {
        "schema": 4,
        **{field.name: getattr(reading, field.name) for field in fields(reading)},
        "last_scan": written(reading.last_scan),
        "next_update": written(reading.next_update),
        "signed_time": written(reading.signed_time),
        "silence": None if reading.silence is None else int(reading.silence.total_seconds()),
        "courier_phone": reading.courier_phone,
        "events": [{**event._asdict(), "at": written(event.at)} for event in reading.events],
        "phones": [phone._asdict() for phone in reading.phones],
        "promises": [{**promise._asdict(), "day": promise.day.isoformat()} for promise in reading.promises],
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
