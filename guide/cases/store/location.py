"""Where the store is: one setting, GUIDE_DATABASE; without it a file in the user's own data folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from guide.cases.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTING = "GUIDE_DATABASE"
OFF = "off"


def default_address() -> str:
    """The file in the user's data folder."""
    from platformdirs import user_data_path

    return f"sqlite:///{Path(user_data_path('parcel-guide', appauthor=False)) / 'cases.db'}"


def address(environment: Mapping[str, str] = os.environ) -> str:
    """What the setting says, or the file that is used without it."""
    return environment.get(SETTING, "").strip() or default_address()


def is_fresh(named: str) -> bool:
    """Whether an address is that of a file which is not there yet."""
    return named.startswith("sqlite:///") and not Path(named.removeprefix("sqlite:///")).exists()


def from_environment(environment: Mapping[str, str] = os.environ) -> Store | None:
    """The store a page writes to: only where the setting names one, as `guide app` sees to."""
    named = environment.get(SETTING, "").strip()
    return Store(named) if named and named != OFF else None
