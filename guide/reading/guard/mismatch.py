"""Detectors of a mismatch with the case: another order, sum or day, goods said to have come.

As in `detect`, each pattern is bounded, so reading takes linear time.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from guide.engine.case import BEIJING, read_sum
from guide.engine.drafts import say_day
from guide.reading.guard.detect import CLAUSE, DAY, MONTH_NAMES, fold
from guide.reading.guard.model import Passage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guide.reading.guard.model import Occasion

_ORDER = re.compile(
    r"(?:(?:订单(?:编)?号(?:码)?|order (?:number|no\.?|id)|order ?#)"
    r"[^\da-z\n后尾末]{0,4}(?:是|为|is)?[^\da-z\n后尾末]{0,3}([a-z]{0,3}\d[\da-z-]{2,30})"
    r"|(?:订单|order)[ :]{0,2}(p\d[\da-z-]{2,30}|\d{10,30}))"
    r"(?![\da-z-])(?!\.\d)(?! ?[年月日点元个件单])"
)


def order(text: str, occasion: Occasion) -> Iterator[Passage]:
    """Order numbers other than the case's."""
    ours = occasion.facts.order_no
    for m in _ORDER.finditer(text) if ours else ():
        if (m[1] or m[2]) != fold(ours or ""):
            yield Passage(*m.span(m.lastindex or 0), ours)


_AMOUNT = re.compile(
    r"(?<![\da-z])(?<!\d[.,])[¥￥]? ?(\d{1,9}(?:,\d{3}){0,2}(?:\.\d{1,4})?)(?![\da-z]|[.,]\d) ?(元|块|圆|yuan|rmb|cny)?"
)
_OF_REFUND = (
    re.compile(
        r"(?:退款|退还|退回|退给我|退我|货款|付款|付了|支付|实付|全款|全额|金额|价款"
        r"|refund|paid|payment|my money|price)[^\d,.;。，；\n]{0,12}$"
    ),
    re.compile(r"^ ?(?:的?(?:退款|货款|全款)|(?:退还|退回|退给|退我|全退|全额|都退)|back|refund)"),
)
_RIGHT_AFTER = re.compile(r"(?:退款|退还|退回|退给我|退我|付款|付了|实付) ?$")
_NO_MONEY = re.compile(r" ?[天日周月年号点次个小分人件单成%:~/至到-]")
_OTHER_SUM = re.compile(
    r"只|才|部分|一半|补偿|赔|运费|邮费|差价|红包|优惠|券|手续费|诉讼费|only|part|postage|shipping|fee|coupon"
)


def amount(text: str, occasion: Occasion) -> Iterator[Passage]:
    """Sums to be refunded, or paid, other than the case's: what was paid, and what is asked for."""
    ours, asked = read_sum(occasion.facts.amount), read_sum(occasion.facts.sum_asked)
    known = {float(each) for each in (ours, asked) if each}
    for m in _AMOUNT.finditer(text) if ours else ():
        before, after = text[max(0, m.start() - 30) : m.start()], text[m.end() : m.end() + 10]
        bare = _RIGHT_AFTER.search(before) and not _NO_MONEY.match(after)
        named = _OF_REFUND[0].search(before) or _OF_REFUND[1].search(after)
        if not (m[2] or m[0][0] in "¥￥" or bare) or not named or _OTHER_SUM.search(CLAUSE.split(before)[-1]):
            continue
        if float(m[1].replace(",", "")) not in known:
            yield Passage(*m.span(1), ours)


_GOODS = "(?:货物|货品|货|包裹|快递|快件|东西|商品|订单|宝贝|这一单|这单)"
_SINCE = (
    r"(?:本人|自己|已经|已|都|也|就|全|今天|昨天|前天|昨晚|今早|早上|上午|中午|下午|晚上|刚才|刚刚|刚|早就|现在|终于"
    r"|\d{1,2}|[月日号点: ]){0,8}"
)
_GOT = "(?:收到|取到|拿到|领到)"
_TOOK = "(?:签收|收下|取走|取回|拿走|领走|领回|取|拿|领)"
_END = r"(?=$|[,.;!。，；！\n])"
_RECEIVED = re.compile(
    rf"{_GOODS}{_SINCE}(?:我们?{_SINCE})?{_GOT}(?:了|过|啦|{_END})"
    rf"|{_GOODS}{_SINCE}我们?{_SINCE}{_TOOK}(?:了|过|啦)"
    rf"|(?:我们?|(?:^|(?<=[,.;!。，；！\n]))(?=已|昨|今天|前天|刚)){_SINCE}(?:(?:从|在|去)[\u4e00-\u9fff]{{1,6}}?)?(?:(?:{_GOT}|签收|收下)(?:了|过)?|{_TOOK}了)"
    rf"(?:这个|那个|我的|你们寄的|您寄的)?{_GOODS}(?!了?[后之以前时的才再款短信消通公员号图照再])"
    rf"|(?P<bare>(?:^|(?<=[,.;!。，；！\n]))我{_SINCE}(?:{_GOT}了|签收了?|取件了|取走了){_END})"
    rf"|{_GOODS}(?:已经|已)?(?:在我手里|在我手上|在我这里|到我手里)"
    r"|(?<![a-z])(?:i|we)(?: have|'ve)?(?: already| now| finally| just)? (?:received|got|collected|picked up|signed"
    r" for) (?:the|my|this|your) (?:goods|parcel|package|item|order|delivery)(?! (?:number|code|photo|slip|notice))"
    r"|(?:the|my) (?:goods|parcel|package|item|order)(?: has| have)?(?: already| now| finally)?"
    r" (?:arrived(?! (?:at|in) (?!my ))|reached me|came (?:yesterday|today|this|last|on))"
)
_REPORTED = re.compile(
    r"说|称|显示|写着|标|认为|以为|证明|证据|提供|物流|页面|系统|状态|短信|通知|问|如果|要是|假如|若|万一|等|直到|是否"
    r"|没|未|不|别|谁|他|她|家人|邻居|快递员|物业"
    r"|(?<![a-z])(?:says?|said|shows?|claims?|tells?|told|if|once|when|until|after|before|not|never|whether|unless|marked)"
)
_ANSWERED = re.compile(r"消息|回复|短信|退款|钱|补偿|截图|通知|电话|邮件|码")
_CAME = frozenset({"wrong_goods", "empty_parcel", "part_missing", "pieces_missing"})


def received(text: str, occasion: Occasion) -> Iterator[Passage]:
    """Admissions that the goods have come; none where the case says so too."""
    if occasion.facts.complaint in _CAME or occasion.standing.outcome in ("received", "both"):
        return
    for m in _RECEIVED.finditer(text):
        before, after = CLAUSE.split(text[max(0, m.start() - 30) : m.start()]), CLAUSE.split(text[m.end() :], 1)[0]
        asked = text[m.end() + len(after) :][:1] == "?" or re.search(r"吗|没有|后|之前|再|时|才", after[:12])
        other = m["bare"] and _ANSWERED.search(" ".join(before[-2:]))
        if not (_REPORTED.search(before[-1]) or asked or other):
            yield Passage(*m.span())


#: How far off a day without a year still is the nearest one.
_NEAR = timedelta(days=90)


def _days(m: re.Match[str], now: datetime) -> list[date]:
    """The days that a match can mean: without a year, that of the last, this and the next one."""
    named = m["m2"] or m["m3"]
    month = next(n for n, name in enumerate(MONTH_NAMES, 1) if name.startswith(named[:3])) if named else int(m["m"])
    day = int(m["d"] or m["d2"] or m["d3"])
    year_written, days = m["y"] or m["y2"] or m["y3"], []
    for year in (int(year_written),) if year_written else (now.year - 1, now.year, now.year + 1):
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    return days


def _likely(days: list[date], today: date) -> date | None:
    """The day that is meant: the nearest, but one that is months away is of this year, as our own drafts write it."""
    nearest = min(days, key=lambda day: abs(day - today), default=None)
    if nearest is None or abs(nearest - today) <= _NEAR:
        return nearest
    return next((day for day in days if day.year == today.year), nearest)


#: For each day of a case: patterns for the words right behind and right before it that name it.
_BESIDE = (
    (
        "paid_at",
        re.compile(r"^.{0,4}?(?:下的?单|付的?款|拍的|买的)"),
        re.compile(r"(?:下单|付款|placed|paid|ordered)[^\d,，。？?\n]{0,8}$"),
    ),
    ("last_scan", None, re.compile(r"(?:最后一次更新|最后更新|停在|last updated?)[^\d,，。？?\n]{0,8}$")),
    (
        "contacted_at",
        re.compile(r"^[ \d:]{0,7}(?:第一次)?联系"),
        re.compile(r"(?:first contacted the seller|contacted you)[^\d,，。]{0,4}$"),
    ),
)


def _day_of_case(name: str, occasion: Occasion) -> date | None:
    at: datetime | None = getattr(occasion.facts, name, None) or getattr(occasion.standing, name, None)
    return at.astimezone(BEIJING).date() if at else None


def wrong_date(text: str, occasion: Occasion) -> Iterator[Passage]:
    """Days that contradict the case: of the order, the last scan, the first contact."""
    for m in DAY.finditer(text):
        written = _days(m, occasion.now)
        before, after = text[max(0, m.start() - 36) : m.start()], text[m.end() : m.end() + 14]
        for name, behind, ahead in _BESIDE:
            ours = _day_of_case(name, occasion)
            beside = ahead.search(before) or (behind and behind.search(after))
            if beside and ours and written and ours not in written:
                yield Passage(*m.span(), say_day("zh" if m["m"] else "en", ours, occasion.now))
                break


_PUSH = re.compile(r"^[ ,\d:点分上下中午晚早]{0,12}?(?:之?前|以前|为止|截止)")
#: A day that was named or agreed before, which may well have passed; “as agreed” before it asks for it all the same.
_NAMED = re.compile(
    r"页面|承诺|(?<!我)(?:说|答应)[^，,。\n]{0,4}$|(?<!按)约定(?:的?是|了|在)? ?$"
    r"|promised|page|(?:said|named|agreed|was to ship|which was)[^,.\n]{0,12}$"
)
_HAS_PASSED = re.compile(r"^[^。.;\n]{0,24}?(?:已经过了|has passed)")
_PULL = re.compile(r"(?:by|before|until|no later than) (?:the )?$")


def past(text: str, occasion: Occasion) -> Iterator[Passage]:
    """Days to answer by that have passed, and of which the text does not say so."""
    today = occasion.now.astimezone(BEIJING).date()
    for m in DAY.finditer(text):
        written = _likely(_days(m, occasion.now), today)
        asked = _PUSH.search(text[m.end() : m.end() + 16]) or _PULL.search(text[max(0, m.start() - 20) : m.start()])
        if asked and written and written < today:
            if _NAMED.search(text[max(0, m.start() - 24) : m.start()]) or _HAS_PASSED.search(
                text[m.end() : m.end() + 40]
            ):
                continue
            yield Passage(
                *m.span(),
                say_day("zh" if m["m"] else "en", occasion.now.astimezone(BEIJING) + timedelta(days=1), occasion.now),
            )


BY_NAME: dict[str, Callable[[str, Occasion], Iterator[Passage]]] = {
    "order": order, "amount": amount, "received": received, "date": wrong_date, "past": past,
}  # fmt: skip
