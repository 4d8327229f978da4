"""The text to send or to say now, and the papers of the other ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.engine.drafts import SENT_IN, say_moment
from guide.ui.views.parts import Happening, Paper, happenings, is_whole, papers
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from guide.engine.advice import Advice
    from guide.engine.journal import Event
    from guide.engine.proposal import Sendable
    from guide.ui.session import CaseState


@dataclass(frozen=True)
class Mine(Context):
    """The heading of a text that the buyer changed: the ways back, and what has changed in the draft since."""

    template: ClassVar[str] = "mine.html"
    stale: bool  #: whether there is another draft since
    news: tuple[str, ...]  #: the lines of that draft that are new
    renews: bool  #: whether they can be put into the text
    undo: bool  #: whether there is a change to undo


@dataclass(frozen=True)
class Draft(Context):
    """The text to send now, as drafted or as the buyer changed it."""

    template: ClassVar[str] = "draft.html"
    title: str  #: what it is, as a heading
    papers: tuple[Paper, ...]  #: the draft, then what is written apart; empty where nothing is to be sent
    wanting: bool  #: whether the demand has to be chosen first
    fit: str  #: how well the demand fits: an id of `fit.*`; empty where there is nothing to say about it
    fit_why: str  #: why, as a sentence
    paper: str  #: what of it is another paper than the text to send now, by its action and kind; empty where it is that
    whole: tuple[bool, ...]  #: of each text, whether nothing in it is left to fill in: only then it is copied
    hands: tuple[str, ...]  #: of each, what takes it in hand, by its action and kind
    mine: str | None  #: the draft as the buyer changed it
    undo: bool  #: whether there is a change to undo


@dataclass(frozen=True)
class OtherPaper:
    """A paper of another way that is open."""

    action: str  #: an id of `action.*`
    kind: str  #: an id of `paper.*`


@dataclass(frozen=True)
class Ways(Context):
    """The papers of every other way; each is shown once it is taken in hand."""

    template: ClassVar[str] = "ways.html"
    others: tuple[OtherPaper, ...]  #: the papers in their order


@dataclass(frozen=True)
class Sent(Context):
    """What was sent to the seller last, while there is nothing new to send."""

    template: ClassVar[str] = "sent.html"
    event: Happening  #: that it was sent, and when
    text: str  #: its words, where they are known here
    until: str  #: from when on a reminder is sensible; empty where no clock says it
    waiting: bool  #: whether others must act
    offered: bool  #: whether the reminder can be looked at already


@dataclass(frozen=True)
class LeftOver(Context):
    """What the buyer wrote into papers that are not offered now."""

    template: ClassVar[str] = "left_over.html"
    texts: tuple[str, ...]  #: each as it was typed


def sent(state: CaseState, advice: Advice, event: Event, text: str, *, offered: bool) -> Sent:
    """What was sent last, with its words, and from when on a reminder is sensible."""
    session, waiting = state.session, advice.turn != "you"
    reminder = session.book.tables["actions"].named["remind_seller"].then["clock"]
    counted = advice.option.clock if waiting else reminder
    ends = next((c.ends_at for c in advice.clocks if c.id == counted and c.ends_at > advice.now), None)
    until = say_moment(session.lang, ends, advice.now) if ends else ""
    (happened,) = happenings(session, (event,), advice.now)
    return Sent(happened, text, until, waiting, offered)


def left_over(texts: tuple[str, ...]) -> LeftOver | None:
    """Texts that nothing asks for now."""
    return LeftOver(texts) if texts else None


def title_id(advice: Advice) -> str:
    """The word id of the draft section's title."""
    draft = advice.drafts[SENT_IN]
    if draft is None or draft.kind == "message":
        return "section.draft"
    return f"section.draft.{draft.kind}" if draft.kind in ("statement", "script") else f"paper.{draft.kind}"


def draft(state: CaseState, advice: Sendable, mine: str | None = None, *, undo: bool = False) -> Draft:
    """The draft of a case; `mine` is the text as the buyer changed it."""
    lang, now = state.session.lang, advice.drafts[SENT_IN]
    doubtful = now is not None and now.kind == "message" and now.fit != "recommended"
    texts = papers(advice.drafts, lang)
    copied = (text.text if n or mine is None else mine for n, text in enumerate(texts))
    return Draft(
        title=state.session.say(title_id(advice)),
        papers=texts,
        paper=advice.paper,
        hands=tuple(f"{advice.action} {text.kind}" if n else advice.paper for n, text in enumerate(texts)),
        whole=tuple(is_whole(text, state.session.book) for text in copied),
        wanting=advice.stage != "self_check" and advice.route.facts.demand == "unknown",
        fit=now.fit if now is not None and doubtful else "",
        fit_why=advice.route.rules["fit"].because[lang] if doubtful else "",
        mine=mine,
        undo=undo,
    )


def ways(advice: Sendable) -> Ways | None:
    """The papers of the other ways of a case, but the one in hand."""
    named = (key.split() for key in advice.further if key != advice.paper)
    others = tuple(OtherPaper(action, kind) for action, kind in named if action != advice.action)
    return Ways(others) if others else None
