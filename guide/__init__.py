"""Interactive handbook for an order that has not arrived: one engine of decision tables, four uses."""

from guide.advice import Advice, advise
from guide.book import Book
from guide.casefile import Case, CaseError
from guide.facts import Facts
from guide.faults import ContentError
from guide.journal import Event
from guide.loader import default_book, load

__version__ = "0.1.0"
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
