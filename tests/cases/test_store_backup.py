"""A copy of everything: entries and evidence files, out and in; what is damaged or foreign changes nothing."""

import io
import os
import zipfile
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from commandline import guide_
from pictures import drawn, saved

from guide import Facts
from guide.cases.exhibits.model import Exhibit, Kept
from guide.cases.exhibits.shelf import FolderShelf
from guide.cases.store import Store
from guide.cases.store.backup import Copied, take_in, write
from guide.cases.store.entries import changes
from guide.cases.table import read
from guide.engine.case import BEIJING, Case
from guide.engine.journal import Event

KEY, OTHER = "a" * 64, "b" * 64
NOW = datetime(2026, 11, 22, 10, 15, tzinfo=BEIJING)


@pytest.fixture
def store(tmp_path):
    return Store(f"sqlite:///{tmp_path}/one/cases.db")


def fill(store, key=KEY, seed=1):
    """A case with an answer and a picture."""
    store.append(key, 0, changes(Case(), Case(Facts(item="杯子")), NOW))
    shelve(store, key, seed)


def shelve(store, key, seed=1):
    content = saved(drawn(300, 200, seed=seed), "PNG")
    digest = sha256(content).hexdigest()
    exhibit = Exhibit(f"e{seed}", "chat.png", frozenset({"chat_shot"}), "image/png", content, digest, NOW, 300, 200)
    FolderShelf(store.evidence, key).put(Kept(exhibit))


def copied(store):
    out = io.BytesIO()
    return write(store, out), out


def test_a_copy_fills_an_empty_store_and_twice_changes_nothing(store, tmp_path):
    fill(store)
    fill(store, OTHER, seed=2)
    done, out = copied(store)
    assert Copied(2, 4) == done
    other = Store(f"sqlite:///{tmp_path}/two/cases.db")
    assert Copied(2, 4) == take_in(other, out)
    assert list(store.export()) == list(other.export())
    for key in (KEY, OTHER):
        assert FolderShelf(store.evidence, key).list() == FolderShelf(other.evidence, key).list()
        assert 1 == len(FolderShelf(other.evidence, key).list())
        assert "0o700" == oct((other.evidence / key).stat().st_mode & 0o777)
    assert Copied(0, 0, 2) == take_in(other, out)
    assert Copied(2, 4) == copied(other)[0]


def test_a_case_that_has_files_keeps_them(store, tmp_path):
    fill(store)
    out = copied(store)[1]
    other = Store(f"sqlite:///{tmp_path}/two/cases.db")
    shelve(other, KEY, seed=3)
    kept = FolderShelf(other.evidence, KEY).list()
    assert Copied(1, 0) == take_in(other, out)
    assert kept == FolderShelf(other.evidence, KEY).list()


def repacked(out, change):
    """The same archive with its entries passed through a function of name and bytes."""
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(made := io.BytesIO(), "w") as new:
        for info in old.infolist():
            for name, content in change(info.filename, old.read(info)):
                new.writestr(name, content)
    return made


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda n, c: [(n, c)] if n != "entries.jsonl" else [], "holds no entries.jsonl"),
        (lambda n, c: [(n.replace("evidence/", "evidence/../"), c)], "no evidence file"),
        (lambda n, c: [(n, c), ("/etc/passwd", b"")] if n == "entries.jsonl" else [(n, c)], "no evidence file"),
        (lambda n, c: [(n, c if n.endswith(("jsonl", "json")) else c + b"x")], "evidence file of the archive"),
        (lambda n, c: [(n, b"no json\n" if n == "entries.jsonl" else c)], "line 1"),
        (lambda n, c: [(n, b"\xff\xfe" if n == "entries.jsonl" else c)], "damaged"),
    ],
)  # fmt: skip
def test_what_is_no_copy_changes_nothing(store, tmp_path, change, said):
    fill(store)
    other = Store(f"sqlite:///{tmp_path}/two/cases.db")
    with pytest.raises(ValueError, match=said):
        take_in(other, repacked(copied(store)[1], change))
    assert ([], []) == (list(other.export()), list(other.evidence.glob("*")))


def test_a_cut_archive_changes_nothing(store, tmp_path):
    fill(store)
    raw = copied(store)[1].getvalue()
    other = Store(f"sqlite:///{tmp_path}/two/cases.db")
    for broken in (raw[: len(raw) // 2], b"", raw[:200] + b"\0" * 20 + raw[220:]):
        with pytest.raises(ValueError, match="nothing was taken over"):
            take_in(other, io.BytesIO(broken))
    assert ([], []) == (list(other.export()), list(other.evidence.glob("*")))


def test_files_whose_case_never_got_an_answer_are_idle_too(store):
    fill(store)
    shelve(store, OTHER, seed=2)
    assert () == store.idle(NOW)
    old = (NOW - timedelta(days=400)).timestamp()
    for key in (KEY, OTHER):
        os.utime(store.evidence / key, (old, old))
    assert (OTHER,) == store.idle(NOW - timedelta(days=200))
    assert 2 == store.forget(OTHER)
    assert [KEY] == [path.name for path in store.evidence.iterdir()]


def test_the_commands_copy_and_take_over(store, tmp_path):
    fill(store)
    out, one = tmp_path / "copy.zip", {"GUIDE_DATABASE": store.address}
    two = {"GUIDE_DATABASE": f"sqlite:///{tmp_path}/two/cases.db"}
    assert "1 entries and 2 evidence files written.\n" == guide_("store", "export", "--out", str(out), env=one).stdout
    assert "0o600" == oct(out.stat().st_mode & 0o777)
    said = "1 entries and 2 evidence files added, 0 entries were there.\n"
    assert said == guide_("store", "import", str(out), env=two).stdout
    out.write_bytes(b"PK")
    done = guide_("store", "import", str(out), env=two)
    assert (2, "guide: the archive is damaged; nothing was taken over.\n") == (done.returncode, done.stderr)


def test_the_stored_cases_come_as_a_table_that_is_the_same_each_time(tmp_path):
    """Each is named by the beginning of its key; the table is what `guide triage` reads."""
    address = f"sqlite:///{tmp_path}/cases.db"
    store = Store(address)
    fill(store)
    case = Case(Facts(tracking="delivered"), (Event("seller_contacted", NOW),))
    store.append(OTHER, 0, changes(Case(), case, NOW))
    texts = [guide_("store", "table", env={"GUIDE_DATABASE": address}).stdout for _ in range(2)]
    assert texts[0] == texts[1]
    read_ = list(read(io.BytesIO(texts[0].encode()), is_lines=False))
    assert [(row.id, row.case) for row in read_] == [("a" * 12, Case(Facts(item="杯子"))), ("b" * 12, case)]
    out = tmp_path / "sorted.csv"
    done = guide_("triage", "-", "-o", str(out), "--now", "2026-11-24T09:00", text=texts[0])
    assert done.returncode == 0
    assert "b" * 12 in out.read_text("utf-8")
