"""Why an answer to a drill fails here, in words of this case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.book.book import MARKS
from guide.book.facts import CHOICES, UNKNOWN, Facts
from guide.book.slots import SLOTS
from guide.engine.asking import groups, questions
from guide.engine.follow import asked, follow
from guide.practice.cases.wordings import phrase, word
from guide.practice.exercises.exercise import right
from guide.practice.exercises.naming import name_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guide.book.book import Book
    from guide.engine.asking import Group
    from guide.engine.route import Route
    from guide.practice.cases.wordings import Texts
    from guide.practice.exercises.exercise import Exercise

_BLANK = Facts()
#: Most words that are named of those under which a question is asked.
_MOST = 3


def why(exercise: Exercise, answer: Mapping[str, frozenset[str]], book: Book) -> tuple[Texts, ...]:
    """Why an answer fails here, in words of this case; nothing of a kind that its questions explain."""
    good = right(exercise, answer)
    if exercise.kind == "ask" and not good:
        return _idle(exercise, answer, book)
    if exercise.kind != "prove":
        return ()
    said: list[Texts] = []
    if exercise.picture is None and (lacking := exercise.part("required").key - answer["required"]):
        slots = {lang: MARKS[lang]["comma"].join(words[f"evidence.{slot}"] for slot in SLOTS if slot in lacking)
                 for lang, words in book.words.items()}  # fmt: skip
        said.append(phrase(book, "practice.why.lacks", slots=slots))
    if "proves" not in good:
        (chosen,) = answer["proves"]
        slot = chosen.removesuffix(".proves")
        said.append(phrase(book, "practice.why.proves", slot=word(book, f"evidence.{slot}"),
                         shown=word(book, f"evidence.{exercise.shown}")))  # fmt: skip
    return tuple(said)


def _idle(exercise: Exercise, answer: Mapping[str, frozenset[str]], book: Book) -> tuple[Texts, ...]:
    """Why a question helps no further: it is answered, it is for other cases, or no answer to it moves this one."""
    route = follow(exercise.case, book, exercise.now)
    (chosen,) = answer["question"]
    if any(q.group.id == chosen for q in questions(route)):
        return ()
    group = groups(book)[chosen]
    applying, given = set(asked(route)), vars(route.facts)
    name = name_of(book, group)
    if any(n in applying for n in group.facts):
        answered = all(given[n] != getattr(_BLANK, n) for n in group.facts if n in applying)
        return (phrase(book, "practice.idle.known" if answered else "practice.idle.same", question=name),)
    return (_for_others(book, group, route, name),)


def _for_others(book: Book, group: Group, route: Route, name: Texts) -> Texts:
    """Under which answer a question is asked, and how that stands here."""
    asks = book.tables["questions"].named[group.facts[0]].asks
    other = next((n for n, words in asks.items() if n in CHOICES and route.state[n] not in words), None)
    words = [w for w in CHOICES[other] if w in asks[other] and w != UNKNOWN] if other else []
    if other is None or not 0 < len(words) <= _MOST:
        return phrase(book, "practice.idle.other", question=name)
    label, here = word(book, f"fact.{other}"), route.state[other]
    under = {lang: mark["comma"].join(mark["named"].format(book.words[lang][f"fact.{other}.{w}"]) for w in words)
             for lang, mark in MARKS.items()}  # fmt: skip
    shown = {lang: text.rstrip("？?") for lang, text in label.items()}
    if here == UNKNOWN:
        return phrase(book, "practice.idle.unasked", question=name, fact=shown, under=under)
    return phrase(book, "practice.idle.under", question=name, fact=shown, under=under,
                here=word(book, f"fact.{other}.{here}"))  # fmt: skip
