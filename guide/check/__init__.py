"""Proofs over the whole content, for whoever edits the rules."""

from guide.check.content import ACCUSING, CLOCKS, PROMISE, STATEMENTS, Finding, known, run, structural

__all__ = ["ACCUSING", "CLOCKS", "PROMISE", "STATEMENTS", "Finding", "known", "run", "structural"]
