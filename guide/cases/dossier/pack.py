"""The dossier as a .zip: the document, the words to send, the evidence named in order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guide.book.loader import default_book
from guide.cases.archive.packing import archive
from guide.cases.dossier import pdf
from guide.cases.dossier.model import build
from guide.cases.dossier.page import page
from guide.engine.drafts import SENT_IN
from guide.reading.media import TAKEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from guide.cases.dossier.model import Dossier, Item
    from guide.cases.exhibits.model import Exhibit
    from guide.engine.case import Case

_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')  # signs that some system forbids in a file name


def made(case: Case, exhibits: Iterable[Exhibit], now: datetime, form: str) -> Iterator[bytes]:
    """The file of a case as it is handed in, for an errand."""
    yield render(build(case, exhibits, default_book(), now, SENT_IN), form)


def render(dossier: Dossier, form: str) -> bytes:
    """The dossier as a file of one form: pdf, html or zip."""
    if form == "html":
        return page(dossier).encode()
    return pdf.pdf(dossier) if form == "pdf" else pack(dossier)


def pack(dossier: Dossier) -> bytes:
    """The dossier as a zip, its evidence numbered as in the index: 01_订单页截图.png.

    The document is an HTML file where no PDF can be set.
    """
    document = dossier.say("dossier.file.dossier")
    files = {f"00_{document}.pdf": pdf.pdf(dossier)} if pdf.available() else {}
    files = files or {f"00_{document}.html": page(dossier).encode()}
    if dossier.draft is not None:
        papers = (dossier.draft, *dossier.draft.more)
        files[f"00_{dossier.say('dossier.file.words')}.txt"] = "\n\n".join(p.text for p in papers).encode() + b"\n"
    files |= {file_name(item): item.exhibit.content for item in dossier.items if item.exhibit is not None}
    return archive(files)


def file_name(item: Item) -> str:
    """The file name of an item: its number, its name, the ending of its type."""
    ending = f".{TAKEN[item.exhibit.media][0]}" if item.exhibit else ""
    stem = item.name.removesuffix(ending) if item.exhibit and not item.slots else item.name
    return f"{item.number:02}_{_UNSAFE.sub('_', stem)[:60]}{ending}"
