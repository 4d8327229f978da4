"""The effect of an edit: every state decided under two editions, and all that they decide differently."""

from guide.check.difference.comparing import Counting, compare, files, with_cases
from guide.check.difference.model import KINDS, Difference, Group, Key, Row, judge

__all__ = ["KINDS", "Counting", "Difference", "Group", "Key", "Row", "compare", "files", "judge", "with_cases"]
