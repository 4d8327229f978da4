"""What a proxy's word opens: every role at every page, and at the routes of a kernel, on a real server."""

import asyncio
import json

import pytest
from callers import goodbye, line, visit
from tornado.httpclient import HTTPClientError
from webserver import get, kernel_process, live_app, wait_for, write_notebook

from guide.web.chapters import default_notebooks

#: Page -> the roles that open it, said here once more, apart from the table that the server reads.
#: "" is a name without a role.
EVERYBODY = {"", "buyer", "agent", "trainer", "lead"}
OPEN_TO = {
    **dict.fromkeys(("wizard", "start", "self-check", "seller", "platform", "after", "special"), EVERYBODY),
    **dict.fromkeys(("", "map", "practice"), EVERYBODY),
    "rules": {"lead"},
    "desk": {"lead"},
    "class": {"trainer", "lead"},
}


def named(role):
    """What a proxy writes for somebody of a role."""
    return {"X-Guide-User": f"one {role}", "X-Guide-Roles": role}


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A server that believes its proxy; its pages have the names of ours, and nothing in them."""
    folder = tmp_path_factory.mktemp("notebooks")
    for path in default_notebooks().glob("[0-9][0-9]_*.ipynb"):
        write_notebook(folder, path.stem, ("zh", "# 这一页"), ("code", "1"))
    with live_app(folder, accounts=True) as url:
        yield url


def test_each_page_of_the_handbook_is_known_here():
    assert {path.stem[3:].replace("_", "-") for path in default_notebooks().glob("[0-9][0-9]_*.ipynb")} == {
        *OPEN_TO
    } - {""}


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_a_role_opens_its_pages_and_no_other(base, role):
    expected = {page: 200 if role in roles else 403 for page, roles in OPEN_TO.items()}
    assert expected == {page: get(f"{base}/{page}", **named(role))[0] for page in OPEN_TO}


def test_without_a_name_no_page_opens_whatever_the_role(base):
    """Nor with a name that is none; a balancer has no name, and the files of the frame say nothing about anybody."""
    for who in ({}, {"X-Guide-Roles": "lead"}, {"X-Guide-User": "", "X-Guide-Roles": "lead"},
                {"X-Guide-User": "a" * 201, "X-Guide-Roles": "lead"}):  # fmt: skip
        assert dict.fromkeys(OPEN_TO, 401) == {page: get(f"{base}/{page}", **who)[0] for page in OPEN_TO}
    assert "请先登录" in get(f"{base}/start")[2].decode()
    assert [200, 200] == [get(f"{base}/{path}")[0] for path in ("healthz", "assets/live.js")]


def test_a_page_that_is_refused_says_so_and_costs_no_process(base):
    def visitors():
        return json.loads(get(f"{base}/healthz")[2])["visitors"]

    assert wait_for(lambda: visitors() > 0)  # one waits for the next visitor of the first page
    before = visitors()
    assert "不对你的账号开放" in get(f"{base}/rules", **named("agent"))[2].decode()
    get(f"{base}/rules")
    assert before >= visitors()


@pytest.mark.parametrize(("roles", "status"), [
    ("agent, lead", 200), ("agent lead", 200), ("agent,lead", 200), ("leads", 403), ("LEAD", 403), ("mis-lead", 403),
    ("lead" * 9, 403), ("", 403),
])  # fmt: skip
def test_of_several_roles_one_is_enough_and_its_word_must_be_whole(base, roles, status):
    assert status == get(f"{base}/rules", **named("") | {"X-Guide-Roles": roles})[0]


@pytest.mark.parametrize(("role", "page"), [
    ("", "start"), ("buyer", "wizard"), ("agent", "start"), ("trainer", "class"), ("lead", "rules"),
])  # fmt: skip
def test_the_kernel_of_a_page_is_used_by_whoever_opened_it_and_only_with_a_name(base, role, page):
    """Its state, its line, its end; a lead of another browser is a stranger to it like anybody else."""
    mine, other, who = visit(base, page, **named(role)), visit(base, **named("lead")), named(role)
    address = f"{base}/api/kernels/{mine.kernel}"
    assert 200 == get(address, Cookie=mine.cookies, **who)[0]
    assert 403 == get(address, Cookie=mine.cookies)[0]
    assert 404 == get(address, Cookie=other.cookies, **named("lead"))[0]

    async def knock(cookies, **headers):
        try:
            (await line(base, mine.kernel, cookies, **headers)).close()
        except HTTPClientError as refused:
            return refused.code
        return 101

    async def knocks():
        return [
            await knock(mine.cookies, **who),
            await knock(mine.cookies),
            await knock(other.cookies, **named("lead")),
        ]

    assert [101, 403, 404] == asyncio.run(knocks())
    assert [403, 404] == [goodbye(base, mine.kernel, mine.cookies), goodbye(base, mine.kernel, other.cookies, **who)]
    assert kernel_process(mine.kernel)
    assert 204 == goodbye(base, mine.kernel, mine.cookies, **who)
    assert wait_for(lambda: kernel_process(mine.kernel) is None)
