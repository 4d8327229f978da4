"""A content folder by its name: a folder, or what git keeps of it in a revision."""

from __future__ import annotations

import io
import subprocess
import tarfile
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

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
    top = _git(f"{name}: this is no folder, and here is no git repository.", "rev-parse", "--show-toplevel")
    root = top.decode().strip()
    missing = f"{name}: there is no such folder, and git knows no such revision."
    commit = _git(missing, "-C", root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    gone = f"{name}: this revision holds no {inside}; name the folder with --content."
    return _git(gone, "-C", root, "archive", commit.decode().strip(), "--", inside)


def _git(refusal: str, *words: str) -> bytes:
    try:
        done = subprocess.run(["git", *words], capture_output=True, check=False)
    except FileNotFoundError as error:
        raise RefusedError(f"{refusal.split(':')[0]}: git is not installed; name a content folder instead.") from error
    if done.returncode:
        raise RefusedError(refusal)
    return done.stdout
