"""The dossier as a PDF, set by typst in memory with an embedded, subset font."""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from guide.book.book import MARKS
from guide.cases.dossier.page import COLUMNS, PICTURES
from guide.cases.dossier.sheets import sheets
from guide.cases.dossier.templates import FOLDER, environment
from guide.cases.dossier.timeline import pictures
from guide.engine.drafts import say_moment

if TYPE_CHECKING:
    from datetime import datetime

    from guide.cases.dossier.model import Dossier, Item
    from guide.cases.dossier.sheets import Sheet

_IMAGE = b"/Subtype/Image"  # how each picture begins in the file
#: Words of the page, under the names that the template calls them by.
_WORDS = {
    "title": "dossier.title", "facts": "dossier.facts", "timeline": "dossier.timeline", "index": "dossier.index",
    "exhibits": "dossier.exhibits", "receipt": "dossier.receipt", "receipt_sub": "dossier.receipt.sub",
    "sign": "dossier.sign", "none": "dossier.none", "no_facts": "dossier.no_facts", "no_file": "dossier.no_file",
    "not_picture": "dossier.not_picture", "broken": "dossier.broken", "item": "dossier.item", "part": "dossier.part",
    "page": "dossier.page",
}  # fmt: skip


def available() -> bool:
    """Whether the parts that set a PDF are installed: there may be no wheel of them for a machine."""
    return all(find_spec(name) is not None for name in ("typst", "pylopdf_fonts_zh_cn"))


@cache
def _fonts() -> Any:
    """The two Chinese fonts; no font of the machine, so that every machine sets the same pages."""
    import typst
    from pylopdf_fonts_zh_cn import sans_path, serif_path

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False,
                       font_paths=[*{sans_path().parent, serif_path().parent}])  # fmt: skip


def pdf(dossier: Dossier) -> bytes:
    """The document; a picture that cannot be read gets a page that says so."""
    import typst

    pictured = {i.number: sheets(i.exhibit) for i in dossier.items
                if i.exhibit is not None and i.exhibit.media in PICTURES}  # fmt: skip
    try:
        made = _set(dossier, pictured)
    except typst.TypstError:
        made = b""
    if made.count(_IMAGE) >= len({sheet.content for parts in pictured.values() for sheet in parts}):
        return made
    return _set(dossier, {n: parts for n, parts in pictured.items() if all(map(_readable, parts))})


def _set(dossier: Dossier, pictured: dict[int, tuple[Sheet, ...]]) -> bytes:
    timeline = {f"timeline{n}.svg": svg.encode() for n, svg in enumerate(pictures(dossier))}
    named = {n: {f"item{n}-{part}.svg": sheet for part, sheet in enumerate(parts)} for n, parts in pictured.items()}
    names = {n: list(files) for n, files in named.items()}
    files = {
        "main.typ": (FOLDER / "dossier.typ").read_bytes(),
        "data.json": json.dumps(_plain(dossier, names, list(timeline)), ensure_ascii=False).encode(),
        **timeline,
        **{name: _wrapped(sheet) for files in named.values() for name, sheet in files.items()},
    }
    return _compile(files, dossier.now)


def _wrapped(one: Sheet) -> bytes:
    """A picture as text: typst takes only text from memory, and nothing of a case is to be written to a disk."""
    content = b64encode(one.content).decode()
    return environment().get_template("picture.svg.j2").render(media=one.media, content=content).encode()


def _compile(files: dict[str, bytes], at: datetime | None = None) -> bytes:
    import typst

    made = typst.compile(files, format="pdf", font_paths=_fonts(), ignore_system_fonts=True,
                         timestamp=at and at.replace(microsecond=0))  # fmt: skip
    assert isinstance(made, bytes)
    return made


def _readable(one: Sheet) -> bool:
    """Whether the typesetter makes a picture of it."""
    import typst

    try:
        return _IMAGE in _compile({"main.typ": b'#image("one.svg")', "one.svg": _wrapped(one)})
    except typst.TypstError:
        return False


def _plain(dossier: Dossier, names: dict[int, list[str]], timeline: list[str]) -> dict[str, Any]:
    """Everything the template shows, as plain values."""
    say, comma = dossier.book.words[dossier.lang], MARKS[dossier.lang]["comma"]
    words: dict[str, Any] = {name: say[word] for name, word in _WORDS.items()}
    words["columns"] = [say[c] for c in COLUMNS]
    words["made"] = dossier.say("dossier.made", moment=say_moment(dossier.lang, dossier.now, None))

    def tag(proofs: tuple[int, ...]) -> str:
        return (
            dossier.say("dossier.proved", numbers=comma.join(map(str, proofs))) if proofs else say["dossier.unproved"]
        )

    def drawn(item: Item) -> list[str] | None:
        if item.exhibit is None or item.exhibit.media not in PICTURES:
            return None
        return names.get(item.number, [])

    items = [{"number": i.number, "name": i.name, "origin": i.origin, "proves": i.proves, "sheets": drawn(i),
              "has_file": i.exhibit is not None, "file": i.exhibit.name if i.exhibit else ""}
             for i in dossier.items]  # fmt: skip
    sentences = [{"text": s.text, "proved": bool(s.proofs), "tag": tag(s.proofs)} for s in dossier.sentences]
    return {"lang": dossier.lang, "words": words, "sentences": sentences, "timeline": timeline, "items": items,
            "rows": [list(row) for row in dossier.rows]}  # fmt: skip
