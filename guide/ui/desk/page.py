"""The page of the team: a table is put in, put in order, searched and filtered; a row opens in the walk."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from guide.cases.store import CodeError, StoreError
from guide.cases.table import TableError
from guide.desk.board import Board, Filter
from guide.desk.order.weighing import weights
from guide.map import crowd
from guide.ui.base import BasePage, box
from guide.ui.controls.choice import Choice
from guide.ui.controls.dial import Dial
from guide.ui.controls.entry import Entry
from guide.ui.controls.incoming import Answer, Arrived
from guide.ui.controls.rows import Rows
from guide.ui.controls.transfer import Transfer, alone
from guide.ui.controls.view import View
from guide.ui.desk import coming
from guide.ui.desk.taking_over import TakingOver
from guide.ui.quiet import together
from guide.ui.views.desk import head, listing, opened, pictures
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guide.desk.files.pieces import Piece
    from guide.ui.desk.coming import Coming
    from guide.ui.session import Session

#: Bytes of a table on this page: 300,000 cases as CSV.
LARGEST = 100_000_000
ENDINGS = ".csv,.tsv,.txt,.jsonl,.ndjson,.xlsx,.parquet"
_COLUMNS = ("by", "no", "do", "sum", "turn")
_MOVED = ("money", "time", "gain")  # on a scale
_TYPED = ("people", "each")
_FILLS = "desk.fill.busy"


class DeskPage(BasePage):
    """A table on the desk. It is read and put in order here, and kept only where the lead says so."""

    def __init__(self, session: Session, name: str = "desk") -> None:
        super().__init__(session, name)
        self.board: Board | None = None
        self.shown = Filter()
        self.rows = self.sequence = np.zeros(0, dtype=np.int64)
        self._steps: Iterator[int] = iter(())
        self._busy = ""
        self.drop = Transfer(self.attempt, self._table, go_on=self.go_on, act=self._press, more=self._more,
                             ready=self._warm, look="table", name="desk-table", accept=ENDINGS, packs=True,
                             limits=alone(LARGEST))  # fmt: skip
        self.top = self.view_of(queue=self._queue, export=lambda _: self._export(), clear=lambda _: self._clear())
        self.search = Entry(name="desk-search", max_length=80)
        self.queues = Choice(name="desk-queue", short=True)
        self.list = Rows(self._page, lambda row: self.attempt(lambda: self._open(row)))
        self.open = self.view_of(close=lambda _: self._close(), open=lambda row: self._open(int(row)))
        self.pictures = self.view_of(only=self._only, open=lambda row: self._open(int(row)), queue=self._queue)
        self.map = self.view_of(only=self._only)
        self.dials = {name: self._dial(name) for name in (*_MOVED, *_TYPED)}
        self.capacity = View()
        self.taking_over = TakingOver(session, self.view_of(fill=lambda _: self._fill()))
        self._observe()
        self.work = box(
            self.top, box(self.search, self.queues, css="g-desk__bar"),
            box(self.list, self.open, css="g-desk__list"), self.pictures, self.map,
            box(self.capacity, *self.dials.values(), css="g-desk__dials"), self.taking_over.root, css="g-desk__work",
        )  # fmt: skip
        self.show(self.drop, self.work, css="g-desk")

    def _dial(self, name: str) -> Dial:
        typed = name in _TYPED
        value = round(getattr(weights(self.session.book), name))
        return Dial(name=f"desk-{name}", typed=typed, most=1000 if typed else 10, value=value)

    def _observe(self) -> None:
        def hear(control: Any, take: Any) -> None:
            control.observe(lambda change: self.attempt(lambda: take(change["new"])), "value")

        hear(self.search, lambda text: self._narrow(self.shown._replace(query=text)))
        hear(self.queues, self._queue)
        for dial in self.dials.values():
            hear(dial, lambda _: self._weigh())

    def stop(self) -> None:
        """Give up reading, or taking over."""
        self._steps, self.drop.status = iter(()), ""
        self.taking_over.tell()

    # a table comes in -----------------------------------------------------------------

    @staticmethod
    def _warm() -> None:
        """Load what reads a table while nobody waits for it."""
        import_module("pandas")

    def _table(self, file: Arrived) -> Answer:
        self._start(self._laid(coming.of_file(file), "desk.table.empty", own=True))
        return Answer(taken=True)

    def _press(self, button: str) -> None:
        if button == "back":
            self.stop()
            self.board = None
            self.render()
        else:
            self._start(self._laid(self._cases(button), "desk.store.none"))

    def _start(self, steps: Iterator[int], busy: str = "desk.busy") -> None:
        self._steps, self.drop.error, self._busy = steps, "", busy
        self._say(0)
        self.drop.ask()

    def _say(self, rows: int) -> None:
        self.drop.status = self.session.say(self._busy, rows=f"{rows:,}")
        if self._busy == _FILLS:
            self.taking_over.tell(busy=self.drop.status)

    def _more(self) -> None:
        """One slice further; the browser asks for the next, so that the page stays awake."""
        try:
            rows = next(self._steps, None)
        except (TableError, StoreError, CodeError) as error:
            self.drop.error, rows = self.session.tell(error.notice), None
            self.taking_over.tell()
        if rows is None:
            self.drop.status = ""
            return
        self._say(rows)
        self.drop.ask()

    def _cases(self, button: str) -> Coming:
        session = self.session
        if button == "sample":
            return coming.made_up(session.book, session.now())
        return coming.kept(session.store)

    def _laid(self, pieces: Coming, empty: str, *, own: bool = False) -> Iterator[int]:
        """What comes in, laid out once it is whole; where it holds nothing, that is said."""
        piece = yield from pieces
        if piece is None:
            self.drop.error = self.session.say(empty)
        else:
            yield from self._lay_out(piece, own=own)

    def _lay_out(self, piece: Piece, *, own: bool = False) -> Iterator[int]:
        """The list first, so that its rows are on their way while the pictures are drawn."""
        book = self.session.book
        before = self.board.weights if self.board else weights(book)
        self.board, self.shown = Board(piece, book, self.session.now(), before), Filter()
        self.search.value = ""
        with together(self.shell.reads_many):  # who sees a row and goes to it is not called away by the title
            self._dress()
            self.taking_over.offer(own=own)
            self._list(top=True)
            self.top.send({"jump": "desk-title"})  # on a phone the first row would be a screen below what was pressed
        yield len(piece.frame)
        self._picture()

    def _fill(self) -> None:
        if self.board is None or self.drop.status:
            return
        steps = self.taking_over.steps(self.board, self.drop.give)
        if steps is not None:
            self._start(steps, _FILLS)

    # what is shown of it --------------------------------------------------------------

    def _queue(self, name: str) -> None:
        if self.board and name in dict(self.board.queues()):
            self._narrow(Filter(queue=name))

    def _only(self, arg: str) -> None:
        by, word, *turn = arg.split(" ")
        self._narrow(Filter(by=by, word=word, turn="".join(turn)))
        self.top.send({"jump": "desk-only"})  # the numbers are far below the list

    def _clear(self) -> None:
        self._narrow(Filter())

    def _narrow(self, shown: Filter) -> None:
        if shown != self.shown:
            self.shown = shown
            self.search.value = shown.query
            self._list(top=True)

    def _weigh(self) -> None:
        given = {name: float(dial.value) for name, dial in self.dials.items()}
        if self.board and (new := self.board.weights._replace(**given)) != self.board.weights:
            self.board.weigh(new)
            self._list(top=False)
            self._picture()

    def _list(self, *, top: bool) -> None:
        """The list again; the open case stays open."""
        board = self.board
        if board is None:
            return
        self.rows = board.rows(self.shown)
        self.sequence = board.sequence(self.rows)
        self.list.show(len(self.sequence), top=top)
        self.top.html = html(head.head(self.session, board, self.shown, len(self.rows)), self.session)
        self._offer()
        if self.list.current >= 0:
            self._open(self.list.current)

    def _offer(self) -> None:
        """The lists of the people, with what is in each."""
        say, board = self.session.say, self.board
        options = []
        for name, count in board.queues() if board else ():
            word = "person" if name.isdigit() else name
            options.append({"value": name, "label": say(f"desk.queue.{word}", n=name, count=f"{count:,}")})
        self.queues.options = options
        self.queues.value = "unknown" if self.shown.by or self.shown.query else self.shown.queue

    def _page(self, first: int, many: int) -> list[dict[str, Any]]:
        if self.board is None:
            return []
        sequence, counts = self.sequence[first : first + many].tolist(), self.board.shown_in(self.rows).tolist()
        return listing.rows(self.session, self.board, sequence, counts)

    def _open(self, row: int) -> None:
        if self.board is None or not 0 <= row < len(self.board.frame):
            return
        place = np.flatnonzero(self.rows == row)
        at = int(place[0]) if len(place) else 0
        rows = self.rows if len(place) else np.array([row])
        context = opened.opened(self.session, self.board, row, at, rows.tolist())
        fresh = self.list.current != row
        self.list.current, self.open.html = row, html(context, self.session)
        if fresh:
            self.open.send({"jump": "desk-open"})

    def _close(self) -> None:
        row, self.list.current, self.open.html = self.list.current, -1, ""
        self.list.back_to(row)

    def _export(self) -> None:
        if self.board is not None:
            self.drop.give("cases.csv", "text/csv", self.board.export(self.rows, self.session.lang))

    # words ----------------------------------------------------------------------------

    def render(self) -> None:
        """Everything again, in the visitor's language."""
        self._dress()
        self._list(top=False)
        self._picture()
        self.taking_over.tell()

    def _dress(self) -> None:
        """The words of the controls."""
        say, on = self.session.say, self.board is not None
        large = say("map.traffic.large", most=LARGEST // 1_000_000, command="guide triage")
        broken = say("map.traffic.broken")
        self.drop.words = {"title": say("desk.table.on" if on else "desk.table"),
                           "lead": "" if on else say("desk.table.hint"),
                           "bar": say("desk.table.bar"), "busy": say("desk.coming"), "file_bytes": large,
                           "empty": say("desk.table.empty"), "lost": broken, "truncated": broken}  # fmt: skip
        names = ["choose", *(["store"] if self.session.store else []), "back" if on else "sample"]
        self.drop.buttons = [
            {"id": name, "label": say(f"desk.table.{'other' if on and name == 'choose' else name}"),
             "plain": on or name != "choose"} for name in names
        ]  # fmt: skip
        self.search.label, self.search.hint = say("desk.search"), say("desk.search.hint")
        self.queues.legend = say("desk.queue")
        self.list.words = {"columns": [say(f"desk.rows.{name}") for name in _COLUMNS], "label": say("desk.rows"),
                           "none": say("desk.rows.none")}  # fmt: skip
        for name, dial in self.dials.items():
            dial.label = say(f"desk.{name}" if name in _TYPED else f"desk.weigh.{name}")
        self.capacity.html = html(head.DeskCapacity(), self.session)
        self.taking_over.dress()
        (self.work.remove_class if on else self.work.add_class)("is-away")

    def _picture(self) -> None:
        board, session = self.board, self.session
        self.pictures.html = html(pictures.pictures(session, board), session) if board else ""
        self.map.html = (
            html(pictures.DeskMap(crowd.view(board.book, board.crowd(), session.lang)), session) if board else ""
        )
