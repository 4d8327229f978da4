"""Text that a spreadsheet would run: whoever opens an export must not run what a stranger typed."""

from __future__ import annotations

#: Signs at the start of a cell that a spreadsheet takes for a formula.
STARTS = ("=", "+", "-", "@", "\t", "\r")
_MARK = "'"


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would take this text for a formula."""
    return cell.startswith(STARTS)


def harmless(cell: str) -> str:
    """The text as a cell of an export: what looks like a formula gets a mark, which spreadsheets know."""
    return _MARK + cell if is_formula(cell) else cell


def meant(cell: str) -> str:
    """The text that `harmless` was given."""
    return cell[1:] if cell.startswith(_MARK) and is_formula(cell[1:]) else cell
