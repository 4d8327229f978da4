"""Proofs over the whole content, for whoever edits the rules."""

from guide.book.sources import STATEMENTS
from guide.check.content import Finding, known
from guide.check.runner import proved, run, well_formed
from guide.check.words import CLOCKS, PROMISE, accusations, structural

__all__ = [
    "CLOCKS",
    "PROMISE",
    "STATEMENTS",
    "Finding",
    "accusations",
    "known",
    "proved",
    "run",
    "structural",
    "well_formed",
]
