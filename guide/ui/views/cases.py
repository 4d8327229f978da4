"""My orders: the cases whose codes this device keeps, and the code of the case in hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from guide.ui.views.rendering import Context


@dataclass(frozen=True)
class Item:
    """One case of the list."""

    code: str  #: its code
    place: int  #: its place in the whole list, with which its acts are called
    number: str  #: the order number; empty where nobody gave one
    name: str  #: what it is called
    due: str  #: the word id of what is to be done
    until: str  #: until when; empty where there is no time
    trouble: str  #: the word id of what went wrong; empty where it can be opened


@dataclass(frozen=True)
class Cases(Context):
    """The list of cases, and the code of the one in hand."""

    template: ClassVar[str] = "cases.html"
    code: str  #: the code of the case in hand; empty where it is not stored
    items: tuple[Item, ...]  #: the cases of this device that the search finds, the most urgent first
    count: int  #: how many there are in all
    asking: str  #: `delete` or `private` where that has to be confirmed
    name: str  #: the case that is asked about
    private: bool  #: whether this device keeps no list


@dataclass(frozen=True)
class CaseName(Context):
    """The buttons below the field in which a case gets another name."""

    template: ClassVar[str] = "casename.html"


@dataclass(frozen=True)
class CasesFoot(Context):
    """The part below the field for a code."""

    template: ClassVar[str] = "casesfoot.html"
    word: str  #: the word id of what went wrong; empty where nothing did
    private: bool  #: whether this device keeps no list
