"""Which notebooks are pages, and under which address."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guide.book.languages import FIRST, LANGUAGES

_NAME = re.compile(r"(\d\d)_([a-z0-9_]+)\.ipynb")
#: The cell that shows one of our pages; what another cell shows, nobody knows before.
_OURS = re.compile(r'from guide\.ui import page\s+page\("\w+"\)\s*')
_HEADING = re.compile(r"^#\s+(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Chapter:
    """One page: its number, its address and its notebook; titles come from the notebook's own headings."""

    number: str
    slug: str
    filename: str
    titles: dict[str, str]  # by language
    is_ours: bool  # whether nothing runs in it but our own pages


def default_notebooks() -> Path:
    """The `notebooks` folder beside the package, as in a checkout."""
    return Path(__file__).resolve().parents[2] / "notebooks"


def chapters(folder: Path) -> dict[str, Chapter]:
    """Every `NN_name.ipynb` in the folder by its address; nothing else is ever served."""
    read = (_chapter(path) for path in sorted(folder.glob("*.ipynb")))
    return {chapter.slug: chapter for chapter in read if chapter is not None}


def _chapter(path: Path) -> Chapter | None:
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None
    cells = _cells(path)
    titles = _titles(cells)
    first = titles.get(FIRST) or titles.get("") or match[2]
    named = {lang: titles.get(lang) or first for lang in LANGUAGES}
    code = ("".join(cell["source"]) for cell in cells if cell.get("cell_type") == "code")
    ours = all(_OURS.fullmatch(source) for source in code)
    return Chapter(match[1], match[2].replace("_", "-"), path.name, named, ours)


def _cells(path: Path) -> list[dict[str, Any]]:
    """The cells of a notebook; one that cannot be read has none, and still its address."""
    try:
        cells: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return []
    return cells


def _titles(cells: list[dict[str, Any]]) -> dict[str, str]:
    """First heading of each language."""
    titles: dict[str, str] = {}
    for cell in cells:
        heading = _HEADING.search("".join(cell["source"])) if cell.get("cell_type") == "markdown" else None
        if heading:
            titles.setdefault(cell.get("metadata", {}).get("lang", ""), heading[1].strip())
    return titles
