"""The details of a line: telephones and whose they are, the place, the pickup point, an announced update."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from guide.engine.case import BEIJING
from guide.reading.tracking.model import Phone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guide.reading.tracking.rules.content import TrackingRules

_PHONE = re.compile(
    r"(?<![\d*a-z.-])(?:1[3-9][\d*]{9}|0\d{2,3}-?[\d*]{7,8}|\*{3,4}-?[\d*]{7,8}|[48]00-?[\d*]{3,4}-?[\d*]{3,4})(?![\d*])"
)
_HOTLINE = re.compile(r"(?:热线|电话|致电|拨打|客服) ?[:为]? ?(9[56]\d{3}|1[12]\d{3})(?!\d)")
#: What every telephone number holds.
DIGITS = re.compile("[0-9*]{3}")
_NEAR = 14  # signs before a number in which a word may say whose it is
_CODE = re.compile(
    r"(?:取[件货]码|提货码|取件密码|提取码|验证码) ?[\"'【]? ?[:为是]? ?[\"'【]? ?([a-z0-9][a-z0-9-]{1,14})"
)
_BRACKETS = re.compile(r"[【\[]([^【】\[\]]{1,40})[】\]]")
_CITY = re.compile(r"[\u4e00-\u9fff]{2,8}(?:省|市|州|区|县)")
_AT = re.compile(r"(?:已到达|到达|离开|已从|从) ?([\u4e00-\u9fffa-z0-9()-]{2,24})")
_STOPS = frozenset(",。!?:;*")
_HEAD = re.compile(r"^([\u4e00-\u9fffa-z0-9()-]{2,24}?)(?: |的|已|进行|,)")
_TAILS = ("已发往", "发往", "已发出", "发出", "已收入", "准备", "下一站", "上一站", "已揽收", "已到达")
_UPDATE = re.compile(
    r"(?:预计|将) ?(?:将|会)?(?:在|于)? ?【?"
    r"(?:(?:(?P<year>20\d\d)年)?(?P<month>1[0-2]|0?[1-9])月)?(?P<day>3[01]|[12]\d|0?[1-9])[日号]?"
    r"(?P<part>凌晨|早上|上午|中午|下午|傍晚|晚上|晚间)?(?P<hour>2[0-3]|[01]?\d)?(?:[:点时](?P<minute>[0-5]\d)?分?)?"
    r"(?:前|左右|之前)?】?[^。;!]{0,12}更新"
)
#: The end of a part of the day: an update announced for the evening is late only when the evening is over.
_ENDS = {"凌晨": 6, "早上": 10, "上午": 12, "中午": 14, "下午": 18, "傍晚": 20, "晚上": 24, "晚间": 24}


def phones(text: str, folded: str, rules: TrackingRules, usual: str) -> Iterator[Phone]:
    """Telephones of one line in their order; `usual` is the kind of a number where no word says whose it is."""
    spots = [(m.start(), m.end()) for m in _PHONE.finditer(folded)]
    spots += [m.span(1) for m in _HOTLINE.finditer(folded)]
    last, kind = -_NEAR, usual
    for start, end in sorted(spots):
        before = folded[max(0, last, start - _NEAR) : start]
        words = list(rules.near.finditer(before))
        if words:
            kind = words[-1].lastgroup or usual  # the nearest word says whose it is
        elif start - last > 3:  # a number this close is the second of “one or the other”
            kind = usual
        last = end
        yield Phone(text[start:end], "masked" if "*" in folded[start:end] else kind)


def pickup_code(folded: str) -> str | None:
    """The pickup code, masked but for its first sign: enough to recognise it, useless to anyone else."""
    match = _CODE.search(folded)
    if not match or not any(sign.isdigit() or sign == "*" for sign in match[1]):
        return None
    code = match[1].upper().strip("-")
    return code[0] + re.sub(r"[A-Z0-9]", "*", code[1:])


def place(folded: str, given: str) -> str | None:
    """The place where a line was written: a name in brackets that is no city, else the name behind “arrived”, else
    `given` (the place of the record) or the city in brackets, else the name at the start of the line.
    """
    named: list[str] = [inner.strip() for inner in _BRACKETS.findall(folded)]
    named = [n for n in named if len(n) <= 30 and _STOPS.isdisjoint(n)]
    for name in named:
        if not _CITY.fullmatch(name) and not name.isdigit():
            return name
    match = _AT.search(folded)
    if match:
        name = match[1]
        for tail in _TAILS:
            name = name.partition(tail)[0]
        if len(name) >= 2:
            return name
    if named or given:
        return (given or named[0])[:30]
    match = _HEAD.match(folded)
    return match[1] if match and any(sign in match[1] for sign in ("公司", "中心", "部", "站", "市")) else None


def pickup_name(folded: str, rules: TrackingRules) -> str | None:
    """The name of the station or locker: the bracket that holds such a word, else the words around it."""
    words = rules.keys.get("place_word", ())
    for inner in _BRACKETS.findall(folded):
        if any(word in inner for word in words):
            return str(inner).strip()[:40]
    for word in words:
        at = folded.find(word)
        if at >= 0:
            start = at
            while start and at - start < 20 and (folded[start - 1].isalnum() or folded[start - 1] in "·-()"):
                start -= 1
            name = folded[start : at + len(word)]
            for lead in rules.keys.get("place_lead", ()):
                at_lead = name.rfind(lead)
                if 0 <= at_lead < len(name) - len(lead) - 1:
                    name = name[at_lead + len(lead) :]
            return name.strip(" :")[:40] or None
    return None


def next_update(folded: str, scanned: datetime | None, now: datetime) -> datetime | None:
    """The moment by which the courier announced the next update; None where there is no such announcement."""
    match = _UPDATE.search(folded)
    if not match:
        return None
    base = scanned or now
    year, month, day = int(match["year"] or base.year), int(match["month"] or base.month), int(match["day"])
    hour = _ENDS.get(match["part"] or "", 24)
    minute = 0
    if match["hour"]:
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        hour += 12 if match["part"] in ("下午", "傍晚", "晚上", "晚间") and hour < 12 else 0
    for _ in range(2):
        try:
            at = datetime(year, month, day, tzinfo=BEIJING) + timedelta(hours=hour, minutes=minute)
        except (ValueError, OverflowError):
            return None
        if at >= base - timedelta(days=1):
            return at - timedelta(seconds=1) if hour == 24 else at
        if match["month"]:
            year += 1
        else:
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return None
