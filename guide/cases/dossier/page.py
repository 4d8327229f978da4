"""The dossier as a self-contained web page, and as the preview inside the handbook."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

from guide.book.book import MARKS
from guide.cases.dossier.prints import prints
from guide.cases.dossier.templates import environment
from guide.cases.dossier.timeline import pictures
from guide.engine.drafts import say_moment

if TYPE_CHECKING:
    from guide.cases.dossier.model import Dossier

PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif")

COLUMNS = ("dossier.column.number", "dossier.column.name", "dossier.column.origin", "dossier.column.page",
           "dossier.column.proves")  # fmt: skip


def page(dossier: Dossier) -> str:
    """The whole document as one HTML file with its pictures inside; printed, each picture gets a page of its own."""
    images = {
        item.number: [f"data:{p.media};base64,{b64encode(p.content).decode()}" for p in prints(item.exhibit)]
        for item in dossier.items
        if item.exhibit is not None and item.exhibit.media in PICTURES
    }
    return environment().get_template("page.html.j2").render(**_values(dossier), whole=True, images=images)


def preview(dossier: Dossier) -> str:
    """The document as HTML without pictures, in the style of the handbook's page."""
    return environment().get_template("body.html.j2").render(**_values(dossier), whole=False, images={})


def _values(dossier: Dossier) -> dict[str, Any]:
    comma = MARKS[dossier.lang]["comma"]
    return {"d": dossier, "t": dossier.say, "comma": comma, "pictures": pictures(dossier), "columns": COLUMNS,
            "moment": lambda at: say_moment(dossier.lang, at, None)}  # fmt: skip
