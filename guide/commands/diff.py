"""`guide diff`: the effect of an edit of the content, before anything is published."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from guide import default_book
from guide.book.book import MARKS
from guide.book.faults import ContentError
from guide.book.loader import CONTENT as OURS
from guide.book.loader import load
from guide.commands.shared import (
    FAILED,
    FINE,
    LANG,
    NOW,
    RefusedError,
    Teller,
    command,
    first_fault,
    now_in_beijing,
    refusing,
    take,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from datetime import datetime

    from guide.book.book import Book
    from guide.check.difference import Difference, telling
    from guide.check.difference.telling import Entry

INSIDE = "guide/content"  # where a revision keeps the content
SHOWN, RULES = 6, 2  # changes of one kind, and pairs of rules of one change, before it says how many more


@command(
    "diff",
    "what an edit decides otherwise: every state, and cases of your own",
    take("old", metavar="OLD", help="a content folder, or a git revision such as git:HEAD~1"),
    take("new", metavar="NEW", nargs="?", default=str(OURS), help="the same; else the current content"),
    take("--cases", metavar="FILE", help="a table of cases (CSV or JSON Lines); docs/cases.md"),
    take("--json", action="store_true", help="as data; docs/adr/0016 describes it"),
    take("--content", default=INSIDE, metavar="DIR", help=f"the folder in a revision ({INSIDE})"),
    NOW,
    LANG,
)
def _diff(args: argparse.Namespace) -> int:
    from guide.check.difference import telling

    difference = _compared(args, args.now or now_in_beijing())
    if args.json:
        named = {"old": args.old, "new": args.new, **telling.to_plain(difference, args.lang)}
        print(json.dumps(named, ensure_ascii=False, indent=2))
    else:
        teller = telling.Teller(default_book().words[args.lang], difference, args.lang)
        print("\n".join(_page(teller)))
    return FAILED if difference.any else FINE


def _compared(args: argparse.Namespace, now: datetime) -> Difference:
    from dataclasses import replace

    from guide.check import difference
    from guide.commands.revision import folder

    with ExitStack() as stack:
        old, new = (stack.enter_context(folder(name, args.content)) for name in (args.old, args.new))
        words = Teller(args.lang)
        books = _load(args.old, old), _load(args.new, new)
        effect = replace(difference.compare(*books, now), files=difference.files(*books))
    return _counted(args.cases, effect, now, words) if args.cases else effect


def _load(name: str, folder: Path) -> Book:
    try:
        return load(folder)
    except ContentError as error:
        raise RefusedError(first_fault(error), name) from error


def _counted(name: str, effect: Difference, now: datetime, words: Teller) -> Difference:
    """The effect on given cases; rows that cannot be read are reported and left out."""
    from guide.cases.table import TableError, Unread, is_lines, read
    from guide.check import difference

    try:
        with refusing(name), Path(name).open("rb") as source:
            rows = list(read(source, is_lines=is_lines(name), now=now))
    except TableError as error:
        raise RefusedError(error.notice, name) from error
    for row in rows:
        if isinstance(row, Unread):
            print(f"{name}: {words.tell(row.line)}", file=sys.stderr)
    return difference.with_cases(effect, rows, now)


def _page(teller: telling.Teller) -> Iterator[str]:
    """The difference as a page for the terminal."""
    effect, say = teller.difference, teller.say
    yield say["diff.looked"].format(states=f"{effect.states:,}")
    if effect.cases:
        yield say["diff.cases"].format(cases=effect.cases, changed=effect.changed)
    yield from _edited(teller)
    groups = teller.groups()
    yield from ["", say["diff.some" if groups else "diff.nothing"].format(count=len(groups))]
    for since, kind in dict.fromkeys((group.since, group.kind) for group in groups):
        alike = [group for group in groups if (group.since, group.kind) == (since, kind)]
        from_day = f"  {say['diff.since'].format(day=since)}" if since else ""
        yield from ["", say[f"diff.kind.{kind}"] + from_day]
        for change in alike[:SHOWN]:
            yield from _change(change, teller)
        if alike[SHOWN:]:
            yield f"  {say['diff.more'].format(count=len(alike) - SHOWN)}"


def _change(group: Entry, teller: telling.Teller) -> Iterator[str]:
    say = teller.say
    yield f"  {group.before} → {group.after}"
    cases = say["diff.count.cases"].format(cases=group.cases) if teller.difference.cases else ""
    yield "    " + say["diff.count"].format(states=f"{group.states:,}", of=f"{group.of:,}") + cases
    for reason in group.reasons[:RULES]:
        for word, why in (("diff.was", reason.old), ("diff.is", reason.new)):
            if why.rule:
                yield f"    {say[word]} {why.rule}  {why.sentence}"
    if group.reasons[RULES:]:
        yield f"    {say['diff.rules.more'].format(count=len(group.reasons) - RULES)}"
    if group.link:
        yield f"    {say['diff.example']} wizard{group.link}"


def _edited(teller: telling.Teller) -> Iterator[str]:
    """The edits themselves: limits, columns, rows that no group shows, sentences, other files."""
    effect, say = teller.difference, teller.say
    for name, day, was, is_ in teller.limits():
        yield say["diff.limit"].format(name=name, day=day, was=was, now=is_)
    for table, column, how in effect.columns:
        yield say[f"diff.column.{how}"].format(table=table, column=column)
    for row in effect.rows:
        noticed = "diff.row.some" if row.states else "diff.row.none"
        yield say[f"diff.row.{row.how}"].format(rule=f"{row.table}/{row.id}") + say[noticed].format(
            states=f"{row.states:,}"
        )
    if effect.texts:
        yield say["diff.texts"].format(count=effect.texts)
    if effect.files:
        yield say["diff.files"].format(files=MARKS[teller.lang]["comma"].join(teller.files()))
