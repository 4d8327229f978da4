"""What of a case is shown: a place, and in it every section or one alone. A spot names it for the browser's back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.ui.case.back_and_forward import step_to
from guide.ui.case.places import ALL, NOW, open_there, places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guide.book.book import Book
    from guide.ui.case.sections.base import Section
    from guide.ui.case.walk import Walk


class Shown:
    """What the page of a whole case shows of it; a chapter, which has no walk, shows all of its sections."""

    def __init__(self, walk: Walk | None, sections: Mapping[str, Section], book: Book) -> None:
        self.walk, self.sections, self.book = walk, sections, book

    @property
    def place(self) -> str:
        """The place; empty in a chapter."""
        return self.walk.place if self.walk else ""

    @property
    def is_one_page(self) -> bool:
        """Whether all sections unfold on one page: in a chapter, and in the whole form where it is wide."""
        return self.walk is None or self.walk.is_spread

    @property
    def alone(self) -> Section | None:
        """The section that is shown and no other."""
        return next((part for part in self.sections.values() if part.alone), None)

    def open(self) -> None:
        """Show the place as one comes to it: its sections are there however little they have to say yet, and
        places.csv says which are open; where the whole form is narrow, none is.
        """
        if self.walk is None:
            return
        there = open_there(self.book)[ALL] if self.place == ALL else places(self.book)[self.place]
        for part in self.sections.values():
            part.alone, part.unfolds = False, self.walk.is_spread
            part.opened = part.opened and part.unfolds
        for part in map(self.sections.__getitem__, there):
            part.wanted, part.opened = True, part.name in self._first()

    def _first(self) -> frozenset[str]:
        if self.place == ALL and not self.is_one_page:
            return frozenset()
        return open_there(self.book)[self.place]

    def bring(self, part: Section, target: str) -> None:
        """Show a section, wherever it is, and what somebody goes to in it."""
        if self.walk is not None and not self.walk.is_spread:
            self.walk.show_section(part.name)
            self.open()
            part.opened = True
            self.turn_to(part)
        part.go_to(target)

    def turn_to(self, part: Section) -> bool:
        """Show a section alone that was opened by hand, or its place again; whether that changes what is shown."""
        if self.is_one_page:
            return False
        was = part.alone
        if was or (part.opened and part.name not in self._first()):
            self.open()
            part.opened = part.alone = not was
            return True
        return False

    def has(self, part: Section) -> bool:
        """Whether a section is on the page: one that is shown alone leaves no room for others."""
        return self.walk is None or (self.walk.shows(part.name) and self.alone in (None, part))

    def styles(self) -> tuple[str, ...]:
        """The place as the style sheet names it, which could find out by itself: for the price of the whole page at
        each answer (`:has`).
        """
        narrow = self.place == ALL and not self.is_one_page
        return (f"g-at-{'lines' if narrow else self.place}", *(("g-at-one",) if self.alone else ()))

    # the way back ------------------------------------------------------------------------------

    def spot(self) -> str:
        """What is shown, in words that tell no answer; empty in a chapter."""
        if self.walk is None:
            return ""
        more = self.walk.spot if self.place == NOW else self.alone.name if self.alone else ""
        return f"{self.place} {more}".rstrip()

    def visit(self, spot: str) -> str | None:
        """Show again what was shown; the part of the page to go to, or None where it is no more."""
        place, _, more = spot.partition(" ")
        if self.walk is None or place not in places(self.book) or (place == NOW and not step_to(self.walk, more)):
            return None
        if self.spot() == spot:
            return ""
        self.walk.place = place
        self.open()
        part = self.sections.get(more)
        if place == NOW or part is None or not self.walk.shows(more):
            return "walk-q" if place == NOW else "places"
        part.opened = True
        self.turn_to(part)
        return f"s-{more}"
