"""Proofs over the whole content, for whoever edits the rules."""

from guide.check.content import STATEMENTS, Finding, known
from guide.check.runner import run, well_formed
from guide.check.words import ACCUSING, CLOCKS, PROMISE, structural

__all__ = ["ACCUSING", "CLOCKS", "PROMISE", "STATEMENTS", "Finding", "known", "run", "structural", "well_formed"]
