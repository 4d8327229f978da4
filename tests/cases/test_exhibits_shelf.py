"""Files in a folder of the user's own: whole or not at all, private, and never lost for want of a disk."""

import errno
import json
import os
import stat
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.cases.exhibits.model import Box, Exhibit, Kept
from guide.cases.exhibits.shelf import FolderShelf, Shelf
from guide.engine.case import BEIJING

NOW = datetime(2026, 11, 22, 10, 15, tzinfo=BEIJING)


def kept(content=b"one", slots=(), covered=False):
    from hashlib import sha256

    digest = sha256(content).hexdigest()
    exhibit = Exhibit(digest[:16], "订单 1.png", frozenset(slots), "image/png", content, digest, NOW, 640, 400)
    if not covered:
        return Kept(exhibit, looks=5, notes=("place",))
    black = content + b" covered"
    copy = replace(exhibit, content=black, sha256=sha256(black).hexdigest())
    return Kept(exhibit, (Box(1, 2, 3, 4),), copy)


@pytest.fixture(params=["memory", "folder"])
def shelf(request, tmp_path):
    return Shelf() if request.param == "memory" else FolderShelf(tmp_path, "case-1")


def test_files_come_back_in_the_order_in_which_they_came(shelf):
    first, second = kept(b"one", ["order_shot"]), kept(b"two", ["order_shot", "chat_shot"], covered=True)
    shelf.put(first)
    shelf.put(second)
    shelf.put(first)
    assert (first, second) == shelf.list()
    assert second == shelf.get(second.exhibit.id)
    assert {"order_shot", "chat_shot"} == shelf.filled()
    assert (first.exhibit, second.masked) == shelf.handed()
    shelf.remove(first.exhibit.id)
    shelf.remove("never there")
    assert (second,) == shelf.list()
    assert shelf.get(first.exhibit.id) is None
    assert "" == shelf.trouble


def test_a_folder_is_read_again_as_it_was(tmp_path):
    shelf = FolderShelf(tmp_path, "case-1")
    shelf.put(kept(b"one", ["order_shot"]))
    shelf.put(replace(kept(b"two", covered=True), open_handed=True))
    again = FolderShelf(tmp_path, "case-1")
    assert shelf.list() == again.list()
    assert (0, ()) == (again.lost, FolderShelf(tmp_path, "case-2").list())


def test_nobody_else_can_look_into_it(tmp_path):
    FolderShelf(tmp_path / "new", "case-1").put(kept())
    folder = tmp_path / "new" / "case-1"
    assert 0o700 == stat.S_IMODE(folder.stat().st_mode)
    assert {0o600} == {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


def test_what_no_file_needs_any_more_is_deleted(tmp_path):
    shelf = FolderShelf(tmp_path, "k")
    one = kept(b"one", covered=True)
    shelf.put(one)
    shelf.put(replace(one, boxes=(), masked=None))
    assert {one.exhibit.sha256, "index.json"} == {p.name for p in (tmp_path / "k").iterdir()}
    shelf.remove(one.exhibit.id)
    assert ["index.json"] == [p.name for p in (tmp_path / "k").iterdir()]


def test_a_folder_that_cannot_be_written_keeps_the_file_in_memory(tmp_path):
    (tmp_path / "file").write_text("in the way")
    shelf = FolderShelf(tmp_path / "file", "k")
    shelf.put(kept())
    assert ("unwritable", (kept(),)) == (shelf.trouble, shelf.list())


def test_a_full_disk_leaves_what_was_there_whole_and_is_made_up_for_later(tmp_path, monkeypatch):
    shelf = FolderShelf(tmp_path, "k")
    shelf.put(kept(b"one"))

    def full(_handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        shelf.put(kept(b"two"))
    assert ("full", 2) == (shelf.trouble, len(shelf.list()))
    assert (kept(b"one"),) == FolderShelf(tmp_path, "k").list()
    assert [] == [p for p in (tmp_path / "k").iterdir() if p.name.startswith("tmp")]
    shelf.put(kept(b"three"))
    assert "" == shelf.trouble
    assert shelf.list() == FolderShelf(tmp_path, "k").list()


@pytest.mark.parametrize(
    "index", ["{", "[1]", "[{}]", "null", '[{"id":"x","sha256":"../../etc/passwd"}]', '{"a":1}', "3"]
)
def test_an_index_that_cannot_be_read_is_counted_and_raises_nothing(tmp_path, index):
    shelf = FolderShelf(tmp_path, "k")
    shelf.put(kept())
    (tmp_path / "k" / "index.json").write_text(index)
    again = FolderShelf(tmp_path, "k")
    assert ((), True) == (again.list(), again.lost > 0)
    again.put(kept(b"two"))
    assert (tmp_path / "k" / kept().exhibit.sha256).exists()  # to be mended by hand


def test_a_content_that_was_changed_is_not_taken_for_what_was_kept(tmp_path):
    shelf = FolderShelf(tmp_path, "k")
    shelf.put(kept(b"one"))
    shelf.put(kept(b"two"))
    (tmp_path / "k" / kept(b"one").exhibit.sha256).write_bytes(b"else")
    again = FolderShelf(tmp_path, "k")
    assert (1, (kept(b"two"),)) == (again.lost, again.list())


@given(st.text(max_size=90))
def test_a_key_names_one_folder_and_never_a_way_out(tmp_path_factory, key):
    root = tmp_path_factory.getbasetemp()
    try:
        shelf = FolderShelf(root, key)
    except ValueError:
        return
    assert root == shelf.folder.parent


def test_the_index_holds_words_and_no_contents(tmp_path):
    FolderShelf(tmp_path, "k").put(kept(covered=True))
    (entry,) = json.loads((tmp_path / "k" / "index.json").read_text("utf-8"))
    assert "content" not in entry
    assert "订单 1.png" == entry["name"]
