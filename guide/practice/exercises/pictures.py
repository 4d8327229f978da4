"""Pictures that a buyer sends, as the rows that are drawn: what good evidence shows, mostly with one thing left out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from guide.book.book import MARKS
from guide.book.facts import UNKNOWN
from guide.engine.advice import advise
from guide.engine.drafts import say_day, say_moment
from guide.practice.cases.hours import human
from guide.practice.cases.wordings import answered
from guide.practice.exercises.deciding import words_of
from guide.practice.exercises.exercise import BEST, HARMFUL, POSSIBLE, Exercise, Option, Part, Picture, Row, right
from guide.practice.skills import skill_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from random import Random

    from guide.book.book import Book
    from guide.engine.case import Case
    from guide.practice.cases.wordings import Texts

#: The answer that nothing is left out, how often that is so, and other claims that are offered.
WHOLE, _WHOLE, _CLAIMS = "whole", 0.25, 2


def shown_by(book: Book, slot: str) -> tuple[Texts, ...]:
    """What good evidence of a slot shows, one thing after another, as its table of words says."""
    texts = words_of(book, f"evidence.{slot}.shows")
    parts = [[one.lstrip("①②③④ ") for one in texts[lang].split(MARKS[lang]["semicolon"])] for lang in texts]
    return tuple(dict(zip(texts, same, strict=True)) for same in zip(*parts, strict=True))


def look(case: Case, book: Book, now: datetime, rng: Random) -> Exercise | None:
    """What a picture proves, and what it leaves out; None where no evidence is required."""
    advice = advise(case, book, now)
    required = sorted(slot.id for slot in advice.evidence if slot.level == "required")
    if not required:
        return None
    looks = {row["slot"]: row["look"] for row in book.sheet("practice/pictures.csv").rows}
    more = sorted(slot.id for slot in advice.evidence if slot.level in ("recommended", "optional"))
    replied = _replied(book, case, now)
    can_be = dict.fromkeys(looks, True) | _possible(case) | {"chat_shot": bool(replied)}
    slot = rng.choice([slot for slot in (*required, *more) if can_be.get(slot)] or ["order_shot"])
    elements = shown_by(book, slot)
    lacking = 0 if rng.random() < _WHOLE else rng.randrange(1, len(elements) + 1)
    values = {lang: _values(book, case, now, lang) | replied.get(lang, {}) for lang in book.words}
    picture = Picture(slot, looks[slot], _rows(book, values, slot, lacking))
    others = rng.sample(sorted(s for s in looks if looks[s] != looks[slot]), _CLAIMS)
    claims = [Option(name, words_of(book, f"evidence.{name}")) for name in (f"{s}.proves" for s in (slot, *others))]
    rng.shuffle(claims)
    things = tuple(Option(str(number), texts) for number, texts in enumerate(elements, 1))
    nothing = Option(WHOLE, words_of(book, "practice.picture.whole"))
    parts = (
        Part("proves", tuple(claims), frozenset([f"{slot}.proves"])),
        Part("lacks", (*things, nothing), frozenset([str(lacking) if lacking else WHOLE])),
    )
    rule = advice.route.rules["evidence"].ref
    return Exercise("prove", rule, skill_of(book, "prove", rule), case, now, parts, shown=slot, picture=picture)


def _replied(book: Book, case: Case, now: datetime) -> dict[str, dict[str, str]]:
    """The last answer of the seller and its time, as a chat shows them; empty where nobody has answered."""
    last = next((event for event in reversed(case.journal) if event.event == "seller_replied"), None)
    texts = answered(book, last, case.facts) if last else None
    if last is None or texts is None:
        return {}
    return {lang: {"reply": text, "replied": say_moment(lang, last.at, now)} for lang, text in texts.items()}


def _possible(case: Case) -> dict[str, bool]:
    """Which pictures a buyer can have at all; of those that are not named, any."""
    facts = case.facts
    return {
        "tracking_shot": facts.last_scan is not None and facts.tracking not in ("not_shipped", UNKNOWN),
        "promise_shot": facts.promised_ship is not None,
        "courier_record": facts.courier not in (UNKNOWN, "unreachable"),
    }


def _rows(book: Book, values: Mapping[str, Mapping[str, str]], slot: str, lacking: int) -> tuple[Row, ...]:
    rows = [row for row in book.sheet("practice/pictures.csv").rows if row["slot"] == slot]
    return tuple(
        Row(int(row["element"]), {lang: row[lang].format_map(values[lang]) for lang in values})
        for row in rows if int(row["element"]) != lacking
    )  # fmt: skip


def _values(book: Book, case: Case, now: datetime, lang: str) -> dict[str, str]:
    """What stands in the rows of this case; a row of which nothing is known is not drawn (`_possible`)."""
    facts, words = case.facts, book.words[lang]
    said = human(now - timedelta(hours=2))
    return {
        "item": facts.item or words["practice.picture.goods"],
        "order_no": facts.order_no or "",
        "amount": facts.amount or "0.00",
        "line": words.get(f"fact.tracking.{facts.tracking}", ""),
        "courier": words.get(f"fact.courier.{facts.courier}", ""),
        "seen": say_moment(lang, facts.last_scan, now) if facts.last_scan else "",
        "promised": say_day(lang, facts.promised_ship, now) if facts.promised_ship else "",
        "said": say_moment(lang, said, now),
    }


def grade_look(exercise: Exercise, answer: Mapping[str, frozenset[str]]) -> str:
    """Both is best; to claim what a picture does not prove harms; what it leaves out is seen or not."""
    good = right(exercise, answer)
    if "proves" not in good:
        return HARMFUL
    return BEST if "lacks" in good else POSSIBLE
