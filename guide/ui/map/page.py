"""The page of the route map: one case's own way, or the ways of a table of cases."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from guide.cases import sample, weights
from guide.cases.table import ENDINGS, LARGEST, TableError, is_lines, read
from guide.map import traffic as maptraffic
from guide.map import view as mapview
from guide.map.rendering import render
from guide.map.traffic import Traffic
from guide.ui.base import BasePage
from guide.ui.controls.incoming import Answer, Arrived
from guide.ui.controls.transfer import Transfer, alone
from guide.ui.controls.view import View
from guide.ui.session import CaseState, Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guide.cases.table import CaseRow, Unread

SAMPLE, SEED = 200, 1  # the sample on the page: how many cases, and which
SLICE = 60  # rows counted before the browser is heard again


class MapPage(BasePage):
    """The route map, the same in words, and below them the control that takes a table, which is counted, never kept."""

    def __init__(self, session: Session, name: str = "map") -> None:
        super().__init__(session, name)
        self.state, self.view = CaseState(session), View()
        self.traffic: Traffic | None = None  # what is shown; None is the case's own way
        self._counting: Traffic | None = None  # what is being counted
        self._rows: Iterator[CaseRow | Unread] = iter(())
        self._share: Callable[[], float] = lambda: 0.0
        self.drop = Transfer(self.attempt, self._table, go_on=self.go_on, act=self._press, more=self._more,
                             look="table", name="map-table", accept=ENDINGS, limits=alone(LARGEST))  # fmt: skip
        self.listen(self.state.restore, "case")
        self.state.listener = self.render
        self.show(self.view, self.drop)

    def stop(self) -> None:
        """Give up counting."""
        self._rows, self._counting, self.drop.share = iter(()), None, -1.0

    # a table of cases -----------------------------------------------------------------

    def _table(self, file: Arrived) -> Answer:
        source, size = BytesIO(file.content), len(file.content)
        rows = read(source, is_lines=is_lines(file.name), now=self.session.now())
        self._begin(rows, lambda: source.tell() / size)
        return Answer(taken=True)

    def _press(self, button: str) -> None:
        if button == "sample":
            self._sample()
        else:
            self._back()

    def _sample(self) -> None:
        book = self.session.book
        rows = sample.cases(book, weights.weights(book), SAMPLE, SEED, self.session.now())
        self._begin(rows, lambda: self._counting.cases / SAMPLE if self._counting else 1.0)

    def _begin(self, rows: Iterator[CaseRow | Unread], share: Callable[[], float]) -> None:
        self._rows, self._share, self._counting = rows, share, Traffic()
        self.drop.error = ""
        self.state.moment = self.session.now()
        self._offer_back()
        self._progress()

    def _progress(self) -> None:
        self.drop.share = min(1.0, self._share())
        self.drop.status = self.session.say("map.traffic.busy", share=round(100 * self.drop.share))
        self.drop.ask()

    def _more(self) -> None:
        """Count the next slice; the browser asks for the one after, so that the page stays awake."""
        if self._counting is None:
            return
        try:
            for _ in range(SLICE):
                row = next(self._rows, None)
                if row is None:
                    self.traffic, self._counting = self._counting, None
                    self._stop()
                    self.render()
                    self.view.status = maptraffic.lead(self.session.book, self.session.lang, self.traffic)
                    self.view.send({"jump": "map-top"})  # the table was given below it
                    return
                self._counting.add(self.session.book, row, self.state.moment)
        except TableError:
            self._stop("map.traffic.strange.table")
            return
        self._progress()

    def _stop(self, word: str = "") -> None:
        self._rows, self._counting = iter(()), None
        self.drop.share, self.drop.status = -1.0, ""
        self.drop.error = self.session.say(word) if word else ""
        self._offer_back()

    def _offer_back(self) -> None:
        """The buttons; the last is the way back from the traffic, and out of a count that takes long."""
        names = ["choose", "sample", *(["back"] if self.traffic or self._counting else [])]
        self.drop.buttons = [{"id": name, "label": self.session.say(f"map.traffic.{name}"), "plain": name != "choose"}
                             for name in names]  # fmt: skip

    def _back(self) -> None:
        self.traffic = None
        self._stop()
        self.render()

    # what the page shows --------------------------------------------------------------

    def render(self) -> None:
        """Draw the map again, and put the words of the control into the visitor's language."""
        book, lang, say = self.session.book, self.session.lang, self.session.say
        large = say("map.traffic.large", most=LARGEST // 1_000_000, command="guide map --traffic")
        broken = say("map.traffic.broken")
        self.drop.words = {"title": say("map.traffic.table"), "lead": say("map.traffic.table.hint"),
                           "bar": say("map.traffic.bar"), "file_bytes": large,
                           **dict.fromkeys(("empty", "lost", "truncated"), broken)}  # fmt: skip
        self._offer_back()
        if self.traffic:
            self.view.html = render(maptraffic.view(book, self.traffic, lang), book, lang)
            return
        case = self.state.case if self.state.dump() else None
        self.view.html = render(mapview.view(book, case, self.session.now(), lang), book, lang)
