"""Scenarios: cases with the decisions that a lead wants to see kept, read from YAML and judged against the tables."""

from guide.scenarios.judging import coverage, faults, holds, judge
from guide.scenarios.model import KEYS, Scenario
from guide.scenarios.reading import gather, read
from guide.scenarios.writing import written

__all__ = ["KEYS", "Scenario", "coverage", "faults", "gather", "holds", "judge", "read", "written"]
