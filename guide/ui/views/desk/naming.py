"""Words that several parts of the desk share: the name of a case, its sum, a day as people name it, an age."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from guide.engine.case import BEIJING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from guide.desk.board import Board
    from guide.ui.session import Session


def name_of(session: Session, board: Board, row: int) -> str:
    """The name of a row: the lead's own id, else the end of the order number, else the number of the row."""
    number = board.cell(row, "order_no")
    return board.cell(row, "case") or number[-6:] or session.say("desk.row", number=board.numbers[row])


def sum_of(value: float) -> str:
    """A sum in yuan; empty where none is known."""
    return "" if isnan(value) else f"{value:,.2f}"


def day_of(session: Session, at: datetime, now: datetime) -> str:
    """A moment as people name it."""
    days = (at.astimezone(BEIJING).date() - now.astimezone(BEIJING).date()).days
    word = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days, "day")
    local = at.astimezone(BEIJING)
    return session.say(f"desk.day.{word}", day=f"{local:%m-%d}", time=f"{local:%H:%M}")


def age_of(session: Session, at: int, ages: Sequence[int]) -> str:
    """One of the ages, in days."""
    if at + 1 == len(ages):
        return session.say("desk.age.last", least=ages[at])
    return session.say("desk.age", least=ages[at], most=ages[at + 1] - 1)
