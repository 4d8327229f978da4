"""Detectors of numbers, addresses and times, which a list of words cannot find.

Each pattern is bounded, so reading takes linear time. A detector takes the folded text and its occasion, and yields
the passages to mend.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guide.engine.drafts import MONTHS
from guide.reading.guard.model import Passage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guide.reading.guard.model import Occasion

#: Full-width letters and digits, quotes and dashes -> plain ones, one to one.
_FOLD = {
    **{0xFF01 + n: 0x21 + n for n in range(94)},
    0x3000: 0x20,
    0x2019: 0x27,
    0x2018: 0x27,
    0x2014: 0x2D,
    0x2013: 0x2D,
}


def fold(text: str) -> str:
    """Fold a text for searching: one width, small letters, its length unchanged."""
    small = text.lower()
    if len(small) != len(text):  # a few letters become two
        small = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return small.translate(_FOLD)


CLAUSE = re.compile(r"[,.;!?。，；！？\n]")
_OTHERS = re.compile(
    r"快递员|快递小哥|小哥|派送员|派件员|骑手|师傅|代收的|楼下|楼上|快递站|驿站|邻居|室友|同事|保安|前台|门卫|房东|老板|家人|他的|她的"
    r"|courier|driver|neighbou?r|room-?mate|colleague|guard|landlord|his |her "
)
_MINE = re.compile(r"我的|打我|联系我|本人|my (?:phone|number|mobile|address|place)|call me|reach me")


def _about_others(text: str, start: int, end: int) -> bool:
    """Whether the words around a passage are about somebody else."""
    before = " ".join(CLAUSE.split(text[max(0, start - 30) : start])[-2:])
    after = CLAUSE.split(text[end : end + 12])[0]
    around = before + after
    mine = [m.end() for m in _MINE.finditer(before)]
    others = [m.end() for m in _OTHERS.finditer(around)]
    return bool(others) and max(mine, default=-1) < max(others)


_MOBILE = re.compile(r"(?<![\da-z])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![\da-z])")
_LANDLINE = re.compile(r"(?<![\da-z])0\d{2,3}[ -]\d{7,8}(?![\da-z])")


def _phones(text: str, occasion: Occasion) -> Iterator[tuple[int, int]]:
    for pattern in (_MOBILE, _LANDLINE):
        for m in pattern.finditer(text):
            if fold(occasion.facts.order_no or "") != m[0]:
                yield m.span()


def phone_third(text: str, occasion: Occasion) -> Iterator[Passage]:
    """Telephone numbers of other people: known by the words around them, or the courier's."""
    courier = re.sub(r"\D", "", occasion.facts.courier_phone or "-")
    for start, end in _phones(text, occasion):
        if _about_others(text, start, end) or (courier and re.sub(r"\D", "", text[start:end]).endswith(courier)):
            yield Passage(start, end)


def phone_own(text: str, occasion: Occasion) -> Iterator[Passage]:
    """All other telephone numbers."""
    others = {f.start for f in phone_third(text, occasion)}
    yield from (Passage(s, e) for s, e in _phones(text, occasion) if s not in others)


_BUILDING = re.compile(
    r"[\u4e00-\u9fff]{1,8}(?:路|街|大道|巷|弄|胡同|村|小区|花园|苑|公寓|大厦) ?\d{1,5} ?(?:弄|号|栋|幢|座|楼)"
    r"(?:院|楼)?[ ,]?(?:\d{1,4} ?(?:号楼|栋|幢|座|单元|楼)[ ,]?){0,3}(?:\d{2,5} ?[室号户]?)?"
    r"|\d{1,4} ?(?:号楼|栋|幢|座|单元)[ ,]?(?:\d{1,3} ?(?:单元|楼|层)[ ,]?)?\d{2,5} ?[室户号]?"
    r"|(?<![\da-z])\d{1,5} (?:[a-z]{2,15} ){1,3}(?:street|road|avenue|lane|st|rd|ave)(?![a-z])"
    r"|(?<![a-z])(?:room|flat|apartment|apt) ?\d{1,5}(?!\d)"
)


_LEAD = re.compile(r".*?(?:住在|地址是|地址|寄到|送到|住|在|到)(?=.*\d)")


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    for m in _BUILDING.finditer(text):
        lead = _LEAD.match(m[0])
        yield m.start() + (lead.end() if lead else 0), m.end()


def address_third(text: str, occasion: Occasion) -> Iterator[Passage]:
    """Addresses of other people."""
    yield from (Passage(s, e) for s, e in _addresses(text) if _about_others(text, s, e))


def address_own(text: str, occasion: Occasion) -> Iterator[Passage]:
    """All other addresses."""
    yield from (Passage(s, e) for s, e in _addresses(text) if not _about_others(text, s, e))


_ID = re.compile(r"(?<![\da-z])\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx](?![\da-z])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _ids(text: str) -> Iterator[tuple[int, int]]:
    """Resident identity numbers: with the right check digit, or behind a word for them."""
    for m in _ID.finditer(text):
        total = sum(int(digit) * weight for digit, weight in zip(m[0], _WEIGHTS, strict=False))
        named = re.search(r"身份证|证件号|\bid\b", text[max(0, m.start() - 12) : m.start()])
        if named or "10x98765432"[total % 11] == m[0][-1]:
            yield m.span()


def id_third(text: str, occasion: Occasion) -> Iterator[Passage]:
    """Identity numbers of other people."""
    yield from (Passage(s, e) for s, e in _ids(text) if _about_others(text, s, e))


def id_own(text: str, occasion: Occasion) -> Iterator[Passage]:
    """All other identity numbers."""
    yield from (Passage(s, e) for s, e in _ids(text) if not _about_others(text, s, e))


_CARD = re.compile(r"(?<![\da-z])(?:\d{4}[ -]?){3,4}\d{1,7}(?![\da-z])")
_CARD_WORD = re.compile(r"银行卡|卡号|信用卡|储蓄卡|card")
_LUHN = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def card(text: str, occasion: Occasion) -> Iterator[Passage]:
    """Numbers of bank cards: behind a word for them, or with their first digits and check digit."""
    for m in _CARD.finditer(text):
        digits = re.sub(r"\D", "", m[0])
        if not 16 <= len(digits) <= 19 or digits == occasion.facts.order_no:
            continue
        total = sum(_LUHN[int(d)] if odd % 2 else int(d) for odd, d in enumerate(reversed(digits)))
        named = _CARD_WORD.search(text[max(0, m.start() - 20) : m.start()])
        if named or (digits.startswith("62") and total % 10 == 0):
            yield Passage(*m.span())


_CODE = re.compile(r"(?:验证码|取件码|取货码|密码|口令|verification code|pickup code|passcode|password|pin)"
                   r"[^\d,.;。，；\n]{0,6}?(\d[\d-]{3,11}\d)(?![\d:])")  # fmt: skip


def code(text: str, occasion: Occasion) -> Iterator[Passage]:
    """Codes and passwords: known by the word before them."""
    yield from (Passage(*m.span(1)) for m in _CODE.finditer(text))


MONTH_NAMES = [month.lower() for month in MONTHS]
_MONTH = "|".join(f"{m}|{m[:3]}" for m in MONTH_NAMES)
DAY = re.compile(
    rf"(?<!\d)(?:(?P<y>\d{{4}}) ?年 ?)?(?<!\d)(?P<m>1[0-2]|0?[1-9]) ?月 ?(?P<d>3[01]|[12]\d|0?[1-9]) ?[日号]"
    rf"|(?<![\da-z])(?P<d2>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)? (?P<m2>{_MONTH})(?![a-z])(?:,? (?P<y2>20\d\d)(?!\d))?"
    rf"|(?<![a-z])(?P<m3>{_MONTH})\.? (?P<d3>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\da-z])"
    rf"(?:,? (?P<y3>20\d\d)(?!\d))?"
)
_WEEKDAY = "周[一二三四五六日天]|星期[一二三四五六日天]|礼拜[一二三四五六日天]"
_WORDED = f"今天|今晚|今日|明天|明日|明晚|后天|本周|这周|下周|月底|{_WEEKDAY}"
_WHEN = rf"(?:\d{{1,2}} ?月 ?\d{{1,2}} ?[日号]|\d{{1,2}} ?[日号]|{_WORDED}|\d{{1,2}}[:点]\d{{0,2}}分?)"
_NAMED = (
    "today|tonight|tomorrow|noon|monday|tuesday|wednesday|thursday|friday|saturday|sunday|the end|next|this|"
    rf"{_MONTH}|(?:the )?\d|(?:an?|one|two|three|seven) "
)
_DEADLINE = re.compile(
    rf"{_WHEN}[ \d:点分上下中午晚早]{{0,12}}?(?:之?前|以前|之内|内|为止|截止)"
    r"|(?:\d{1,3}|[一二两三四五六七八九十]{1,2}|半) ?(?:个)?(?:小时|天|日|工作日|周|星期)(?:之内|以内|内)"
    rf"|截止(?:到|至)?|最晚|最迟|(?<![a-z])(?:by|before|until|no later than|within) (?:{_NAMED})"
)


def deadline(text: str, occasion: Occasion) -> Iterator[Passage]:
    """Times by which something is asked for."""
    yield from (Passage(*m.span()) for m in _DEADLINE.finditer(text))


_LINE = re.compile("_{3,}")


def line(text: str, occasion: Occasion) -> Iterator[Passage]:
    """The first blank line to be filled in by hand; one hit is enough for all of them."""
    yield from (Passage(*m.span()) for m in [_LINE.search(text)] if m)


BY_NAME: dict[str, Callable[[str, Occasion], Iterator[Passage]]] = {
    "phone.third": phone_third, "phone.own": phone_own, "address.third": address_third, "address.own": address_own,
    "id.third": id_third, "id.own": id_own, "card": card, "code": code, "deadline": deadline, "line": line,
}  # fmt: skip
