"""The pages that the handbook has, from pages.csv: what each shows, and for a page of a case its sections."""

from __future__ import annotations

import csv
from functools import cache
from typing import NamedTuple

from guide.book.loader import CONTENT


class Layout(NamedTuple):
    """A page: what it shows, its sections in order, and those that are open at first."""

    shows: str
    sections: tuple[str, ...]
    open: frozenset[str]


@cache
def layouts() -> dict[str, Layout]:
    """Every page by its name."""
    with (CONTENT / "pages.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: Layout(row["shows"], tuple(row["sections"].split()), frozenset(row["open"].split()))
                for row in csv.DictReader(file)}  # fmt: skip
