"""The values for the templates of the frame: words in both languages, versioned assets, the list of chapters."""

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from guide.book.languages import LANGUAGES
from guide.book.loader import default_book
from guide.cases.store.location import OFF, address
from guide.engine.asking import starts
from guide.reading.screenshot import LARGEST, MOST_PIXELS, available
from guide.ui.controls.paste import LONGEST_PASTE, REFUSALS
from guide.ui.controls.scripts import controls, joined
from guide.ui.styles import sheets
from guide.web.chapters import Chapter

_GUIDE = Path(__file__).resolve().parents[1]
WORDS = "words/web.csv"
_CARRIED = 1_500_000  # bytes of a picture that the tab carries from the first page to the walk: storage holds 5 MB
_SHARED = "const controls = {};"  # where a script takes in files of the controls
_SHEETS = ("tokens", "guide", "walk", "desk", "practice")
ASSET_FOLDERS = (_GUIDE / "web" / "static", _GUIDE / "ui" / "static")


def words() -> dict[str, dict[str, str]]:
    """Every text of the frame by its id, language by language."""
    return {row["id"]: {lang: row[lang] for lang in LANGUAGES} for row in default_book().sheet(WORDS).rows}


def assets() -> dict[str, str]:
    """The address of every asset, with a hash of its content, so that it may be kept for ever."""
    files = (path for folder in ASSET_FOLDERS if folder.is_dir() for path in sorted(folder.iterdir()))
    content = {path.name: path.read_bytes() for path in files}
    content |= {name: text.encode() for name, text in joint().items()}
    return {name: f"/assets/{name}?v={_hash(text)}" for name, text in content.items()}


@cache
def joint() -> dict[str, str]:
    """What is one file for the browser: the styles; the scripts of a page, with every control; that of the first page,
    with what takes a picture.
    """
    live = _static("page.js") + _sharing("live.js", *controls())
    return {"pages.css": sheets(*_SHEETS) + _static("app.css"), "live.js": live,
            "landing.js": _sharing("landing.js", "common", "taking")}  # fmt: skip


def _sharing(name: str, *parts: str) -> str:
    before, after = _static(name).split(_SHARED)
    return f"{before}const controls = {joined(*parts)};{after}"


def _static(name: str) -> str:
    return (_GUIDE / "web" / "static" / name).read_text("utf-8")


def front_end_version() -> str:
    """A short name for this set of front-end packages: their files change only with their versions."""
    packages = ("voila", "ipywidgets", "jupyterlab_widgets", "anywidget")
    return _hash(" ".join(version(name) for name in packages).encode())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def site(chapters: Iterable[Chapter]) -> dict[str, Any]:
    """Plain data for both template environments, read once at start."""
    text = words()
    entries = [_entry(chapter, text) for chapter in chapters]
    return {"words": text, "assets": assets(), "chapters": entries, "stored": address() != OFF, "first": _first()}


def roles() -> dict[str, frozenset[str]]:
    """The roles for which a page is, by its address; none where it is for everybody."""
    rows = default_book().sheet("pages/pages.csv").rows
    return {row["id"].replace("_", "-"): frozenset(row["roles"].split()) for row in rows}


def _first() -> dict[str, Any]:
    """The first question of all, with its answers: each is a link that works before any process is alive."""
    book = default_book()

    def two(word: str) -> dict[str, str]:
        return {lang: book.words[lang].get(word, "") for lang in LANGUAGES}

    answers = [
        {"id": one.id, "size": one.size, "label": two(f"start.{one.id}"), "hint": two(f"start.{one.id}.hint")}
        for one in starts(book).values()
    ]
    refused = {why: two(f"track.image.{why}") for why in sorted(REFUSALS)}
    limits = {"image": LARGEST, "pixels": MOST_PIXELS, "sent": _CARRIED, "most": LONGEST_PASTE, "images": available()}
    return {"title": two("start.title"), "hint": two("start.hint"), "starts": answers,
            "refused": refused, "limits": limits}  # fmt: skip


def _entry(chapter: Chapter, text: dict[str, dict[str, str]]) -> dict[str, Any]:
    return {
        "number": chapter.number,
        "slug": chapter.slug,
        "name": chapter.filename.removesuffix(".ipynb"),
        "title": text.get(f"chapter.{chapter.slug}", chapter.titles),
        "note": text.get(f"chapter.{chapter.slug}.note", dict.fromkeys(LANGUAGES, "")),
    }


_LINK = re.compile(r'href="\d\d_([a-z0-9_]+)\.ipynb(#[^"]*)?"')


@cache
def prose(markdown: str) -> str:
    """A chapter's Markdown as HTML; links from notebook to notebook become links from page to page."""
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    html: str = markdown2html_mistune(markdown)
    return _LINK.sub(lambda link: f'href="{link[1].replace("_", "-")}{link[2] or ""}"', html)
