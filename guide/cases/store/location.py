"""The address of the store: the setting GUIDE_DATABASE; without it a file in the user's own data folder."""

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
    """The address of the SQLite file in the user's data folder."""
    from platformdirs import user_data_path

    return f"sqlite:///{Path(user_data_path('parcel-guide', appauthor=False)) / 'cases.db'}"


def address(environment: Mapping[str, str] = os.environ) -> str:
    """The address in the setting, or the default one."""
    return environment.get(SETTING, "").strip() or default_address()


def is_fresh(address: str) -> bool:
    """Whether an address is a SQLite file that does not exist yet."""
    return address.startswith("sqlite:///") and not Path(address.removeprefix("sqlite:///")).exists()


def from_environment(environment: Mapping[str, str] = os.environ) -> Store | None:
    """The store that pages write to, or None if the setting is empty or `off`. `guide app` sets it."""
    setting = environment.get(SETTING, "").strip()
    return Store(setting) if setting and setting != OFF else None
