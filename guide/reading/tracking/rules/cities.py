"""Cities in the lines of a log: where the parcel came from, where it was to go, and where it was signed for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guide.reading.tracking.rules.sheets import rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guide.book.book import Book
    from guide.book.faults import Fault

_PROVINCE = re.compile(r"^(?:[\u4e00-\u9fff]{2,3}省|[\u4e00-\u9fff]{2,8}自治区|中国)")
_CITY = re.compile(r"([\u4e00-\u9fff]{2,6}?)(?:市|地区|自治州)(?!场|区|政|民)")
_BRACKET = re.compile(r"^[^【\[]{0,12}[【\[]([\u4e00-\u9fff, -]{2,16})[】\]]")
_ALONE = re.compile(r"[\u4e00-\u9fff]{2,4}")


def city(place: str, above: Mapping[str, str]) -> str:
    """The city of a place, without its province and the word for city; empty where it names none."""
    plain = _PROVINCE.sub("", place.replace(",", " ").replace("-", " ").split(" ")[-1].strip() or place)
    match = _CITY.search(plain) or _CITY.search(_PROVINCE.sub("", place))
    return match[1] if match else plain if _ALONE.fullmatch(plain) and plain in above else ""


def same(one: str, other: str, above: Mapping[str, str]) -> bool:
    """Whether two cities are one, or one is a county's city that belongs to the other."""
    return above.get(one, one) == above.get(other, other)


def city_of_line(folded: str, place: str, above: Mapping[str, str]) -> str:
    """The city in which a line was written: that of its record, else the bracket or the words it begins with."""
    if place and (found := city(place, above)):
        return found
    match = _BRACKET.match(folded)
    if match:
        return city(match[1], above)
    start = _CITY.match(_PROVINCE.sub("", folded[:20]))
    return city(start.group(), above) if start else ""


def read_cities(book: Book, faults: list[Fault]) -> dict[str, str]:
    """The cities of cities.csv, each with the one that it belongs to; that one belongs to itself."""
    of = {row["city"]: row["of"] for _, row in rows_of(book, "cities", ("city",), "of", faults=faults)}
    return {**{city: city for city in of.values()}, **of}
