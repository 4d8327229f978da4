"""The commands of `guide`, by what they work on; a new one is a function with its row, `@command(...)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.commands import case, check, diff, exchange, papers, serve, store, tables  # noqa: F401  each declares its own
from guide.commands.shared import COMMANDS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from guide.commands.shared import Taken

    Parsers = argparse._SubParsersAction[argparse.ArgumentParser]

#: Commands that are only the head of their acts: what they are about, and what argparse calls an act.
_GROUPS = {
    "bundle": ("a case with its evidence as one .zip: pack one, open one", "acts", "ACT"),
    "receipt": ("the receipt of a decision: make one, verify one", "acts", "ACT"),
    "export": ("the rules as DMN, or all content as a spreadsheet", "kinds", "KIND"),
    "store": ("the database of cases: migrate, export, import, forget", "commands", "COMMAND"),
}
#: The order in which `guide --help` names them.
_ORDER = (
    "app",
    "lab",
    "check",
    "diff",
    "scenario",
    "mutate",
    "advise",
    "ics",
    "guard",
    "track",
    "map",
    "bundle",
    "dossier",
    "receipt",
    "sample",
    "export",
    "import",
    "store",
)


def add_all(parsers: Parsers) -> None:
    """Every command with what it takes; acts come under the command that they belong to."""
    acts: dict[str, Parsers] = {}
    for one in sorted(COMMANDS, key=lambda one: _ORDER.index(one.name.split()[0])):
        head, _, act = one.name.partition(" ")
        if act and head not in acts:
            about, title, metavar = _GROUPS[head]
            group = parsers.add_parser(head, help=about)
            acts[head] = group.add_subparsers(title=title, metavar=metavar, required=True)
        parser = (acts[head] if act else parsers).add_parser(act or head, help=one.about)
        _add(parser, one.takes)
        parser.set_defaults(run=one.run)
        if any(other.name.startswith(f"{head} ") for other in COMMANDS) and not act:
            acts[head] = parser.add_subparsers(title="commands", metavar="new")


def _add(parser: argparse._ActionsContainer, takes: Iterable[Taken]) -> None:
    for taken in takes:
        if taken.either:
            _add(parser.add_mutually_exclusive_group(required=True), taken.either)
        else:
            parser.add_argument(*taken.names, **taken.options)
