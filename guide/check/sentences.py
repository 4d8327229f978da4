"""Proofs over the sentences of drafts: none twice, none on an unanswered question, no length of time in words.

Each holds whoever speaks, no paper is without one, the platform is asked for something in every case, no two that
stand together say the same words again, and one that tells asks for nothing.
"""

from __future__ import annotations

import re
from functools import reduce
from itertools import chain, combinations, product
from operator import and_, or_
from typing import TYPE_CHECKING

from guide.book.events import TRACKS
from guide.book.facts import CHOICES, UNKNOWN, WORDS
from guide.book.faults import Fault
from guide.book.notices import Notice
from guide.cases.exhibits.content import assertions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guide.book.book import Book
    from guide.book.tables import Rule
    from guide.check.states import Situations

_LENGTH = re.compile(
    r"(?<!哪)[\d零一二两三四五六七八九十]+ ?(?:个)?(?:小时|天|工作日)|\b\d+ (?:working )?(?:hours?|days?)\b"
)
#: “I” and “the plaintiff” fill the same place: the subject, with a verb that fits both, as “did” and “will” do.
_PERSON = re.compile(
    r"\{(?:me|recipient|who)\} (?:does|do|has|have|is|are|am)\b|\b(?:to|for|from|of|with|by) \{(?:me|recipient|who)\}"
)
#: So many signs in a row that two sentences of a draft share are a phrase said again; names of things are shorter.
_PHRASE = 5
_HAN, _EXAMPLE = re.compile(r"[\u4e00-\u9fff]+"), re.compile(r"（例如[^）]*）")
#: Papers that are said to somebody, who is called 您 all through.
_SPOKEN = frozenset(["message", "script"])
#: Parts that tell what happened; what is wanted stands in one of its own, and an offer is no request.
_TELLS = frozenset([
    "earlier", "fact", "some", "door", "back", "consent", "details", "moved", "courier", "exchange", "kept",
    "confirmed", "ruling", "bodies", "mediated",
])  # fmt: skip
_REQUEST, _OFFER = re.compile("(?<!申)请您?|麻烦|想问"), re.compile("需要[^，]+的话，请您说一声")
#: Papers to the platform, and the place in which they say what it is to do.
_TO_PLATFORM, _ASK = frozenset(["statement", "appeal"]), "ask"
#: Words that are Chinese where they fill a Chinese sentence: no blank stands between them and its own.
_BLANK = re.compile(
    r"[\u4e00-\u9fff] (?:NAMED)|(?:NAMED) [\u4e00-\u9fff]".replace(
        "NAMED", r"\{(?:me|shop|recipient|place|signer|waybill|item|asked|exchange|bodies)\}"
    )
)


def sentences(book: Book, situations: Situations | None = None) -> Iterator[Fault]:
    """All faults of the sentences of drafts; whoever has the situations of the book at hand gives them."""
    from guide.check.states import Editions, Situations  # needs numpy, which the other proofs do not

    situations = situations or Situations(Editions(book))
    yield from _twice(book)
    yield from _blank(book)
    yield from _lengths(book)
    yield from _filled(book)
    yield from _unanswered(book, situations)
    yield from _unasked(book, situations)
    yield from _again(book)
    yield from _familiar(book)
    yield from _requests(book)


def _twice(book: Book) -> Iterator[Fault]:
    """Two sentences that stand in the same place of the same draft: a demand is made once, a fact is told once."""
    table = book.tables["drafts"]
    places: dict[str, list[Rule]] = {}
    for rule in table.rules:
        places.setdefault(rule.then["part"], []).append(rule)
    for one, two in chain.from_iterable(combinations(rules, 2) for rules in places.values()):
        if meet(one, two):
            yield Fault(table.file, two.row, "then.part", Notice("fault.draft.twice", one=one.id, two=two.id))


def meet(one: Rule, two: Rule) -> bool:
    """Whether two sentences can stand in the same place of the same draft."""
    return one.id != two.id and one.then["part"] == two.then["part"] and _beside(one, two)


def _beside(one: Rule, two: Rule) -> bool:
    return all(not ok.isdisjoint(two.when[name]) for name, ok in one.asks.items())


def _again(book: Book) -> Iterator[Fault]:
    """Two sentences of one draft that use the same phrase: the reader hears it twice."""
    table = book.tables["drafts"]
    said = [(rule, _phrases(rule.because["zh"])) for rule in table.rules]
    for (one, first), (two, second) in combinations(said, 2):
        if (both := first & second) and one.then["part"] != two.then["part"] and _beside(one, two):
            what = Notice("fault.draft.again", one=one.id, two=two.id, said=min(both))
            yield Fault(table.file, two.row, "because.zh", what)


def _phrases(text: str) -> set[str]:
    """All stretches of a sentence that are as long as a phrase; what an example says does not count."""
    runs = _HAN.findall(_EXAMPLE.sub("", text))
    return {run[i : i + _PHRASE] for run in runs for i in range(len(run) - _PHRASE + 1)}


def _familiar(book: Book) -> Iterator[Fault]:
    """A sentence that says 你 to somebody who is called 您."""
    table = book.tables["drafts"]
    for rule in table.rules:
        if "你" in rule.because["zh"] and rule.when["paper"] & _SPOKEN:
            yield Fault(table.file, rule.row, "because.zh", Notice("fault.draft.familiar"), "您")


def _requests(book: Book) -> Iterator[Fault]:
    """A sentence that tells something and asks for something beside the demand."""
    table = book.tables["drafts"]
    for rule in table.rules:
        if rule.then["part"] in _TELLS and (asked := _REQUEST.search(_OFFER.sub("", rule.because["zh"]))):
            what = Notice("fault.draft.request", said=asked[0], part=rule.then["part"])
            yield Fault(table.file, rule.row, "because.zh", what)


def _blank(book: Book) -> Iterator[Fault]:
    """A paper that an action takes, and no sentence of it is for this action."""
    table = book.tables["paperwork"]
    for rule in table.rules:
        for action in sorted(rule.when["action"]):
            if not worded(rule.then["paper"], action, book):
                what = Notice("fault.draft.blank", paper=rule.then["paper"], action=action)
                yield Fault(table.file, rule.row, "if.action", what)


def worded(paper: str, action: str, book: Book) -> bool:
    """Whether a paper has a sentence for an action."""
    return any(paper in row.when["paper"] and action in row.when["action"] for row in book.tables["drafts"].rules)


def _lengths(book: Book) -> Iterator[Fault]:
    """A number of hours or days in words, where a limit would be changed and the sentence would not."""
    table = book.tables["drafts"]
    for rule in table.rules:
        for lang, text in rule.because.items():
            for length in _LENGTH.findall(text):
                yield Fault(table.file, rule.row, f"because.{lang}", Notice("fault.draft.length", length=length))


def _filled(book: Book) -> Iterator[Fault]:
    """A sentence that is not one any more once it is filled: “I does”, or a blank in the middle of Chinese words."""
    table = book.tables["drafts"]
    for rule in table.rules:
        for said in _BLANK.findall(rule.because["zh"]):
            yield Fault(table.file, rule.row, "because.zh", Notice("fault.draft.filled.zh", said=said))
        for said in _PERSON.findall(rule.because["en"]):
            yield Fault(table.file, rule.row, "because.en", Notice("fault.draft.filled.en", said=said))


def _unanswered(book: Book, situations: Situations) -> Iterator[Fault]:
    """A sentence that asserts an answer and is also said where the question is not answered."""
    open_: dict[str, frozenset[str]] = {}  # fact -> the problems in which it may be unanswered

    def problems(fact: str) -> frozenset[str]:
        if fact not in open_:
            rel = situations.all(["problem", fact])
            unknown = rel.take(rel.where(fact, [UNKNOWN])).keep(["problem"])
            open_[fact] = frozenset(unknown.words(n)["problem"] for n in range(len(unknown)))
        return open_[fact]

    for rule in book.tables["drafts"].rules:
        for fact in _asserted(rule, book):
            said = rule.when[fact] if fact in rule.when else frozenset([UNKNOWN])
            if UNKNOWN in said and rule.when["problem"] & problems(fact) and not _derived(rule, fact, book):
                what = Notice("fault.draft.unanswered", row=rule.id, fact=fact)
                yield Fault(book.tables["drafts"].file, rule.row, f"if.{fact}", what)


def _asserted(rule: Rule, book: Book) -> Iterator[str]:
    """The questions whose answers a sentence asserts, whatever fills it."""
    own = (a for a in assertions(book).get(rule.id, ()) if not a.quotes)
    return (fact for assertion in own for fact in assertion.facts if fact in CHOICES)


def _derived(rule: Rule, fact: str, book: Book) -> bool:
    """Whether a condition of the sentence is itself decided from the answer."""
    return any(fact in book.tables[name].conditions for name in rule.asks if name in book.tables)


def _unasked(book: Book, situations: Situations) -> Iterator[Fault]:
    """A paper that tells the platform what happened, and in some case not what it is to do."""
    table, papers = book.tables["drafts"], book.tables["paperwork"]
    situations = situations.apart(table)
    for row in papers.rules:
        paper = row.then["paper"]
        if paper not in _TO_PLATFORM:
            continue
        asks = [r.asks for r in table.rules if r.then["part"] == _ASK and paper in r.when["paper"]]
        columns = {name for asked in asks for name in asked} - {"paper"}
        tracks, about = sorted(columns & {*TRACKS}), sorted(columns - {*TRACKS} | {"demand"})
        parcel = situations.all(about)
        written = parcel.where("demand", row.when["demand"])
        said = [reduce(and_, (parcel.where(n, ok) for n, ok in a.items() if n in about), written) for a in asks]
        for words in product(*(WORDS[track] for track in tracks)):
            at = dict(zip(tracks, words, strict=True))
            here = (s for s, a in zip(said, asks, strict=True) if all(w in a.get(t, (w,)) for t, w in at.items()))
            silent = (written & ~reduce(or_, here, ~written)).nonzero()[0]
            if len(silent):
                case = ", ".join(f"{name}={word}" for name, word in {**parcel.words(int(silent[0])), **at}.items())
                yield Fault(papers.file, row.row, "then.paper", Notice("fault.draft.unasked", paper=paper, case=case))
                break
