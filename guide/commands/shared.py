"""What the commands share: exit codes, refusals, and how they read a moment and a case."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from guide.book.book import LANGUAGES
from guide.book.notices import shipped, tell
from guide.cases.casefile import CaseError, parse, read_moment
from guide.engine.case import BEIJING, Case

if TYPE_CHECKING:
    from guide.book.notices import Notice
    from guide.cases.archive import Opened

FINE, FAILED, BAD_INPUT = 0, 1, 2
LARGEST = 1_000_000  # bytes of a case file


class RefusedError(Exception):
    """Input that cannot be used; one sentence says why."""


def now_in_beijing() -> datetime:
    """The moment of asking; nothing below the command line reads a clock."""
    return datetime.now(BEIJING)


def moment(text: str) -> datetime:
    """A moment from the command line."""
    try:
        return read_moment("--now", text)
    except CaseError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def read_any(name: str, lang: str = "en") -> Opened | None:
    """What an archive holds; None where the file is something else."""
    path = Path(name)
    try:
        with path.open("rb") as file:
            if name == "-" or file.read(2) != b"PK":
                return None
    except OSError:
        return None  # whoever reads it next says why
    from guide.book.loader import default_book
    from guide.cases.archive import LARGEST as MOST
    from guide.cases.archive import ArchiveError, open_case

    try:
        with path.open("rb") as file:
            return open_case(file.read(MOST + 1))
    except ArchiveError as error:
        raise RefusedError(f"{name}: {tell(error.notice, default_book().words[lang])}") from error


def write_out(path: Path | None, content: bytes) -> None:
    """Write to a file, or to standard output where none is named."""
    if path is None:
        sys.stdout.buffer.write(content)
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise RefusedError(f"{path}: {error.strerror or error}.") from error


def read_case(name: str) -> Case:
    """The case in a file (YAML, JSON or a .zip with its evidence), or on standard input for `-`."""
    opened = read_any(name)
    if opened is not None:
        return opened.case
    try:
        raw = sys.stdin.buffer.read(LARGEST + 1) if name == "-" else read_bytes(Path(name))
        if len(raw) > LARGEST:
            raise RefusedError(f"{name}: the file is too large; {LARGEST} bytes at most.")
        text = raw.decode("utf-8-sig")
        return parse(text, is_json=name.lower().endswith(".json") or text.lstrip().startswith("{"))
    except OSError as error:
        raise RefusedError(f"{name}: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise RefusedError(f"{name}: the file is not text in UTF-8.") from error
    except CaseError as error:
        raise RefusedError(f"{'standard input' if name == '-' else name}: {error}") from error


def read_bytes(path: Path) -> bytes:
    """A file, but never more than one byte over the limit."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def when(at: datetime) -> str:
    """A moment as the terminal shows it, in Beijing time."""
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def add_asking(command: argparse.ArgumentParser) -> None:
    """The switches of every command that answers about a case: the moment and the language."""
    command.add_argument("--now", type=moment, metavar="T", help="as if it were then: 2026-11-22T10:15 (Beijing)")
    add_language(command)


def add_language(command: argparse.ArgumentParser) -> None:
    """The switch of every command that speaks both languages."""
    command.add_argument("--lang", choices=LANGUAGES, default="zh", help="zh (the default) or en")


class Teller:
    """The handbook's own words in one language, also while its content is broken."""

    def __init__(self, lang: str) -> None:
        self.words = shipped()[lang]

    def say(self, word: str, **slots: object) -> str:
        """The words behind an id, with what is to be filled in; the id, where somebody broke the words themselves."""
        return self.words.get(word, word).format(**slots)

    def tell(self, notice: Notice) -> str:
        """A sentence that content or a file gave rise to."""
        return tell(notice, self.words)
