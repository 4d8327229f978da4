"""The carriers: recognised by their names, by the codes of providers, and by the shape of their numbers."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from guide.book.languages import LANGUAGES
from guide.reading.tracking.rules.sheets import plain_key, rows_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Set

    from guide.book.book import Book
    from guide.book.faults import Fault

#: The signs of a shape: a digit, a letter, either.
_SHAPE = {"#": r"\d", "?": "[a-z]", "*": "[a-z0-9]"}
#: What may stand beside a carrier's name in a text that names it and nothing else.
_BESIDE = re.compile(
    r"速运|速递|快递|快运|物流|国际|公司|包裹|快件|parcel|package|shipment|运单|单号|号码?|为|承运|来源|express|logistics|carrier|[\W\d_]"
)
_TOKEN = re.compile(r"[a-z0-9]{10,}\*?")
_LONGEST = 24  # signs of a number
_WORD = re.compile("[a-z0-9]+")
_GROUP = "of_"  # what the name of a group begins with, as an id may begin with a digit
_NAMED = re.compile(
    r"(?:快件|包裹|邮件|运单|快递|(?<!订)单)(?:号码?)?(?:为|是)? ?[:(\[【#]? ?(?P<number>\d{12,22})(?![\d*])"
    r"|\b(?:parcel|package|shipment|tracking|consignment|colis|sendung|paket|envio|paquete|spedizione|encomenda|przesylka"
    r"|посылка|отправление|พัสดุ)(?: (?:no\.?|number|nr\.?|id|nummer))?[ :#]{1,2}"
    r"(?P<abroad>(?!1[3-9]\d{9}\b)(?=[a-z0-9]{10,24}\b)[a-z]{0,6}\d{8,22}[a-z0-9]{0,3})\b"
    r"|\bзаказ(?: №)?[ :#]{1,2}(?P<order>\d{8,22})\b"
)
_AHEAD = 40  # signs before the number of an order in which its carrier speaks: a shop's order is no parcel


class Carriers(NamedTuple):
    """All carriers that the reader knows."""

    names: Mapping[str, Mapping[str, str]]  # id -> language -> name
    name: re.Pattern[str]  # any name of any of them
    han: re.Pattern[str]  # any name in Chinese
    latin: Mapping[str, re.Pattern[str]]  # first word of a name in Latin letters or digits -> the names, as words
    by_name: Mapping[str, str]  # name -> id
    by_code: Mapping[str, str]  # code of a provider -> id
    number: re.Pattern[str]  # a number whose shape is one carrier's alone, in a group with its id

    def named(self, folded: str) -> list[str]:
        """The carriers that a folded text names, the one named first at the front."""
        return [carrier for _, carrier in sorted(self._found(folded))]

    def alone(self, folded: str) -> str:
        """The carrier that a short text names and nothing else; empty where it says more."""
        named = self.named(folded)
        return named[0] if named and not _BESIDE.sub("", self.name.sub("", folded)) else ""

    def _found(self, folded: str) -> list[tuple[int, str]]:
        """The place and the carrier of each name in a text; a Latin name counts as a word of its own only."""
        found = [(match.start(), self.by_name[match.group()]) for match in self.han.finditer(folded)]
        for word in self.latin.keys() & set(_WORD.findall(folded)):
            found += [(match.start(), self.by_name[match.group()]) for match in self.latin[word].finditer(folded)]
        return found

    def coded(self, value: str) -> str:
        """The carrier that the value of a key names, by its code or in words; empty for none."""
        small = value.lower()
        return self.by_code.get(plain_key(small)) or next(iter(self.named(small)), "")

    def numbered(self, folded: str) -> tuple[str, str]:
        """The number in a folded text and its carrier; empty where there is none, or where the shape is nobody's."""
        tokens = [token for token in _TOKEN.findall(folded) if len(token) <= _LONGEST and token[-1] != "*"]
        for token in tokens:
            if match := self.number.fullmatch(token):
                return token.upper(), (match.lastgroup or "").removeprefix(_GROUP)
        for match in _NAMED.finditer(folded) if tokens else ():
            start = match.start()
            if not match["order"] or self.alone(folded[max(0, start - _AHEAD) : start].rpartition("\n")[2]):
                return (match["number"] or match["abroad"] or match["order"]).upper(), ""
        return "", ""

    def any_in(self, words: Set[str]) -> bool:
        """Whether a text in which these words are known names a carrier, perhaps as a part of another word."""
        return not self.by_name.keys().isdisjoint(words)

    def likely(self, folded: str) -> str:
        """The carrier that a text names most often; empty for none."""
        often = Counter(self.named(folded))
        return max(often, key=often.__getitem__) if often else ""


def read_carriers(book: Book, folded: Mapping[int, str], places: Collection[str], faults: list[Fault]) -> Carriers:
    """The carriers of carriers.csv; a Chinese name with a word of `places` behind it is that of a street or a house."""
    names: dict[str, dict[str, str]] = {}
    by_name: dict[str, str] = {}
    by_code: dict[str, str] = {}
    shapes: list[str] = []
    for sheet, row in rows_of(book, "carriers", ("id",), *LANGUAGES, "name", "code", "number", "source", faults=faults):
        sheet.filled(row, *LANGUAGES, "name", "source")
        names[row["id"]] = {lang: row[lang] for lang in LANGUAGES}
        by_name.update((name.translate(folded), row["id"]) for name in row["name"].split("|") if name)
        by_code.update((plain_key(code), row["id"]) for code in row["code"].split("|") if code)
        every = ["".join(_SHAPE.get(sign, re.escape(sign)) for sign in shape) for shape in row["number"].split("|")]
        shapes += [f"(?P<{_GROUP}{row['id']}>{'|'.join(every)})"] if row["number"] else []
    longest = sorted(by_name, key=len, reverse=True)
    behind = f"(?!{'|'.join(map(re.escape, places))})" if places else ""
    han = [f"{re.escape(name)}{behind}" for name in longest if not name.isascii()]
    latin: dict[str, list[str]] = {}
    for name in (name for name in longest if name.isascii()):
        latin.setdefault("".join(_WORD.findall(name)[:1]), []).append(re.escape(name))
    bounded = {word: f"(?<![a-z0-9])(?:{'|'.join(names)})(?![a-z0-9])" for word, names in latin.items()}
    return Carriers(
        names,
        re.compile("|".join([*bounded.values(), *han]) or r"(?!)"),
        re.compile("|".join(han) or r"(?!)"),
        {word: re.compile(pattern) for word, pattern in bounded.items()},
        by_name,
        by_code,
        re.compile("|".join(shapes) if shapes else r"(?!)"),
    )
