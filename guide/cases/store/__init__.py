"""The store: the database of cases and its only writer. Each answer and event is an entry; none is overwritten."""

from guide.cases.store.code import CodeError, derived, key_of, new_code, read_code
from guide.cases.store.entries import Conflict, Entry, changes, fact_value, read_entry, rebuild
from guide.cases.store.errors import CopyError, StoreError
from guide.cases.store.keeper import Clash, Keeper, Sent
from guide.cases.store.location import SETTING, from_environment
from guide.cases.store.store import Store

__all__ = [
    "SETTING",
    "Clash",
    "CodeError",
    "Conflict",
    "CopyError",
    "Entry",
    "Keeper",
    "Sent",
    "Store",
    "StoreError",
    "changes",
    "derived",
    "fact_value",
    "from_environment",
    "key_of",
    "new_code",
    "read_code",
    "read_entry",
    "rebuild",
]
