"""The ground of all commands: how one is declared, exit codes, refusals, and how a moment and a case are read."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from guide.book.languages import FIRST, LANGUAGES
from guide.book.loader import CONTENT as OURS
from guide.book.notices import HandbookError, Notice, shipped, tell
from guide.cases.casefile import CaseError, impossible, parse, read_moment
from guide.commands.usage import UnusableError
from guide.engine.case import BEIJING, Case

if TYPE_CHECKING:
    from guide.book.faults import ContentError
    from guide.cases.archive.opening import Opened

FINE, FAILED, BAD_INPUT = 0, 1, 2
Run = Callable[[argparse.Namespace], int]
LARGEST = 1_000_000  # bytes of a case file


class RefusedError(HandbookError):
    """Input that cannot be used: the reason, and the name of the input where there is one."""

    def __init__(self, why: Notice, where: object = "") -> None:
        super().__init__(Notice("fault.line", where=where, wrong=why) if where else why)


_SYSTEM = {FileNotFoundError: "none", IsADirectoryError: "folder", FileExistsError: "taken", PermissionError: "denied"}


def unopened(error: OSError) -> Notice:
    """The reason why the system does not give a file."""
    known = _SYSTEM.get(type(error))
    return Notice(f"cli.file.{known}") if known else Notice("cli.file.system", error=error.strerror or error)


@contextmanager
def refusing(name: object) -> Iterator[None]:
    """Refuse a file that the system does not give, or that is no text."""
    try:
        yield
    except OSError as error:
        raise RefusedError(unopened(error), name) from error
    except UnicodeDecodeError as error:
        raise RefusedError(Notice("cli.file.text"), name) from error


def first_fault(error: ContentError) -> Notice:
    """The first fault of content, and how many more there are."""
    line, more = error.faults[0].line, len(error.faults) - 1
    return Notice("cli.more", first=line, count=more) if more else line


def now_in_beijing() -> datetime:
    """The moment of asking; nothing below the command line reads a clock."""
    return datetime.now(BEIJING)


def moment(text: str) -> datetime:
    """A moment from the command line."""
    try:
        return read_moment("--now", text)
    except CaseError as error:
        raise UnusableError(error.notice) from error


def read_any(name: str) -> Opened | None:
    """The content of an archive; None where the file is something else."""
    path = Path(name)
    try:
        with path.open("rb") as file:
            if name == "-" or file.read(2) != b"PK":
                return None
    except OSError:
        return None  # whoever reads it next says why
    from guide.cases.archive import limits
    from guide.cases.archive.opening import open_case

    try:
        with path.open("rb") as file:
            return open_case(file.read(limits.LARGEST + 1), now_in_beijing())
    except limits.ArchiveError as error:
        raise RefusedError(error.notice, name) from error


def write_out(path: Path | None, content: bytes) -> None:
    """Write to a file, or to standard output where none is named."""
    if path is None:
        sys.stdout.buffer.write(content)
        return
    with refusing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def read_case(name: str, now: datetime) -> Case:
    """The case in a file (YAML, JSON or a .zip with its evidence), or on standard input for `-`.

    What cannot be so by `now`, such as an event to come, is refused.
    """
    opened = read_any(name)
    try:
        if opened is not None:
            for wrong in impossible(opened.case, now):
                raise wrong
            return opened.case
        text = read_text(name)
        return parse(text, is_json=name.lower().endswith(".json") or text.lstrip().startswith("{"), now=now)
    except CaseError as error:
        raise RefusedError(error.notice, Notice("cli.input") if name == "-" else name) from error


def read_text(name: str) -> str:
    """The text of a file, or of standard input for `-`."""
    with refusing(name):
        raw = sys.stdin.buffer.read(LARGEST + 1) if name == "-" else read_bytes(Path(name))
        if len(raw) > LARGEST:
            raise RefusedError(Notice("cli.file.large", most=LARGEST), name)
        return raw.decode("utf-8-sig")


def read_bytes(path: Path) -> bytes:
    """A file, but never more than one byte over the limit."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def when(at: datetime) -> str:
    """A moment as the terminal shows it, in Beijing time."""
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"


class Command(NamedTuple):
    """A command, or an act of a group such as `receipt make`: what it is called, what it does, what it takes."""

    name: str
    about: str
    takes: tuple[Taken, ...]
    run: Run


class Group(NamedTuple):
    """A command that is only the head of its acts: what it is about, and what argparse calls the acts."""

    about: str
    title: str
    metavar: str


#: As they are declared: in this order `guide --help` names them.
COMMANDS: list[Command] = []
GROUPS: dict[str, Group] = {}


def group(name: str, about: str, title: str = "acts", metavar: str = "ACT") -> None:
    """Declare a command whose acts, such as `receipt make`, are declared below."""
    GROUPS[name] = Group(about, title, metavar)


def command(name: str, about: str, *takes: Taken) -> Callable[[Run], Run]:
    """Declare the function below as a command."""

    def declare(run: Run) -> Run:
        COMMANDS.append(Command(name, about, takes, run))
        return run

    return declare


class Taken(NamedTuple):
    """An argument or a switch of a command, as argparse has it; or several that exclude each other."""

    names: tuple[str, ...] = ()
    options: Mapping[str, Any] = {}
    either: tuple[Taken, ...] = ()


def take(*names: str, **options: Any) -> Taken:
    """An argument or a switch."""
    return Taken(names, options)


def folder(path: Path) -> Path:
    """A folder that is there."""
    if not path.is_dir():
        raise RefusedError(Notice("fault.folder.none"), path)
    return path


def _mapped(text: str) -> tuple[str, str]:
    """One column that is called otherwise: NAME=column."""
    from guide.desk.files.pieces import KNOWN

    name, _, column = text.rpartition("=")
    if name and column in KNOWN:
        return name, column
    raise UnusableError(Notice("fault.desk.map", known=", ".join(KNOWN)))


NOW = take("--now", type=moment, metavar="T", help="as if it were then: 2026-11-22T10:15 (Beijing)")
LANG = take("--lang", choices=LANGUAGES, default=FIRST, help=f"{FIRST} (the default) or {', '.join(LANGUAGES[1:])}")
CASE = take("case", metavar="CASE.yaml", help="a case file in YAML or JSON; - reads standard input")
ANY_CASE = take("case", metavar="CASE", help="a case file (.yaml, .json, .zip); - reads standard input")
CONTENT = take("--content", type=Path, default=OURS, metavar="DIR", help="another content folder")
MAP = take("--map", type=_mapped, action="append", default=[], metavar="NAME=COLUMN", help="a column of another name")
OUT = take("--out", type=Path, metavar="FILE", help="write to a file instead of standard output")


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
