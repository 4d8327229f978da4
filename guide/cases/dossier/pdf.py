"""The dossier as a PDF, set by typst in memory with an embedded, subset font."""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guide.book.book import MARKS
from guide.cases.dossier.page import COLUMNS, PICTURES
from guide.cases.dossier.prints import prints
from guide.cases.dossier.templates import FOLDER, environment
from guide.cases.dossier.timeline import pictures
from guide.engine.drafts import say_moment

if TYPE_CHECKING:
    from datetime import datetime

    from guide.cases.dossier.model import Dossier, Item
    from guide.cases.dossier.prints import Print

_IMAGE = b"/Subtype/Image"  # occurs once in a PDF for each picture
#: Ids of words by their name in the template.
_WORDS = {
    "title": "dossier.title", "facts": "dossier.facts", "timeline": "dossier.timeline", "index": "dossier.index",
    "exhibits": "dossier.exhibits",
    "sign": "dossier.sign", "none": "dossier.none", "no_facts": "dossier.no_facts", "no_events": "dossier.no_events",
    "no_file": "dossier.no_file",
    "not_picture": "dossier.not_picture", "broken": "dossier.broken", "item": "dossier.item", "part": "dossier.part",
    "page": "dossier.page",
}  # fmt: skip


def available() -> bool:
    """Whether typst and its fonts are installed; some machines have no wheel of them."""
    return all(find_spec(name) is not None for name in ("typst", "pylopdf_fonts_zh_cn", "manimgx_fonts"))


@cache
def _fonts() -> Any:
    """The two Chinese fonts, emoji, and none of the machine's own, so that every machine sets the same pages."""
    import manimgx_fonts
    import typst
    from pylopdf_fonts_zh_cn import sans_path, serif_path

    folders = {sans_path().parent, serif_path().parent, Path(manimgx_fonts.__file__).parent}
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[*folders])


def pdf(dossier: Dossier) -> bytes:
    """The dossier as a PDF; a picture that cannot be read gets a page that says so."""
    import typst

    pictured = {i.number: prints(i.exhibit) for i in dossier.items
                if i.exhibit is not None and i.exhibit.media in PICTURES}  # fmt: skip
    try:
        document = _set(dossier, pictured)
    except typst.TypstError:
        document = b""
    if document.count(_IMAGE) >= len({part.content for parts in pictured.values() for part in parts}):
        return document
    return _set(dossier, {n: parts for n, parts in pictured.items() if all(map(_readable, parts))})


def _set(dossier: Dossier, pictured: dict[int, tuple[Print, ...]]) -> bytes:
    """The PDF with these pictures, by the number of their item."""
    timeline = {f"timeline{n}.svg": svg.encode() for n, svg in enumerate(pictures(dossier))}
    named = {n: {f"item{n}-{i}.svg": part for i, part in enumerate(parts)} for n, parts in pictured.items()}
    names = {n: list(files) for n, files in named.items()}
    files = {
        "main.typ": (FOLDER / "dossier.typ").read_bytes(),
        "data.json": json.dumps(_plain(dossier, names, list(timeline)), ensure_ascii=False).encode(),
        **timeline,
        **{name: _wrapped(part) for files in named.values() for name, part in files.items()},
    }
    return _compile(files, dossier.now)


def _wrapped(picture: Print) -> bytes:
    """A picture inside an SVG: from memory typst takes only text, and nothing of a case may be written to a disk."""
    content = b64encode(picture.content).decode()
    return environment().get_template("picture.svg.j2").render(media=picture.media, content=content).encode()


def _compile(files: dict[str, bytes], at: datetime | None = None) -> bytes:
    import typst

    document = typst.compile(files, format="pdf", font_paths=_fonts(), ignore_system_fonts=True,
                             timestamp=at and at.replace(microsecond=0))  # fmt: skip
    assert isinstance(document, bytes)
    return document


def _readable(picture: Print) -> bool:
    """Whether typst can set this picture."""
    import typst

    try:
        return _IMAGE in _compile({"main.typ": b'#image("picture.svg")', "picture.svg": _wrapped(picture)})
    except typst.TypstError:
        return False


def _plain(dossier: Dossier, names: dict[int, list[str]], timeline: list[str]) -> dict[str, Any]:
    """The values of the typst template as JSON data; `names` are the files of each item's pictures."""
    say, comma = dossier.book.words[dossier.lang], MARKS[dossier.lang]["comma"]
    words: dict[str, Any] = {name: say[word] for name, word in _WORDS.items()}
    words["columns"] = [say[c] for c in COLUMNS]
    words["made"] = dossier.say("dossier.made", moment=say_moment(dossier.lang, dossier.now, None))

    def tag(proofs: tuple[int, ...]) -> str:
        return dossier.say("dossier.proved", numbers=comma.join(map(str, proofs))) if proofs else ""

    def picture_files(item: Item) -> list[str] | None:
        if item.exhibit is None or item.exhibit.media not in PICTURES:
            return None
        return names.get(item.number, [])

    items = [{"number": i.number, "name": i.name, "origin": i.origin, "proves": i.proves, "prints": picture_files(i),
              "has_file": i.exhibit is not None, "file": i.exhibit.name if i.exhibit else ""}
             for i in dossier.items]  # fmt: skip
    sentences = [{"text": s.text, "tag": tag(s.proofs)} for s in dossier.sentences]
    head = [{"name": dossier.say(line.name), "value": line.value} for line in dossier.head]
    return {
        "lang": dossier.lang,
        "head": head,
        "words": words,
        "sentences": sentences,
        "timeline": timeline,
        "items": items,
    }
