"""The thirty faults of docs/security.md, done again as a whole: the table there says by which tests and scripts.

Run it with `python benchmarks/faults/thirty.py` on Linux; it takes Chromium, and half an hour beside other work. One
is survived if each of its tests and scripts was found and has passed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
_FAULT = re.compile(r"^\| (\d+) \| ([^|]+) \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)
_AGAIN = re.compile(r"`([\w/]+\.py)`(?: \(([^)]+)\))?")


class Again(NamedTuple):
    """A test file or a script, and a word in the names of the tests that are meant; empty where it is all of them."""

    path: Path
    word: str

    @property
    def is_script(self) -> bool:
        """Whether it is run by itself."""
        return "benchmarks" in self.path.parts


def _find(name: str) -> Path:
    """A file as the table names it: a script below the benchmarks, or a test, which says so if it takes a browser."""
    if name.startswith("faults/"):
        return ROOT / "benchmarks" / name
    if "/" in name:
        return ROOT / name
    return next(path for path in (ROOT / "tests").rglob(name) if path.parent.name != "browser")


def faults() -> dict[str, tuple[Again, ...]]:
    """What does each fault again, by its number and its words."""
    page = (ROOT / "docs" / "security.md").read_text("utf-8")
    return {
        f"{number:>2} {what}": tuple(
            Again(_find(name), word.replace(" ", "_"))
            for name, words in _AGAIN.findall(again)
            for word in (words or "").split(", ")
        )
        for number, what, again in _FAULT.findall(page)
    }


class Only:
    """Of all tests those that are named, and how each went."""

    def __init__(self, named: set[Again]) -> None:
        self.named = named
        self.went: dict[Again, list[bool]] = {one: [] for one in named}
        self._of: dict[str, list[Again]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave the others out."""
        for item in items:
            self._of[item.nodeid] = [one for one in self.named if one.path == item.path and one.word in item.name]
        items[:] = [item for item in items if self._of[item.nodeid]]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how a test went; one that was skipped did nothing again."""
        if report.when == "call" or not report.passed:
            for one in self._of[report.nodeid]:
                self.went[one].append(report.passed)


def main() -> None:
    """Run all, and print a line for each."""
    table = faults()
    wanted = {one for every in table.values() for one in every}
    only = Only({one for one in wanted if not one.is_script})
    pytest.main(
        [
            *sorted({str(one.path) for one in only.named}),
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:unraisableexception",
            "--continue-on-collection-errors",
        ],
        plugins=[only],
    )
    went = only.went
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for one in wanted - {*only.named}:
        went[one] = [subprocess.run([sys.executable, one.path], env=environment).returncode == 0]
    survived = 0
    for fault, every in table.items():
        bad = [f"{one.path.name} {one.word}".strip() for one in every if not went[one] or not all(went[one])]
        survived += not bad
        print(f"{fault}: {f'NOT: {bad}' if bad else f'survived, {sum(len(went[one]) for one in every)} times'}")
    print(f"{survived} of {len(table)}, load {os.getloadavg()[0]:.0f}")
    sys.exit(survived < len(table))


if __name__ == "__main__":
    main()
