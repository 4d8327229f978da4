"""`guide track`: where the parcel is, from the courier's own words."""

from __future__ import annotations

import json
import sys
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guide import default_book
from guide.commands.shared import FINE, RefusedError, add_asking, now_in_beijing, when

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from datetime import datetime

    from guide.reading.tracking import TrackingReading


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and what it takes."""
    track = commands.add_parser("track", help="read a courier's log: where the parcel is, and which line says so")
    track.add_argument("log", metavar="FILE", help="pasted text, JSON, CSV or a screenshot; - reads standard input")
    track.add_argument("--json", action="store_true", help="as data")
    add_asking(track)
    track.set_defaults(run=_track)


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
        "schema": 1,
        **{field.name: getattr(reading, field.name) for field in fields(reading)},
        "last_scan": written(reading.last_scan),
        "next_update": written(reading.next_update),
        "silence": None if reading.silence is None else int(reading.silence.total_seconds()),
        "courier_phone": reading.courier_phone,
        "events": [{**event._asdict(), "at": written(event.at)} for event in reading.events],
        "phones": [phone._asdict() for phone in reading.phones],
        "conflicts": [conflict._asdict() for conflict in reading.conflicts],
    }


def _source(name: str, say: Mapping[str, str]) -> str | bytes:
    """What is in the file; of a screenshot its text."""
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
        raise RefusedError(f"{name}: {error.strerror or error}.") from error
    except ScreenshotError as error:
        reason = "install" if error.reason == "missing" else error.reason
        raise RefusedError(f"{name}: {say[f'track.image.{reason}']}") from error
