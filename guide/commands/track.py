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


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and what it takes."""
    track = commands.add_parser("track", help="read a courier's log: where the parcel is, and which line says so")
    track.add_argument("log", metavar="FILE", help="pasted text, JSON or CSV; - reads standard input")
    track.add_argument("--json", action="store_true", help="as data")
    add_asking(track)
    track.set_defaults(run=_track)


def _track(args: argparse.Namespace) -> int:
    from guide.tracking import read_tracking

    try:
        raw = sys.stdin.buffer.read() if args.log == "-" else Path(args.log).read_bytes()
    except OSError as error:
        raise RefusedError(f"{args.log}: {error.strerror or error}.") from error
    reading = read_tracking(raw, now=args.now or now_in_beijing())
    if args.json:
        plain = {**asdict(reading), "events": [e._asdict() for e in reading.events],
                 "phones": [p._asdict() for p in reading.phones],
                 "conflicts": [c._asdict() for c in reading.conflicts]}  # fmt: skip
        print(json.dumps({"schema": 1, **plain}, ensure_ascii=False, indent=2, default=str))
        return FINE
    say = default_book().words[args.lang]
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
