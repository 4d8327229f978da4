"""A case as a dossier: sentences with the evidence that proves them, a timeline, an index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from guide.book.book import MARKS
from guide.book.clocks import CLOCKS
from guide.book.facts import UNKNOWN
from guide.book.slots import SLOTS
from guide.cases.archive.packing import in_order
from guide.cases.exhibits.content import assertions
from guide.cases.exhibits.proof import asserted
from guide.engine.advice import advise
from guide.engine.changes import say_event
from guide.engine.drafts import SENT_IN, Draft, exhibit, say_moment, values, written_down
from guide.reading.tracking.model import SIGNED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from guide.book.book import Book
    from guide.cases.exhibits.model import Exhibit
    from guide.engine.advice import Advice
    from guide.engine.case import Case
    from guide.engine.journal import Event
    from guide.engine.route import Route

#: What the other side needs to know first: the answer, and the placeholder that says it.
HEAD = {"order_no": "order_no", "item": "item", "amount": "amount", "waybill": "waybill"}

#: What the platform has said when there is nothing left to ask it for.
_ENDED = ("upheld", "unpaid", "final", "final_partly", "not_taken")

#: Who is asked about the parcel, and not for the money.
_BESIDE = ("none", "courier", "postal")


class Line(NamedTuple):
    """One line of the head: the order, the parcel, and what is asked for."""

    name: str  # a word of dossier.head
    value: str


class Item(NamedTuple):
    """One line of the index of evidence; `exhibit` is None if the buyer keeps that evidence elsewhere."""

    number: int
    name: str
    slots: tuple[str, ...]
    origin: str
    proves: str
    exhibit: Exhibit | None


class Sentence(NamedTuple):
    """One sentence of the statement, and the numbers of the evidence that proves it."""

    text: str
    proofs: tuple[int, ...]


class Mark(NamedTuple):
    """One point of the timeline."""

    kind: str  # event, or deadline
    at: datetime
    text: str


@dataclass(frozen=True)
class Dossier:
    """All contents of the document, in one language."""

    lang: str
    book: Book
    now: datetime
    head: tuple[Line, ...]
    sentences: tuple[Sentence, ...]
    marks: tuple[Mark, ...]
    items: tuple[Item, ...]
    draft: Draft | None

    def say(self, word: str, **values: object) -> str:
        """Words in the dossier's language."""
        return self.book.say(self.lang, word).format(**values)


def build(case: Case, exhibits: Iterable[Exhibit], book: Book, now: datetime, lang: str) -> Dossier:
    """The dossier of a case at one moment."""
    advice = advise(case, book, now)
    items = tuple(_items(case, exhibits, book, lang))
    return Dossier(
        lang=lang, book=book, now=now, items=items, draft=advice.drafts[SENT_IN], head=tuple(_head(advice.route, lang)),
        sentences=tuple(_sentences(advice, items, book, lang)), marks=tuple(_marks(advice, book, lang)),
    )  # fmt: skip


def missing(route: Route) -> tuple[str, ...]:
    """Answers without which the head lacks a line, by the names of their facts."""
    facts, known = route.facts, values(route, SENT_IN)
    lacking = [fact for fact, name in HEAD.items() if name not in known and not _is_without(route, fact)]
    lacking += ["demand"] if facts.demand == UNKNOWN else []
    return (*lacking, *(["sum_asked"] if facts.demand == "refund" and "amount" in known and "sum" not in known else []))


def _is_without(route: Route, fact: str) -> bool:
    """Whether there can be no such answer: what was never sent has no number."""
    return fact == "waybill" and route.facts.tracking == "not_shipped" and route.facts.number != "no_scan"


def _head(route: Route, lang: str) -> Iterator[Line]:
    """The order, the parcel and the claim, as far as they are known, and what the platform is asked for."""
    known, say = values(route, lang, lasting=True), route.book.words[lang]
    for fact, name in HEAD.items():
        if name in known:
            value = say["dossier.yuan"].format(amount=known[name]) if name == "amount" else known[name]
            yield Line(f"dossier.head.{fact}", value)
    if not _asks_platform(route):
        return
    parts = written_down(route, lang, "statement").parts
    if "claim" in known and any(p.id == "type" for p in parts):
        yield Line("dossier.head.claim", known["claim"])
    asks = sorted((p for p in parts if p.id in ("ask", "proof")), key=lambda p: p.id)  # what is asked for comes first
    if asks and route.facts.demand != UNKNOWN:
        whole = (p.text for p in asks if all(piece.kind != "gap" for piece in p.pieces))
        if text := MARKS[lang]["between"].join(whole):
            yield Line("dossier.head.ask", text)


def _asks_platform(route: Route) -> bool:
    """Whether the platform is the one to ask: it can be, or has been and has not ended, and no other has the case.

    An authority or a court is asked in a paper of its own.
    """
    state = route.state
    open_ = state["window"] != "none" or state["platform"] != "none"
    return open_ and state["rung"].partition("_")[0] in _BESIDE and state["platform"] not in _ENDED


def _items(case: Case, exhibits: Iterable[Exhibit], book: Book, lang: str) -> Iterator[Item]:
    """Files first, in the order of handing in; then slots that are ticked as held and have no file."""
    files = in_order(exhibits)
    with_file = {slot for file in files for slot in file.slots}
    kept: list[tuple[tuple[str, ...], Exhibit | None]] = [(tuple(s for s in SLOTS if s in f.slots), f) for f in files]
    kept += [((slot,), None) for slot in SLOTS if slot in case.facts.held - with_file]
    say, comma = book.words[lang], MARKS[lang]["comma"]
    for number, (names, file) in enumerate(kept, start=1):
        name = comma.join(exhibit(s, say) for s in names) or (file.name if file else "")
        origin = comma.join(say[f"dossier.origin.{s}"] for s in names) or say["dossier.origin.other"]
        proves = MARKS[lang]["semicolon"].join(say[f"dossier.proves.{s}"] for s in names)
        yield Item(number, name, names, origin, proves, file)


def _sentences(advice: Advice, items: tuple[Item, ...], book: Book, lang: str) -> Iterator[Sentence]:
    """Sentences from the facts, then one for each event, each with its proofs; a sentence with a gap is left out."""
    route = advice.route

    def proofs(wanted: Iterable[str]) -> tuple[int, ...]:
        slots = set(wanted)
        return tuple(item.number for item in items if slots & set(item.slots))

    for part in written_down(route, lang, "dossier").parts:
        if not any(piece.kind == "gap" for piece in part.pieces):
            proving = (slot for a in asserted(part, assertions(book)) for either in a.proofs for slot in either)
            yield Sentence(part.text, proofs(proving))
    for event in route.replay.applied:
        rule = book.tables["witness"].decide({"event": event.event})
        if rule.then["told"] == "yes":
            what = _told(book, lang, event)
            text = book.say(lang, "dossier.event").format(moment=say_moment(lang, event.at, None), what=what)
            yield Sentence(text, proofs(rule.then["proofs"].split()))


def _told(book: Book, lang: str, event: Event) -> str:
    """An event as the dossier tells it: where the name of its button leaves a choice, in words of its own."""
    named = (f"dossier.told.{event.event}.{event.reply}", f"dossier.told.{event.event}")
    own = next((book.words[lang][name] for name in named if name in book.words[lang]), None)
    return own or say_event(book, lang, event.event, event.reply)


def _marks(advice: Advice, book: Book, lang: str) -> Iterator[Mark]:
    """Events, and the deadlines that others have set, in order of time; ours bind nobody and are left out."""
    facts, say = advice.route.facts, book.words[lang]
    marks = []
    scanned = "dossier.mark.signed" if facts.tracking in SIGNED else "dossier.mark.last_scan"
    known = ((facts.paid_at, "dossier.mark.paid_at"), (facts.last_scan, scanned))
    marks += [Mark("event", at, say[word]) for at, word in known if at is not None]
    marks += [Mark("event", e.at, _told(book, lang, e)) for e in advice.route.replay.applied
              if book.tables["witness"].decide({"event": e.event}).then["told"] == "yes"]  # fmt: skip
    marks += [Mark("deadline", c.ends_at, say["dossier.deadline"].format(what=say[f"clock.{c.id}"]))
              for c in advice.clocks if CLOCKS[c.id].copied_from]  # fmt: skip
    yield from sorted(marks, key=lambda mark: mark.at)
