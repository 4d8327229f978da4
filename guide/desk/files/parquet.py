"""Tables in Parquet, where pyarrow is installed; answers from a fixed set stay codes from file to file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from guide.book.notices import Notice
from guide.cases.table import TableError
from guide.desk.files.pieces import CODED, KNOWN, PIECE, FileError, Piece, noticed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def of_parquet(source: BinaryIO, renamed: Mapping[str, str], size: int) -> Iterator[Piece]:
    """Parquet piece by piece."""
    at, module = 2, parquet()
    for batch in batches(source, renamed, size):
        frame = batch.to_pandas()
        yield Piece(frame, np.arange(at, at + len(frame)), noticed(list(frame.columns)) if at == 2 else ())
        at += len(frame)
    if at == 2:  # only a header
        frame = module.read_schema(source).empty_table().to_pandas().rename(columns=dict(renamed))
        yield Piece(frame, (), noticed(list(frame.columns)))


def batches(source: BinaryIO, renamed: Mapping[str, str], size: int = PIECE) -> Iterator[Any]:
    """Parquet as Arrow has it, some rows at a time; answers from a fixed set stay codes with their words."""
    module = parquet()
    from pyarrow import ArrowInvalid, types

    try:
        schema = module.read_schema(source)
        names = [renamed.get(name, name) for name in schema.names]
        if not set(names) & set(KNOWN):
            raise TableError(Notice("fault.cases.head"))
        kinds = dict(zip(names, schema.types, strict=True))
        if nested := next((name for name in KNOWN if name in kinds and types.is_nested(kinds[name])), ""):
            raise TableError(Notice("fault.desk.nested", column=nested))
        coded = [field.name for field, name in zip(schema, names, strict=True)
                 if name in CODED and (types.is_string(field.type) or types.is_large_string(field.type))]  # fmt: skip
        for batch in module.ParquetFile(source, read_dictionary=coded).iter_batches(batch_size=size, use_threads=False):
            yield batch.rename_columns(names)
    except (ArrowInvalid, OSError) as error:
        raise TableError(Notice("fault.desk.parquet.broken")) from error


def parquet() -> Any:
    """The module that reads and writes Parquet; FileError where it is not installed."""
    try:
        from pyarrow import parquet as module
    except ImportError as error:
        raise FileError(Notice("fault.desk.parquet")) from error
    return module
