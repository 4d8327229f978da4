"""`guide advise`: what to do now with a case, and why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from guide import advise, default_book
from guide.commands.shared import FINE, add_asking, now_in_beijing, read_case, when
from guide.engine.changes import say_change
from guide.engine.plain import to_plain

if TYPE_CHECKING:
    import argparse

    from guide.book.book import Book
    from guide.engine.advice import Advice


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and what it takes."""
    told = commands.add_parser("advise", help="what to do now with a case, and why")
    told.add_argument("case", metavar="CASE.yaml", help="a case file in YAML or JSON; - reads standard input")
    told.add_argument("--json", action="store_true", help="as data; docs/advice.schema.json describes it")
    add_asking(told)
    told.set_defaults(run=_advise)


def _advise(args: argparse.Namespace) -> int:
    book = default_book()
    advice = advise(read_case(args.case), book, args.now or now_in_beijing())
    if args.json:
        print(json.dumps(to_plain(advice, book, args.lang), ensure_ascii=False, indent=2))
    else:
        print(_page(advice, book, args.lang))
    return FINE


def _page(advice: Advice, book: Book, lang: str) -> str:
    """The advice as a page for the terminal."""
    plain, say = to_plain(advice, book, lang), book.words[lang]
    lines = [f"{say[f'stage.{advice.stage}']} · {say[f'turn.{advice.turn}']}", "", f"  {plain['title']}"]
    lines += [f"  {plain['how']}"]
    clock = advice.clock
    if clock is not None:
        over = f" ({say['cli.over']})" if clock.ends_at <= advice.now else ""
        lines += ["", f"{say['cli.until']}  {when(clock.ends_at)}  {say[f'clock.{clock.id}']}{over}"]
    if plain["blockers"]:
        lines += ["", say["cli.missing"], *(f"  - {b['because']}" for b in plain["blockers"])]
    lines += ["", say["cli.why"]]
    for r in plain["reasons"]:
        quoted = ", ".join(s["citation"] for s in r["sources"])
        lines.append(
            f"  - {r['because']}  [{r['table']}/{r['rule']}; {say['confidence.' + r['confidence']]}: {quoted}]"
        )
    warnings = [n["because"] for n in plain["notes"] if n["kind"] == "warning"]
    if warnings:
        lines += ["", say["cli.notes"], *(f"  ! {w}" for w in warnings)]
    if plain["draft"]:
        lines += ["", say["cli.draft"], *(f"  | {line}" for line in plain["draft"]["text"].splitlines())]
        if plain["draft"]["gaps"]:
            lines.append(f"  ({say['cli.gaps']}: {', '.join(plain['draft']['gaps'])})")
    have, need = advice.score
    lines += ["", f"{say['cli.evidence']}  {have}/{need}"]
    lines += [f"  [{'x' if e['held'] else ' '}] {e['title']} ({say['level.' + e['level']]})" for e in plain["evidence"]]
    if advice.changes:
        lines += ["", say["cli.changes"]]
        lines += [f"  - {say_change(book, lang, c, advice.now)}" for c in advice.changes]
    return "\n".join(lines)
