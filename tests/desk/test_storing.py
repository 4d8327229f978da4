"""A lead's table becomes cases of the store: once, brought up to date, and nothing that others answered is lost."""

import csv
import io
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pandas as pd
import pytest
from commandline import run as guide
from databases import postgres
from strategies import NOW

from guide import default_book
from guide.book.facts import Facts
from guide.cases.store import Keeper, Store, changes, key_of, new_code, read_code
from guide.cases.store.listing import rows
from guide.desk.files.storing import CODE, read_table
from guide.desk.files.writing import write
from guide.engine.case import Case
from guide.engine.journal import Event

BOOK = default_book()
CONTACTED = "seller_contacted@2026-11-20T18:20"
ROWS = [
    {"case": "A", "tracking": "in_transit", "held": "order_shot", "journal": CONTACTED, "店铺": "=1+1"},
    {"case": "B", "tracking": "delivered", "item": "杯子"},
]


@pytest.fixture(scope="module")
def server():
    """One PostgreSQL for all tests of this file."""
    with postgres() as found:
        yield found


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path):
    """An empty store."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path}/store/cases.db"
    else:
        server = request.getfixturevalue("server")
        if server is None:
            pytest.skip("no PostgreSQL here, and no way to install it")
        address = server.fresh()
    made = Store(address)
    made.migrate()
    return made


@pytest.fixture
def secret():
    """The code of a list."""
    return new_code()


def text(rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def fill(store, secret, given=ROWS, now=NOW):
    return read_table(io.BytesIO(text(given)), "cases.csv", BOOK, now).into(store, secret, now)


def keeper(store, filled, number=2):
    """Whoever opens the case of a row by its code."""
    found = Keeper(store, key_of(read_code(filled.codes[number])))
    found.news()
    return found


def answered(store, filled, number=2, **answers):
    """What an agent answers on the page."""
    agent = keeper(store, filled, number)
    facts = {**{n: getattr(agent.case.facts, n) for n in agent.case.facts.answered()}, **answers}
    agent.put(changes(agent.case, Case(Facts(**facts), agent.case.journal), NOW))
    agent.send()


def counts(filled):
    return filled.new, filled.changed, filled.same


def test_each_row_is_one_case_and_the_same_table_again_changes_nothing(store, secret):
    first, table = fill(store, secret)
    before = list(store.export())
    again, same = fill(store, secret, now=NOW + timedelta(days=1))
    assert ((2, 0, 0), (0, 0, 2)) == (counts(first), counts(again))
    assert before == list(store.export())
    assert table[CODE].tolist() == same[CODE].tolist() == list(first.codes.values())
    assert table["店铺"].tolist() == ["=1+1", ""]
    case = keeper(store, first).case
    assert ("in_transit", {"order_shot"}, 1) == (case.facts.tracking, case.facts.held, len(case.journal))
    assert sorted(row.id.split()[0] for row in rows(store)) == ["A", "B"]


def test_the_database_holds_no_code_and_another_list_has_other_cases(store, secret):
    first, _ = fill(store, secret)
    other, _ = fill(store, new_code())
    assert not set(first.codes.values()) & set(other.codes.values())
    assert len(list(rows(store))) == 4
    assert not any(code in "".join(store.export()) for code in (secret, *first.codes.values()))


def test_a_row_brings_its_case_up_to_date_and_what_an_agent_answered_stays(store, secret):
    first, _ = fill(store, secret)
    answered(store, first, item="两只杯子", held=frozenset({"order_shot", "tracking_shot"}))
    event = f"{CONTACTED}; seller_replied:stalling@2026-11-21T09:00"
    later = [{**ROWS[0], "tracking": "delivered", "held": "order_shot chat_shot", "journal": event}, ROWS[1]]
    second, _ = fill(store, secret, later)
    assert (0, 1, 1) == counts(second)
    case = keeper(store, second).case
    assert ("delivered", "两只杯子") == (case.facts.tracking, case.facts.item)
    assert case.facts.held == {"order_shot", "tracking_shot", "chat_shot"}
    assert [event.event for event in case.journal] == ["seller_contacted", "seller_replied"]
    assert (0, 0, 2) == counts(fill(store, secret, later)[0])


def test_the_same_row_again_takes_no_answer_of_an_agent_back(store, secret):
    first, _ = fill(store, secret)
    answered(store, first, tracking="delivered", held=frozenset())
    assert (0, 0, 2) == counts(fill(store, secret)[0])
    case = keeper(store, first).case
    assert ("delivered", frozenset()) == (case.facts.tracking, case.facts.held)


def test_where_both_answered_the_new_row_holds_and_the_other_answer_is_told(store, secret):
    first, _ = fill(store, secret)
    answered(store, first, tracking="delivered")
    second, _ = fill(store, secret, [{**ROWS[0], "tracking": "not_shipped"}, ROWS[1]])
    case = keeper(store, second)
    assert case.case.facts.tracking == "not_shipped"
    said = [e.payload.get("value") for e in case.written if e.payload.get("name") == "tracking"]
    assert said == ["in_transit", "delivered", "not_shipped"]
    told = [left for left in second.told if left.number > 1]
    assert [("tracking", 2, "delivered")] == [
        (left.column, left.number, left.what.placeholders["theirs"]) for left in told
    ]


def test_an_event_that_an_agent_noted_already_is_not_doubled(store, secret):
    first, _ = fill(store, secret)
    agent = keeper(store, first)
    (happened,) = agent.case.journal
    noted = Event(happened.event, happened.at + timedelta(days=1))
    agent.put(changes(agent.case, agent.case.with_event(noted), NOW))
    agent.send()
    later = [{**ROWS[0], "journal": f"{CONTACTED}; seller_contacted@2026-11-21T18:20"}, ROWS[1]]
    fill(store, secret, later)
    assert keeper(store, first).case.journal == (happened, noted)
    fill(store, secret)  # the row takes its second event back, which the agent noted too
    assert keeper(store, first).case.journal == (happened,)
    assert (0, 0, 2) == counts(fill(store, secret)[0])


def test_a_blank_cell_and_a_column_that_is_gone_take_nothing_back(store, secret):
    first, _ = fill(store, secret)
    before = keeper(store, first).case
    bare = [{"case": "A", "tracking": ""}, {"case": "B", "tracking": "delivered"}]
    assert (0, 0, 2) == counts(fill(store, secret, bare)[0])
    assert keeper(store, first).case == before


def test_bad_rows_are_left_out_and_told_as_in_triage(store, secret):
    ahead = "seller_contacted@2031-01-01T10:00"
    given = [
        {"case": "A", "tracking": "delivered"},
        {"case": "B", "tracking": "nowhere"},
        {"case": "", "tracking": "delivered"},
        {"case": "A", "tracking": "not_shipped"},
        {"case": "C", "tracking": "delivered", "journal": ahead},
        {"case": "'=1+1", "tracking": "delivered"},
    ]
    filled, table = fill(store, secret, given)
    assert [(3, "tracking"), (4, "case"), (5, "case"), (6, "journal")] == [(t.number, t.column) for t in filled.told]
    assert table["case"].tolist() == ["A", "'=1+1"]
    assert len(list(rows(store))) == 2


def test_a_case_that_was_deleted_does_not_come_back(store, secret):
    first, _ = fill(store, secret)
    store.forget(key_of(first.codes[2]))
    second, table = fill(store, secret)
    assert ["store.gone"] == [told.what.id for told in second.told if told.number > 1]
    assert (0, 0, 1) == counts(second)
    assert table["case"].tolist() == ["B"]
    assert len(list(rows(store))) == 1


def test_two_imports_at_once_make_each_case_once(store, secret):
    given = [{"case": f"N{n}", "tracking": "in_transit", "journal": CONTACTED} for n in range(450)]
    stores = [Store(store.address) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        both = [filled for filled, _ in pool.map(lambda each: fill(each, secret, given), stores)]
    assert both[0].codes == both[1].codes
    assert [450, 450, 0] == [sum(f.new for f in both), sum(f.same for f in both), sum(f.changed for f in both)]
    entries = [keeper(store, both[0], number).written for number in (2, 300, 451)]
    assert [["row", "fact", "event"]] * 3 == [[e.kind for e in each] for each in entries]


@pytest.mark.parametrize("ending", ["xlsx", "jsonl", "parquet", "csv"])
def test_any_form_of_a_table_is_taken_in_and_out(tmp_path, monkeypatch, capsys, ending):
    monkeypatch.setenv("GUIDE_DATABASE", f"sqlite:///{tmp_path}/cases.db")
    given, code = tmp_path / f"cases.{ending}", tmp_path / "north.code"
    out = tmp_path / ("coded.csv" if ending == "jsonl" else f"coded.{ending}")  # lines are written flat, as triage does
    if ending == "jsonl":
        given.write_text('{"id": "A", "facts": {"tracking": "in_transit"}}\n{"id": "B", "facts": {}}\n', "utf-8")
    else:
        write(pd.DataFrame(ROWS).fillna(""), given)
    command = ("store", "fill", str(given), "--list", str(code), "-o", str(out))
    status, _, error = guide(capsys, *command)
    assert (status, "north.code" in error, out.exists()) == (2, True, False)  # a mistyped list begins no other
    assert (0, "2 cases are new, 0 brought up to date, 0 as they were.\n") == guide(capsys, *command, "--new")[:2]
    assert [stat.S_IMODE(path.stat().st_mode) for path in (out, code)] == [0o600, 0o600]
    first = out.read_bytes()
    assert (0, "0 cases are new, 0 brought up to date, 2 as they were.\n") == guide(capsys, *command)[:2]
    assert first == out.read_bytes() or ending == "xlsx"  # a workbook holds the moment at which it was made
    status, said, _ = guide(capsys, "store", "fill", str(out), "--list", str(code), "-o", str(out))
    assert (0, "0 cases are new, 0 brought up to date, 2 as they were.\n") == (status, said)
    if ending == "csv":
        assert "'=1+1" in out.read_text("utf-8-sig")


def test_a_column_of_another_name_is_taken_in_where_it_is_said_so_and_a_terminal_shows_how_far_it_is(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("GUIDE_DATABASE", f"sqlite:///{tmp_path}/cases.db")
    given, code, out = tmp_path / "cases.csv", tmp_path / "north.code", tmp_path / "coded.csv"
    given.write_text("编号,物流\n" + "".join(f"N{n},in_transit\n" for n in range(60)), "utf-8")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    command = ("store", "fill", str(given), "--list", str(code), "-o", str(out), "--new", "--lang", "en")
    status, said, error = guide(capsys, *command, "--map", "物流=tracking", "--map", "编号=case")
    assert (0, "60 cases are new, 0 brought up to date, 0 as they were.\n") == (status, said)
    assert "\r50 rows stored\r60 rows stored" in error
    store = Store(f"sqlite:///{tmp_path}/cases.db")
    assert {row.case.facts.tracking for row in rows(store)} == {"in_transit"}


@pytest.mark.parametrize(("name", "code"), [("coded.doc", ""), ("coded.csv", "none")])
def test_what_cannot_be_used_is_refused_before_anything_is_stored(tmp_path, monkeypatch, capsys, name, code):
    monkeypatch.setenv("GUIDE_DATABASE", f"sqlite:///{tmp_path}/cases.db")
    given, secret = tmp_path / "cases.csv", tmp_path / "north.code"
    given.write_bytes(text(ROWS))
    secret.write_text(code or new_code(), "utf-8")
    status, _, error = guide(capsys, "store", "fill", str(given), "--list", str(secret), "-o", str(tmp_path / name))
    assert (status, error.startswith("guide: ")) == (2, True)
    assert not (tmp_path / name).exists()
    assert not (tmp_path / "cases.db").exists()
