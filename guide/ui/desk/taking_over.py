"""The table on the desk taken over into the database: the code of its list, the button, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guide.cases.store import new_code, read_code
from guide.cases.store.filling import Filled, filling
from guide.desk.files.storing import of_frame
from guide.desk.files.writing import as_csv
from guide.ui.base import box
from guide.ui.controls.entry import Entry
from guide.ui.controls.view import View
from guide.ui.views.desk.filling import DeskFilling, filled
from guide.ui.views.rendering import html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guide.desk.board import Board
    from guide.ui.session import Session


class TakingOver:
    """The last part of the desk, shown where there is a database and the table came as a file."""

    def __init__(self, session: Session, button: View) -> None:
        self.session, self.filled = session, button
        self.came: Filled | None = None
        self.own = False  # whether the table came as a file
        self.list_code = Entry(name="desk-list-code", max_length=80)
        self.heading = View()
        self.root = box(self.heading, self.list_code, self.filled, css="g-desk__fill is-away")

    def offer(self, *, own: bool) -> None:
        """Begin anew with another table."""
        self.own, self.came = own, None
        self.dress()
        self.tell()

    def steps(self, board: Board, give: Callable[[str, str, bytes], object]) -> Iterator[int] | None:
        """How many rows are cases already, again and again; None for a table that is not taken over.

        At last the table with the code of each row is given to the browser to save.
        """
        return self._steps(board, give) if self.own and self.session.store else None

    def _steps(self, board: Board, give: Callable[[str, str, bytes], object]) -> Iterator[int]:
        assert self.session.store is not None
        self.came = None
        given, came, now = self.list_code.value.strip(), Filled(), self.session.now()
        code = read_code(given) if given else new_code()
        self.list_code.value = code  # whoever stops half-way goes on with it
        table = of_frame(board.frame, board.numbers, board.unreadable, now)
        yield from filling(self.session.store, table.rows, code, now, came)
        self.came = came
        self.tell()
        give("coded.csv", "text/csv", as_csv(table.coded(came)))

    def tell(self, busy: str = "") -> None:
        """Show how far it is, or what came of it."""
        self.filled.html = html(filled(self.session, self.came, busy), self.session)

    def dress(self) -> None:
        """The words of the controls; all of it is away where there is nothing to take over."""
        self.heading.html, self.list_code.label = html(DeskFilling(), self.session), self.session.say("desk.fill.list")
        (self.root.remove_class if self.own and self.session.store else self.root.add_class)("is-away")
