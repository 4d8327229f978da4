"""Folding before texts are compared: full-width, capital, accented and traditional signs become plain, one to one."""

from __future__ import annotations

import re
import unicodedata

from guide.reading.signs import TURNING

#: Signs that break a line in some pastes, and signs that say nothing; both are replaced before anything is read.
_BREAKS = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_BLANKS = "\t\xa0\u3000\u2002\u2003\u2009\u202f"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f\xad"

CLEAN: dict[int, str | None] = {
    **dict.fromkeys((*range(32), *range(127, 160)), " "),
    **{ord(sign): " " for sign in _BLANKS},
    **{ord(sign): "\n" for sign in _BREAKS},
    **{ord(sign): None for sign in _INVISIBLE + TURNING},
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
    ord("\n"): "\n",
    ord("\t"): "\t",
}

_UNCLEAN = re.compile(f"[{re.escape(''.join(chr(code) for code, sign in CLEAN.items() if sign != chr(code)))}]")


def cleaned(text: str) -> str:
    """A text without signs that say nothing, and with plain blanks and breaks; most texts are clean already."""
    return text.translate(CLEAN) if _UNCLEAN.search(text) else text


_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SIGNS = dict(zip("［］〔〕〖〗﹝﹞“”‘’﹕∶—–－﹣─〜～＊✱•", "[][]【】()\"\"'':：----——~~***", strict=False))


#: Letters of Europe and Vietnam: small, and without their accents, which many a text leaves out.
_LETTERS = [*range(0xC0, 0x250), *range(0x370, 0x460), *range(0x1E00, 0x1F00)]
_PLAIN = dict(zip("đðøłħıæœς", "ddolhiaoσ", strict=True))


def _plain_letter(letter: str) -> str:
    """A letter of Europe, small and without its accent."""
    small = unicodedata.normalize("NFD", letter)[0].lower()
    return _PLAIN.get(small, small)


#: What a decoder puts for a sign that it cannot read; words with such signs in them, and with an accented letter.
_LOST = "\ufffd"
_BROKEN = re.compile(rf"[^\W\d_]*{_LOST}(?:[^\W\d_]|{_LOST})*")
_ACCENTED = re.compile(r"[\u00df-\u00f6\u00f8-\u024f]")
_WORD = re.compile(rf"[^\W\d_]*{_ACCENTED.pattern}[^\W\d_]*")


class Folding(dict[int, str]):
    """A table for `str.translate`, and the quick way for a text of which most signs stay as they are."""

    def __init__(self, table: dict[int, str]) -> None:
        super().__init__(table)
        self._whole: dict[str, str] = {}  # word whose accented letters were lost -> the word
        self._swaps = {chr(code): sign for code, sign in table.items()}
        self._changing = re.compile(f"[{re.escape(''.join(self._swaps))}]")

    def __call__(self, text: str) -> str:
        """Fold a text sign by sign; its length stays the same."""
        if text.isascii():
            return text.lower()
        if _LOST in text:
            text = _BROKEN.sub(lambda match: self._whole.get(match.group().lower(), match.group()), text)
        swaps = self._swaps
        return self._changing.sub(lambda match: swaps[match.group()], text)

    def learn(self, text: str) -> None:
        """Know the words of a text again where their accented letters were lost, unless two words would be alike."""
        for word in _WORD.findall(text.lower()):
            broken = _ACCENTED.sub(_LOST, word)
            self._whole[broken] = word if self._whole.get(broken, word) == word else broken


def folding(pairs: dict[str, str]) -> Folding:
    """The table for `str.translate` that folds signs one to one, so that positions stay the same."""
    table = {code: _plain_letter(chr(code)) for code in _LETTERS if chr(code).isalpha()}
    table |= {**_WIDE, **{ord(a): b for a, b in _SIGNS.items() if len(b) == 1}, ord("∶"): ":"}
    table.update({ord(traditional): simple for traditional, simple in pairs.items()})
    for code, sign in list(table.items()):
        table[code] = sign.lower() if sign.isascii() else sign
    table.update({code: chr(code + 32) for code in range(65, 91)})
    table.update(dict.fromkeys(range(0xD800, 0xE000), _LOST))
    return Folding(table)
