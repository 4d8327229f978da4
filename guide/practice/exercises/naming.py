"""The facts that decide a drill, named in words of this case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.book.book import MARKS
from guide.engine.advice import advise
from guide.engine.asking import questions
from guide.engine.drafts import SENT_IN, say_moment
from guide.engine.follow import follow
from guide.practice.cases.log import read as read_log
from guide.practice.cases.wordings import phrase, slips, word
from guide.practice.exercises import messages
from guide.practice.exercises.pictures import WHOLE

if TYPE_CHECKING:
    from datetime import datetime

    from guide.book.book import Book
    from guide.engine.asking import Group, Question
    from guide.practice.cases.wordings import Texts
    from guide.practice.exercises.exercise import Exercise


def named(exercise: Exercise, book: Book) -> tuple[Texts, ...]:
    """The facts that decide an exercise, one sentence each; none of a kind that one change of the case explains."""
    by_kind = {"ask": _question, "read": _line, "write": _sentences, "time": _clock, "prove": _picture}
    return by_kind[exercise.kind](exercise, book) if exercise.kind in by_kind else ()


def name_of(book: Book, group: Group) -> Texts:
    """A question as it is called."""
    return word(book, f"ask.{group.id}", f"fact.{group.facts[0]}")


def _question(exercise: Exercise, book: Book) -> tuple[Texts, ...]:
    """What was not asked yet, and two answers to it that lead to different steps."""
    route = follow(exercise.case, book, exercise.now)
    (key,) = exercise.part("question").key
    question = next(q for q in questions(route) if q.group.id == key)
    said = [phrase(book, "practice.named.ask", question=name_of(book, question.group))]
    apart = _apart(question, route.state["action"])
    if apart is None:
        said.append(word(book, "practice.named.ask.reason"))
    else:
        slots = {name: answer_in_words(book, question, id_) for name, id_ in zip(("one", "other"), apart, strict=True)}
        steps = {f"{name}_step": word(book, f"action.{question.leads[id_]}")
                 for name, id_ in zip(("one", "other"), apart, strict=True)}  # fmt: skip
        said.append(phrase(book, "practice.named.ask.leads", **slots, **steps))
    return tuple(said)


def _apart(question: Question, here: str) -> tuple[str, str] | None:
    """Two answers that lead to different steps, the first away from the step of now."""
    leads = question.leads
    one = next((id_ for id_, action in leads.items() if action != here), None)
    other = next((id_ for id_, action in leads.items() if one and action != leads[one]), None)
    return (one, other) if one and other else None


def answer_in_words(book: Book, question: Question, id_: str) -> Texts:
    """An answer as it is quoted."""
    answer = next(a for a in question.answers if a.id == id_)
    if answer.under:  # half a sentence without the fold that it stands in
        fold = word(book, f"ask.{question.group.id}.{answer.under}")
        return {lang: MARKS[lang]["colon"].join([text, book.words[lang][f"ask.{id_}"]]) for lang, text in fold.items()}
    if answer.days is None:
        return word(book, f"ask.{id_}", f"fact.{id_}")
    if f"ask.day.{answer.days}" in book.words[SENT_IN]:
        return word(book, f"ask.day.{answer.days}")
    far = dict.fromkeys(book.words, str(abs(answer.days)))
    return phrase(book, "ask.day.ago" if answer.days < 0 else "ask.day.ahead", n=far)


def _line(exercise: Exercise, book: Book) -> tuple[Texts, ...]:
    """The line that decides, what it says, and whom it names."""
    reading = read_log(book, exercise.log, exercise.now)
    (line,) = exercise.part("line").key
    quoted = dict.fromkeys(book.words, exercise.log[int(line)])
    said = [phrase(book, "practice.named.read", line=quoted, state=word(book, f"fact.tracking.{reading.state}"))]
    if any(part.id == "signer" for part in exercise.parts):
        of = "unstated" if reading.signer == "unstated" else "signer"
        said.append(phrase(book, f"practice.named.read.{of}", signer=word(book, f"fact.signer.{reading.signer}")))
    return tuple(said)


def _sentences(exercise: Exercise, book: Book) -> tuple[Texts, ...]:
    """Each sentence that does not belong in the message, with why; and the one that it lacks."""
    if exercise.parts[0].id == "message":
        options = {o.id: o.texts for o in exercise.part("message").options if o.id not in exercise.part("message").key}
        faults = {id_: (slips(book).get(id_), texts[SENT_IN]) for id_, texts in options.items()}
    else:
        key = {part.id: part.key for part in exercise.parts}
        faults = {o.id: (o.texts, messages.text_of(exercise, key | {"cut": key["cut"] - {o.id}}))
                  for o in exercise.part("cut").options if o.id in key["cut"]}  # fmt: skip
    said = [_fault(exercise, texts, text, book) for texts, text in faults.values()]
    if exercise.parts[-1].id == "add" and exercise.part("add").key != {messages.COMPLETE}:
        (lost,) = (o for o in exercise.part("add").options if o.id in exercise.part("add").key)
        said.append(phrase(book, "practice.named.lacks", sentence=lost.texts))
    return tuple(said)


def _fault(exercise: Exercise, sentence: Texts | None, text: str, book: Book) -> Texts:
    """What is wrong with a message: with a sentence of it, or that sentences are lacking."""
    harm = dict(messages.hits(exercise, text, book)[0].watch.because)
    if sentence is None:
        return phrase(book, "practice.named.vague", why=harm)
    return phrase(book, "practice.named.fault", sentence=sentence, why=harm)


def _clock(exercise: Exercise, book: Book) -> tuple[Texts, ...]:
    """The deadline that counts, from when and until when."""
    clock = advise(exercise.case, book, exercise.now).clock
    if clock is None:
        return ()
    slots = {"clock": word(book, f"clock.{clock.id}"), "until": _moment(book, clock.ends_at, exercise.now)}
    if clock.starts_at is None:
        return (phrase(book, "practice.named.time.until", **slots),)
    return (phrase(book, "practice.named.time", since=_moment(book, clock.starts_at, exercise.now), **slots),)


def _moment(book: Book, at: datetime, now: datetime) -> Texts:
    return {lang: say_moment(lang, at, now) for lang in book.words}


def _picture(exercise: Exercise, book: Book) -> tuple[Texts, ...]:
    """What a picture leaves out; of papers the problem that they are for."""
    if exercise.picture is None:
        problem = follow(exercise.case, book, exercise.now).state["problem"]
        return (phrase(book, "practice.named.papers", problem=word(book, f"problem.{problem}")),)
    (lacking,) = (option for option in exercise.part("lacks").options if option.id in exercise.part("lacks").key)
    whole = lacking.id == WHOLE
    return (
        word(book, "practice.named.whole") if whole else phrase(book, "practice.named.left_out", thing=lacking.texts),
    )
