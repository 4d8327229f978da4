"""`guide check`: prove the rules, the sources and the words of a content folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from guide.book.loader import CONTENT
from guide.commands.shared import FAILED, FINE, RefusedError, Teller, add_language, now_in_beijing

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and what it takes."""
    check = commands.add_parser("check", help="prove the rules, the sources and the words")
    check.add_argument("--content", type=Path, default=CONTENT, metavar="DIR", help="another content folder")
    add_language(check)
    check.set_defaults(run=_check)


def _check(args: argparse.Namespace) -> int:
    from guide import check

    if not args.content.is_dir():
        raise RefusedError(f"{args.content}: there is no such folder.")
    findings = check.run(args.content, now_in_beijing().date())
    words = Teller(args.lang)
    for finding in findings:
        state = "!!" if finding.notice and finding.faults else "ok" if finding.passed else "NO"
        looked = f" [{words.say('rules.states', states=f'{finding.looked:,}')}]" if finding.looked else ""
        print(f"{state}  {finding.title(args.lang, words.words)}{looked}")
        for fault in finding.faults:
            print(f"      {words.tell(fault.line)}")
    failed = sum(not finding.passed for finding in findings)
    print(words.say("rules.failed" if failed else "rules.hold", failed=failed, count=len(findings)))
    return FAILED if failed else FINE
