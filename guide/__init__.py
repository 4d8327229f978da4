"""Interactive handbook for an order that has not arrived: one engine of decision tables, four uses."""

from guide.book import __version__ as __version__
from guide.book.book import Book
from guide.book.facts import Facts
from guide.book.faults import ContentError
from guide.book.loader import default_book, load
from guide.cases.casefile import CaseError
from guide.engine.advice import Advice, advise
from guide.engine.case import Case
from guide.engine.journal import Event

__all__ = [
    "Advice",
    "Book",
    "Case",
    "CaseError",
    "ContentError",
    "Event",
    "Facts",
    "advise",
    "default_book",
    "load",
]
