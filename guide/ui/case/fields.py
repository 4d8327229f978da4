"""Fields: the input widget of one fact or event. Each writes it, and `refresh` brings the widget up to date."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from guide.book.facts import CHOICES, UNKNOWN, VALUES
from guide.cases.casefile import LONGEST_TEXT, CaseError, read_fact, read_moment
from guide.engine.case import BEIJING, read_sum
from guide.engine.drafts import say_day, say_moment
from guide.engine.journal import in_order
from guide.ui.controls.choice import Choice
from guide.ui.controls.entry import Entry
from guide.ui.controls.showing import show
from guide.ui.views.parts import value_words

if TYPE_CHECKING:
    from guide.engine.advice import Advice
    from guide.ui.attempt import Attempt
    from guide.ui.session import CaseState

#: Answers that are a sum of money.
SUMS = ("amount", "sum_asked")
#: Three answers stand in one row, on a phone too (there without their hints).
_ROW = 3
_KEYS = 9  # number keys there are
_MOST_IN_LINE = 40  # signs of a text that stand in a line
#: Characters a field takes at all: a text too long for an answer is not cut unseen, but left to be shortened.
_MOST_TYPED = 20_000


def in_line(text: str) -> str:
    """The beginning of a text, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= _MOST_IN_LINE else f"{line[:_MOST_IN_LINE].rstrip()}…"


class Field:
    """A widget with its name; `refresh` shows the state in it and never writes back."""

    is_counted = True  # among the questions of its section
    is_short = True  # whether its answer fits into a line
    is_aside = False  # whether it only adds to what its section is for

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
            show(self.widget, self.applies(questions))
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

    def clear(self) -> None:
        """Empty the entry; nothing is written."""
        self._quiet = True
        try:
            self.put(value="", echo="", brief="")
        finally:
            self._quiet = False

    def answered(self) -> bool:
        """Whether the fact behind this field has been given."""
        return self.widget.value not in ("", UNKNOWN)

    def forgive(self) -> None:
        """Drop the sentence about a wrong entry, when the case starts over."""
        if getattr(self.widget, "error", ""):
            self.widget.error = ""

    def forget(self) -> None:
        """Drop everything that is not part of the case: another one is in hand."""
        self.forgive()

    def take(self, value: Any) -> None:
        """Write what the visitor entered."""
        raise NotImplementedError

    def show(self, advice: Advice) -> None:
        """Set the widget's words and value."""
        raise NotImplementedError


class ChoiceField(Field):
    """A question with fixed answers; on the whole form number keys give them, and one is the next to be asked."""

    keyed = is_next = False

    def __init__(self, name: str, state: CaseState, attempt: Attempt, prefix: str = "") -> None:
        super().__init__(name, Choice(name=prefix + name), state, attempt)

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
                 open_label=self.say("ui.open.next" if self.is_next else "ui.open"), clear_label=self.say("ui.clear"),
                 numbers=self.say("ui.keys", most=min(len(options), _KEYS)) if self.keyed else "", is_next=self.is_next,
                 value=getattr(self.state.case.facts, self.name))  # fmt: skip


class ValueField(Field):
    """A typed answer: text, a sum, a moment or a day, read back in Beijing time."""

    refused = False  # whether the text in the entry was not taken as an answer

    def __init__(self, name: str, state: CaseState, attempt: Attempt, prefix: str = "") -> None:
        kind = "datetime" if VALUES[name] is datetime else "date" if VALUES[name] is date else "text"
        super().__init__(name, Entry(name=prefix + name, kind=kind, max_length=_MOST_TYPED), state, attempt)

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
        """Let the entry show the answer again."""
        self.refused = False
        super().forgive()

    def show(self, advice: Advice) -> None:
        """Words, the kept answer and how it was read."""
        value = getattr(self.state.case.facts, self.name)
        self.put(label=self.say(f"fact.{self.name}"), hint=self.maybe(f"fact.{self.name}.hint"), echo=self.echo(value))
        words = "" if value is None else in_line(value_words(self.state.session, self.name, value))
        self.put(brief=words or self.say("ui.open"))
        if not self.refused:
            odd = self.name in SUMS and value is not None and read_sum(value) is None
            self.put(value=written(value), error=self.say("ui.bad_sum") if odd else "")

    def echo(self, value: object) -> str:
        """How a moment, a day or a sum was read; other text needs no echo, nor does a sum in plain digits."""
        lang = self.state.session.lang
        if self.name in SUMS:
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


class EventTime(Field):
    """The time of an event, as an entry."""

    def __init__(self, name: str, state: CaseState, attempt: Attempt) -> None:
        super().__init__(name, Entry(name=name, kind="datetime"), state, attempt)

    def index(self) -> int | None:
        """The place of the event in the ordered journal."""
        raise NotImplementedError

    def forget(self) -> None:
        """Drop a text that was not taken as a time, too."""
        super().forget()
        self.clear()

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
        brief = self.say("ui.open") if at is None else say_moment(self.state.session.lang, at, self.state.moment)
        self.put(label=label, hint=hint, echo=echo, brief=brief)
        if not self.widget.error:
            self.put(value=written(at))
