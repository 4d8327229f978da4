"""Writing: which message to send, and which sentences of one to cut and to add; the key is the guard, and the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.engine.drafts import SENT_IN
from guide.engine.follow import follow
from guide.engine.proposal import propose
from guide.practice.cases.wordings import slips
from guide.practice.exercises.deciding import words_of
from guide.practice.exercises.exercise import BEST, HARMFUL, NOT_YET, POSSIBLE, Exercise, Option, Part, right
from guide.practice.skills import skill_of
from guide.reading import guard

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from random import Random

    from guide.book.book import Book
    from guide.engine.case import Case
    from guide.practice.cases.wordings import Texts

#: What the guard finds that harms whoever sends it; the rest is only weak.
_HARMS = ("threat", "accuse", "promise", "third", "own", "facts")
#: Sentences of a draft that a message cannot do without, and the answer that none of them is missing.
_NEEDED, COMPLETE = ("until", "ask"), "complete"
#: Sentences that should not be there, and how often a needed one is missing beside them; others that would do harm.
_SLIPS, _LACKS, _WRONG = 2, 0.7, 2


def write(case: Case, book: Book, now: datetime, rng: Random) -> Exercise | None:
    """A message to choose, or one to mend; None where the case has no message to write."""
    return (repair if rng.random() < 0.5 else choose)(case, book, now, rng)


def choose(case: Case, book: Book, now: datetime, rng: Random) -> Exercise | None:
    """Which message to send; the sound one is the engine's own draft."""
    parts = _draft(case, book, now)
    if parts is None:
        return None
    sound = _joined(parts, book)
    kinds = rng.sample(sorted(slips(book)), _SLIPS)
    slipped = {kind: {lang: f"{sound[lang]}\n{slips(book)[kind][lang]}" for lang in book.words} for kind in kinds}
    without = _joined([part for part in parts if part.id not in _NEEDED], book)
    options = [Option("sound", sound), Option("vague", without), *(Option(k, t) for k, t in slipped.items())]
    rng.shuffle(options)
    exercise = _exercise(case, book, now, kinds[0], (Part("message", tuple(options), frozenset(["sound"])),))
    levels = {option.id: grade_text(exercise, option.texts[SENT_IN], book) for option in options}
    return exercise if [level for level in levels.values() if level == BEST] == [levels["sound"]] else None


def repair(case: Case, book: Book, now: datetime, rng: Random) -> Exercise | None:
    """Which sentences of a message to cut, and which one to add; what is left then is the engine's own draft."""
    parts = _draft(case, book, now)
    if parts is None:
        return None
    kinds = rng.sample(sorted(slips(book)), _SLIPS + _WRONG)
    spoiled, wrong = ([Option(kind, slips(book)[kind]) for kind in some] for some in (kinds[:_SLIPS], kinds[_SLIPS:]))
    needed = [part for part in parts if part.id in _NEEDED]
    lost = rng.choice(needed).id if needed and rng.random() < _LACKS else COMPLETE
    sentences = [part for part in parts if part.id != lost]
    for slip in spoiled:
        sentences.insert(rng.randrange(1, len(sentences) + 1), slip)
    more = (*needed, *wrong, Option(COMPLETE, words_of(book, "practice.complete")))
    exercise = _exercise(case, book, now, kinds[0], (
        Part("cut", tuple(sentences), frozenset(kinds[:_SLIPS]), many=True),
        Part("add", tuple(o for o in more if o not in sentences), frozenset([lost])),
    ))  # fmt: skip
    mended = {part.id: part.key for part in exercise.parts}
    text = text_of(exercise, mended)
    whole = sorted(text.split("\n")) == sorted(_joined(parts, book)[SENT_IN].split("\n"))
    faulty = [f"{text}\n{slip.texts[SENT_IN]}" for slip in spoiled]
    if lost != COMPLETE:
        faulty.append(text_of(exercise, {**mended, "add": frozenset([COMPLETE])}))
    caught = all(grade_text(exercise, one, book) != BEST for one in faulty)
    return exercise if whole and caught and grade_text(exercise, text, book) == BEST else None


def _draft(case: Case, book: Book, now: datetime) -> tuple[Option, ...] | None:
    """The sentences of the engine's own message, each once; None where it writes none."""
    draft = propose(follow(case, book, now), spoken=False)
    if draft is None or draft.kind != "message":
        return None
    texts = [draft.texts[lang].parts for lang in book.words]
    names = [[part.id for part in parts] for parts in texts]
    if any(other != names[0] for other in names) or len({*names[0]}) != len(names[0]):
        return None
    return tuple(Option(same[0].id, {lang: part.text for lang, part in zip(book.words, same, strict=True)})
                 for same in zip(*texts, strict=True))  # fmt: skip


def _joined(sentences: Sequence[Option], book: Book) -> Texts:
    return {lang: "\n".join(sentence.texts[lang] for sentence in sentences) for lang in book.words}


def _exercise(case: Case, book: Book, now: datetime, slip: str, parts: tuple[Part, ...]) -> Exercise:
    rule = f"guard/{slip}"
    return Exercise("write", rule, skill_of(book, "write", rule), case, now, parts)


def text_of(exercise: Exercise, answer: Mapping[str, frozenset[str]]) -> str:
    """The message that an answer would send: the chosen one, or the one that is left after cutting and adding."""
    if exercise.parts[0].id == "message":
        return exercise.chosen(answer, "message")[0].texts[SENT_IN]
    cut, (added,) = answer["cut"], exercise.chosen(answer, "add")
    left = [option for option in exercise.part("cut").options if option.id not in cut]
    if added.id != COMPLETE:  # a time goes to the end, a demand before it
        ends = [n for n, option in enumerate(left) if option.id == "until" and added.id == "ask"]
        left.insert(ends[0] if ends else len(left), added)
    return "\n".join(option.texts[SENT_IN] for option in left)


def hits(exercise: Exercise, text: str, book: Book) -> tuple[guard.Hit, ...]:
    """What the guard would mend in a message."""
    route = follow(exercise.case, book, exercise.now)
    occasion = guard.Occasion(exercise.now, "message", route.facts, route.standing, route.state["problem"])
    return guard.read(text, occasion, guard.watches(book))


def grade_text(exercise: Exercise, text: str, book: Book) -> str:
    """A message in which the guard finds nothing is best; one that lacks something is weak; others harm."""
    found = {hit.watch.kind for hit in hits(exercise, text, book)}
    if not found:
        return BEST
    return HARMFUL if found & {*_HARMS} else NOT_YET


def grade_message(exercise: Exercise, answer: Mapping[str, frozenset[str]], book: Book) -> str:
    """The grade of what would be sent; a sound message that lost a sentence of the draft is only possible."""
    level = grade_text(exercise, text_of(exercise, answer), book)
    return POSSIBLE if level == BEST and len(right(exercise, answer)) < len(exercise.parts) else level
