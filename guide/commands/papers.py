"""The papers of a case, to hand over: an archive with its evidence, a dossier, a receipt."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from guide import default_book
from guide.book.notices import Notice, tell
from guide.book.slots import SLOTS
from guide.cases.exhibits.model import size_text
from guide.commands.shared import (
    ANY_CASE,
    FAILED,
    FINE,
    LANG,
    NOW,
    OUT,
    RefusedError,
    command,
    group,
    now_in_beijing,
    read_any,
    read_bytes,
    read_case,
    refusing,
    take,
    write_out,
)
from guide.engine.case import BEIJING

if TYPE_CHECKING:
    import argparse

    from guide.cases.dossier import Dossier
    from guide.cases.exhibits.model import Exhibit

FORMS = (".pdf", ".html", ".zip")


group("archive", "a case with its evidence as one .zip: pack one, open one")


@command(
    "archive pack",
    "put a case and its evidence into one file",
    ANY_CASE,
    take(
        "--evidence",
        action="append",
        default=[],
        metavar="SLOT[+SLOT]=FILE",
        help=f"a piece of evidence and what it shows: {', '.join(SLOTS)}",
    ),
    take("--out", type=Path, required=True, metavar="FILE.zip", help="where to write"),
    NOW,
    LANG,
)
def _pack(args: argparse.Namespace) -> int:
    from guide.cases.archive.limits import ArchiveError
    from guide.cases.archive.packing import pack

    book, now = default_book(), args.now or now_in_beijing()
    opened = read_any(args.case)
    case, exhibits = (opened.case, opened.exhibits) if opened else (read_case(args.case, now), ())
    exhibits += tuple(_exhibit(text) for text in args.evidence)
    try:
        whole = pack(case, exhibits, book, now)
    except ArchiveError as error:
        raise RefusedError(error.notice, args.case) from error
    write_out(args.out, whole)
    print(book.say(args.lang, "archive.packed").format(entries=len(exhibits), size=size_text(len(whole))))
    return FINE


def _exhibit(text: str) -> Exhibit:
    """One piece of evidence from the command line; added when the file was last changed."""
    from guide.cases.archive.limits import shown
    from guide.cases.exhibits.model import Exhibit
    from guide.reading.media import TAKEN, kind

    names, _, path = text.partition("=")
    slots = frozenset(names.split("+"))
    if not path or not slots <= set(SLOTS):
        raise RefusedError(Notice("cli.evidence.slot", slots=", ".join(SLOTS)), f"--evidence {text}")
    with refusing(path):
        content, changed = Path(path).read_bytes(), Path(path).stat().st_mtime
    media = kind(content)
    if media not in TAKEN:
        raise RefusedError(Notice("cli.evidence.kind", kinds=", ".join(TAKEN)), path)
    digest, added = hashlib.sha256(content).hexdigest(), datetime.fromtimestamp(int(changed), BEIJING)
    return Exhibit(digest[:16], shown(path), slots, media, content, digest, added, None, None)


@command(
    "archive open",
    "say what a file holds, and whether the advice is still the same",
    take("file", metavar="FILE.zip", type=Path, help="a case file; - is not possible here"),
    take("--out", type=Path, metavar="DIR", help="also write case.json, receipt.json and the evidence"),
    LANG,
)
def _open(args: argparse.Namespace) -> int:
    from guide.cases.receipt import ReceiptError, say, verify

    book, lang = default_book(), args.lang
    opened = read_any(str(args.file))
    if opened is None:
        raise RefusedError(Notice("archive.error.not_zip"), args.file)
    counts = {"events": len(opened.case.journal), "entries": len(opened.exhibits)}
    print(book.say(lang, "archive.opened").format(**counts))
    for exhibit in opened.exhibits:
        slots = ", ".join(book.say(lang, f"evidence.{s}") for s in SLOTS if s in exhibit.slots)
        print(f"  {exhibit.name}  {size_text(len(exhibit.content))}  {slots}")
    for note in opened.notes:
        print(f"  ! {tell(note, book.words[lang])}")
    if opened.receipt is not None:
        try:
            print(say(verify(opened.receipt, book), book, lang))
        except ReceiptError:
            print(f"  ! {book.say(lang, 'archive.note.bad_receipt')}")
    if args.out is not None:
        _unpack(args.out, args.file)
    return FINE


def _unpack(folder: Path, file: Path) -> None:
    """Write what was taken from an archive, under names of our own making."""
    from guide.book.edition import canonical
    from guide.cases.archive.opening import open_case
    from guide.cases.archive.packing import in_order
    from guide.cases.casefile import to_plain
    from guide.reading.media import TAKEN

    opened = open_case(file.read_bytes())
    write_out(folder / "case.json", canonical(to_plain(opened.case)))
    if opened.receipt is not None:
        write_out(folder / "receipt.json", opened.receipt)
    for number, exhibit in enumerate(in_order(opened.exhibits), start=1):
        write_out(folder / "evidence" / f"{number:02}.{TAKEN[exhibit.media][0]}", exhibit.content)


@command(
    "dossier",
    "a case and its evidence as a document to hand in",
    take("case", metavar="CASE", help="a case file (.zip with its evidence, .yaml, .json)"),
    take("--out", type=Path, required=True, metavar="FILE", help=f"where to write: {', '.join(FORMS)}"),
    NOW,
    LANG,
)
def _dossier(args: argparse.Namespace) -> int:
    from guide.cases.dossier import build

    form = args.out.suffix.lower()
    if form not in FORMS:
        raise RefusedError(Notice("cli.file.ends", ends=", ".join(FORMS)), args.out)
    opened, now = read_any(args.case), args.now or now_in_beijing()
    case, exhibits = (opened.case, opened.exhibits) if opened else (read_case(args.case, now), ())
    content = _written(build(case, exhibits, default_book(), now, args.lang), form)
    write_out(args.out, content)
    print(f"{args.out}  {size_text(len(content))}")
    return FINE


def _written(dossier: Dossier, form: str) -> bytes:
    from guide.cases.dossier.pack import render
    from guide.cases.dossier.pdf import available

    if form == ".pdf" and not available():
        raise RefusedError(Notice("dossier.missing_pdf"))
    return render(dossier, form.removeprefix("."))


group("receipt", "the receipt of a decision: make one, verify one")


@command(
    "receipt make",
    "decide now and write the receipt as one line of JSON",
    ANY_CASE,
    take("--redact", action="store_true", help="keep choices and moments only, nothing that was typed"),
    OUT,
    NOW,
    LANG,
)
def _make(args: argparse.Namespace) -> int:
    from guide.cases import receipt

    now = args.now or now_in_beijing()
    written = receipt.make(read_case(args.case, now), default_book(), now, redact=args.redact)
    write_out(args.out, receipt.dump(written))
    return FINE


@command(
    "receipt verify",
    "decide again from the receipt, and say what differs",
    take("receipt", metavar="FILE", type=Path, help="a receipt"),
    LANG,
)
def _verify(args: argparse.Namespace) -> int:
    from guide.cases import receipt

    book = default_book()
    with refusing(args.receipt):
        raw = read_bytes(args.receipt)
    try:
        verdict = receipt.verify(raw, book)
    except receipt.ReceiptError as error:
        raise RefusedError(error.notice, args.receipt) from error
    print(receipt.say(verdict, book, args.lang))
    return FINE if verdict.holds else FAILED
