"""What every test shares: a fixed moment, a quiet log, where the browser is, and steady random cases."""

import gc
import logging
import os
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from browsers import browser
from hypothesis import settings

SUPPORT = Path(__file__).parent / "support"
pytest.register_assert_rewrite(*(path.stem for path in SUPPORT.glob("*.py")))  # they assert, too

# Two busy cores make timing of single examples meaningless; CI must try the same examples every time.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
# No test writes into the data folder of whoever runs it; tests of the store name a database of their own.
os.environ["GUIDE_DATABASE"] = "off"
settings.load_profile("ci" if os.environ.get("CI") else "local")

gc.disable()  # or nearly half of the time until the first test goes into looking at what every test needs

BEIJING = timezone(timedelta(hours=8))
WATCHED = ("guide", "traitlets", "ipywidgets")


def pytest_collection_finish() -> None:
    """Collect garbage from now on, but not among what was there before the first test."""
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)  # a test makes much and keeps little: a twentieth of the suite went into looking
    gc.enable()


class _Swallowed(logging.Handler):
    """Keeps the records that carry an exception: ipywidgets logs its own as mere warnings."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[0] is not None:
            shown = logging.Formatter().formatException(record.exc_info)
            self.found.append(f"{record.name}: {record.getMessage()}\n{shown}")


@pytest.fixture(autouse=True)
def no_logged_exceptions(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which an exception was caught and only logged, as widget handlers do.

    A test that makes one on purpose says so with the mark `logs_exceptions`.
    """
    if request.node.get_closest_marker("logs_exceptions"):
        yield
        return
    handler = _Swallowed()
    loggers = [logging.getLogger(name) for name in WATCHED]
    for logger in loggers:
        logger.addHandler(handler)
    yield
    for logger in loggers:
        logger.removeHandler(handler)
    if handler.found:
        pytest.fail("an exception was only logged:\n" + "\n".join(handler.found), pytrace=False)


@pytest.fixture
def now() -> datetime:
    """Give the moment at which every test's case is looked at, in Beijing time."""
    return datetime(2026, 11, 22, 10, 15, tzinfo=BEIJING)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the path of the installed Chromium or Chrome."""
    found = browser()
    if found is None:
        pytest.fail("no Chromium here: `make browser` installs it or says how to", pytrace=False)
    return found
