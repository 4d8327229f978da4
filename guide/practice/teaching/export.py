"""The records of practice for other programs: a table as CSV, and xAPI statements; in both a person is a sign."""

from __future__ import annotations

import csv
import io
import json
import uuid
from datetime import UTC
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from guide.book.exchange.formulas import harmless
from guide.practice.exercises.exercise import BEST, HARMFUL, NOT_YET, POSSIBLE
from guide.practice.learning.mastery import Record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SCORES = {BEST: 1.0, POSSIBLE: 0.5, NOT_YET: 0.0, HARMFUL: -1.0, "seen": 0.0}
#: Names of our own that point nowhere: no other host is ever asked. A home page has to be an address, so it is one
#: under a name that is reserved for addresses that do not exist.
_HERE, _HOME = "urn:parcel-guide:practice", "https://parcel-guide.invalid/class"
_VERBS = {
    "answered": "http://adlnet.gov/expapi/verbs/answered",
    "experienced": "http://adlnet.gov/expapi/verbs/experienced",
}


def to_csv(records: Mapping[str, Sequence[Record]]) -> bytes:
    """A row an answer, in UTF-8 with a mark, so that a spreadsheet reads the Chinese."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["person", *Record._fields])
    for sign, answers in records.items():
        table.writerows(
            [harmless(sign), record.at.astimezone(UTC).isoformat(), *map(harmless, record[1:])] for record in answers
        )
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def to_xapi(records: Mapping[str, Sequence[Record]]) -> bytes:
    """The answers as xAPI 1.0.3 statements."""
    statements = [_statement(sign, record) for sign, answers in records.items() for record in answers]
    return json.dumps(statements, ensure_ascii=False, indent=1).encode()


def _statement(sign: str, record: Record) -> dict[str, Any]:
    verb = "experienced" if record.level == "seen" else "answered"
    at = record.at.astimezone(UTC).isoformat(timespec="milliseconds")
    activity = ":".join([_HERE, *(quote(text, safe="") for text in (*record.case.split("/"), record.kind))])
    statement: dict[str, Any] = {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{sign} {at} {activity}")),
        "actor": {"objectType": "Agent", "account": {"homePage": _HOME, "name": sign}},
        "verb": {"id": _VERBS[verb], "display": {"en": verb}},
        "object": {
            "objectType": "Activity",
            "id": activity,
            "definition": {"type": "http://adlnet.gov/expapi/activities/interaction", "name": {"en": record.rule}},
        },
        "timestamp": at,
        "version": "1.0.3",
    }
    if verb == "answered":
        statement["result"] = {
            "score": {"scaled": _SCORES[record.level]}, "success": record.level == BEST, "completion": True,
            "response": record.chosen,
        }  # fmt: skip
        statement["context"] = {
            "extensions": {f"{_HERE}:{n}": getattr(record, n) for n in ("skill", "rung", "edition")}
        }
    return statement
