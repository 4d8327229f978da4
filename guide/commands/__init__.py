"""The commands of `guide`, by what they work on; a new one is a function with `@command(...)` in its module."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from guide.commands.shared import COMMANDS, GROUPS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from guide.commands.shared import Taken
    from guide.commands.usage import Parser

    Parsers = argparse._SubParsersAction[Parser]

#: In this order `guide --help` names their commands.
for _module in ("serve", "check", "diff", "case", "track", "tables", "triage", "papers", "exchange", "store"):
    import_module(f"{__name__}.{_module}")


def add_all(parsers: Parsers) -> None:
    """Every command with what it takes; acts come under the command that they belong to."""
    acts: dict[str, Parsers] = {}
    for each in COMMANDS:
        head, _, act = each.name.partition(" ")
        if act and head not in acts:
            about, title, metavar = GROUPS[head]
            acts[head] = parsers.add_parser(head, help=about).add_subparsers(
                title=title, metavar=metavar, required=True
            )
        parser = (acts[head] if act else parsers).add_parser(act or head, help=each.about)
        _add(parser, each.takes)
        parser.set_defaults(run=each.run)
        if not act and any(other.name.startswith(f"{head} ") for other in COMMANDS):
            acts[head] = parser.add_subparsers(title="commands", metavar="new")


def _add(parser: argparse._ActionsContainer, takes: Iterable[Taken]) -> None:
    for taken in takes:
        if taken.either:
            _add(parser.add_mutually_exclusive_group(required=True), taken.either)
        else:
            parser.add_argument(*taken.names, **taken.options)
