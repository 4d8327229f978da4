"""Proofs of the content: the check, the scenarios, and mutants that one of the two has to notice."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

from guide.book.facts import WORDS
from guide.book.loader import load
from guide.book.notices import Notice
from guide.cases.casefile import to_plain
from guide.commands.shared import (
    CASE,
    CONTENT,
    FAILED,
    FINE,
    LANG,
    NOW,
    RefusedError,
    Teller,
    command,
    folder,
    now_in_beijing,
    read_case,
    take,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from guide.check.mutants import Mutant, Suite, Verdict

_STEP = 500  # mutants between two lines of progress


@command("check", "prove the rules, the sources and the words", CONTENT, LANG)
def _check(args: argparse.Namespace) -> int:
    from guide import check

    findings = check.run(folder(args.content), now_in_beijing().date(), beside=True)
    words = Teller(args.lang)
    for finding in findings:
        state = "!!" if finding.reminds and finding.faults else "ok" if finding.passed else "NO"
        looked = f" [{words.say('rules.states', states=f'{finding.looked:,}')}]" if finding.looked else ""
        print(f"{state}  {finding.title(args.lang, words.words)}{looked}")
        for fault in finding.faults:
            print(f"      {words.tell(fault.line)}")
    failed = sum(not finding.passed for finding in findings)
    print(words.say("rules.failed" if failed else "rules.hold", failed=failed, count=len(findings)))
    return FAILED if failed else FINE


@command(
    "words",
    "every distinct draft and paper that a case can produce, each with a case that has it",
    take("--paper", choices=WORDS["paper"], help="only this one"),
    take("--all", action="store_true", help="all of them, not only enough to read any two sentences together"),
    take("--json", action="store_true", help="as data"),
    CONTENT,
    LANG,
)
def _words(args: argparse.Namespace) -> int:
    from guide.check.drafts import Drafts

    book = load(folder(args.content))
    drafts, said = Drafts(book), book.tables["drafts"].named
    entries: list[dict[str, Any]] = []
    for paper in [args.paper] if args.paper else WORDS["paper"]:
        shown = [*drafts.written(paper)] if args.all else drafts.enough(paper)
        if not args.json:
            print(f"\n# {book.say(args.lang, f'paper.{paper}')}  {len(shown):,}")
        for draft in shown:
            lines = [said[row].because[args.lang] for row in draft.rows]
            case = to_plain(drafts.case(draft))
            entries.append({"paper": paper, "action": draft.action, "rows": draft.rows, "lines": lines, "case": case})
            if not args.json:
                facts = " ".join(f"{name}={value}" for name, value in case["facts"].items())
                events = " ".join(e["event"] + ("/" + e["reply"] if "reply" in e else "") for e in case["journal"])
                print("\n".join(["", f"[{draft.action}] {facts} | {events}", *(f"  {line}" for line in lines)]))
    if args.json:
        print(json.dumps(entries, ensure_ascii=False, indent=2))
    return FINE


@command("scenario", "play the scenarios: what they expect, which rules they reach", CONTENT, LANG)
def _play(args: argparse.Namespace) -> int:
    from guide.check import scenarios

    book = load(folder(args.content))
    faults = tuple(scenarios.faults(book))
    words = Teller(args.lang)
    for fault in faults:
        print(words.tell(fault.line))
    played, _unread = scenarios.gather(book)
    print(words.say("cli.scenario.faults" if faults else "cli.scenario.hold", count=len(played), faults=len(faults)))
    print("\n".join(_reached(scenarios.coverage(book, played), words)))
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


@command(
    "scenario new",
    "turn a case into a scenario",
    CASE,
    take("--name", required=True, metavar="WORDS", help="in plain words, what happens in it"),
    take("--id", default="new_scenario", metavar="WORD", help="a short word of its own"),
    NOW,
)
def _new(args: argparse.Namespace) -> int:
    from guide.check.scenarios import written

    now = args.now or now_in_beijing()
    print(written(read_case(args.case, now), load(), now, args.id, args.name), end="")
    return FINE


@command(
    "mutate",
    "change every rule in small ways and see whether the net notices",
    CONTENT,
    take("--table", metavar="NAME", help="only this table, or: parameters"),
)
def _mutate(args: argparse.Namespace) -> int:
    from guide.check import guarantees, scenarios
    from guide.check.mutants import SURVIVES, Suite, mutants

    book = load(folder(args.content))
    known = {**book.tables, "parameters": None}
    if args.table and args.table not in known:
        raise RefusedError(Notice("cli.table.none", table=args.table, known=", ".join(known)), "--table")
    rows, faults = guarantees.read(book)
    if failing := [*scenarios.faults(book), *faults]:
        print("\n".join(map(str, failing)))
        print("These have to be mended first: a net that fails already notices nothing.")
        return FAILED
    slips = [mutant for mutant in mutants(book) if args.table in (None, mutant.table)]
    suite = Suite(book, scenarios.read(book), rows)
    started = time.process_time()
    verdicts = tuple(_watched(suite, slips))
    print("\n".join(_counts(verdicts)))
    alive = [verdict.mutant for verdict in verdicts if verdict.by == SURVIVES]
    print("\n".join(["", *(f"Nobody notices: {mutant}" for mutant in alive)]))
    print(f"{len(alive)} of {len(verdicts):,} survive." if alive else f"None of {len(verdicts):,} survives.", end=" ")
    print(f"{time.process_time() - started:.0f} s of CPU.")
    return FAILED if alive else FINE


def _watched(suite: Suite, slips: Sequence[Mutant]) -> Iterator[Verdict]:
    """The verdicts, with a line of progress now and then, which is not part of the answer."""
    for number, verdict in enumerate(suite.verdicts(slips), start=1):
        if number % _STEP == 0 or number == len(slips):
            print(
                f"\r{number:,} of {len(slips):,}", end="" if number < len(slips) else "\n", file=sys.stderr, flush=True
            )
        yield verdict


def _counts(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """A line for each table and kind of change, and how often each argument was used."""
    from guide.check.mutants import CATCHERS, EQUIVALENT, SURVIVES

    every = tuple(verdicts)
    columns = (*CATCHERS, EQUIVALENT, SURVIVES)
    yield f"{'table':12} {'change':7} {'mutants':>8}" + "".join(f"{c:>11}" for c in columns)
    rows: dict[tuple[str, str], Counter[str]] = {}
    for mutant, by, _what in every:
        for row in ((mutant.table, mutant.kind), ("all", "")):
            rows.setdefault(row, Counter())[by] += 1
    rows["all", ""] = rows.pop(("all", ""), Counter())
    for (table, kind), counted in rows.items():
        yield f"{table:12} {kind:7} {counted.total():8,}" + "".join(f"{counted[c]:11,}" for c in columns)
    yield ""
    for why, number in Counter(what for _, by, what in every if by == EQUIVALENT).items():
        yield f"{number:6,} change nothing: {why}"
