"""Cases, pieces of evidence and counted tables that the tests of several rooms share."""

from datetime import timedelta
from hashlib import sha256
from struct import pack
from typing import Any
from zlib import compress, crc32

from strategies import NOW

from guide import Case, Event, Facts
from guide.cases.exhibits.model import Exhibit
from guide.engine.journal import in_order
from guide.map.traffic import Traffic

FACTS: dict[str, Any] = {
    "order_found": "yes", "address": "right", "phone": "right", "recipient": "right", "origin": "domestic",
    "tracking": "delivered", "signer": "station", "consent": "no", "ask_family": "not_there",
    "ask_roommates": "nobody", "ask_front_desk": "nobody", "pickup_point": "not_there", "courier": "cannot_say",
    "phone_reachable": "yes", "order_no": "P2026110500417", "item": "手工陶瓷杯两只", "amount": "168.00",
    "demand": "refund", "paid_at": NOW - timedelta(days=20), "last_scan": NOW - timedelta(days=16),
    "held": frozenset({"order_shot", "tracking_shot", "chat_shot"}),
}  # fmt: skip
COURSE = ("seller_contacted", "none", 14), ("seller_replied", "refused", 13), ("platform_applied", "none", 6)


def a_case(*more: tuple[str, str, int], **facts: Any) -> Case:
    """A case of somebody whose parcel was left at a station, now with the platform."""
    journal = [Event(event, NOW - timedelta(days=days), reply) for event, reply, days in (*COURSE, *more)]
    return Case(Facts(**{**FACTS, **facts}), tuple(journal))


def a_png(width: int = 40, height: int = 80, shade: int = 200) -> bytes:
    """A grey picture, written by hand so that no test needs an image library."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return pack(">I", len(body)) + kind + body + pack(">I", crc32(kind + body))

    rows = b"".join(b"\0" + bytes([shade]) * width for _ in range(height))
    head = pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", compress(rows)) + chunk(b"IEND", b"")


def an_exhibit(number: int = 1, *slots: str, content: bytes | None = None, **parts: Any) -> Exhibit:
    """A piece of evidence; each number gives another one."""
    content = a_png(shade=number % 256) if content is None else content
    given = {"id": f"e{number}", "name": f"截图 {number}.png", "slots": frozenset(slots), "media": "image/png",
             "content": content, "sha256": sha256(content).hexdigest(), "added_at": NOW + timedelta(minutes=number),
             "width": 40, "height": 80}  # fmt: skip
    return Exhibit(**{**given, **parts})


def plain(case: Case) -> tuple[Facts, tuple[Event, ...]]:
    """A case with its events in order, which is all that counts."""
    return case.facts, in_order(case.journal)


def counted(book, rows, now):
    """The traffic of all rows of a table."""
    traffic = Traffic()
    for row in rows:
        traffic.add(book, row, now)
    return traffic
