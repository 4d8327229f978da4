"""The place of the store: the settings GUIDE_DATABASE and GUIDE_EVIDENCE; without them the user's own data folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from guide.cases.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTING = "GUIDE_DATABASE"
OFF = "off"
#: The setting that names the folder of evidence files: one for all servers that share a database.
EVIDENCE = "GUIDE_EVIDENCE"


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
    return open_store(setting, environment) if setting and setting != OFF else None


def open_store(address: str, environment: Mapping[str, str] = os.environ) -> Store:
    """The store at an address, with its evidence files where the setting says."""
    folder = environment.get(EVIDENCE, "").strip()
    return Store(address, Path(folder) if folder else None)
