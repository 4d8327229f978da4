"""Is the net tight? Every small change to the content, and what would notice it."""

from guide.check.mutants.judging import CATCHERS, EQUIVALENT, SURVIVES, Suite, Verdict
from guide.check.mutants.making import KINDS, Mutant, mutants

__all__ = ["CATCHERS", "EQUIVALENT", "KINDS", "SURVIVES", "Mutant", "Suite", "Verdict", "mutants"]
