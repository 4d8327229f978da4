"""Practice: a case told again, a decision at every step, and the engine's verdict on each choice."""

from guide.practice.draw import draw_cases
from guide.practice.grading import Chosen, Verdict, choices, choose, judge
from guide.practice.telling import Decision, retell

__all__ = ["Chosen", "Decision", "Verdict", "choices", "choose", "draw_cases", "judge", "retell"]
