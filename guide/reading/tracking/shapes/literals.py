"""Literals of programs (JavaScript, Python, PHP, Ruby) -> the same records as JSON, in one pass over the text."""

from __future__ import annotations

import json
import re

#: What may stand before the first bracket: a name, `const events =`, `return`.
_BEFORE = re.compile(
    r"(?:(?:export|default|const|let|var|return|module\.exports)\b[ \n]*+)*+[\w.$'\" ]{0,40}[:=(]?>?\s*+[{\[]"
)
_TOKEN = re.compile(
    r"'(?P<one>(?:[^'\\]|\\.){0,2000}+)'|\"(?P<two>(?:[^\"\\]|\\.){0,2000}+)\"|`(?P<three>[^`]{0,2000}+)`"
    r"|(?P<open>['\"`])"
    r"|(?P<number>-?\d[\d.]{0,30}\b)|(?P<name>[^\W\d][\w$]{0,60})|(?P<comment>(?://|#)[^\n]{0,500})"
    r"|(?P<arrow>=>)|(?P<sign>[\[\](){},:])",
    re.DOTALL,
)
_WORDS = {"true": "true", "false": "false", "none": "null", "null": "null", "nil": "null", "undefined": "null"}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_SHORT = {"n": "\n", "t": "\t", "r": "\r"}


def as_json(text: str) -> str:
    """The literal of a program as JSON; empty where the text is not one, or holds no record.

    Round brackets are lists, a list of pairs with arrows is a record, and the name of a call is left out.
    """
    before = _BEFORE.match(text)
    if not before:
        return ""
    out: list[str] = []
    opened: list[int] = []
    named = False
    for token in _TOKEN.finditer(text, before.end() - 1):
        kind, value = token.lastgroup or "", token.group()
        if kind == "open":  # a text without an end: the records before it count
            break
        if kind == "comment" or value == "new":
            continue
        if value == "(" and named:
            out.pop()
        if kind == "sign" and value in "[{(":
            opened.append(len(out))
            out.append("{" if value == "{" else "[")
        elif kind == "sign" and value in "]})":
            if out[-1] == ",":
                out.pop()
            out.append("}" if out[opened.pop()] == "{" else "]")
            if not opened:
                return "".join(out) if "{" in out and not text[token.end() :].strip(" ;,)\n") else ""
        elif kind == "arrow":
            out[opened[-1]] = "{"
            out.append(":")
        else:
            said = _value(kind, token[kind])
            if said[0] == '"' == out[-1][0]:  # the text goes on in another literal
                said = f"{out.pop()[:-1]}{said[1:]}"
            out.append(said)
        named = kind == "name"
    return "".join(out)


def _value(kind: str, value: str) -> str:
    """A value of JSON; a bare name is a word."""
    if kind == "name" and value.lower() in _WORDS:
        return _WORDS[value.lower()]
    if kind in ("number", "sign"):
        return value
    return json.dumps(_ESCAPE.sub(_unescaped, value))


def _unescaped(match: re.Match[str]) -> str:
    sign = match[1]
    return chr(int(sign[1:], 16)) if len(sign) == 5 else _SHORT.get(sign, sign)
