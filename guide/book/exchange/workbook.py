"""Content folder -> workbook: one sheet a file, every cell as text, so that a spreadsheet changes nothing by itself."""

from __future__ import annotations

import io
from math import ceil
from typing import TYPE_CHECKING

from guide.book.exchange import ExchangeError
from guide.book.exchange.csvfiles import records, sheets
from guide.book.exchange.formulas import is_formula
from guide.book.exchange.model import word_kind
from guide.book.facts import WORDS
from guide.book.languages import LANGUAGES
from guide.book.loader import default_book
from guide.book.notices import Notice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LISTS = "_lists"  # the hidden sheet with the words to choose from
_ABOUT = ("workbook.about", "workbook.rows", "workbook.cells", "workbook.plain", "workbook.check")
_TEXT = "@"  # the number format of a cell that is never a number, a day or a formula
_LONGEST_NAME, _LONGEST_CELL = 31, 32_767  # what a spreadsheet allows
_SPARE = 500  # rows below the last that also offer their words
_NARROW, _WIDE, _LINE = 8, 60, 15  # columns in characters, a line in points


def read_me() -> str:
    """The name of the first sheet."""
    words = default_book().words
    return " ".join(words[lang]["workbook.title"] for lang in words)


def _width(text: str) -> int:
    """The width of a text in letters; a Chinese sign is as wide as two."""
    return max((sum(2 if ord(sign) > 0x2E7F else 1 for sign in line) for line in text.splitlines()), default=0)


def _put(page: Worksheet, row: int, column: int, text: str) -> None:
    """Write one cell as text, whatever it looks like; `=` and `-` must never begin a formula."""
    from openpyxl.utils.exceptions import IllegalCharacterError

    cell = page.cell(row, column)
    if len(text) > _LONGEST_CELL:
        raise ExchangeError(f"{page.title}, row {row}", Notice("fault.book.cell", count=len(text), most=_LONGEST_CELL))
    try:
        cell.value = text or None
    except IllegalCharacterError as error:
        raise ExchangeError(f"{page.title}, row {row}", Notice("fault.book.sign")) from error
    if text:
        cell.data_type = "s"
    cell.number_format = _TEXT
    if is_formula(text):
        cell.quotePrefix = True


def _columns(page: Worksheet, widths: dict[int, int]) -> None:
    """Sizes, and text as the format of whole columns, so that new rows stay text too."""
    from openpyxl.utils import get_column_letter

    for column, width in widths.items():
        dimension = page.column_dimensions[get_column_letter(column)]
        dimension.width = min(max(width + 2, _NARROW), _WIDE)
        dimension.number_format = _TEXT


def _page(page: Worksheet, rows: Sequence[tuple[str, ...]]) -> None:
    """Write all rows; a long text is wrapped in a row that is as high as it needs."""
    from openpyxl.styles import Alignment, Font

    widths: dict[int, int] = {}
    for number, cells in enumerate(rows, start=1):
        for column, text in enumerate(cells, start=1):
            _put(page, number, column, text)
            widths[column] = max(widths.get(column, 0), _width(text))
            page.cell(number, column).alignment = Alignment(wrap_text=_width(text) > _WIDE, vertical="top")
        lines = max((ceil(_width(text) / _WIDE) for text in cells), default=1)
        if lines > 1:
            page.row_dimensions[number].height = _LINE * lines
    for cell in page[1] if rows else ():
        cell.font = Font(bold=True)
    _columns(page, widths)
    page.freeze_panes = "B2"


def _offer(page: Worksheet, header: tuple[str, ...], rows: int, lists: dict[str, str]) -> None:
    """Lists to choose from: suggestions in a condition, which takes `a|b` as well; in other columns the only words."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for number, column in enumerate(header, start=1):
        kind = word_kind(column.removeprefix("if.").removeprefix("then."))
        if not kind or not column.startswith(("if.", "then.", "confidence")):
            continue
        suggests = column.startswith("if.")
        offer = DataValidation("list", formula1=lists[f"if.{kind}" if suggests else kind], allow_blank=True)
        offer.showErrorMessage = not suggests
        letter = get_column_letter(number)
        offer.add(f"{letter}2:{letter}{rows + _SPARE}")
        page.add_data_validation(offer)


def _lists(book: Workbook) -> dict[str, str]:
    """Write the hidden sheet of words; return the range of each list, once with `-` on top for conditions."""
    from openpyxl.utils import get_column_letter

    page = book.create_sheet(LISTS)
    page.sheet_state = "hidden"
    at: dict[str, str] = {}
    for number, (name, words) in enumerate(WORDS.items(), start=1):
        for row, word in enumerate((name, "-", *words), start=1):
            _put(page, row, number, word)
        letter, last = get_column_letter(number), len(words) + 2
        at[f"if.{name}"] = f"'{LISTS}'!${letter}$2:${letter}${last}"
        at[name] = f"'{LISTS}'!${letter}$3:${letter}${last}"
    return at


def to_workbook(folder: Path) -> bytes:
    """Every CSV file of a content folder as one workbook."""
    from openpyxl import Workbook

    book = Workbook()
    first = book.worksheets[0]
    first.title = read_me()
    words = default_book().words
    sentences = [tuple(words[lang][name] for lang in LANGUAGES) for name in ("workbook.title", *_ABOUT)]
    _page(first, sentences)
    lists = _lists(book)
    for name, path in sheets(folder).items():
        if len(name) > _LONGEST_NAME:
            raise ExchangeError(path, Notice("fault.book.name", most=_LONGEST_NAME))
        rows = [record.cells for record in records(folder / path)]
        page = book.create_sheet(name)
        _page(page, rows)
        if rows:
            _offer(page, rows[0], len(rows), lists)
    book.move_sheet(LISTS, len(book.worksheets))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
