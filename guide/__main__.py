"""The command line: `guide app`, `lab`, `check`, `advise`, `track`, `map`, `version`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from guide import ContentError, __version__, advise, default_book
from guide.advice import say_change, to_plain
from guide.book import LANGUAGES, BookError
from guide.casefile import BEIJING, Case, CaseError, parse, read_moment
from guide.loader import CONTENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guide.advice import Advice
    from guide.book import Book

FINE, FAILED, BAD_INPUT = 0, 1, 2
LARGEST = 1_000_000  # bytes of a case file
EXAMPLES = """examples:
  guide app                                   open the handbook in a browser
  guide advise case.yaml                      what to do now with this case, and why
  guide advise case.yaml --json --lang en     the same as data, in English
  guide advise - --now 2026-11-22T10:15 < case.yaml
  guide track log.txt                         where the parcel is, from the courier's own words
  guide map case.yaml --out map.svg           the route map with this case on it
  guide check                                 prove that the rules have no gap and no overlap

a case file holds facts and events, and nothing derived:
  version: 1
  facts:
    tracking: in_transit
    last_scan: 2026-11-16T08:42
    demand: trace
  journal:
    - {event: seller_contacted, at: 2026-11-20T18:20}

exit codes: 0 fine, 1 the check failed, 2 bad input or usage"""


class RefusedError(Exception):
    """Input that cannot be used; one sentence says why."""


def now_in_beijing() -> datetime:
    """The moment of asking; nothing below the command line reads a clock."""
    return datetime.now(BEIJING)


def _moment(text: str) -> datetime:
    try:
        return read_moment("--now", text)
    except CaseError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port; write a number from 1 to 65535")


def _case(name: str) -> Case:
    """The case in a file, or on standard input for `-`."""
    try:
        raw = sys.stdin.buffer.read(LARGEST + 1) if name == "-" else _read(Path(name))
        if len(raw) > LARGEST:
            raise RefusedError(f"{name}: the file is too large; {LARGEST} bytes at most.")
        text = raw.decode("utf-8-sig")
        return parse(text, is_json=name.lower().endswith(".json") or text.lstrip().startswith("{"))
    except OSError as error:
        raise RefusedError(f"{name}: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise RefusedError(f"{name}: the file is not text in UTF-8.") from error
    except CaseError as error:
        raise RefusedError(f"{'standard input' if name == '-' else name}: {error}") from error


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _page(advice: Advice, book: Book, lang: str) -> str:
    """The advice as a page for the terminal."""
    plain, say = to_plain(advice, book, lang), book.words[lang]
    lines = [f"{say[f'stage.{advice.stage}']} · {say[f'turn.{advice.turn}']}", "", f"  {plain['title']}"]
    lines += [f"  {plain['how']}"]
    clock = advice.clock
    if clock is not None:
        over = f" ({say['cli.over']})" if clock.ends_at <= advice.now else ""
        lines += ["", f"{say['cli.until']}  {_when(clock.ends_at)}  {say[f'clock.{clock.id}']}{over}"]
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
        lines += [f"  - {say_change(book, lang, c)}" for c in advice.changes]
    return "\n".join(lines)


def _when(at: datetime) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"


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
        print(f"{mark} {_when(event.at) if event.at else '-':16}  {event.cut or event.text}")
    return FINE


def _advise(args: argparse.Namespace) -> int:
    book = default_book()
    advice = advise(_case(args.case), book, args.now or now_in_beijing())
    if args.json:
        print(json.dumps(to_plain(advice, book, args.lang), ensure_ascii=False, indent=2))
    else:
        print(_page(advice, book, args.lang))
    return FINE


def _map(args: argparse.Namespace) -> int:
    from guide.ui import mapview

    draw = mapview.plain if args.text else mapview.picture
    case = _case(args.case) if args.case else None
    drawn = str(draw(default_book(), case, args.now or now_in_beijing(), args.lang))
    if args.out is None:
        print(drawn)
        return FINE
    try:
        args.out.write_text(drawn, encoding="utf-8")
    except OSError as error:
        raise RefusedError(f"{args.out}: {error.strerror or error}.") from error
    return FINE


def _check(args: argparse.Namespace) -> int:
    from guide import check

    if not args.content.is_dir():
        raise RefusedError(f"{args.content}: there is no such folder.")
    findings = check.run(args.content, now_in_beijing().date())
    if (args.content / "map_nodes.csv").exists() and findings[0].passed:
        from guide.loader import load
        from guide.ui import mapview

        shown = tuple(mapview.faults(load(args.content), args.content))
        findings += (check.Finding("The map shows every way of the tables", shown),)
    for finding in findings:
        state = "!!" if finding.notice and finding.faults else "ok" if finding.passed else "NO"
        print(f"{state}  {finding.name}")
        for fault in finding.faults:
            print(f"      {fault}")
    failed = sum(not finding.passed for finding in findings)
    print(f"{failed} of {len(findings)} failed." if failed else f"All {len(findings)} hold.")
    return FAILED if failed else FINE


def _app(args: argparse.Namespace) -> int:
    from guide.web import serve

    serve(port=args.port, open_browser=not args.no_browser, host=args.host)
    return FINE


def _lab(args: argparse.Namespace) -> NoReturn:
    if find_spec("jupyterlab") is None:
        raise RefusedError("JupyterLab is not installed; run `make setup` first.")
    folder = Path(__file__).parent.parent / "notebooks"
    if not folder.is_dir():
        raise RefusedError(f"{folder}: there is no such folder; run this from a copy of the project.")
    command = [sys.executable, "-m", "jupyterlab", str(folder)]
    command += ["--no-browser"] if args.no_browser else []
    command += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # as in a container
    sys.stdout.flush()
    os.execv(sys.executable, command)


def _version(args: argparse.Namespace) -> int:
    print(__version__)
    return FINE


def parser() -> argparse.ArgumentParser:
    """The commands and what they take."""
    top = argparse.ArgumentParser(
        prog="guide",
        description="Interactive handbook: a Xiaohongshu (小红书) order has not arrived, from self-check to refund.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    app = commands.add_parser("app", help="open the handbook in a browser")
    app.add_argument("--port", type=_port, default=8866, metavar="N", help="the port to listen on (8866)")
    app.add_argument("--host", default="127.0.0.1", metavar="H", help="the address to listen on (127.0.0.1)")
    app.add_argument("--no-browser", action="store_true", help="only print the address")
    app.set_defaults(run=_app)

    lab = commands.add_parser("lab", help="open the chapters in JupyterLab")
    lab.add_argument("--no-browser", action="store_true", help="only print the address")
    lab.set_defaults(run=_lab)

    check = commands.add_parser("check", help="prove the rules, the sources and the words")
    check.add_argument("--content", type=Path, default=CONTENT, metavar="DIR", help="another content folder")
    check.set_defaults(run=_check)

    told = commands.add_parser("advise", help="what to do now with a case, and why")
    told.add_argument("case", metavar="CASE.yaml", help="a case file in YAML or JSON; - reads standard input")
    told.add_argument("--json", action="store_true", help="as data; docs/advice.schema.json describes it")

    track = commands.add_parser("track", help="read a courier's log: where the parcel is, and which line says so")
    track.add_argument("log", metavar="FILE", help="pasted text, JSON or CSV; - reads standard input")
    track.add_argument("--json", action="store_true", help="as data")

    route = commands.add_parser("map", help="draw the whole route, with a case on it if one is given")
    route.add_argument("case", metavar="CASE.yaml", nargs="?", help="a case file; - reads standard input")
    route.add_argument("--out", type=Path, metavar="FILE", help="write to a file instead of standard output")
    route.add_argument("--text", action="store_true", help="the outline in words instead of the drawing")
    for command, run in ((told, _advise), (track, _track), (route, _map)):
        command.add_argument("--now", type=_moment, metavar="T", help="as if it were then: 2026-11-22T10:15 (Beijing)")
        command.add_argument("--lang", choices=LANGUAGES, default="zh", help="zh (the default) or en")
        command.set_defaults(run=run)

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
    except RefusedError as error:
        print(f"guide: {error}", file=sys.stderr)
        return BAD_INPUT
    except (ContentError, BookError) as error:
        first, *rest = str(error).splitlines()
        more = f" (and {len(rest)} more; run `guide check`)" if rest else ""
        print(f"guide: {first}{more}", file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except KeyboardInterrupt:
        return FINE
    return code


if __name__ == "__main__":
    sys.exit(main())
