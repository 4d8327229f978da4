"""The code that opens a case: 95 random bits for people to keep; the database holds only its hash, the key."""

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
    """A text that is no code: a sign is missing, too many or mistyped. The error never quotes the text."""


def _remainder(signs: str) -> int:
    """The checksum in GF(32), each sign weighed by its place; 0 for a code.

    It detects any one wrong sign and any two signs that are swapped.
    """
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
    """A random code, such as `7Q2MK-…`."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(LENGTH - 1))
    return _grouped(signs + _check_sign(signs))


def derived(code: str, purpose: str) -> str:
    """A second code that follows from a first one and a purpose, and from which the first cannot be told."""
    number = int.from_bytes(hashlib.sha256(f"parcel-guide {purpose} {code}".encode()).digest())
    signs = "".join(SIGNS[number >> 5 * place & 31] for place in range(LENGTH - 1))
    return _grouped(signs + _check_sign(signs))


def read_code(text: str) -> str:
    """A typed code as `new_code` writes it; CodeError if it is none.

    Upper or lower case, blanks, hyphens, full width and look-alikes such as O for 0 do not matter.
    """
    wide = unicodedata.normalize("NFKC", text[:200]).upper().translate(_ALIKE)
    signs = "".join(sign for sign in wide if sign.isalnum())
    if len(signs) != LENGTH or not set(signs) <= set(SIGNS) or _remainder(signs):
        raise CodeError(Notice("store.code"))
    return _grouped(signs)


def key_of(code: str) -> str:
    """The key of the case with this code: 64 hex digits. A plain hash is enough for 95 random bits."""
    return hashlib.sha256(f"parcel-guide case {code}".encode()).hexdigest()
