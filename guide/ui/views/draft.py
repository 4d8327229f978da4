"""The text to send or to say now, and the papers of the other ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.engine.drafts import SENT_IN
from guide.ui.views.parts import Paper, is_whole, papers
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from guide.engine.advice import Advice
    from guide.ui.session import CaseState


@dataclass(frozen=True)
class Draft(Context):
    """The text to send now, as drafted or as the buyer changed it."""

    template: ClassVar[str] = "draft.html"
    title: str  #: what it is, as a heading
    papers: tuple[Paper, ...]  #: the draft, then what is written apart; empty where nothing is to be sent
    wanting: bool  #: whether the demand has to be chosen first
    fit: str  #: how well the demand fits: an id of `fit.*`; empty where there is nothing to say about it
    fit_why: str  #: why, as a sentence
    whole: tuple[bool, ...]  #: of each text, whether nothing in it is left to fill in: only then it is copied
    mine: str | None  #: the draft as the buyer changed it
    stale: bool  #: whether the answers have led to another draft since
    undo: bool  #: whether there is a change to undo


@dataclass(frozen=True)
class OtherWay:
    """Another way that is open, and its papers."""

    action: str  #: an id of `action.*`
    papers: tuple[Paper, ...]  #: what it takes in writing
    whole: tuple[bool, ...]  #: of each, whether nothing in it is left to fill in


@dataclass(frozen=True)
class Ways(Context):
    """The papers of every other way."""

    template: ClassVar[str] = "ways.html"
    others: tuple[OtherWay, ...]  #: the ways in their order


def title_id(advice: Advice) -> str:
    """The word id of the draft section's title."""
    draft = advice.drafts[SENT_IN]
    if draft is None or draft.kind == "message":
        return "section.draft"
    return f"section.draft.{draft.kind}" if draft.kind in ("statement", "script") else f"paper.{draft.kind}"


def draft(
    state: CaseState, advice: Advice, mine: str | None = None, *, stale: bool = False, undo: bool = False
) -> Draft:
    """The draft of a case; `mine` is the text as the buyer changed it."""
    lang, now = state.session.lang, advice.drafts[SENT_IN]
    doubtful = now is not None and now.kind == "message" and now.fit != "recommended"
    texts = papers(advice.drafts, lang)
    copied = (text.text if n or mine is None else mine for n, text in enumerate(texts))
    return Draft(
        title=state.session.say(title_id(advice)),
        papers=texts,
        whole=tuple(is_whole(text, state.session.book) for text in copied),
        wanting=advice.stage != "self_check" and advice.route.facts.demand == "unknown",
        fit=now.fit if now is not None and doubtful else "",
        fit_why=advice.route.rules["fit"].because[lang] if doubtful else "",
        mine=mine,
        stale=stale,
        undo=undo,
    )


def ways(state: CaseState, advice: Advice) -> Ways | None:
    """The other ways of a case."""
    lang, book = state.session.lang, state.session.book
    texts = {o.action: papers(o.papers, lang) for o in advice.others if o.papers}
    others = tuple(OtherWay(a, them, tuple(is_whole(one.text, book) for one in them)) for a, them in texts.items())
    return Ways(others) if others else None
