"""`guide dossier`: a case and its evidence as a document to hand in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from guide import default_book
from guide.cases.exhibits.model import weight
from guide.commands.shared import FINE, RefusedError, add_asking, now_in_beijing, read_any, read_case, write_out

if TYPE_CHECKING:
    import argparse

    from guide.cases.dossier import Dossier

FORMS = (".pdf", ".html", ".zip")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and what it takes."""
    made = commands.add_parser("dossier", help="a case and its evidence as a document to hand in")
    made.add_argument("case", metavar="CASE", help="a case file (.zip with its evidence, .yaml, .json)")
    made.add_argument("--out", type=Path, required=True, metavar="FILE", help=f"where to write: {', '.join(FORMS)}")
    add_asking(made)
    made.set_defaults(run=_dossier)


def _dossier(args: argparse.Namespace) -> int:
    from guide.cases.dossier import build

    form = args.out.suffix.lower()
    if form not in FORMS:
        raise RefusedError(f"{args.out}: the name ends in {' or '.join(FORMS)}.")
    opened = read_any(args.case, args.lang)
    case, exhibits = (opened.case, opened.exhibits) if opened else (read_case(args.case), ())
    made = _written(build(case, exhibits, default_book(), args.now or now_in_beijing(), args.lang), form)
    write_out(args.out, made)
    print(f"{args.out}  {weight(len(made))}")
    return FINE


def _written(dossier: Dossier, form: str) -> bytes:
    from guide.cases.dossier.pack import written
    from guide.cases.dossier.pdf import available

    if form == ".pdf" and not available():
        raise RefusedError(dossier.say("dossier.missing_pdf"))
    return written(dossier, form.removeprefix("."))
