"""The command line: `guide COMMAND`; `guide.commands` declares them."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from guide import ContentError, __version__
from guide.book.book import BookError
from guide.book.languages import IN_LOGS
from guide.commands import add_all
from guide.commands.shared import BAD_INPUT, FINE, RefusedError, Teller, first_fault
from guide.commands.usage import Parser

if TYPE_CHECKING:
    from collections.abc import Sequence

EXAMPLES = """examples:
  guide app                                   open the handbook in a browser
  guide advise case.yaml                      what to do now with this case, and why
  guide advise case.yaml --json --lang en     the same as data, in English
  guide advise - --now 2026-11-22T10:15 < case.yaml
  guide ics case.yaml --out case.ics          its deadlines as a calendar file
  guide guard message.txt --case case.yaml     read a message before it is sent
  guide track log.txt                         where the parcel is, from the courier's own words
  guide track shot.png                        the same from a screenshot (needs the extra ocr)
  guide map case.yaml --out map.svg           the route map with this case on it
  guide map --traffic cases.csv --text        how many cases of a table take each way
  guide sample 200 --seed 7 --out cases.csv   made-up cases, to try a table with
  guide triage cases.csv -o sorted.xlsx       which cases come first today, why, and who does them
  guide archive pack case.yaml --evidence chat_shot=chat.png --out case.zip
  guide archive open case.zip                 what a case file holds, and whether the advice is still the same
  guide dossier case.zip --out dossier.pdf    the evidence with its index, to hand in; also .html and .zip
  guide receipt make case.zip --out receipt.json
  guide receipt verify receipt.json           decide again and say what differs
  guide store fill cases.csv --list north.code --new -o coded.csv
  guide store export --out copy.zip           copy every case and its evidence out of the database
  guide check                                 prove that the rules have no gap and no overlap
  guide diff git:HEAD --cases cases.csv       what the edited content decides otherwise
  guide scenario                              play the scenarios and show which rules they reach
  guide mutate                                change every rule in small ways and see whether the net notices
  guide scenario new case.yaml --name "late"  a case as a scenario, with everything the handbook says
  guide export dmn --out rules.dmn            the decision tables for modelling tools
  guide export xlsx --out content.xlsx        all content as a workbook
  guide import content.xlsx --into trial      an edited workbook back into a content folder

a case file holds facts and events, and nothing derived:
  version: 1
  facts:
    tracking: in_transit
    last_scan: 2026-11-16T08:42
    demand: trace
  journal:
    - {event: seller_contacted, at: 2026-11-20T18:20}

exit codes: 0 fine, 1 the check failed, 2 bad input or usage"""


def _version(args: argparse.Namespace) -> int:
    print(__version__)
    return FINE


def parser() -> argparse.ArgumentParser:
    """The commands and what they take."""
    top = Parser(
        prog="guide",
        description="Interactive handbook: a Xiaohongshu (小红书) order has not arrived, from self-check to refund.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    add_all(commands)
    commands.add_parser("version", help="print the version").set_defaults(run=_version)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 fine, 1 the check failed, 2 bad input or usage."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Chinese has to come out under any locale
            stream.reconfigure(encoding="utf-8", errors="replace")
    args = parser().parse_args(argv)
    try:
        code: int = args.run(args)
        sys.stdout.flush()
    except (RefusedError, ContentError, BookError) as error:
        notice = first_fault(error) if isinstance(error, ContentError) else error.notice
        print("guide:", Teller(getattr(args, "lang", IN_LOGS)).tell(notice), file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except KeyboardInterrupt:
        return FINE
    return code


if __name__ == "__main__":
    sys.exit(main())
