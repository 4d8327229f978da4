"""The code of a case: 95 random bits for people to keep, and the hash of it that the database knows."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata

from guide.book.notices import HandbookError, Notice

#: Crockford's 32 signs: no I, L, O or U.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20  # 19 random signs and one that checks them
_GROUP = 5
_ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0"})
_FIELD = 0b100101  # x^5 + x^2 + 1, irreducible over GF(2)


class CodeError(HandbookError):
    """Not a code: a sign is missing, too many or mistyped. The text never repeats what was typed."""


def _remainder(signs: str) -> int:
    """Each sign weighed by its place in GF(32): any one wrong sign and any two swapped ones show."""
    total = 0
    for sign in signs:
        total <<= 1
        total = (total ^ _FIELD if total & 32 else total) ^ SIGNS.index(sign)
    return total


def _check_sign(signs: str) -> str:
    return next(sign for sign in SIGNS if _remainder(signs + sign) == 0)


def _grouped(signs: str) -> str:
    return "-".join(signs[i : i + _GROUP] for i in range(0, LENGTH, _GROUP))


def new_code() -> str:
    """A code nobody can guess, such as `7Q2MK-…`."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(LENGTH - 1))
    return _grouped(signs + _check_sign(signs))


def read_code(text: str) -> str:
    """A typed code in its one form: case, blanks, hyphens, full width and look-alikes do not matter."""
    wide = unicodedata.normalize("NFKC", text[:200]).upper().translate(_ALIKE)
    signs = "".join(sign for sign in wide if sign.isalnum())
    if len(signs) != LENGTH or not set(signs) <= set(SIGNS) or _remainder(signs):
        raise CodeError(Notice("store.code"))
    return _grouped(signs)


def key_of(code: str) -> str:
    """What the database knows a case by; a plain hash is enough for 95 random bits."""
    return hashlib.sha256(f"parcel-guide case {code}".encode()).hexdigest()
