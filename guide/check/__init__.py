"""Proofs over the whole content, for whoever edits the rules."""

from guide.check.content import ACCUSING, CLOCKS, PROMISE, STATEMENTS, Finding, known, structural
from guide.check.runner import proved, run, well_formed

__all__ = [
    "ACCUSING",
    "CLOCKS",
    "PROMISE",
    "STATEMENTS",
    "Finding",
    "known",
    "proved",
    "run",
    "structural",
    "well_formed",
]
