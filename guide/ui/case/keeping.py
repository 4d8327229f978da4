"""A page and the store: the code of its case, what waits to be written, and what others wrote meanwhile."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from guide.cases.store import (
    Clash,
    CodeError,
    Entry,
    Keeper,
    Sent,
    StoreError,
    changes,
    fact_value,
    key_of,
    new_code,
    read_code,
    read_entry,
)
from guide.engine.case import Case
from guide.ui.attempt import safely
from guide.ui.case.retry import Retry
from guide.ui.controls.view import View
from guide.ui.views.keeping import banner
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from guide.cases.store import Store
    from guide.engine.advice import Advice
    from guide.ui.attempt import Attempt
    from guide.ui.controls.shell import Shell
    from guide.ui.session import CaseState

LONGEST_WAITING = 1_000_000  # characters that a tab may hand back


class Keeping:
    """The link of one page to the store: each change is written at once. Without a store it does nothing."""

    def __init__(self, state: CaseState, shell: Shell, attempt: Attempt) -> None:
        self.state, self.shell, self.attempt = state, shell, attempt
        self.store: Store | None = state.session.store
        self.code, self.word, self.trouble = "", "", ""
        self.keeper: Keeper | None = None
        self.clashes: tuple[Clash, ...] = ()
        self.closed = self.wrong = False
        self._noted: tuple[object, ...] = ()  # what the device knows of this case
        self.retry = Retry(self._try, self._tried, attempt)
        acts = safely(attempt, theirs=lambda _: self._settle(theirs=True), mine=lambda _: self._settle())
        self.view = View(acts=acts)
        shell.on_word(lambda word, more: attempt(lambda: self._hear(word, more)))
        state.keep = self._keep
        self.moved: Callable[[str], None] = lambda key: None  # told the key of the case in hand

    @property
    def files(self) -> Path:
        """Where the evidence files of stored cases are."""
        assert self.store is not None
        return self.store.evidence

    @property
    def pending(self) -> bool:
        """Whether something is still to be written."""
        return self.keeper is not None and bool(self.keeper.waiting)

    @property
    def stored(self) -> bool:
        """Whether the case in hand is in the database."""
        return self.keeper is not None and bool(self.keeper.written)

    # opening a case ---------------------------------------------------------------------

    def _hear(self, word: str, more: dict[str, Any]) -> None:
        if word != "hello" or self.store is None:
            return
        code, waiting = more.get("code"), _read_waiting(more.get("waiting"))
        if not isinstance(code, str) or not code:
            self.renew()
        elif more.get("own") is True:
            self._resume(code, waiting)
        else:
            self.open(code)

    def renew(self) -> None:
        """A new code for a case yet to be answered."""
        if self.store is not None:
            self._take(new_code(), None)

    def _take(self, code: str, keeper: Keeper | None) -> None:
        self.code, self.keeper = code, keeper
        self.word, self.trouble, self.clashes, self.closed = "", "", (), False
        self.shell.code = code
        self.moved(key_of(code))
        self.render()

    def _resume(self, text: str, waiting: tuple[Entry, ...]) -> None:
        """Go on with the case of this tab, whose copy is on the screen already."""
        try:
            code = read_code(text)
        except CodeError:
            return self.renew()
        assert self.store is not None
        keeper = Keeper(self.store, key_of(code))
        self._take(code, keeper)
        keeper.put(waiting)
        try:
            keeper.news()
            if not keeper.written and self.store.is_forgotten(keeper.key):
                return self._failed("gone")
        except StoreError as error:
            return self._failed(error.reason)
        if not keeper.written and self.state.case != Case():  # the database lost it: the tab's copy is written again
            keeper.put(changes(keeper.case, self.state.case, self.state.session.now()))
        if keeper.written or keeper.waiting:
            self._adopt()
            self.flush()
        return None

    def open(self, text: str) -> bool:
        """Open a case by a code from a link, from the list or typed in; True where there is such a case."""
        self.word = self._refusal(text)
        if not self.code:
            self.code = self.shell.code = new_code()
        self.render()
        return not self.word

    def _refusal(self, text: str) -> str:
        """Open the case; empty, or the id of the words that say why that cannot be."""
        assert self.store is not None
        if self.pending:
            return "ui.store.first"
        try:
            code = read_code(text)
        except CodeError:
            return "ui.store.mistyped"
        keeper, now = Keeper(self.store, key_of(code)), self.state.session.now()
        try:
            if self.wrong and self.store.guessed(now):
                return "ui.store.slowly"
            if not keeper.news():
                self.wrong = True  # from now on this page counts among those that guess
                return "ui.store.unknown"
        except StoreError as error:
            return f"ui.store.{error.reason}"
        self._take(code, keeper)
        self._adopt()
        self._remember()
        return ""

    def _adopt(self) -> None:
        if self.keeper is None:
            return
        if (case := self.keeper.case) != self.state.case:
            self.state.adopt(case)
        else:
            self.state.touch()  # that it is kept is said, too

    # writing ------------------------------------------------------------------------------

    def _keep(self, before: Case, after: Case) -> None:
        """Note a change of the case; it is written when the page renders."""
        if not self.code or self.closed or self.store is None:
            return
        if self.keeper is None:  # the first answer: the whole case is written
            self.keeper, before = Keeper(self.store, key_of(self.code)), Case()
        try:
            self.keeper.put(changes(before, after, self.state.session.now()))
        except StoreError as error:
            self.word = f"ui.store.{error.reason}"
            raise

    def flush(self) -> None:
        """Write what waits, unless the database is known to be away; then the tab keeps it, too."""
        if self.pending and not self.trouble:
            fresh = not self.stored
            try:
                self._sent(self._send())
            except StoreError as error:
                self._failed(error.reason)
            if fresh and self.stored:
                self._remember()
        self.hand_over()
        self.render()

    def _send(self) -> Sent:
        return self.keeper.send() if self.keeper is not None else Sent()

    def _sent(self, sent: Sent) -> None:
        self.trouble = ""
        self.retry.calm()
        self.clashes = sent.clashes or self.clashes
        if sent.merged:
            self._adopt()

    def _failed(self, reason: str) -> None:
        if reason == "gone":  # deleted for good elsewhere: it must not come back from here
            self.keeper, self.closed, self.word = None, True, "ui.store.gone"
        else:
            self.trouble = reason
            self.retry.plan()
        self.hand_over()
        self.render()

    def hand_over(self) -> None:
        """Give the tab what is not written yet: should this process end now, the next one writes it."""
        waiting = self.keeper.waiting if self.keeper is not None else ()
        self.shell.waiting = json.dumps([e.to_plain() for e in waiting]) if waiting else ""

    def _remember(self) -> None:
        self.shell.send({"remember": {"code": self.code}})

    def note(self, advice: Advice) -> None:
        """Let this device know the next act of a stored case, for the list on the first page."""
        noted = (self.code, advice.action, advice.due)
        if not self.stored or noted == self._noted:
            return
        self._noted = noted
        words = {lang: say[f"action.{advice.action}"] for lang, say in self.state.session.book.words.items()}
        due = advice.due.isoformat() if advice.due else ""
        self.shell.send({"remember": {"code": self.code, "next": words, "due": due}})

    # trying again ---------------------------------------------------------------------------

    def _try(self) -> Sent | str:
        try:
            if self.keeper is not None and not self.keeper.waiting:
                return Sent(merged=self.keeper.news())
            return self._send()
        except StoreError as error:
            return error.reason

    def _tried(self, outcome: Sent | str) -> None:
        if isinstance(outcome, str):
            self._failed(outcome)
        else:
            self._sent(outcome)
            self._remember()
            self.flush()

    def look(self) -> None:
        """Try again what failed, or see what others wrote; the page does this every half minute."""
        if self.trouble:
            self.retry.now()
        elif self.stored and self.keeper is not None:
            try:
                if self.keeper.news():
                    self._adopt()
            except StoreError as error:
                if error.reason == "gone":
                    self._failed("gone")
                return  # otherwise nothing of ours is at stake
            self.flush()  # what a database has lost is written again

    # showing --------------------------------------------------------------------------------

    def _settle(self, *, theirs: bool = False) -> None:
        clash, *rest = self.clashes
        self.clashes = tuple(rest)
        if theirs:
            self.state.put(clash.fact, fact_value(clash.fact, clash.theirs))
        self.render()

    def render(self) -> None:
        """The banner under the head: what is not stored yet, and what to decide."""
        session = self.state.session
        self.view.html = html(banner(session, self.word, self.trouble, self.clashes), session)
        self.view.status = session.say("ui.store.waiting") if self.trouble else ""


def _read_waiting(text: object) -> tuple[Entry, ...]:
    """Entries that the tab kept for us; none, where it hands back anything else."""
    if not isinstance(text, str) or not text or len(text) > LONGEST_WAITING:
        return ()
    try:
        return tuple(read_entry(plain) for plain in json.loads(text))
    except (ValueError, TypeError, RecursionError):
        return ()
