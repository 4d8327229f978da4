"""XML and HTML copies -> a tree of records like JSON, or text with a line for each block."""

from __future__ import annotations

import html
import quopri
import re
from typing import Any

_TAG = re.compile(r"<(/?)([a-z][\w:.-]{0,60})((?:[^<>\"']|\"[^\"<]{0,2000}\"|'[^'<]{0,2000}')*)>", re.I)
_SETTING = re.compile(r"([\w:.-]{1,60}) ?= ?(?:\"([^\"]*)\"|'([^']*)')")
#: Tags of HTML; those of blocks end a line, the others leave a blank.
_BLOCKS = frozenset("html body table tr ul ol li div p br section article dl h3".split())  # noqa: SIM905
_CELLS = frozenset({"td", "th"})
_HTML = _BLOCKS | frozenset("td th span dt dd a b strong em time".split())  # noqa: SIM905
_HIDDEN = re.compile(r"<(script|style)\b[^<]{0,200000}</\1>|<!--[^<>]{0,5000}-->", re.I)
_MOST_TAGS = 50_000
_DEEPEST = 30


def parse_xml(text: str) -> dict[str, Any] | None:
    """The records of an XML text; None where it is none, or HTML. No entity but the plain ones is opened."""
    start = text[:400].lstrip()
    first = _TAG.search(start := start.lower()) if start.startswith("<") else None
    if first is None or first[2].lower() in _HTML or start.startswith("<!doctype html"):
        return None
    root: dict[str, Any] = {}
    path: list[tuple[str, dict[str, Any]]] = [("", root)]
    end, words = 0, ""
    for number, tag in enumerate(_TAG.finditer(text)):
        if number > _MOST_TAGS:
            break
        words = text[end : tag.start()].replace("<![CDATA[", "").replace("]]>", "").strip()
        end = tag.end()
        name, closing, alone = tag[2].rpartition(":")[2], bool(tag[1]), tag[3].rstrip().endswith("/")
        if closing:
            if len(path) > 1 and path[-1][0] == name:
                _close(path, html.unescape(words))
            continue
        record = {key: html.unescape(a or b) for key, a, b in _SETTING.findall(tag[3])}
        if len(path) > _DEEPEST:
            break
        path.append((name, record))
        if alone:
            _close(path, "")
    while len(path) > 1:  # cut off before its end
        _close(path, "")
    return root


def _close(path: list[tuple[str, dict[str, Any]]], words: str) -> None:
    """Put a finished tag into the one around it: its words where it has nothing else; several of a name as a list."""
    name, record = path.pop()
    value: Any = record or words
    if record and words:
        record.setdefault("text", words)
    around = path[-1][1]
    if name not in around:
        around[name] = value
    elif isinstance(around[name], list):
        around[name].append(value)
    else:
        around[name] = [around[name], value]


def plain_text(text: str) -> str:
    """The words of an HTML copy, a line for each block; any other text as it is, with its entities opened."""
    if "=\n" in text and "=3D" in text:  # a mail as it is sent
        text = quopri.decodestring(text.encode()).decode("utf-8", "replace")
    if "&" in text:
        text = html.unescape(text)
    if "<" not in text or ("</" not in text and not re.search(r"<br ?/?>", text, re.I)):
        return text
    text = _HIDDEN.sub(" ", text)
    if not any(tag[2].lower() in _HTML for tag in _TAG.finditer(text[:4000])):
        return text
    flat = " ".join(text.split("\n"))
    return _TAG.sub(_between, flat)


def _between(tag: re.Match[str]) -> str:
    """What stands between the words on both sides of a tag: the end of a line, of a cell, or a blank."""
    name = tag[2].lower()
    return "\n" if name in _BLOCKS else "\t" if name in _CELLS and tag[1] else " "
