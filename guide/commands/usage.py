"""What is wrong with a command line, in the language it asks for: argparse knows English only."""

from __future__ import annotations

import argparse
import re
import sys
from typing import TYPE_CHECKING, NoReturn

from guide.book.languages import IN_LOGS, LANGUAGES
from guide.book.notices import Notice, shipped, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The sentences of argparse, and the ids of ours.
_SENTENCES = (
    (r"(?:argument (?P<what>.+): )invalid choice: (?P<said>.+) \(choose from (?P<known>.+)\)", "choice"),
    (r"(?:argument (?P<what>.+): )invalid \w+ value: (?P<said>.+)", "value"),
    (r"(?:argument (?P<what>.+): )expected .*arguments?", "empty"),
    (r"(?:argument (?P<what>.+): )not allowed with argument (?P<other>.+)", "together"),
    (r"(?:argument (?P<what>.+): )ignored explicit argument (?P<said>.+)", "none"),
    (r"unrecognized arguments: (?P<what>.+)", "unknown"),
    (r"ambiguous option: (?P<what>.+) could match (?P<known>.+)", "ambiguous"),
    (r"the following arguments are required: (?P<what>.+)", "required"),
    (r"one of the arguments (?P<what>.+) is required", "one"),
)


class UnusableError(argparse.ArgumentTypeError):
    """A value of the command line that cannot be used, and why."""

    def __init__(self, notice: Notice) -> None:
        super().__init__(str(notice))
        self.notice = notice


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in the language of `--lang`; without one in English, as logs are."""

    lang = IN_LOGS

    def parse_args(self, args: Sequence[str] | None = None, namespace: object = None) -> argparse.Namespace:  # type: ignore[override]
        """The arguments of a command line; leaves with code 2 where they cannot be used."""
        Parser.lang = _language(sys.argv[1:] if args is None else args)
        return super().parse_args(args)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, below the usage, and leave with code 2."""
        super().error(message if self.lang == IN_LOGS else tell(self._notice(message), shipped()[self.lang]))

    def _notice(self, message: str) -> Notice:
        """A sentence of argparse as one of ours."""
        for pattern, word in _SENTENCES:
            if match := re.fullmatch(pattern, message):
                return Notice(f"cli.usage.{word}", **match.groupdict())
        refused = sys.exception()
        cause = refused and refused.__context__
        if isinstance(refused, argparse.ArgumentError) and isinstance(cause, UnusableError):
            return Notice("cli.usage.unusable", what=refused.argument_name, wrong=cause.notice)
        return Notice("cli.usage.other", wrong=message)


def _language(args: Sequence[str]) -> str:
    """The language that a command line names, before it is known whether the rest of it can be read."""
    named = re.search(r"--lang[= ](\w+)", " ".join(args))
    return named[1] if named and named[1] in LANGUAGES else IN_LOGS
