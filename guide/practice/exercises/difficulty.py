"""How hard an exercise is, computed from it: how much of what is wrong in it is nearly right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.engine.advice import advise
from guide.practice.exercises.drills import grade_question
from guide.practice.exercises.exercise import POSSIBLE
from guide.practice.exercises.feedback import leading

if TYPE_CHECKING:
    from guide.book.book import Book
    from guide.practice.exercises.exercise import Exercise

#: How hard an exercise is, the easiest first.
EASY, MIDDLE, HARD = DIFFICULTIES = ("easy", "middle", "hard")


def difficulty(exercise: Exercise, book: Book) -> str:
    """How hard an exercise is.

    Of a decision it counts how many of the other steps one changed thing would make right, of a question to the buyer
    how many others would help, too, and of anything else the questions that are asked at once beyond the first.
    """
    if exercise.kind == "decide":
        advice = advise(exercise.case, book, exercise.now)
        others = {f"action.{option.id}" for option in exercise.part("action").options}
        near = len(others & {change.leads[0] for change in leading(exercise, advice, book)})
    elif exercise.kind == "ask":
        part = exercise.part("question")
        answers = ({part.id: frozenset([option.id])} for option in part.options)
        near = sum(grade_question(exercise, answer, book) == POSSIBLE for answer in answers)
    else:
        near = len(exercise.parts) - 1
    return DIFFICULTIES[min(near, len(DIFFICULTIES) - 1)]
