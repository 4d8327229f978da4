"""Views: a value in, escaped HTML out. What a page shows is computed here; how it looks is in the templates."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from guide.book.facts import CHOICES, WORDS
from guide.engine.advice import reason, say_change, say_event
from guide.engine.case import BEIJING, read_sum
from guide.engine.drafts import say_day, say_moment
from guide.engine.journal import in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from guide.book.facts import Facts
    from guide.engine.advice import Advice, Reason
    from guide.engine.clocks import Clock
    from guide.engine.journal import Event
    from guide.ui.session import CaseState, Session

STAGES = WORDS["stage"]
_LONG = 60  # days from which hours say nothing
#: The action of the next stage, shown with what it still lacks.
_GATES = {"self_check": "contact_seller", "seller": "apply_platform"}


@cache
def environment() -> Environment:
    """The templates, with autoescape on and an unknown name an error."""
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def render(template: str, session: Session, **values: Any) -> str:
    """One template in the visitor's language."""
    colon, stop = ("：", "。") if session.lang == "zh" else (": ", ". ")
    shared = {"t": session.say, "lang": session.lang, "colon": colon, "stop": stop,
              "moment": lambda at: say_moment(session.lang, at, session.now()),
              "cited": lambda r: list(_cited(session, r))}  # fmt: skip
    return environment().get_template(f"{template}.html.j2").render({**shared, **values})


def listed(session: Session, words: list[str]) -> str:
    """Words one after the other, as a list within a sentence."""
    return ("、" if session.lang == "zh" else ", ").join(words)


class Cited(NamedTuple):
    """A source as it is quoted beside a reason."""

    confidence: str
    words: str
    stale: bool


def _cited(session: Session, reason: Reason) -> Iterator[Cited]:
    """Sources of a reason; statements of the source document are quoted together."""
    statements = [s for s in reason.sources if s.confidence == "source" and s.id.startswith("S")]
    if statements:
        words = session.book.reference("").citation[session.lang] + listed(session, [s.id for s in statements])
        yield Cited("source", words, stale=False)
    today = session.now().date()
    for source in reason.sources:
        if source not in statements:
            stale = source.review_by is not None and source.review_by < today
            yield Cited(source.confidence, source.citation[session.lang], stale)


def event_words(session: Session, event: str, reply: str) -> str:
    """An event and its answer, in words."""
    return say_event(session.book, session.lang, event, reply)


def value_words(session: Session, name: str, value: object) -> str:
    """An answer as it is read back."""
    if name in CHOICES:
        return session.say(f"fact.{name}.{value}")
    if isinstance(value, datetime):
        return say_moment(session.lang, value, session.now())
    if isinstance(value, date):
        return say_day(session.lang, value, session.now())
    return str(value)


def left(session: Session, span: timedelta) -> list[tuple[str, str]]:
    """A span as its two largest units; empty once it is over."""
    minutes = int(span.total_seconds() // 60)
    if span <= timedelta(0):
        return []
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days >= _LONG:
        return [(str(days), session.say("ui.days"))]
    if days >= 2:
        return [(str(days), session.say("ui.days")), (str(hours), session.say("ui.hours"))]
    return [(str(days * 24 + hours), session.say("ui.hours")), (f"{minutes:02}", session.say("ui.minutes"))]


def badge_words(clock: Clock) -> dict[str, Any]:
    """How sure a clock is, and whether its end was copied from the app."""
    return {"confidence": clock.confidence, "copied": clock.source == "domain.unverified"}


def local(session: Session, at: datetime) -> str | None:
    """A moment as the clock on the buyer's wall will show it; None where that is Beijing time."""
    if session.zone.utcoffset(at) == BEIJING.utcoffset(at):
        return None
    there = say_moment(session.lang, at.astimezone(session.zone).replace(tzinfo=BEIJING), session.now())
    name = str(session.zone) if session.zone_named else ""
    return session.say("ui.clocks.local" if name else "ui.clocks.local.plain", moment=there, zone=name)


def clock_words(session: Session, clock: Clock, now: datetime) -> dict[str, Any]:
    """A clock: its name, what is left, and until when."""
    over = clock.ends_at <= now
    moment = say_moment(session.lang, clock.ends_at, now)
    return {
        "title": session.say(f"clock.{clock.id}"),
        "left": left(session, clock.left(now)),
        "until": session.say("ui.until.over" if over else "ui.until", moment=moment),
        "local": local(session, clock.ends_at),
        **badge_words(clock),
    }


def _bar(session: Session, advice: Advice) -> dict[str, Any] | None:
    """The seller's 48 hours as a bar, with the part that is over in per cent."""
    ends = {c.id: c for c in advice.clocks if c.id in ("seller_24", "seller_48")}
    if len(ends) < 2 or (start := ends["seller_48"].starts_at) is None:
        return None
    gone = advice.now - start
    share = min(max(gone / (ends["seller_48"].ends_at - start), 0.02), 0.98)
    spent = "".join(n + unit for n, unit in left(session, max(gone, timedelta(minutes=1))))
    first, second = (say_moment(session.lang, ends[c].ends_at, advice.now) for c in ("seller_24", "seller_48"))
    return {"at": round(share * 100, 1), "label": session.say("ui.bar", gone=spent, first=first, second=second)}


def now_card(state: CaseState, advice: Advice) -> str:
    """The one next action: what, why, until when, what is missing, what would change it."""
    session = state.session
    shown = advice.clock
    clock = None
    if shown is not None:
        bar = _bar(session, advice) if shown.id in ("seller_24", "seller_48") else None
        clock = {**clock_words(session, shown, advice.now), "bar": bar}
    done = [o for o in advice.others if o.event]
    gates = [o for o in done if o.action == _GATES.get(advice.stage)]
    kinds = {kind: [n for n in advice.notes if n.kind in kind.split()] for kind in ("warning", "cause", "tip info")}
    return render(
        "now", session, advice=advice, problem=advice.route.state["problem"], clock=clock,
        clocks=len(advice.clocks),
        changes=[say_change(session.book, session.lang, c, advice.now) for c in advice.changes],
        gates=gates, others=[o for o in done if o not in gates and not o.blockers],
        warnings=kinds["warning"], causes=kinds["cause"], tips=kinds["tip info"],
        expired=listed(session, [session.say(f"parameter.{n}") for n in advice.expired]),
    )  # fmt: skip


def head(state: CaseState, advice: Advice, *, failed: str = "", clearing: bool = False, in_app: bool = True,
         kept: bool = False, listing: bool = False) -> str:  # fmt: skip
    """The order in one line, and the five steps with the place where the case stands."""
    session, here = state.session, STAGES.index(advice.stage)
    stages = []
    for place, stage in enumerate(STAGES):
        at = "done" if place < here else "now" if place == here else "next"
        note = session.say("ui.steps.here") if at == "now" else ""
        if stage == "platform" and at == "next":
            lacking = next((len(o.blockers) for o in advice.others if o.action == "apply_platform"), 0)
            note = session.say("ui.steps.lack", count=lacking) if lacking else ""
        spoken = session.say(f"ui.steps.{at}") if at != "now" else ""
        stages.append({"id": stage, "state": at, "note": note, "spoken": spoken})
    facts = state.case.facts
    return render("head", session, advice=advice, stages=stages, facts=facts, failed=failed, clearing=clearing,
                  amount=read_sum(facts.amount), in_app=in_app, answered=bool(state.dump()), kept=kept, listing=listing,
                  listed=session.store is not None)  # fmt: skip


def draft(state: CaseState, advice: Advice, mine: str | None = None, *, stale: bool = False, undo: bool = False) -> str:
    """The words to send or to say; `mine` is what the buyer made of them, and then stands in a field of its own."""
    session = state.session
    found = advice.drafts[session.lang]
    why = advice.route.rules["message"].because[session.lang]
    wanting = advice.stage != "self_check" and advice.route.facts.demand == "unknown"
    title = session.say(draft_title(advice, session.lang))
    return render("draft", session, draft=found, title=title, wanting=wanting, fit_why=why,
                  mine=mine, stale=stale, undo=undo)  # fmt: skip


def ways(state: CaseState, advice: Advice) -> str:
    """What every other way that stands open takes in writing."""
    others = [option for option in advice.others if option.papers]
    return render("ways", state.session, others=others) if others else ""


def draft_title(advice: Advice, lang: str) -> str:
    """The word id of the draft section's title."""
    found = advice.drafts[lang]
    if found is None or found.kind == "message":
        return "section.draft"
    return f"section.draft.{found.kind}" if found.kind in ("statement", "script") else f"paper.{found.kind}"


def answers(session: Session, facts: Facts, names: Iterable[str]) -> list[dict[str, str]]:
    """Answers as they are read back; what evidence is held is said elsewhere."""
    labels = {name: session.say(f"fact.{name}").rstrip("？?") for name in names if name != "held"}
    return [{"name": n, "label": label, "value": value_words(session, n, getattr(facts, n))}
            for n, label in labels.items()]  # fmt: skip


def told(session: Session, events: Iterable[Event], now: datetime) -> list[dict[str, str]]:
    """Events with their moments, in words."""
    return [{"when": say_moment(session.lang, e.at, now), "iso": e.at.isoformat(),
             "what": event_words(session, e.event, e.reply)} for e in events]  # fmt: skip


def journal(state: CaseState, advice: Advice, dropped: Event | None = None) -> str:
    """The events, oldest first; those that do not apply are struck through. One just taken out can be put back."""
    session = state.session
    parked = list(advice.parked_events)
    events = in_order(state.case.journal)
    lines = told(session, events, advice.now)
    shown = [{**line, "parked": event in parked} for event, line in zip(events, lines, strict=True)]
    out = told(session, [dropped], advice.now)[0] if dropped else None
    return render("journal", session, events=shown, dropped=out)


def review(state: CaseState, advice: Advice) -> str:
    """All answers with a way to change each, what is worth asking, and what is set aside."""
    session, kept = state.session, state.case.facts
    ask = [{"name": n, "label": session.say(f"fact.{n}")} for n in advice.ask]
    return render("review", session, answers=answers(session, kept, advice.route.facts.answered()), ask=ask,
                  parked=answers(session, kept, advice.parked_facts), answered=bool(state.dump()))  # fmt: skip


def rehearsal(state: CaseState, advice: Advice) -> str:
    """What the other side may say, the answer, and whether the proof is in hand."""
    session = state.session
    refusals = [{**r._asdict(), "answer": r.answer, "why": reason(r.rule, session.book)} for r in advice.rehearsal]
    lacking = {p.id for r in advice.rehearsal for p in r.proof if not p.held}
    return render("rehearsal", session, refusals=refusals, lacking=len(lacking))


def annex(state: CaseState, advice: Advice) -> str:
    """File names for the evidence in hand, in the order of upload."""
    held = [s.id for s in advice.evidence if s.held]
    names = [
        f"{n:02}_{state.session.say(f'evidence.{slot}').replace(' ', '_')}" for n, slot in enumerate(held, start=1)
    ]
    return render("annex", state.session, files=names)
