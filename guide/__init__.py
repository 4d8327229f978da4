"""Interactive handbook for an order that has not arrived: one engine of decision tables for all its uses.

From here come the names that a program needs: load a Book, make a Case of Facts and Events, and ask `advise` what to do
at a moment. The rooms, each built on those above it alone:

    content/    everything it decides and says, as spreadsheets; its README: "to change X, open Y"
    book/       content -> Book: facts, events, clocks, tables, each declared once; the reader, the edition; DMN
    engine/     THE WORKFLOW LOGIC: a case, a book and a moment in, advice out; no other library
    reading/    what people and couriers wrote: tracking logs, screenshots, messages before they are sent (the guard)
    cases/      a case kept: case file, archive, receipt, calendar, tables of cases; evidence, dossier, store
    map/        the route map: its chart, a case's way over it, the traffic of many
    practice/   made-up cases with people, exercises that the engine keys, mastery, records, a class in numbers
    desk/       a table of cases, decided all at once and put in order; the engine read by numpy
    check/      proofs over every state, scenarios, the effect of an edit, mutants
    ui/         the pages in a notebook: views (values to HTML), controls (widgets), a folder a page
    web/        our own Voila: routes, headers, kernels, the frame around a page
    commands/   the command line

Begin with `engine`, whose docstring gives the order in which to read it; how to add one more of anything is in
docs/tasks.md.
"""

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
