"""The facts that decide a drill, named in words of this case, and why another question helps no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.book.book import MARKS
from guide.book.facts import CHOICES, UNKNOWN, Facts
from guide.book.kinds import SLOTS
from guide.engine.advice import advise
from guide.engine.asking import groups, questions
from guide.engine.drafts import SENT_IN, say_moment
from guide.engine.follow import asked, follow
from guide.practice import messages
from guide.practice.exercise import right
from guide.practice.log import read as read_log
from guide.practice.pictures import WHOLE
from guide.practice.wordings import slips

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from guide.book.book import Book
    from guide.engine.asking import Group, Question
    from guide.engine.route import Route
    from guide.practice.exercise import Exercise
    from guide.practice.wordings import Texts

_BLANK = Facts()
#: Most words that are named of those under which a question is asked.
_MOST = 3


def named(exercise: Exercise, book: Book) -> tuple[Texts, ...]:
    """The facts that decide an exercise, one sentence each; none of a kind that one change of the case explains."""
    by_kind = {"ask": _question, "read": _line, "write": _sentences, "time": _clock, "prove": _picture}
    return by_kind[exercise.kind](exercise, book) if exercise.kind in by_kind else ()


def _say(book: Book, id_: str, **slots: Mapping[str, str]) -> Texts:
    """Words with a text for each place, in each language."""
    return {lang: words[id_].format(**{name: texts[lang] for name, texts in slots.items()})
            for lang, words in book.words.items()}  # fmt: skip


def _word(book: Book, *ids: str) -> Texts:
    """The first words of these that there are."""
    id_ = next(id_ for id_ in ids if id_ in book.words[SENT_IN])
    return {lang: words[id_] for lang, words in book.words.items()}


def _name(book: Book, group: Group) -> Texts:
    return _word(book, f"ask.{group.id}", f"fact.{group.facts[0]}")


def _question(exercise: Exercise, book: Book) -> tuple[Texts, ...]:
    """What was not asked yet, and two answers to it that lead to different steps."""
    route = follow(exercise.case, book, exercise.now)
    (key,) = exercise.part("question").key
    question = next(q for q in questions(route) if q.group.id == key)
    said = [_say(book, "practice.named.ask", question=_name(book, question.group))]
    apart = _apart(question, route.state["action"])
    if apart is None:
        said.append(_word(book, "practice.named.ask.reason"))
    else:
        slots = {name: answer_in_words(book, question, id_) for name, id_ in zip(("one", "other"), apart, strict=True)}
        steps = {f"{name}_step": _word(book, f"action.{question.leads[id_]}")
                 for name, id_ in zip(("one", "other"), apart, strict=True)}  # fmt: skip
        said.append(_say(book, "practice.named.ask.leads", **slots, **steps))
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
        fold = _word(book, f"ask.{question.group.id}.{answer.under}")
        return {lang: MARKS[lang]["colon"].join([text, book.words[lang][f"ask.{id_}"]]) for lang, text in fold.items()}
    if answer.days is None:
        return _word(book, f"ask.{id_}", f"fact.{id_}")
    if f"ask.day.{answer.days}" in book.words[SENT_IN]:
        return _word(book, f"ask.day.{answer.days}")
    far = dict.fromkeys(book.words, str(abs(answer.days)))
    return _say(book, "ask.day.ago" if answer.days < 0 else "ask.day.ahead", n=far)


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
        said.append(_say(book, "practice.why.lacks", slots=slots))
    if "proves" not in good:
        (chosen,) = answer["proves"]
        slot = chosen.removesuffix(".proves")
        said.append(_say(book, "practice.why.proves", slot=_word(book, f"evidence.{slot}"),
                         shown=_word(book, f"evidence.{exercise.shown}")))  # fmt: skip
    return tuple(said)


def _idle(exercise: Exercise, answer: Mapping[str, frozenset[str]], book: Book) -> tuple[Texts, ...]:
    """Why a question helps no further: it is answered, it is for other cases, or no answer to it moves this one."""
    route = follow(exercise.case, book, exercise.now)
    (chosen,) = answer["question"]
    if any(q.group.id == chosen for q in questions(route)):
        return ()
    group = groups(book)[chosen]
    applying, given = set(asked(route)), vars(route.facts)
    name = _name(book, group)
    if any(n in applying for n in group.facts):
        answered = all(given[n] != getattr(_BLANK, n) for n in group.facts if n in applying)
        return (_say(book, "practice.idle.known" if answered else "practice.idle.same", question=name),)
    return (_for_others(book, group, route, name),)


def _for_others(book: Book, group: Group, route: Route, name: Texts) -> Texts:
    """Under which answer a question is asked, and how that stands here."""
    asks = book.tables["questions"].named[group.facts[0]].asks
    other = next((n for n, words in asks.items() if n in CHOICES and route.state[n] not in words), None)
    words = [w for w in CHOICES[other] if w in asks[other] and w != UNKNOWN] if other else []
    if other is None or not 0 < len(words) <= _MOST:
        return _say(book, "practice.idle.other", question=name)
    label, here = _word(book, f"fact.{other}"), route.state[other]
    under = {lang: mark["between"].join(mark["named"].format(book.words[lang][f"fact.{other}.{w}"]) for w in words)
             for lang, mark in MARKS.items()}  # fmt: skip
    shown = {lang: text.rstrip("？?") for lang, text in label.items()}
    if here == UNKNOWN:
        return _say(book, "practice.idle.unasked", question=name, fact=shown, under=under)
    return _say(book, "practice.idle.under", question=name, fact=shown, under=under,
                here=_word(book, f"fact.{other}.{here}"))  # fmt: skip


def _line(exercise: Exercise, book: Book) -> tuple[Texts, ...]:
    """The line that decides, what it says, and whom it names."""
    reading = read_log(book, exercise.log, exercise.now)
    (line,) = exercise.part("line").key
    quoted = dict.fromkeys(book.words, exercise.log[int(line)])
    said = [_say(book, "practice.named.read", line=quoted, state=_word(book, f"fact.tracking.{reading.state}"))]
    if any(part.id == "signer" for part in exercise.parts):
        of = "unstated" if reading.signer == "unstated" else "signer"
        said.append(_say(book, f"practice.named.read.{of}", signer=_word(book, f"fact.signer.{reading.signer}")))
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
        said.append(_say(book, "practice.named.lacks", sentence=lost.texts))
    return tuple(said)


def _fault(exercise: Exercise, sentence: Texts | None, text: str, book: Book) -> Texts:
    """What is wrong with a message: with a sentence of it, or that sentences are lacking."""
    harm = dict(messages.hits(exercise, text, book)[0].watch.because)
    if sentence is None:
        return _say(book, "practice.named.vague", why=harm)
    return _say(book, "practice.named.fault", sentence=sentence, why=harm)


def _clock(exercise: Exercise, book: Book) -> tuple[Texts, ...]:
    """The deadline that counts, from when and until when."""
    clock = advise(exercise.case, book, exercise.now).clock
    if clock is None:
        return ()
    slots = {"clock": _word(book, f"clock.{clock.id}"), "until": _moment(book, clock.ends_at, exercise.now)}
    if clock.starts_at is None:
        return (_say(book, "practice.named.time.until", **slots),)
    return (_say(book, "practice.named.time", since=_moment(book, clock.starts_at, exercise.now), **slots),)


def _moment(book: Book, at: datetime, now: datetime) -> Texts:
    return {lang: say_moment(lang, at, now) for lang in book.words}


def _picture(exercise: Exercise, book: Book) -> tuple[Texts, ...]:
    """What a picture leaves out; of papers the problem that they are for."""
    if exercise.picture is None:
        problem = follow(exercise.case, book, exercise.now).state["problem"]
        return (_say(book, "practice.named.papers", problem=_word(book, f"problem.{problem}")),)
    (lacking,) = (option for option in exercise.part("lacks").options if option.id in exercise.part("lacks").key)
    whole = lacking.id == WHOLE
    return (
        _word(book, "practice.named.whole") if whole else _say(book, "practice.named.left_out", thing=lacking.texts),
    )
