"""Scenarios: cases with the decisions that a lead wants to see kept, read from YAML and judged against the tables."""

from guide.check.scenarios.judging import coverage, faults, holds
from guide.check.scenarios.model import KEYS, Scenario
from guide.check.scenarios.reading import gather, read
from guide.check.scenarios.writing import written

__all__ = ["KEYS", "Scenario", "coverage", "faults", "gather", "holds", "read", "written"]
