"""Cases in a database: every answer and event the moment it is given, nothing overwritten. The only writer."""

from guide.store.code import CodeError, key_of, new_code, read_code
from guide.store.entries import Entry, changes, rebuild
from guide.store.errors import Conflict, StoreError
from guide.store.keeper import Keeper
from guide.store.location import SETTING, from_environment
from guide.store.store import Store

__all__ = [
    "SETTING",
    "CodeError",
    "Conflict",
    "Entry",
    "Keeper",
    "Store",
    "StoreError",
    "changes",
    "from_environment",
    "key_of",
    "new_code",
    "read_code",
    "rebuild",
]
