"""Pages leave no widget behind, and stand outside any event loop."""

import asyncio
from collections.abc import Iterator

import pytest
from ipywidgets import Widget


@pytest.fixture(autouse=True)
def _tidy() -> Iterator[None]:
    """Close the widgets of a test, so that those of the next can be counted."""
    yield
    Widget.close_all()


@pytest.fixture(autouse=True)
def _no_loop() -> Iterator[None]:
    """Hide the event loop that the browser of an earlier test left running in this thread."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)
