"""Fields: (state, fact) -> input widget. Each writes one fact; each is brought up to date by `refresh`."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from guide.book.facts import CHOICES, UNKNOWN, VALUES
from guide.cases.casefile import LONGEST_TEXT, CaseError, read_fact, read_moment
from guide.engine import journal
from guide.engine.case import BEIJING, read_sum
from guide.engine.drafts import say_day, say_moment
from guide.engine.journal import in_order
from guide.ui.controls.choice import Choice
from guide.ui.controls.entry import Entry
from guide.ui.views.parts import event_words

if TYPE_CHECKING:
    from guide.engine.advice import Advice
    from guide.ui.attempt import Attempt
    from guide.ui.session import CaseState

#: Three answers stand in one row, on a phone too (there without their hints).
_ROW = 3
_REPLIES = ("stalling", "trace", "resend", "refund", "refused", "unacceptable")
#: An answer changed this soon was a slip, or an arrow key on its way; it is replaced, not kept as history.
_SLIP = timedelta(minutes=10)
#: Characters a field takes at all: what is too long for an answer stays to be shortened, and is not cut unseen.
_MOST_TYPED = 20_000
#: Events that a field of their own records.
_ELSEWHERE = {"seller_contacted", "seller_replied", "seller_reminded"}


class Field:
    """A widget with its name; `refresh` shows the state in it and never writes back."""

    is_counted = True  # among the questions of its section

    def __init__(self, name: str, widget: Any, state: CaseState, attempt: Attempt) -> None:
        self.name, self.widget, self.state = name, widget, state
        self._quiet = False
        widget.observe(lambda change: None if self._quiet else attempt(lambda: self.take(change["new"])), "value")

    def applies(self, questions: frozenset[str]) -> bool:
        """Whether there is anything to ask here; `questions` are the facts that apply."""
        return self.name in questions

    def refresh(self, advice: Advice, questions: frozenset[str]) -> None:
        """Bring words, value and visibility up to date."""
        self._quiet = True
        try:
            with self.widget.hold_trait_notifications():
                self.show(advice)
            self.widget.layout.display = None if self.applies(questions) else "none"
        finally:
            self._quiet = False

    def put(self, **traits: Any) -> None:
        """Change only what differs."""
        for name, value in traits.items():
            if getattr(self.widget, name) != value:
                setattr(self.widget, name, value)

    def say(self, word: str, **slots: object) -> str:
        """Words in the visitor's language."""
        return self.state.session.say(word, **slots)

    def maybe(self, word: str) -> str:
        """Words that may not exist, such as a hint."""
        session = self.state.session
        return session.book.words[session.lang].get(word, "")

    def answered(self) -> bool:
        """Whether the fact behind this field has been given."""
        return self.widget.value not in ("", UNKNOWN)

    def forgive(self) -> None:
        """Drop what was wrong with an entry, when the case starts over."""
        if getattr(self.widget, "error", ""):
            self.widget.error = ""

    def take(self, value: Any) -> None:
        """Write what the visitor entered."""
        raise NotImplementedError

    def show(self, advice: Advice) -> None:
        """Set the widget's words and value."""
        raise NotImplementedError


class ChoiceField(Field):
    """A question with fixed answers."""

    def __init__(self, name: str, state: CaseState, attempt: Attempt) -> None:
        super().__init__(name, Choice(name=name), state, attempt)

    def take(self, value: str) -> None:
        """Set the fact; nothing chosen means unknown."""
        self.state.answer(self.name, value or UNKNOWN)

    def show(self, advice: Advice) -> None:
        """Words, options and the kept answer."""
        options = [{"value": str(v), "label": self.say(f"fact.{self.name}.{v}"),
                    "hint": self.maybe(f"fact.{self.name}.{v}.hint")}
                   for v in CHOICES[self.name] if v != UNKNOWN]  # fmt: skip
        self.put(options=options, legend=self.say(f"fact.{self.name}"), hint=self.maybe(f"fact.{self.name}.hint"),
                 columns=3 if len(options) == _ROW else 2, short=len(options) == _ROW,
                 open_label=self.say("ui.open"), clear_label=self.say("ui.clear"),
                 value=getattr(self.state.case.facts, self.name))  # fmt: skip


class ValueField(Field):
    """A typed answer: text, a sum, a moment or a day, read back in Beijing time."""

    refused = False  # what stands in the entry was not taken as an answer

    def __init__(self, name: str, state: CaseState, attempt: Attempt) -> None:
        kind = "datetime" if VALUES[name] is datetime else "date" if VALUES[name] is date else "text"
        super().__init__(name, Entry(name=name, kind=kind, max_length=_MOST_TYPED), state, attempt)

    def take(self, value: str) -> None:
        """Set the fact, or say what is wrong beside the field and keep what was typed."""
        try:
            fact = read_fact(self.name, value)
        except CaseError:
            self.refused = True
            long = VALUES[self.name] is str
            self.widget.error = self.say("ui.long", most=LONGEST_TEXT) if long else self.say("ui.bad_moment")
            return
        self.forgive()
        self.state.answer(self.name, fact)

    def forgive(self) -> None:
        """What stands in the entry is the answer again."""
        self.refused = False
        super().forgive()

    def show(self, advice: Advice) -> None:
        """Words, the kept answer and how it was read."""
        value = getattr(self.state.case.facts, self.name)
        self.put(label=self.say(f"fact.{self.name}"), hint=self.maybe(f"fact.{self.name}.hint"), echo=self.echo(value))
        if not self.refused:
            odd = self.name == "amount" and value is not None and read_sum(value) is None
            self.put(value=written(value), error=self.say("ui.bad_sum") if odd else "")

    def echo(self, value: object) -> str:
        """How a moment, a day or a sum was read; other text needs no echo, nor does a sum in plain digits."""
        lang = self.state.session.lang
        if self.name == "amount":
            amount = read_sum(written(value))
            return self.say("ui.echo.sum", amount=amount) if amount and amount != value else ""
        if isinstance(value, datetime):
            later = (
                " " + self.say("ui.future")
                if self.name in ("paid_at", "last_scan") and value > self.state.moment
                else ""
            )
            return self.say("ui.echo", moment=say_moment(lang, value, self.state.moment)) + later
        return (
            self.say("ui.echo.day", moment=say_day(lang, value, self.state.moment)) if isinstance(value, date) else ""
        )


def written(value: object) -> str:
    """A fact as the entry holds it."""
    if isinstance(value, datetime):
        return value.astimezone(BEIJING).strftime("%Y-%m-%dT%H:%M")
    return "" if value is None else str(value)


class _EventTime(Field):
    """The time of an event, as an entry."""

    def __init__(self, name: str, state: CaseState, attempt: Attempt) -> None:
        super().__init__(name, Entry(name=name, kind="datetime"), state, attempt)

    def index(self) -> int | None:
        """The place of the event in the ordered journal."""
        raise NotImplementedError

    def read(self, value: str) -> datetime | None:
        """A moment, or None with a sentence beside the field."""
        try:
            at = read_moment(self.name, value)
        except CaseError:
            self.widget.error = self.say("ui.bad_moment") if value else ""
            return None
        self.widget.error = ""
        return at

    def show_time(self, label: str, hint: str) -> None:
        """Label, value and echo; a moment to come is taken and remarked."""
        index = self.index()
        at = None if index is None else in_order(self.state.case.journal)[index].at
        echo = (
            "" if at is None else self.say("ui.echo", moment=say_moment(self.state.session.lang, at, self.state.moment))
        )
        if at is not None and at > self.state.moment:
            echo += " " + self.say("ui.future")
        self.put(label=label, hint=hint, echo=echo)
        if not self.widget.error:
            self.put(value=written(at))


class ContactedField(_EventTime):
    """When the seller was first contacted: the first such event, made or moved by this entry."""

    def applies(self, questions: frozenset[str]) -> bool:
        """Always: contact may have been made before the handbook was opened."""
        return True

    def index(self) -> int | None:
        """The first contact."""
        events = in_order(self.state.case.journal)
        return next((i for i, e in enumerate(events) if e.event == "seller_contacted"), None)

    def take(self, value: str) -> None:
        """Record, move or remove the first contact."""
        index = self.index()
        if not value:
            self.widget.error = ""
            if index is not None:
                self.state.drop(index)
            return
        at = self.read(value)
        if at is None:
            return
        if index is None:
            self.state.record("seller_contacted", at=at)
        else:
            self.state.revise(index, at=at)

    def show(self, advice: Advice) -> None:
        """Label, value and echo."""
        self.show_time(self.say("ui.contacted"), self.say("ui.contacted.hint"))


class RetimeField(_EventTime):
    """The time of the event that the visitor chose in the list."""

    is_counted = False
    chosen: int | None = None

    def applies(self, questions: frozenset[str]) -> bool:
        """Only while an event is chosen."""
        return self.index() is not None

    def index(self) -> int | None:
        """The chosen event, while it exists."""
        inside = self.chosen is not None and self.chosen < len(self.state.case.journal)
        return self.chosen if inside else None

    def take(self, value: str) -> None:
        """Move the event, and follow it to its new place."""
        index, at = self.index(), self.read(value)
        if index is None or at is None:
            return
        event = in_order(self.state.case.journal)[index]._replace(at=at)
        self.chosen = None
        self.state.revise(index, at=at)
        self.chosen = in_order(self.state.case.journal).index(event)

    def show(self, advice: Advice) -> None:
        """Ask for the time of the chosen event."""
        index = self.index()
        if index is None:
            return
        event = in_order(self.state.case.journal)[index]
        what = event_words(self.state.session, event.event, event.reply)
        self.show_time(self.say("ui.journal.when", what=what), "")


class ReplyField(Field):
    """The seller's latest answer: choosing one records it now; clearing takes the latest back."""

    def __init__(self, state: CaseState, attempt: Attempt) -> None:
        super().__init__("seller_replied", Choice(name="seller_replied"), state, attempt)

    def applies(self, questions: frozenset[str]) -> bool:
        """Once the seller has been contacted."""
        return any(e.event == "seller_contacted" for e in self.state.case.journal)

    def _latest(self) -> int | None:
        events = in_order(self.state.case.journal)
        replies = [i for i, e in enumerate(events) if e.event == "seller_replied" and e.reply in _REPLIES]
        return replies[-1] if replies else None

    def take(self, value: str) -> None:
        """Record the answer; one changed soon after replaces it, and a later one is another event."""
        index = self._latest()
        if value in ("", UNKNOWN, "none"):
            if index is not None:
                self.state.drop(index)
        elif index is not None and self.state.session.now() - in_order(self.state.case.journal)[index].at < _SLIP:
            self.state.revise(index, reply=value)
        else:
            self.state.record("seller_replied", value)

    def show(self, advice: Advice) -> None:
        """The answers a seller may give."""
        standing = advice.route.replay.standing
        index = self._latest()
        events = in_order(self.state.case.journal)
        value = events[index].reply if index is not None else UNKNOWN
        if index is None and standing.seller == "silent":
            value = "none"
        options = [{"value": "none", "label": self.say("ui.reply.none"), "hint": self.say("ui.reply.none.hint")}]
        options += [{"value": r, "label": self.say(f"reply.{r}"), "hint": self.maybe(f"reply.{r}.hint")}
                    for r in _REPLIES]  # fmt: skip
        self.put(options=options, legend=self.say("ui.reply"), open_label=self.say("ui.open"),
                 clear_label=self.say("ui.clear") if index is not None else "", value=value)  # fmt: skip


class RecordField(Field):
    """What happened: every event that can happen where the case stands, recorded with one choice."""

    is_counted = False

    def __init__(self, state: CaseState, attempt: Attempt) -> None:
        super().__init__("record", Choice(name="record", deliberate=True), state, attempt)

    def applies(self, questions: frozenset[str]) -> bool:
        """While anything can happen."""
        return bool(self.widget.options)

    def take(self, value: str) -> None:
        """Record the event; the field is open again for the next."""
        event, _, reply = value.partition(" ")
        if event not in ("", UNKNOWN):
            self.state.record(event, reply or "none")

    def answered(self) -> bool:
        """It never holds an answer."""
        return False

    def show(self, advice: Advice) -> None:
        """The events that the tables allow now."""
        table = self.state.session.book.tables["journal"]
        pairs = [p for p in journal.possible(table, advice.route.replay.standing) if p[0] not in _ELSEWHERE]
        options = [{"value": f"{e} {r}", "label": event_words(self.state.session, e, r), "hint": ""} for e, r in pairs]
        self.put(value=UNKNOWN)
        self.put(options=options, legend=self.say("ui.record"), hint=self.say("ui.record.hint"))
