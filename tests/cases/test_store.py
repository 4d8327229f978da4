"""The store on both engines: what is given is there, once, in its order; what cannot be done is one plain sentence."""

import contextlib
import io
import json
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cases import plain
from commandline import guide_, run
from databases import lose, postgres
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule, run_state_machine_as_test
from strategies import NOW, cases

from guide.book.facts import Facts
from guide.book.notices import shipped
from guide.cases.store import (
    Conflict,
    Entry,
    Keeper,
    Store,
    StoreError,
    changes,
    from_environment,
    key_of,
    new_code,
    rebuild,
)
from guide.cases.store.entries import SCHEMA, read_entry, to_text
from guide.cases.store.keeper import MOST, Clash, Sent
from guide.cases.store.schema import HEAD
from guide.cases.store.store import BUCKET
from guide.engine.case import Case
from guide.engine.journal import Event

KEY = "a" * 64
ENGINES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def server():
    """One PostgreSQL for all tests of this run."""
    with postgres() as found:
        yield found


@pytest.fixture(params=ENGINES)
def address(request, tmp_path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store/cases.db"
    server = request.getfixturevalue("server")
    if server is None:
        pytest.skip("no PostgreSQL here, and no way to install it")
    return server.fresh()


@pytest.fixture
def store(address) -> Store:
    made = Store(address)
    made.migrate()
    return made


def answer(value: str, name: str = "item") -> tuple[Entry, ...]:
    """One answer, as an entry to be written."""
    return changes(Case(), Case(Facts(**{name: value})), NOW)


def reason(work) -> str:
    """Why the store cannot."""
    with pytest.raises(StoreError) as caught:
        work()
    assert shipped()["en"][f"store.{caught.value.reason}"] == str(caught.value)
    return caught.value.reason


# --- entries ----------------------------------------------------------------------------------------------------


@given(cases, cases)
def test_changes_replayed_on_a_case_give_exactly_the_other(before, after):
    entries = changes(before, after, NOW)
    assert (plain(after), 0) == (plain(rebuild(entries, before)[0]), rebuild(entries, before)[1])


@given(cases)
def test_no_change_gives_no_entry(case):
    assert () == changes(case, case, NOW)


def test_a_changed_event_is_one_entry():
    event = Event("seller_replied", NOW, "stalling")
    before = Case(journal=(Event("seller_contacted", NOW - timedelta(days=1)), event))
    after = Case(journal=(before.journal[0], event._replace(reply="refused")))
    assert ["changed"] == [e.kind for e in changes(before, after, NOW)]


@given(cases)
def test_an_entry_outlives_its_way_through_text(case):
    entries = changes(Case(), case, NOW)
    assert entries == tuple(read_entry(json.loads(json.dumps(e.to_plain()))) for e in entries)


def test_an_answer_of_a_book_that_is_gone_is_counted_and_the_rest_stands():
    lost = Entry("f" * 32, NOW, "fact", {"name": "shoe_size", "value": "43"})
    assert (Case(Facts(item="杯子")), 1) == rebuild([lost, *answer("杯子")])


def test_an_entry_of_a_newer_form_is_refused():
    assert "newer" == reason(lambda: rebuild([replace(answer("x")[0], schema=SCHEMA + 1)]))


@pytest.mark.parametrize("wrong", [None, [], {}, {"id": "x"}, {**answer("x")[0].to_plain(), "kind": "drop table"},
                                   {**answer("x")[0].to_plain(), "moment": "now"},
                                   {**answer("x")[0].to_plain(), "number": True}])  # fmt: skip
def test_what_is_no_entry_is_refused(wrong):
    with pytest.raises(ValueError):  # noqa: PT011  the text is the type's own
        read_entry(wrong)


# --- writing and reading ----------------------------------------------------------------------------------------


def test_what_is_written_is_read_back_in_its_order(store):
    case = Case(Facts(item="杯子 😀 ''; --", held=frozenset({"chat_shot"})), (Event("seller_contacted", NOW),))
    entries = changes(Case(), case, NOW)
    assert len(entries) == store.append(KEY, 0, entries)
    read = store.read(KEY)
    assert [1, 2, 3] == [e.number for e in read]
    assert [e.id for e in entries] == [e.id for e in read]
    assert case == rebuild(read)[0]
    assert read[1:] == store.read(KEY, after=1)
    assert () == store.read("b" * 64)


def test_a_second_writer_is_told_what_the_first_wrote(store):
    store.append(KEY, 0, answer("one"))
    with pytest.raises(Conflict) as caught:
        store.append(KEY, 0, answer("two"))
    assert ["one"] == [e.payload["value"] for e in caught.value.others]
    assert ["one"] == [e.payload["value"] for e in store.read(KEY)]


def test_a_batch_is_written_whole_or_not_at_all(store):
    good = answer("x")[0]
    assert "away" == reason(lambda: store.append(KEY, 0, [good, good]))  # one entry cannot stand twice
    assert () == store.read(KEY)


def test_servers_that_share_a_database_share_the_files_too(tmp_path):
    """One setting names the folder, whatever the database is; deleting a case deletes its files there."""
    settings = {"GUIDE_DATABASE": f"sqlite:///{tmp_path}/here/cases.db", "GUIDE_EVIDENCE": str(tmp_path / "shared")}
    store = from_environment(settings)
    assert tmp_path / "shared" == store.evidence
    store.append(KEY, 0, answer("x"))
    (store.evidence / KEY).mkdir(parents=True)
    (store.evidence / KEY / "one").write_bytes(b"1")
    assert 2 == store.forget(KEY)
    assert not (store.evidence / KEY).exists()


def test_a_forgotten_case_is_gone_and_stays_gone(store):
    store.append(KEY, 0, answer("x"))
    store.append("b" * 64, 0, answer("y"))
    assert (1, 0) == (store.forget(KEY), store.forget(KEY))
    assert ["gone"] * 2 == [reason(w) for w in (lambda: store.append(KEY, 1, answer("z")), lambda: store.read(KEY, 1))]
    assert ((), 1) == (store.read(KEY), len(store.read("b" * 64)))


def keeping(store, *values):
    """The keeper of a case with these answers, all written."""
    keeper = Keeper(store, KEY)
    for value in values:
        keeper.put(answer(value))
        keeper.send()
    return keeper


@pytest.mark.parametrize("copied", [0, 1, 2])
def test_a_database_put_back_from_an_older_copy_gets_the_case_anew(store, copied):
    """Missing is not deleted: an open page writes what an older copy, or an empty database, does not hold."""
    keeper = keeping(store, "one", "two", "three")
    lines = list(store.export())
    lose(store)
    store.take_in(lines[:copied])
    assert not keeper.news()
    keeper.put(answer("four"))
    assert Sent() == keeper.send()
    assert ["one", "two", "three", "four"] == [e.payload["value"] for e in store.read(KEY)]
    assert [e.id for e in keeper.written] == [e.id for e in store.read(KEY)]


def test_two_pages_over_an_older_copy_lose_nothing(store):
    """The number of entries alone does not say whose they are: the second page finds others under its numbers."""
    one, two = keeping(store, "one", "two"), Keeper(store, KEY)
    two.news()
    two.put(answer("9.90", "amount"))
    two.send()
    one.news()
    lose(store)
    one.put(answer("three"))
    one.send()
    two.put(answer("domestic", "origin"))
    two.send()
    one.news()
    assert one.case == two.case == Case(Facts(item="three", amount="9.90", origin="domestic"))


def test_many_cases_are_asked_for_at_once(store, monkeypatch):
    """The last entry, and the payloads of one kind, of each case, however many queries it takes."""
    monkeypatch.setattr("guide.cases.store.store._AT_ONCE", 2)
    keys = [sign * 64 for sign in "dbcae"]
    for number, key in enumerate(keys[:-1]):
        event = changes(Case(), Case(journal=(Event("seller_contacted", NOW),)), NOW)
        made = (*answer(f"{number}"), *answer("9.90", "amount"), *event, *answer("another"))
        store.append(key, 0, made[: 1 + number])
    assert store.last(keys) == {key: store.read(key)[-1].id for key in keys[:-1]}
    asked = store.payloads(keys, "fact")
    assert asked == {key: [to_text(e) for e in store.read(key) if e.kind == "fact"] for key in keys[:-1]}
    assert [len(asked[key]) for key in keys[:-1]] == [1, 2, 2, 3]
    assert [*store.payloads(keys, "event")] == sorted(keys[2:-1])
    assert (store.last([]), store.payloads([], "fact")) == ({}, {})
    store.forget(keys[0])
    assert keys[0] not in store.last(keys) | store.payloads(keys, "fact")


def test_a_deleted_case_is_brought_back_by_an_import_alone(store):
    keeper = keeping(store, "one")
    lines = list(store.export())
    store.forget(KEY)
    keeper.put(answer("two"))
    assert "gone" == reason(keeper.send)
    store.take_in(lines)
    assert Sent() == keeper.send()
    assert (["one", "two"], False) == ([e.payload["value"] for e in store.read(KEY)], store.is_forgotten(KEY))


def test_an_open_store_stops_writing_once_the_tables_are_newer(store, address):
    """A rolling update renews the tables under pages that are open."""
    from sqlalchemy import text

    from guide.cases.store.database import connected, open_engine

    store.append(KEY, 0, answer("x"))
    with connected(open_engine(address), writes=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "newer" == reason(lambda: store.append(KEY, 1, answer("y")))


def test_nothing_of_a_forgotten_case_is_left_in_the_files(tmp_path):
    secret = "P700000000004086"
    store = Store(f"sqlite:///{tmp_path}/store/cases.db")
    witness = sqlite3.connect(tmp_path / "witness")  # keeps nothing open; the log is swept by the store itself
    store.append(KEY, 0, answer("y"))
    keep = sqlite3.connect(tmp_path / "store/cases.db")  # another process that has the file open
    keep.execute("SELECT count(*) FROM entries").fetchall()
    store.append("b" * 64, 0, answer(secret, "order_no"))
    found = lambda: [p.name for p in (tmp_path / "store").iterdir() if secret.encode() in p.read_bytes()]  # noqa: E731
    assert found()
    store.forget("b" * 64)
    assert [] == found()
    keep.close()
    witness.close()


def test_wrong_codes_are_borne_up_to_a_number_and_again_after_a_while(store):
    assert [False] * BUCKET == [store.guessed(NOW) for _ in range(BUCKET)]
    assert store.guessed(NOW)
    assert not store.guessed(NOW + timedelta(seconds=10))


def test_idle_cases_are_those_nobody_wrote_to(store):
    store.append(KEY, 0, changes(Case(), Case(Facts(item="old")), NOW - timedelta(days=400)))
    store.append("b" * 64, 0, answer("new"))
    assert (KEY,) == store.idle(NOW - timedelta(days=365))


# --- export and import ------------------------------------------------------------------------------------------


def test_an_export_taken_in_again_changes_nothing_and_fills_an_empty_database(store, tmp_path):
    for key in (KEY, "b" * 64):
        store.append(key, 0, changes(Case(), Case(Facts(item="杯"), (Event("seller_contacted", NOW),)), NOW))
    lines = list(store.export())
    assert (4, (0, 4)) == (len(lines), store.take_in(lines))
    other = Store(f"sqlite:///{tmp_path}/other/cases.db")
    assert (4, 0) == other.take_in(lines)
    assert (0, 4) == other.take_in(lines)
    assert lines == list(other.export())


def test_a_bad_line_is_named_and_nothing_is_taken_over(store):
    store.append(KEY, 0, answer("x"))
    good = next(store.export()).replace(KEY, "b" * 64)
    for bad in ("no json", "[]", '{"case": "x"}', json.dumps({"case": KEY, **answer("y")[0].to_plain(), "number": 1})):
        with pytest.raises(ValueError, match="line 2"):
            store.take_in([good, bad])
    assert () == store.read("b" * 64)


# --- migrations -------------------------------------------------------------------------------------------------


def revisions() -> list[str]:
    """Every revision that ever was, oldest first."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    import guide.cases.store

    config = Config()
    config.set_main_option("script_location", str(Path(guide.cases.store.__file__).parent / "migrations"))
    return [s.revision for s in ScriptDirectory.from_config(config).walk_revisions()][::-1]


def test_the_handbook_knows_its_newest_migration():
    assert HEAD == revisions()[-1]
    assert sorted(revisions()) == revisions()


@pytest.mark.parametrize("start", ["", *revisions()])
def test_a_database_of_any_earlier_revision_comes_up_with_its_entries(address, start):
    from guide.cases.store.database import connected, open_engine
    from guide.cases.store.migrate import migrate

    engine = open_engine(address)
    if start:
        migrate(engine, start)
        with connected(engine, writes=True) as connection:  # the columns of the first revision
            connection.exec_driver_sql(
                "INSERT INTO entries (case_key, number, id, moment, kind, schema, payload) VALUES "
                f"('{KEY}', 1, '{'0' * 32}', '2026-11-22T02:15:00.000000+00:00', 'fact', 1, "
                """'{"name":"item","value":"old"}')"""
            )
    assert (start, HEAD) == Store(address).migrate()
    assert ["old"] * bool(start) == [e.payload["value"] for e in Store(address).read(KEY)]
    Store(address).append(KEY, int(bool(start)), answer("new"))
    assert "new" == Store(address).read(KEY)[-1].payload["value"]


def test_a_fresh_file_is_built_by_the_first_who_needs_it_even_when_many_do_at_once(tmp_path):
    address, failed = f"sqlite:///{tmp_path}/new/cases.db", []

    def write(n: int) -> None:
        try:
            Store(address).append(f"{n:064x}", 0, answer(str(n)))
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ([], 8) == (failed, len(list(Store(address).export())))


def test_a_fresh_postgresql_waits_for_the_command(address):
    if address.startswith("postgresql"):
        assert "older" == reason(lambda: Store(address).read(KEY))
    else:
        assert () == Store(address).read(KEY)


def test_a_database_from_the_future_is_left_alone(store, address):
    from sqlalchemy import text

    from guide.cases.store.database import connected, open_engine

    with connected(open_engine(address), writes=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    later = Store(address)
    assert ["newer"] * 3 == [reason(w) for w in (lambda: later.read(KEY), later.migrate, lambda: later.forget(KEY))]


# --- failures ---------------------------------------------------------------------------------------------------


def test_a_file_and_its_folder_are_for_the_owner_alone(tmp_path):
    Store(f"sqlite:///{tmp_path}/deep/er/cases.db").append(KEY, 0, answer("x"))
    keep = sqlite3.connect(tmp_path / "deep/er/cases.db")
    keep.execute("SELECT count(*) FROM entries").fetchall()
    Store(f"sqlite:///{tmp_path}/deep/er/cases.db").append(KEY, 1, answer("y"))
    mode = {p.name: oct(stat.S_IMODE(p.stat().st_mode)) for p in (tmp_path / "deep/er").iterdir()}
    keep.close()
    assert {"cases.db": "0o600", "cases.db-wal": "0o600", "cases.db-shm": "0o600"} == mode
    assert "0o700" == oct(stat.S_IMODE((tmp_path / "deep/er").stat().st_mode))


def test_a_damaged_file_is_said_to_be_damaged_and_is_not_touched(tmp_path):
    path = tmp_path / "cases.db"
    path.write_bytes(b"this is no database" * 1000)
    assert "corrupt" == reason(lambda: Store(f"sqlite:///{path}").append(KEY, 0, answer("x")))
    assert b"this is no database" * 1000 == path.read_bytes()


def test_a_file_damaged_in_the_middle_is_said_to_be_damaged(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/cases.db")
    for n in range(40):
        store.append(f"{n:064x}", 0, answer("x" * 200))
    whole = (tmp_path / "cases.db").read_bytes()
    (tmp_path / "cases.db").write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    assert "corrupt" == reason(lambda: list(store.export()))


WRITE = """
import os, sys
from datetime import datetime, UTC
from guide.engine.case import Case
from guide.book.facts import Facts
from guide.cases.store import Store, StoreError, changes
def write(address):
    try:
        Store(address).append("c" * 64, 0, changes(Case(), Case(Facts(item="x")), datetime.now(UTC)))
    except StoreError as error:
        return error.reason
    return "stored"
"""
#: To root no folder is read-only: drop its rights, once everything is imported.
HUMBLE = (
    "write(sys.argv[2])\nif os.geteuid() == 0:\n    os.setgid(65534)\n    os.setuid(65534)\nprint(write(sys.argv[1]))"
)


def said_by(code: str, *args: str) -> str:
    """What a program of its own prints."""
    done = subprocess.run([sys.executable, "-c", WRITE + code, *args], capture_output=True, text=True, check=False)
    return done.stdout.strip() or done.stderr


def test_a_folder_that_cannot_be_written_is_said_to_be_so():
    with tempfile.TemporaryDirectory(dir="/tmp") as made:
        folder = Path(made)
        Store(f"sqlite:///{folder}/cases.db").append(KEY, 0, answer("x"))
        (folder / "cases.db").chmod(0o444)
        folder.chmod(0o555)
        for name in ("new/cases.db", "cases.db"):
            with tempfile.TemporaryDirectory() as other:
                assert "read_only" == said_by(HUMBLE, f"sqlite:///{folder}/{name}", f"sqlite:///{other}/cases.db")
        folder.chmod(0o755)


READ = """
import os, sys
from guide.cases.store import Store
def read(address):
    return [e.payload["value"] for e in Store(address).read("a" * 64)]
"""


def test_a_stored_case_is_read_from_a_folder_that_cannot_be_written():
    """A copy on a read-only medium can be looked at."""
    assert "a" * 64 == KEY
    with tempfile.TemporaryDirectory(dir="/tmp") as made:
        folder = Path(made)
        Store(f"sqlite:///{folder}/cases.db").append(KEY, 0, answer("x"))
        (folder / "cases.db").chmod(0o444)
        folder.chmod(0o555)
        with tempfile.TemporaryDirectory() as other:
            code = READ + HUMBLE.replace("print(write", "print(read")
            assert "['x']" == said_by(code, f"sqlite:///{folder}/cases.db", f"sqlite:///{other}/cases.db")
        folder.chmod(0o755)


def test_a_database_that_another_holds_is_away_for_now(tmp_path, monkeypatch):
    """Nothing is lost: the page keeps it and tries again."""
    monkeypatch.setattr("guide.cases.store.database._PRAGMAS", ("busy_timeout=100",))
    store = Store(f"sqlite:///{tmp_path}/cases.db")
    store.append(KEY, 0, answer("x"))
    with contextlib.closing(sqlite3.connect(tmp_path / "cases.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "away" == reason(lambda: Store(store.address).append(KEY, 1, answer("y")))
    store.append(KEY, 1, answer("y"))
    assert 2 == len(store.read(KEY))


def test_a_full_disk_is_said_to_be_full(tmp_path):
    """The limit on the size of a file stands in for a disk: the system refuses to write past it."""
    Store(f"sqlite:///{tmp_path}/cases.db").append(KEY, 0, answer("x"))
    code = "import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    code += "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\nprint(write(sys.argv[1]))"
    assert "full" == said_by(code, f"sqlite:///{tmp_path}/cases.db")
    assert 1 == len(Store(f"sqlite:///{tmp_path}/cases.db").read(KEY))


@pytest.mark.parametrize("address", ["", "nonsense", "mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_an_address_that_is_none_is_refused_without_being_repeated(address):
    assert "address" == reason(lambda: Store(address).read(KEY))


def test_a_server_that_is_not_there_is_away():
    assert "away" == reason(lambda: Store("postgresql://nobody@/x?host=/nowhere").read(KEY))


def test_only_the_setting_turns_the_store_on():
    assert (None, None) == (from_environment({}), from_environment({"GUIDE_DATABASE": "off"}))
    assert "sqlite:////x/y.db" == from_environment({"GUIDE_DATABASE": " sqlite:////x/y.db "}).address


def test_a_store_costs_nothing_until_it_is_used():
    code = "import sys, guide.cases.store; guide.cases.store.Store('sqlite:////x'); print([m for m in ('sqlalchemy', 'alembic', 'platformdirs', 'psycopg') if m in sys.modules])"  # noqa: E501
    assert (
        "[]" == subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    )


# --- the keeper -------------------------------------------------------------------------------------------------


def test_two_that_answer_different_questions_are_merged_without_a_word(store):
    one, two = Keeper(store, KEY), Keeper(store, KEY)
    one.put(answer("杯子"))
    two.put(answer("86", "amount"))
    assert (Sent(), Sent(merged=True)) == (one.send(), two.send())
    assert one.news()
    assert Case(Facts(item="杯子", amount="86")) == one.case == two.case


def test_two_that_answer_the_same_question_both_stay_on_record_and_the_second_is_asked(store):
    one, two = Keeper(store, KEY), Keeper(store, KEY)
    one.put(answer("杯子"))
    two.put(answer("盘子"))
    assert Sent() == one.send()
    assert Sent(merged=True, clashes=(Clash("item", "杯子", "盘子"),)) == two.send()
    assert ["杯子", "盘子"] == [e.payload["value"] for e in store.read(KEY)]


def test_the_same_answer_twice_is_no_question(store):
    one, two = Keeper(store, KEY), Keeper(store, KEY)
    one.put(answer("杯子"))
    two.put(answer("杯子"))
    assert (Sent(), Sent(merged=True)) == (one.send(), two.send())


def test_an_answer_whose_receipt_was_lost_is_not_written_twice(store):
    keeper = Keeper(store, KEY)
    keeper.put(answer("x"))
    store.append(KEY, 0, keeper.waiting)  # the database wrote it, and the word of it never came
    assert (Sent(merged=True), 1, ()) == (keeper.send(), len(store.read(KEY)), keeper.waiting)


def test_a_page_that_comes_back_hands_in_what_its_tab_kept_and_nothing_is_doubled(store):
    before = Keeper(store, KEY)
    before.put((*answer("x"), *answer("86", "amount")))
    kept = before.waiting
    store.append(KEY, 0, kept[:1])  # and then the process died
    after = Keeper(store, KEY)
    after.news()
    after.put(kept)
    after.send()
    assert ["x", "86"] == [e.payload["value"] for e in store.read(KEY)]


def test_what_waits_is_bounded_and_no_answer_is_lost(tmp_path):
    keeper = Keeper(Store(f"sqlite:///{tmp_path}/cases.db"), KEY)
    for n in range(MOST + 10):
        keeper.put(answer(str(n)))
    assert len(keeper.waiting) <= MOST
    assert Case(Facts(item=str(MOST + 9))) == keeper.case
    events = [
        Entry(f"{n:032x}", NOW, "event", {"event": "seller_contacted", "at": "2026-11-22T10:15"}) for n in range(MOST)
    ]
    with pytest.raises(StoreError) as caught:
        keeper.put(events)
    assert "queue" == caught.value.reason
    assert Case(Facts(item=str(MOST + 9))) == keeper.case


def test_postgresql_may_stop_in_the_middle_and_everything_is_there_once_it_is_back(server):
    if server is None:
        pytest.skip("no PostgreSQL here, and no way to install it")
    store = Store(server.fresh())
    store.migrate()
    keeper = Keeper(store, KEY)
    keeper.put(answer("before"))
    keeper.send()
    server.stop()
    try:
        for value in ("one", "two"):
            keeper.put(answer(value, "amount"))
            assert "away" == reason(keeper.send)
        assert Case(Facts(item="before", amount="two")) == keeper.case
    finally:
        server.start()
    assert Sent() == keeper.send()
    assert ["before", "one", "two"] == [e.payload["value"] for e in store.read(KEY)]


class AsADict(RuleBasedStateMachine):
    """The store against a dict of lists: any order of writing, conflicting, forgetting, exporting."""

    keys = Bundle("keys")
    address = ""

    def __init__(self) -> None:
        super().__init__()
        self.store, self.model, self.behind = Store(self.address), {}, 0

    @rule(target=keys)
    def case(self):
        return key_of(new_code())

    @rule(key=keys, words=st.lists(st.text(min_size=1, max_size=9), max_size=4))
    def write(self, key, words):
        entries = [entry for word in words for entry in answer(word)]
        expected = len(self.model.get(key, []))
        assert expected + len(entries) == self.store.append(key, expected, entries)
        self.model.setdefault(key, []).extend(e.id for e in entries)

    @rule(key=keys, late=st.integers(1, 3))
    def write_late(self, key, late):
        there = self.model.get(key, [])
        if len(there) < late:
            return
        with pytest.raises(Conflict) as caught:
            self.store.append(key, len(there) - late, answer("late"))
        assert there[-late:] == [e.id for e in caught.value.others]

    @rule(key=keys)
    def write_ahead(self, key):
        ahead = len(self.model.get(key, [])) + 1
        assert "lost" == reason(lambda: self.store.append(key, ahead, answer("early")))

    @rule(key=consumes(keys))
    def forget(self, key):
        assert len(self.model.pop(key, [])) == self.store.forget(key)

    @rule()
    def move_house(self):
        lines = list(self.store.export())
        for key in self.model:
            self.store.forget(key)
        assert (len(lines), 0) == self.store.take_in(lines)

    @invariant()
    def same(self):
        found = {key: [e.id for e in self.store.read(key)] for key in self.model}
        assert self.model == found

    def teardown(self):
        for key in self.model:
            self.store.forget(key)


def test_the_store_behaves_like_a_dict_of_lists(store, address):
    machine = type("Machine", (AsADict,), {"address": address})
    few = settings(max_examples=10, stateful_step_count=15, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(machine, settings=few)


# --- the command line -------------------------------------------------------------------------------------------


@pytest.fixture
def said(address, monkeypatch, capsys):
    """A function that runs a command on the database, in this process; gives the exit code and what was printed."""

    def call(*args: str, text: str = "") -> tuple[int, str]:
        monkeypatch.setenv("GUIDE_DATABASE", address)
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        return run(capsys, "store", *args)[:2]

    return call


def test_the_commands_do_what_they_say(said, address, tmp_path):
    out, code = tmp_path / "cases.jsonl", new_code()
    assert (0, f"The database went from new to {HEAD}.\n") == said("migrate")
    assert (0, f"The database is at {HEAD}.\n") == said("migrate")
    Store(address).append(key_of(code), 0, answer("杯子"))
    assert (0, "1 entries written.\n") == said("export", "--out", str(out))
    assert (0, out.read_text("utf-8")) == said("export")
    assert "0o600" == oct(stat.S_IMODE(out.stat().st_mode))
    assert 2 == said("export", "--out", str(out))[0]  # never over another file
    assert (0, "1 entries and files deleted.\n") == said("forget", "-", text=code.lower() + "\n")
    assert (1, "There is no such case.\n") == said("forget", code)
    assert (0, "1 entries added, 0 were there.\n") == said("import", str(out))
    assert (0, "0 entries added, 1 were there.\n") == said("import", "-", text=out.read_text("utf-8"))
    assert (0, "0 cases, 0 entries and files deleted.\n") == said("forget", "--idle", "9999")


@pytest.mark.parametrize(("address", "said"), [("off", "off"), ("nonsense", "not an address"),
                                               ("postgresql://x@/y?host=/nowhere", "does not answer")])  # fmt: skip
def test_what_a_command_cannot_do_is_one_sentence(address, said):
    done = guide_("store", "export", env={"GUIDE_DATABASE": address})
    assert (2, "", 1) == (done.returncode, done.stdout, len(done.stderr.splitlines()))
    assert said in done.stderr
    assert "nowhere" not in done.stderr


def test_a_mistyped_code_is_told_apart_from_an_unknown_one(tmp_path):
    env, code = {"GUIDE_DATABASE": f"sqlite:///{tmp_path}/c.db"}, new_code()
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    done = guide_("store", "forget", wrong, env=env)
    assert (2, True) == (done.returncode, "not a code" in done.stderr)
    assert wrong not in done.stderr
    assert 1 == guide_("store", "forget", code, env=env).returncode


def test_without_the_setting_the_file_is_in_the_users_own_folder(tmp_path):
    env = {"GUIDE_DATABASE": "", "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "share")}
    assert 0 == guide_("store", "migrate", env=env).returncode
    assert [f"{tmp_path}/share/parcel-guide/cases.db"] == [str(p) for p in tmp_path.rglob("cases.db")] or (
        sys.platform == "darwin"
    )
    with contextlib.suppress(FileNotFoundError):
        assert "0o700" == oct(stat.S_IMODE((tmp_path / "share/parcel-guide").stat().st_mode))
