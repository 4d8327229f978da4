"""A stranger's picture, decoded in a process without rights."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

from guide.book.notices import Notice
from guide.cases.exhibits.arrival import RefusedFileError, raw
from guide.cases.exhibits.model import Kept
from guide.reading.apart import Apart, ApartError, NoTurnError, apart

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guide.cases.exhibits.arrival import Decode
    from guide.cases.exhibits.content import Limit


@contextmanager
def decoder() -> Iterator[Decode]:
    """The same as `arrival.picture`, whatever a file does to the decoder; it is begun with the first picture."""
    with apart("guide.cases.exhibits") as process:
        yield lambda data, media, limits: _picture(process, data, media, limits)


def _picture(process: Apart, data: bytes, media: str, limits: Mapping[str, Limit]) -> Kept:
    head = json.dumps({"media": media, "limits": dict(limits)}).encode()
    try:
        first, _, content = process.ask(head + b"\n" + data).partition(b"\n")
        answer = json.loads(first)
        notice = Notice(answer.pop("refused"), **answer) if "refused" in answer else None
        if notice is None:
            exhibit = raw(answer["media"], content, tuple(answer["size"]))
            return Kept(exhibit, notes=tuple(answer["notes"]), looks=answer["looks"])
    except NoTurnError as error:
        raise RefusedFileError(Notice("exhibit.refused.busy")) from error
    except (ApartError, ValueError, LookupError, TypeError) as error:  # a decoder that was taken over says anything
        raise RefusedFileError(Notice("exhibit.refused.truncated")) from error
    raise RefusedFileError(notice)
