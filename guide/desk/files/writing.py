"""Tables as files that are written whole or not at all; no text in them runs in a spreadsheet."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from guide.book.exchange.formulas import harmless
from guide.book.notices import Notice
from guide.desk.files.parquet import parquet
from guide.desk.files.pieces import FileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    import pandas as pd

#: Endings of tables that can be written.
WRITES = (".csv", ".jsonl", ".xlsx", ".parquet")


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A file beside another, which takes its place once everything is written; what fails leaves nothing behind."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        os.replace(part, path)  # noqa: PTH105 (the same in one word)
    finally:
        part.unlink(missing_ok=True)


def ensure(path: Path) -> None:
    """FileError if no table can be written under this name."""
    if path.suffix.lower() not in WRITES:
        raise FileError(Notice("cli.file.ends", ends=", ".join(WRITES)))


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame by the ending of its name; text that a spreadsheet would take for a formula is guarded."""
    ensure(path)
    with whole(path) as part:
        _WRITERS[path.suffix.lower()](frame, part)


def as_csv(frame: pd.DataFrame) -> bytes:
    """A frame as the CSV that a browser saves."""
    text: str = guarded(frame).to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def guarded(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame in which no text begins like a formula; moments are text in Beijing time."""
    import pandas as pd

    def plain(column: pd.Series[Any]) -> pd.Series[Any]:
        """One column; most have few texts, so each is looked at once."""
        if isinstance(column.dtype, pd.DatetimeTZDtype):
            return column.dt.strftime("%Y-%m-%dT%H:%M")
        if isinstance(column.dtype, pd.CategoricalDtype):
            return column
        if pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_bool_dtype(column.dtype):
            return column
        try:
            places, texts = pd.factorize(column, use_na_sentinel=True)
        except TypeError:  # a list, or something else that no cell can hold
            places, texts = pd.factorize(column.map(str, na_action="ignore"), use_na_sentinel=True)
        safe = np.array([*map(_harmless, texts), None], dtype=object)
        return pd.Series(safe[places], index=column.index) if list(safe[:-1]) != list(texts) else column

    return pd.DataFrame({_harmless(name): plain(column) for name, column in frame.items()})


def _harmless(cell: object) -> object:
    return harmless(cell) if isinstance(cell, str) else cell


def _csv(frame: pd.DataFrame, path: Path) -> None:
    guarded(frame).to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")


def _xlsx(frame: pd.DataFrame, path: Path) -> None:
    with path.open("wb") as file:
        guarded(frame).to_excel(file, index=False, engine="openpyxl")


def _json_lines(frame: pd.DataFrame, path: Path) -> None:
    frame.to_json(path, orient="records", lines=True, force_ascii=False, date_format="iso")


def _to_parquet(frame: pd.DataFrame, path: Path) -> None:
    parquet()
    frame.to_parquet(path, index=False)


_WRITERS: Mapping[str, Callable[[Any, Path], None]] = {
    ".csv": _csv, ".xlsx": _xlsx, ".jsonl": _json_lines, ".parquet": _to_parquet,
}  # fmt: skip
