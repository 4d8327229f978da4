"""`guide scenario`: play the scenarios, show which rules they reach, and turn a case into a new one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from guide.book.loader import CONTENT, load
from guide.commands.shared import FAILED, FINE, RefusedError, Teller, add_language, moment, now_in_beijing, read_case

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and what it takes."""
    played = commands.add_parser("scenario", help="play the scenarios: what they expect, which rules they reach")
    played.add_argument("--content", type=Path, default=CONTENT, metavar="DIR", help="another content folder")
    add_language(played)
    played.set_defaults(run=_play)
    new = played.add_subparsers(title="commands", metavar="new").add_parser("new", help="turn a case into a scenario")
    new.add_argument("case", metavar="CASE.yaml", help="a case file in YAML or JSON; - reads standard input")
    new.add_argument("--name", required=True, metavar="WORDS", help="in plain words, what happens in it")
    new.add_argument("--id", default="new_scenario", metavar="WORD", help="a short word of its own")
    new.add_argument("--now", type=moment, metavar="T", help="as if it were then: 2026-11-22T10:15 (Beijing)")
    new.set_defaults(run=_new)


def _play(args: argparse.Namespace) -> int:
    from guide.check import scenarios

    if not args.content.is_dir():
        raise RefusedError(f"{args.content}: there is no such folder.")
    book = load(args.content)
    faults = tuple(scenarios.faults(book))
    words = Teller(args.lang)
    for fault in faults:
        print(words.tell(fault.line))
    found, _unread = scenarios.gather(book)
    print(words.say("cli.scenario.faults" if faults else "cli.scenario.hold", count=len(found), faults=len(faults)))
    print("\n".join(_reached(scenarios.coverage(book, found), words)))
    return FAILED if faults else FINE


def _reached(counted: Mapping[str, int], words: Teller) -> list[str]:
    """A line a table: how many of its rules are reached, and the names of those that are not."""
    lines = ["", "table         rules  reached  least"]
    for table in dict.fromkeys(ref.split("/")[0] for ref in counted):
        rules = {ref: n for ref, n in counted.items() if ref.startswith(f"{table}/")}
        missed = [ref for ref, n in rules.items() if not n]
        lines.append(f"{table:12}  {len(rules):5}  {len(rules) - len(missed):7}  {min(rules.values()):5}")
        lines += [f"  {words.say('cli.scenario.missed', rule=ref)}" for ref in missed]
    return lines


def _new(args: argparse.Namespace) -> int:
    from guide.check.scenarios import written

    print(written(read_case(args.case), load(CONTENT), args.now or now_in_beijing(), args.id, args.name), end="")
    return FINE
