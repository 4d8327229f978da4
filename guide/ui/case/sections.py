"""Sections of a page: which a page has, how one is drawn, and whether it has anything to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.ui.base import box
from guide.ui.controls.view import View
from guide.ui.views import section as view
from guide.ui.views.draft import title_id
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from ipywidgets import Widget

    from guide.engine.advice import Advice
    from guide.engine.case import Case
    from guide.ui.case.fields import Field
    from guide.ui.session import Session

ACTS = ("goto", "record", "fold", "tick", "clear", "clear_yes", "clear_no", "retime", "drop", "use_reading", "scenario",
        "ics", "edit", "fresh", "keep_mine", "undo", "mend", "cases", "put_back")  # fmt: skip
#: Fields that are no questions.
_UNCOUNTED = {"demand", "held", "paste", "record", "retime", "draft_text"}
#: Sections that belong on a printed record; the others only ask, and their answers stand in the list of answers.
_RECORD = ("draft", "clocks", "evidence", "journal")


class Section:
    """A heading that folds, and the fields under it."""

    def __init__(
        self, name: str, fields: list[Field], extra: tuple[Widget, ...] = (), after: list[Field] | None = None
    ) -> None:
        self.name, self.fields = name, [*fields, *(after or [])]
        self.head = View(acts=ACTS)
        parts = (*(f.widget for f in fields), *extra, *(f.widget for f in after or []))
        self.body = box(*parts, css="g-sec__body")
        self.box = box(self.head, self.body, css="g-sec" if name in _RECORD else "g-sec g-sec--ask")

    def render(self, session: Session, advice: Advice, questions: frozenset[str], *, opened: bool) -> None:
        """The heading with how much is answered, and the fields under it."""
        for field in self.fields:
            field.refresh(advice, questions)
        facts = [f for f in self.fields if f.applies(questions) and f.name not in _UNCOUNTED]
        done = sum(f.answered() for f in facts)
        count = session.say("ui.section.count", total=len(facts), done=done) if facts else ""
        title = session.say(f"section.{self.name}")
        if self.name == "draft":
            title = session.say(title_id(advice, session.lang))
        heading = view.Section(self.name, title, session.say(f"section.{self.name}.sub"), count, opened)
        self.head.html = html(heading, session)
        self.body.layout.display = None if opened else "none"

    def show(self, *, shown: bool) -> None:
        """Put the section on the page, or take it off."""
        self.box.layout.display = None if shown else "none"

    def matters(self, case: Case, advice: Advice, questions: frozenset[str], lang: str) -> bool:
        """Whether it has anything to say where the case stands."""
        if self.name == "draft":
            demanding = advice.stage in ("seller", "platform") or advice.route.state["platform"] == "applied"
            return demanding or advice.drafts[lang] is not None
        if self.name == "around":
            return bool(questions & {f.name for f in self.fields} - {"stuck"}) or "stuck" in advice.ask
        if self.name in ("seller", "evidence"):
            return advice.stage != "self_check" or bool(case.journal)
        if self.name == "clocks":
            return bool(advice.clocks)
        if self.name == "rehearsal":
            return bool(advice.rehearsal)
        if self.name in ("platform", "dossier"):
            return advice.stage not in ("self_check", "seller")
        return self.name != "journal" or bool(case.journal)
