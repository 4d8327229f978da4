"""The advice as plain mappings and lists, for JSON; docs/advice.schema.json describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from guide.book.languages import FIRST
from guide.book.notices import tell
from guide.engine.drafts import SENT_IN
from guide.engine.reasons import reason

if TYPE_CHECKING:
    from guide.book.book import Book
    from guide.engine.advice import Advice
    from guide.engine.clocks import Clock
    from guide.engine.drafts import Draft
    from guide.engine.journal import Event
    from guide.engine.options import Option
    from guide.engine.reasons import Reason
    from guide.engine.rehearsal import Refusal


def to_plain(advice: Advice, book: Book, language: str = FIRST) -> dict[str, Any]:
    """The advice in one language."""
    say = book.words[language]

    def why(r: Reason) -> dict[str, Any]:
        sources = [{"id": s.id, "confidence": s.confidence, "citation": s.citation[language]} for s in r.sources]
        return {"table": r.table, "rule": r.rule, "because": r.because[language], "confidence": r.confidence,
                "sources": sources}  # fmt: skip

    def option(o: Option) -> dict[str, Any]:
        blockers = [{"field": b.field, **why(b.reason)} for b in o.blockers]
        return {"action": o.action, "title": say[f"action.{o.action}"], "event": o.event or None,
                "how": o.how.because[language], "blockers": blockers}  # fmt: skip

    def clock(c: Clock) -> dict[str, Any]:
        return {"id": c.id, "title": say[f"clock.{c.id}"], "ends_at": c.ends_at.isoformat(), "source": c.source,
                "confidence": c.confidence, "over": c.ends_at <= advice.now, "paused": c.paused,
                "guessed": c.guessed, "turn": c.turn, "ends": c.ends, "then": c.because[language]}  # fmt: skip

    def refusal(r: Refusal) -> dict[str, Any]:
        return {"id": r.rule.id, "turn": r.turn, "says": say[f"refusal.{r.rule.id}"], "answer": r.answer(SENT_IN),
                **meaning(r.answer(language)),
                "proof": [p._asdict() for p in r.proof], **why(reason(r.rule, book))}  # fmt: skip

    def event(e: Event) -> dict[str, Any]:
        return {"event": e.event, "at": e.at.isoformat(), "reply": e.reply}

    def written(d: Draft, meant: Draft) -> dict[str, Any]:
        """A draft as it is sent, and what it says in the language asked for."""
        more = [written(*pair) for pair in zip(d.more, meant.more, strict=True)]
        return {"kind": d.kind, "text": d.text, **meaning(meant.text), "fit": d.fit, "gaps": list(d.gaps), "more": more}

    def meaning(text: str) -> dict[str, str | None]:
        return {"translation": None if language == SENT_IN else text}

    def paper(o: Option) -> dict[str, Any] | None:
        return written(o.papers[SENT_IN], o.papers[language]) if o.papers else None

    draft, meant = advice.drafts[SENT_IN], advice.drafts[language]
    return {
        "schema": 3,
        "language": language,
        "now": advice.now.isoformat(),
        "problem": advice.route.state["problem"],
        "stage": advice.stage,
        "turn": advice.turn,
        **option(advice.option),
        "reasons": [why(r) for r in advice.reasons],
        "allowed": list(advice.allowed),
        "others": [{**option(o), "paper": paper(o)} for o in advice.others],
        "clocks": [clock(c) for c in advice.clocks],
        "claim": advice.claim,
        "refund": advice.refund,
        "proof": advice.proof and why(advice.proof),
        "evidence": [{**s._asdict(), "title": say[f"evidence.{s.id}"], "proves": say[f"evidence.{s.id}.proves"]}
                     for s in advice.evidence],
        "draft": draft and meant and written(draft, meant),
        "notes": [{"kind": n.kind, **why(n.reason)} for n in advice.notes],
        "rehearsal": [refusal(r) for r in advice.rehearsal],
        "ask": list(advice.ask),
        "changes": [c._asdict() for c in advice.changes],
        "parked": {"facts": [{"fact": f, "because": tell(b, say)} for f, b in advice.parked_facts.items()],
                   "events": [{**event(p.event), "because": tell(p.because, say)} for p in advice.parked_events]},
        "expired": list(advice.expired),
    }  # fmt: skip
