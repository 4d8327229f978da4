"""The words that name a number: they go with it, so that the sentence still reads."""

from __future__ import annotations

import re

from guide.reading.guard.model import Passage

_WHOSE = (
    r"(?:(?:我|你|他|她)?(?:的|们的|本人的?|自己的?|室友的?|邻居的?|同事的?|朋友的?|家人的?|妈妈的?|爸爸的?)?"
    r"|(?<![a-z])(?:my|the|his|her|your|our)(?: neighbou?r's| room-?mate's| colleague's)? )"
)
_NAME = (
    r"(?:收款|退款)?(?:身份证件?|证件|银行卡|信用卡|储蓄卡|卡|账户|账|验证码|取件码|取货码|密码|口令)(?:号码?)?"
    r"|(?<![a-z])(?:id(?: card)?|identity(?: card)?|(?:bank |credit |debit )?card|account|verification code|pickup code"
    r"|passcode|password|pin)(?: (?:number|no\.?|code))?"
)
_IS = r"(?: ?(?:是|为|:| is) ?| ?)"
_NAMED = re.compile(rf"{_WHOSE}(?P<names>(?:{_NAME})(?:{_IS}(?:{_NAME}))?)(?P<link>{_IS})$")
_EDGE = re.compile(r"[,.;!?、。，；！？\n()（）]")
_TO = re.compile(r"(?:[退打转汇存][\u4e00-\u9fff]{0,4}|[到至进]|(?<![a-z])(?P<to>(?:on|in)?to )) ?$")
_REACH = 40


def named_number(text: str, start: int, end: int) -> Passage:
    """Widen a number to the words that name it ("my card 62…").

    `instead` is empty where the whole passage can be taken out, and None where the row's rewrite must replace it
    ("transfer it to card …").
    """
    named = _NAMED.search(text, max(0, start - _REACH), start)
    if named is None:
        return Passage(start, end)
    before = _EDGE.split(text[max(0, named.start() - _REACH) : named.start()])[-1].strip()
    to = _TO.search(text, max(0, named.start() - _REACH), named.start())
    if to is not None:
        return Passage(to.start("to") if to["to"] else named.start(), end)
    if before and not re.search(r"\d[\dx-]*$", before):  # 「我把验证码 482913 发给您」: only the number goes
        gap = text.startswith(" ", end) and not text[named.start("link") - 1].isascii()
        return Passage(named.start("link"), end + gap, "")
    bare = text[: named.start()].endswith("(") and text.startswith(")", end)  # no brackets round nothing
    return Passage(named.start() - bare, end + bare, "")
