"""The dossier as a web page that needs nothing else, and as the preview inside the handbook."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

from guide.book.book import MARKS
from guide.cases.dossier.sheets import sheets
from guide.cases.dossier.templates import environment
from guide.cases.dossier.timeline import pictures
from guide.engine.drafts import say_moment

if TYPE_CHECKING:
    from guide.cases.dossier.model import Dossier

PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif")

COLUMNS = ("dossier.column.number", "dossier.column.name", "dossier.column.origin", "dossier.column.page",
           "dossier.column.proves")  # fmt: skip


def page(dossier: Dossier) -> str:
    """The whole document as one file, its pictures inside; it prints a piece of evidence a page."""
    images = {
        item.number: [f"data:{s.media};base64,{b64encode(s.content).decode()}" for s in sheets(item.exhibit)]
        for item in dossier.items
        if item.exhibit is not None and item.exhibit.media in PICTURES
    }
    return environment().get_template("page.html.j2").render(**_values(dossier), whole=True, images=images)


def preview(dossier: Dossier) -> str:
    """The first pages, without pictures and receipt, for the handbook's own page and style."""
    return environment().get_template("body.html.j2").render(**_values(dossier), whole=False, images={})


def _values(dossier: Dossier) -> dict[str, Any]:
    comma = MARKS[dossier.lang]["comma"]
    return {"d": dossier, "t": dossier.say, "comma": comma, "pictures": pictures(dossier), "columns": COLUMNS,
            "moment": lambda at: say_moment(dossier.lang, at, None)}  # fmt: skip
