"""The page of the rules, for the team lead: what holds, what an edit changes, and which rules nothing tries."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from guide.book.faults import ContentError
from guide.book.notices import Notice, tell
from guide.cases.table import ENDINGS, LARGEST, TableError, is_lines
from guide.check import trial
from guide.check.edit import Step, Work
from guide.check.files import EditError
from guide.ui.base import BasePage, box
from guide.ui.controls.dial import Dial
from guide.ui.controls.incoming import Answer, Arrived
from guide.ui.controls.transfer import Transfer, alone
from guide.ui.controls.view import View
from guide.ui.views import effect as effect_view
from guide.ui.views import limits as limits_view
from guide.ui.views import proofs as proofs_view
from guide.ui.views import yours as yours_view
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guide.book.book import Dated
    from guide.book.faults import Fault
    from guide.ui.session import Session


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RulesPage(BasePage):
    """The proofs, begun once the page is alive; controls for an edit and for cases; and the effect of both."""

    def __init__(self, session: Session, name: str = "rules") -> None:
        super().__init__(session, name)
        self.work, self.effect = Work(), View()
        self.yours = self.view_of(export=lambda _: self._changed())
        self.checks = self.view_of(
            stop=lambda _: self.stop(), again=lambda _: self._start(), accept=lambda _: self._accept()
        )
        self._steps: Iterator[Step] = iter(())
        self.step: Step | None = Step("rules.busy.check", 0.0)
        self._before: tuple[Iterator[Step], Step | None, bool] | None = None  # what waits while a file is read
        self._counted = True  # whether the cases that are there are those that were counted, or are being counted
        self.unread: tuple[Fault, ...] = ()  # faults in a workbook that could not be read
        self.began = self.stopped = False
        edit = {"back": self._forget, "workbook": self._workbook}
        self.edit = self._drop("rules-edit", ".xlsx,.csv,.yaml,.zip", self._take, edit)
        self.cases = self._drop("rules-cases", ENDINGS, self._give, {"back": self._no_cases})
        self.dials = {name: Dial(name=f"limit-{name.replace('.', '-')}", typed=True, most=limits_view.MOST,
                                 value=int(one.value or 0)) for name, one in self._limits().items()}  # fmt: skip
        self.limits = self.view_of(fold=lambda _: self._fold())
        self.trial = self.view_of(trial=lambda _: self._try(), back=lambda _: self._forget(),
                                  files=lambda _: self._files())  # fmt: skip
        self.folded = box(*self.dials.values(), css="g-limits__dials is-away")
        table = box(self.limits, self.folded, self.trial, css="g-limits")
        self.show(self.yours, self.cases, table, self.edit, self.checks, self.effect)

    def _drop(
        self, name: str, accept: str, take: Callable[[Arrived], None], acts: dict[str, Callable[[], None]]
    ) -> Transfer:
        def arrived(file: Arrived) -> Answer:
            take(file)
            return Answer(taken=True)

        return Transfer(self.attempt, arrived, go_on=self.go_on, act=lambda name: acts[name](), more=self._more,
                        ready=self._begin, look="table", name=name, accept=accept, limits=alone(LARGEST))  # fmt: skip

    def stop(self) -> None:
        """Give up the work that is under way, and end its process; after a file that was being read, the one before it
        goes on.
        """
        if self._before:
            return self._resume()
        self.stopped = self.stopped or self.step is not None
        self._steps, self.step = iter(()), None
        return self.render()

    # the work, a step at a time -------------------------------------------------------

    def _begin(self) -> None:
        """Begin to check once the browser is ready, and only once."""
        if not self.began:
            self.began = True
            self._start()

    def _start(self, *, again: bool = True) -> None:
        """Begin anew; the proofs need not be made again where only the cases are others."""
        self._steps = self.work.examined(self.session.book, self.session.now(), again=again)
        self.step, self.stopped, self._before = Step("rules.busy.check", 0.0), False, None
        self._counted, self.cases.status = True, ""
        self.render()
        self.edit.ask()

    def _more(self) -> None:
        """One step further; the browser asks for the next, so that the page stays awake."""
        if self.step is None:
            return
        before = self.work.difference
        try:
            self.step = next(self._steps, None)
        except EditError as error:
            self.step, self.edit.error = None, self.session.tell(error.notice)
        if self.step and self.work.difference is not before:
            self._show_yours()
            self.yours.send({"jump": "rules-yours"})  # what a lead asks of an edit first, while the rest is worked out
        if self.step:
            self._progress()
            self.edit.ask()
        elif self._before:
            self._after_reading()
        else:
            self._done()

    def _done(self) -> None:
        self.render()
        self.effect.status = self.session.say("rules.done")
        if self.work.edit is not None and not self.yours.html:  # whoever put a file in wants to read what comes of it
            self.effect.send({"jump": "rules-effect" if self.work.difference else "rules-checks"})

    def _take(self, file: Arrived) -> None:
        """Put a file into the edit, and examine what came of it; one that is not taken leaves all as it was."""
        self.edit.error, self._before = "", self._before or (self._steps, self.step, self.stopped)
        self._steps, self.step, self.stopped = self._taken(file), Step("rules.busy.read", 0.0), False
        self._more()

    def _taken(self, file: Arrived) -> Iterator[Step]:
        self.unread = yield from self.work.take(file.content, file.name[-100:])

    def _after_reading(self) -> None:
        if self.edit.error or self.unread:
            self._resume()
        else:
            self._fill()
            self._start()

    def _resume(self) -> None:
        """Go on with what waited while a file was read."""
        if not self._counted:
            self._start(again=not self.work.findings)
            return
        if self._before:
            (self._steps, self.step, self.stopped), self._before = self._before, None
        self.render()
        if self.step and self.began:
            self.edit.ask()

    # limits as a trial, and what is taken home ----------------------------------------

    def _limits(self) -> dict[str, Dated]:
        return trial.limits(self.work.edit, self.session.now().date())

    def _fill(self) -> None:
        """Put the numbers of the edit into the fields; those of an edition that does not load stay as they are."""
        with suppress(ContentError):
            for name, one in self._limits().items():
                if name in self.dials:
                    self.dials[name].value = int(one.value or 0)

    def _fold(self) -> None:
        """Show the limits, or put them away."""
        (self.folded.remove_class if self._is_folded else self.folded.add_class)("is-away")
        self._show_limits()

    @property
    def _is_folded(self) -> bool:
        return "is-away" in self.folded._dom_classes

    def _try(self) -> None:
        """Begin with other limits; where none differs, say so."""
        wanted = {name: dial.value for name, dial in self.dials.items()}
        if trial.set_limits(self.work, wanted, self.session.now().date()):
            self._start()
            if not self.work.cases:
                self.checks.send({"jump": "rules-checks"})  # how far it is stands below the limits
        else:
            self._show_limits(same=True)
            self.trial.status = self.session.say("rules.limits.same")

    def _accept(self) -> None:
        """Write what the edit decides into its scenarios, and look again."""
        if self.step is None and trial.accept(self.work):
            self._start()

    def _workbook(self) -> None:
        self.edit.give("handbook.xlsx", _XLSX, trial.workbook(self.work.edit))

    def _changed(self) -> None:
        self.edit.give("cases-changed.csv", "text/csv", yours_view.table(self.session, self.work))

    def _files(self) -> None:
        if self.work.edit is not None:
            self.edit.give("handbook-changed.zip", "application/zip", trial.packed(self.work.edit))

    # the table of cases ---------------------------------------------------------------

    def _give(self, file: Arrived) -> None:
        try:
            self.work.give(file.content, is_lines(file.name))
        except TableError:
            self._refuse(self.cases, "map.traffic.strange.table")
            return
        self.cases.error = ""
        self._count()

    def _count(self) -> None:
        """Begin with other cases; while a file is read they wait for it."""
        self._counted = self._before is None
        if self._counted:
            self._start(again=not self.work.findings)
        else:
            self.render()
            self.cases.status = self.session.say("rules.cases.later") if self.work.cases else ""

    def _forget(self) -> None:
        self.work.forget()
        self.unread, self.edit.error = (), ""
        self._fill()
        self._start()

    def _no_cases(self) -> None:
        self.work.cases, self.cases.error = [], ""
        self._count()

    def _refuse(self, drop: Transfer, word: str, **slots: object) -> None:
        drop.error = tell(Notice(word, **slots), self.session.book.words[self.session.lang])

    # what the page shows --------------------------------------------------------------

    def render(self) -> None:
        """Everything again, in the visitor's language."""
        work = self.work
        self._dress(self.edit, "edit", "workbook", *(["back"] if work.edit else []))
        self._dress(self.cases, "cases", *(["back"] if work.cases else []))
        self._show_limits()
        self._show_yours()
        self._progress()
        if self.step is None and not self.stopped:
            self.effect.html = html(effect_view.effect(self.session, self.work), self.session)

    def _show_limits(self, *, same: bool = False) -> None:
        """The words of the limits, or that none differs; a number that was typed and not tried yet stays."""
        for name, dial in self.dials.items():
            dial.label, dial.note = limits_view.label(self.session, name), limits_view.note(self.session, name)
        heading = limits_view.limits(self.session, len(self.dials), opened=not self._is_folded)
        self.limits.html = html(heading, self.session)
        self.trial.html = html(
            limits_view.trial(self.session, self.work, opened=not self._is_folded, same=same), self.session
        )

    def _dress(self, drop: Transfer, name: str, *acts: str) -> None:
        """The words of a control, and its buttons: the one that brings a file, and acts."""
        say, broken = self.session.say, self.session.say("rules.file.broken")
        large = say("map.traffic.large", most=LARGEST // 1_000_000, command="guide diff --cases")
        drop.words = {"title": say(f"rules.{name}"), "lead": say(f"rules.{name}.hint"), "bar": say("map.traffic.bar"),
                      "file_bytes": large, **dict.fromkeys(("empty", "lost", "truncated"), broken)}  # fmt: skip
        labels = {"choose": f"rules.{name}.choose", "back": f"rules.{name}.back", "workbook": "rules.workbook"}
        drop.buttons = [{"id": id_, "label": say(labels[id_]), "plain": id_ != "choose"} for id_ in ("choose", *acts)]

    def _progress(self) -> None:
        context = proofs_view.checks(self.session, self.work, self.step, self.unread, stopped=self.stopped)
        self.checks.html = html(context, self.session)
        if self.step:
            self.effect.html = ""

    def _show_yours(self) -> None:
        self.yours.html = html(yours_view.yours(self.session, self.work), self.session)
