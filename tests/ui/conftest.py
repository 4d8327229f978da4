"""Pages leave no widget behind."""

from collections.abc import Iterator

import pytest
from ipywidgets import Widget


@pytest.fixture(autouse=True)
def _tidy() -> Iterator[None]:
    """Close the widgets of a test, so that those of the next can be counted."""
    yield
    Widget.close_all()
