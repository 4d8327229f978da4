"""Drafts: what an action takes in writing or on the telephone, filled from the answers and the journal.

Read it in this order: `dates` (a moment in words), `filling` (a sentence with its placeholders filled), `values` (the
words that fill them in a case), `writing` (the papers of an action, each with its sentences).
"""

from guide.engine.drafts.dates import MONTHS, say_day, say_moment
from guide.engine.drafts.filling import Piece, fill, gaps, placeholders
from guide.engine.drafts.values import exhibit, values
from guide.engine.drafts.writing import SENT_IN, Draft, Part, paper_of, paperwork, sentences, written, written_down

__all__ = [
    "MONTHS",
    "SENT_IN",
    "Draft",
    "Part",
    "Piece",
    "exhibit",
    "fill",
    "gaps",
    "paper_of",
    "paperwork",
    "placeholders",
    "say_day",
    "say_moment",
    "sentences",
    "values",
    "written",
    "written_down",
]
