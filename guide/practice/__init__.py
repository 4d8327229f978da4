"""Practice: a case told again, a decision to make at every step, and what the engine makes of it."""

from guide.practice.draw import drawn
from guide.practice.grading import Made, Verdict, choices, judge, make
from guide.practice.telling import Decision, retell

__all__ = ["Decision", "Made", "Verdict", "choices", "drawn", "judge", "make", "retell"]
