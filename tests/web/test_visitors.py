"""What one visitor, a stranger or a foreign page can do to the others: a real server, and real lines to its kernels."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from callers import goodbye, line, visit
from tornado.httpclient import HTTPClientError
from webserver import PATIENCE, command, free_port, get, kernel_process, live_app, server_of, wait_for, write_notebook

from guide.web import ceiling, visitors
from guide.web.server import Serving
from guide.web.visitors import Arrivals, is_known, most_visitors

UNKNOWN_KERNEL = "00000000-0000-4000-8000-000000000000"


HUNGRY = """
try:
    bytearray(3_000_000_000)
except MemoryError:
    print("BOUNDED")
import resource
print("SECONDS", resource.getrlimit(resource.RLIMIT_CPU)[0])
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("notebooks")
    write_notebook(path, "01_hungry", ("zh", "# 这一页"), ("code", HUNGRY))
    for name in ("00_start", "08_rules"):
        write_notebook(path, name, ("zh", "# 这一页"), ("code", "1"))
    return path


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return tmp_path_factory.mktemp("log") / "server.log"


@pytest.fixture(scope="module")
def base(folder, log):
    with live_app(folder, log=log, names=["handbook.example"]) as url:
        yield url


def message(kind, **content):
    """A message in Jupyter's older framing."""
    header = {"msg_id": "1", "msg_type": kind, "session": "x", "username": "", "version": "5.3", "date": ""}
    return json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"})


def test_a_kernel_belongs_to_the_browser_whose_page_it_is(base):
    """To a stranger who knows its id there is no such kernel: not its state, not its line, not its end."""
    mine, other = visit(base), visit(base)
    address = f"{base}/api/kernels/{mine.kernel}"
    assert [200, 404, 404] == [
        get(address, Cookie=cookies)[0] for cookies in (mine.cookies, other.cookies, "guide-visitor=")
    ]
    assert 404 == get(address, Cookie="guide-visitor=\xe9")[0]  # what no page of ours ever set
    assert 404 == goodbye(base, mine.kernel, other.cookies)

    async def lines():
        with pytest.raises(HTTPClientError, match="404"):
            await line(base, mine.kernel, other.cookies)
        with pytest.raises(HTTPClientError, match="404"):
            await line(base, UNKNOWN_KERNEL, other.cookies)
        (await line(base, mine.kernel, mine.cookies)).close()

    asyncio.run(lines())
    assert kernel_process(mine.kernel)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "", "http://127.0.0.1:1"])
def test_a_page_from_elsewhere_gets_no_line_even_with_the_cookie(base, origin):
    mine = visit(base)

    async def opens():
        await line(base, mine.kernel, mine.cookies, Origin=origin)

    with pytest.raises(HTTPClientError, match="403"):
        asyncio.run(opens())


def test_the_cookie_of_a_visitor_cannot_be_read_by_scripts_and_stays_in_the_browser(base):
    _, headers, _ = get(f"{base}/start")
    cookie = next(each for each in headers.get_all("Set-Cookie") if each.startswith("guide-visitor="))
    assert {"HttpOnly", "SameSite=Strict"} <= set(cookie.split("; "))
    again = get(f"{base}/start", Cookie=cookie.partition(";")[0])[1].get_all("Set-Cookie") or []
    assert [] == [each for each in again if each.startswith("guide-visitor=")]  # the same for all pages of a browser


@pytest.mark.parametrize(("host", "status"), [
    ("localhost", 200), ("127.0.0.1", 200), ("handbook.example", 200), ("Handbook.Example:8866", 200),
    ("evil.example", 403), ("127.0.0.1.evil.example", 403), ("", 403),
])  # fmt: skip
def test_it_answers_under_its_own_names_alone(base, host, status):
    """A foreign name that points here would let a foreign page read ours."""
    code, _, page = get(f"{base}/", Host=host)
    assert status == code
    if status == 403:
        assert "不能打开手册" in page.decode()


@pytest.mark.parametrize("host", ["192.168.1.5:8866", "[::1]:8866", "[fe80::1]", "10.0.0.1"])
def test_a_bare_address_needs_no_list(host):
    assert is_known(host, frozenset())


def test_the_lines_to_a_kernel_end_with_it(base):
    """A page whose process was given back, or crashed for good, is told at once and takes no more answers."""
    mine = visit(base)

    async def stay():
        connection = await line(base, mine.kernel, mine.cookies)
        assert 204 == await asyncio.to_thread(goodbye, base, mine.kernel, mine.cookies)
        while await connection.read_message() is not None:
            pass
        return connection.close_code

    assert 1001 == asyncio.run(asyncio.wait_for(stay(), PATIENCE))
    assert 404 == get(f"{base}/api/kernels/{mine.kernel}", Cookie=mine.cookies)[0]


def test_a_line_takes_no_code_and_no_order_to_shut_down(base):
    mine = visit(base)

    async def send():
        connection = await line(base, mine.kernel, mine.cookies)
        await connection.write_message(message("shutdown_request", restart=False))
        await connection.write_message(message("execute_request", code="import os; os._exit(1)"))
        await connection.write_message(message("kernel_info_request"))
        while json.loads(await connection.read_message())["msg_type"] != "kernel_info_reply":
            pass
        connection.close()

    asyncio.run(send())
    assert kernel_process(mine.kernel)


@pytest.mark.parametrize(("sent", "code"), [
    ([message("execute_request", code="1")] * 900, 1008), (["x" * 3_000_000] * 60, None), (["not a message"], 1007),
    (["[]"], 1007), ([b"\xff" * 40], 1007),
    ([json.dumps({"header": {"msg_type": "a\nFORGED 200 GET" + "x" * 100_000}, "channel": "shell"})] * 3, 0),
], ids=["many", "large", "no json", "no message", "binary", "forged"])  # fmt: skip
def test_a_flood_ends_its_own_line_and_writes_no_log(base, log, sent, code):
    """Others are answered meanwhile, and what was refused is not written into the log."""
    mine, before = visit(base), log.stat().st_size

    async def flood():
        connection = await line(base, mine.kernel, mine.cookies)
        for each in sent:
            try:
                await connection.write_message(each, binary=isinstance(each, bytes))
            except Exception:
                break
        if code == 0:
            connection.close()
            return 0
        while await connection.read_message() is not None:
            pass
        return connection.close_code

    ended = asyncio.run(asyncio.wait_for(flood(), PATIENCE))
    assert code in (None, ended)
    assert 200 == get(f"{base}/")[0]
    written = log.read_bytes()[before:].decode()
    assert len(written) < 600 * len(sent) + 5000  # a short line for each at most
    assert not re.search("^FORGED", written, re.M)
    assert mine.kernel not in written


def test_what_is_refused_of_a_kernel_writes_one_short_line_each(base, log):
    """A stranger's line and goodbye, and the lines that one visitor opens again and again."""
    mine, other, before = visit(base), visit(base), log.stat().st_size

    async def knock(cookies):
        try:
            (await line(base, mine.kernel, cookies)).close()
        except HTTPClientError as refused:
            return refused.code
        return 101

    async def knocks():
        return [await knock(other.cookies)] + [await knock(mine.cookies) for _ in range(40)]

    stranger, *codes = asyncio.run(asyncio.wait_for(knocks(), PATIENCE))
    assert 404 == stranger
    assert {101, 429} == {*codes}
    assert 404 == goodbye(base, mine.kernel, other.cookies)
    written = log.read_bytes()[before:].decode()
    assert "Traceback" not in written
    assert len(written) < 200 * 42


def test_more_visitors_than_there_is_room_for_are_asked_to_wait(folder, tmp_path):
    with live_app(folder, log=tmp_path / "log", visitors=2) as base:
        one, _ = visit(base), visit(base)
        status, headers, page = get(f"{base}/start")
        assert (503, "30") == (status, headers["Retry-After"])
        assert "现在打开的人太多" in page.decode()
        assert 204 == goodbye(base, one.kernel, one.cookies)
        assert wait_for(lambda: get(f"{base}/start")[0] == 200)


@pytest.mark.skipif(sys.platform != "linux", reason="the limits are those of Linux")
def test_a_visitors_process_has_a_ceiling(base):
    """Of memory and of processor time, whatever its page was brought to do."""
    page = get(f"{base}/hungry")[2].decode()
    assert "BOUNDED" in page
    assert f"SECONDS {ceiling.TIME}" in page


def test_pages_are_built_in_the_order_in_which_people_came(monkeypatch):
    """No more at once than there are processors; who waits counts as a visitor; a slow page keeps nobody."""
    monkeypatch.setattr("guide.web.visitors._TURN", 0.05)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    log = []

    async def come(arrivals, who, how_long):
        async with arrivals.turn():
            log.append((who, arrivals.waiting))
            await asyncio.sleep(how_long)

    async def all_come(*long):
        log.clear()
        arrivals = Arrivals(5)
        people = [asyncio.create_task(come(arrivals, n, how)) for n, how in enumerate(long)]
        await asyncio.sleep(0)
        first = [who for who, _ in log], arrivals.waiting, arrivals.refused(2, "127.0.0.1"), arrivals.refused(1, "::1")
        await asyncio.gather(*people)
        assert arrivals._turns._value == 2
        return first

    assert ([0, 1], 3, 503, None) == asyncio.run(all_come(*[0.001] * 5))
    assert [0, 1, 2, 3, 4] == [who for who, _ in log]
    asyncio.run(all_come(0.3, 0.3, 0))
    assert [0, 1, 2] == [who for who, _ in log]


def test_room_is_reckoned_by_what_a_visitor_takes_here(monkeypatch):
    """A fork shares most of what it has, and with the option more of it; of the memory a part is left to others."""
    gigabytes = {"SC_PAGE_SIZE": 1 << 12, "SC_PHYS_PAGES": 8 << 18}
    monkeypatch.setattr(os, "sysconf", gigabytes.get)
    monkeypatch.setattr(visitors, "CAN_FORK", True)
    assert (176, 300) == (most_visitors(), most_visitors(immortal=True))
    monkeypatch.setattr(visitors, "CAN_FORK", False)
    assert most_visitors() == 133
    gigabytes["SC_PHYS_PAGES"] = 1
    assert most_visitors() == 4


def test_one_address_opens_pages_only_so_fast():
    """Another address is not kept waiting by it, nor a proxy on this machine."""
    arrivals = Arrivals(1000)
    assert [None] * 60 == [arrivals.refused(0, "10.0.0.1") for _ in range(60)]
    assert 429 == arrivals.refused(0, "10.0.0.1")
    assert [None, None] == [arrivals.refused(0, "10.0.0.2"), arrivals.refused(0, "127.0.0.1")]


def test_addresses_that_have_not_come_lately_are_forgotten(monkeypatch):
    """The list of addresses does not grow for ever, and is not gone through with every page."""
    now = 0.0
    monkeypatch.setattr("guide.web.visitors.time.monotonic", lambda: now)
    arrivals = Arrivals(10**9)
    for number in range(50_000):
        now += 0.01
        assert arrivals.refused(0, f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}") is None
    assert len(arrivals._budgets) <= 20_000


@pytest.mark.parametrize(("how", "shown"), [
    ({}, True), ({"host": "0.0.0.0"}, False), ({"names": frozenset({"handbook.example"})}, False),
    ({"host": "0.0.0.0", "team": True}, True), ({"team": False}, False), ({"host": "0.0.0.0", "accounts": True}, True),
])  # fmt: skip
def test_the_pages_of_a_team_are_closed_beyond_this_machine(how, shown):
    """Whoever serves the handbook to others opens them by a switch, or by roles."""
    local = Serving(8866, False, None, "localhost", frozenset(), None, 10, 5, False, False)
    assert shown == local._replace(**how).shows_team


def test_a_closed_page_is_not_there(base):
    """The server of these tests has a name, so it is not for this machine alone."""
    assert [200, 404] == [get(f"{base}/{page}")[0] for page in ("start", "rules")]


def test_a_balancer_is_told_whether_there_is_room(folder, tmp_path):
    """Whatever name it asks under; a database that does not answer means no."""
    env = {**os.environ, "GUIDE_DATABASE": f"sqlite:///{tmp_path}/cases.db"}
    with live_app(folder, log=tmp_path / "log", env=env, visitors=1) as base:
        status, _, text = get(f"{base}/healthz", Host="10.0.0.9")
        assert (200, {"visitors": 0, "room": True, "closing": False, "database": "ok"}) == (status, json.loads(text))
        visit(base)
        status, _, text = get(f"{base}/healthz")
        assert (503, {"visitors": 1, "room": False, "closing": False, "database": "ok"}) == (status, json.loads(text))
    env = {**os.environ, "GUIDE_DATABASE": "postgresql://nobody@/nothing?host=/nowhere"}
    with live_app(folder, log=tmp_path / "log", env=env) as base:
        status, _, text = get(f"{base}/healthz")
        assert (503, "away") == (status, json.loads(text)["database"])


def test_a_server_that_is_asked_to_end_while_nobody_is_there_ends_without_complaint(tmp_path):
    """The process that waits for the next visitor ends at the same time."""
    write_notebook(tmp_path, "00_wizard", ("zh", "# 一单"), ("code", "1"))
    with live_app(tmp_path, log=tmp_path / "log"):
        pass
    assert "Traceback" not in (tmp_path / "log").read_text("utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells which signals a process hears")
def test_a_server_that_is_asked_to_end_before_its_port_is_open_ends_without_complaint(tmp_path):
    write_notebook(tmp_path, "00_start", ("zh", "# 一单"))
    with (tmp_path / "log").open("wb") as out:
        server = subprocess.Popen(command(free_port(), tmp_path), stdout=out, stderr=out)
    try:
        status, hears = Path(f"/proc/{server.pid}/status"), 0
        while server.poll() is None and not hears >> (signal.SIGTERM - 1) & 1:
            hears = int(re.search(r"SigCgt:\s*(\w+)", status.read_text())[1], 16)
        server.terminate()
        server.wait(30)
    finally:
        server.kill()
    assert "Traceback" not in (tmp_path / "log").read_text("utf-8")


def test_a_server_that_is_asked_to_end_waits_for_its_visitors(folder, tmp_path):
    """No new ones come in, those who are there go on, and it ends with the last of them."""
    with live_app(folder, log=tmp_path / "log", patience=600) as base:
        mine = visit(base)
        server = server_of(mine.kernel)

        async def stay():
            connection = await line(base, mine.kernel, mine.cookies)
            server.terminate()
            while get(f"{base}/healthz")[0] != 503:
                await asyncio.sleep(0.1)
            assert 503 == get(f"{base}/start")[0]
            await connection.write_message(message("kernel_info_request"))
            while json.loads(await connection.read_message())["msg_type"] != "kernel_info_reply":
                pass
            connection.close()

        asyncio.run(asyncio.wait_for(stay(), PATIENCE))
        server.wait(PATIENCE)
    assert kernel_process(mine.kernel) is None
