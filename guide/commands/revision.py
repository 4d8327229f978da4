"""A content folder by its name: a folder, or what git keeps of it in a revision."""

from __future__ import annotations

import io
import subprocess
import tarfile
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from guide.book.notices import Notice
from guide.commands.shared import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = "git:"


@contextmanager
def folder(name: str, inside: str) -> Iterator[Path]:
    """The folder of that name; else the content of a git revision, in a place of its own until the block ends."""
    if not name.startswith(PREFIX) and Path(name).is_dir():
        yield Path(name)
        return
    revision = name.removeprefix(PREFIX)
    with TemporaryDirectory(prefix="guide-") as place:
        packed = _archive(name, revision, inside)
        with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
            tar.extractall(place, filter="data")
        yield Path(place) / inside


def _archive(name: str, revision: str, inside: str) -> bytes:
    top = _git(name, Notice("cli.git.top"), "rev-parse", "--show-toplevel")
    root = top.decode().strip()
    verify = ("-C", root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    commit = _git(name, Notice("cli.git.missing"), *verify)
    no_content = Notice("cli.git.inside", inside=inside)
    return _git(name, no_content, "-C", root, "archive", commit.decode().strip(), "--", inside)


def _git(name: str, refusal: Notice, *words: str) -> bytes:
    try:
        done = subprocess.run(["git", *words], capture_output=True, check=False)
    except FileNotFoundError as error:
        raise RefusedError(Notice("cli.git.none"), name) from error
    if done.returncode:
        raise RefusedError(refusal, name)
    return done.stdout
