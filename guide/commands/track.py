"""`guide track`: where the parcel is, from the courier's own words."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from guide import default_book
from guide.commands.shared import FINE, RefusedError, add_asking, now_in_beijing, when

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and what it takes."""
    track = commands.add_parser("track", help="read a courier's log: where the parcel is, and which line says so")
    track.add_argument("log", metavar="FILE", help="pasted text, JSON, CSV or a screenshot; - reads standard input")
    track.add_argument("--json", action="store_true", help="as data")
    add_asking(track)
    track.set_defaults(run=_track)


def _track(args: argparse.Namespace) -> int:
    from guide.tracking import read_tracking

    say = default_book().words[args.lang]
    reading = read_tracking(_source(args.log, say), now=args.now or now_in_beijing())
    if args.json:
        plain = {**asdict(reading), "events": [e._asdict() for e in reading.events],
                 "phones": [p._asdict() for p in reading.phones],
                 "conflicts": [c._asdict() for c in reading.conflicts]}  # fmt: skip
        print(json.dumps({"schema": 1, **plain}, ensure_ascii=False, indent=2, default=str))
        return FINE
    print(say.get(f"fact.tracking.{reading.state}", say["track.why.nothing"]))
    if reading.silence is not None:
        print("  " + say["track.silence"].format(days=reading.silence.days))
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


def _source(name: str, say: Mapping[str, str]) -> str | bytes:
    """What is in the file; of a screenshot its text."""
    from guide.screenshot import LARGEST, ScreenshotError, is_image

    try:
        with sys.stdin.buffer if name == "-" else Path(name).open("rb") as file:
            raw = file.read(LARGEST + 1)
        if not is_image(raw):
            return raw
        from guide.screenshot.picture import read_image

        return read_image(raw)
    except OSError as error:
        raise RefusedError(f"{name}: {error.strerror or error}.") from error
    except ScreenshotError as error:
        reason = "install" if str(error) == "missing" else str(error)
        raise RefusedError(f"{name}: {say[f'track.image.{reason}']}") from error
