"""What is shared is marked as immortal: only in a Python that is known, and nothing that a page does is different."""

import gc
import subprocess
import sys
import sysconfig
from types import SimpleNamespace

import pytest
from callers import goodbye, visit
from webserver import kernel_process, live_app, nursery_of, wait_for

from guide.web import immortal
from guide.web.chapters import default_notebooks

needs_one = pytest.mark.skipif(not immortal.is_possible(), reason="only CPython 3.12 and 3.13 on Linux can do it")


@pytest.mark.parametrize(("version", "name", "platform", "size", "no_lock", "known"), [
    ((3, 11, 9), "cpython", "linux", 2**63 - 1, 0, False), ((3, 12, 0), "cpython", "linux", 2**63 - 1, 0, True),
    ((3, 12, 11), "cpython", "linux", 2**63 - 1, None, True), ((3, 13, 2), "cpython", "linux", 2**63 - 1, 0, True),
    ((3, 14, 0), "cpython", "linux", 2**63 - 1, 0, False), ((4, 0, 0), "cpython", "linux", 2**63 - 1, 0, False),
    ((3, 13, 2), "cpython", "linux", 2**63 - 1, 1, False), ((3, 12, 4), "cpython", "darwin", 2**63 - 1, 0, False),
    ((3, 12, 4), "cpython", "win32", 2**63 - 1, 0, False), ((3, 12, 4), "cpython", "linux", 2**31 - 1, 0, False),
    ((3, 12, 4), "pypy", "linux", 2**63 - 1, 0, False),
])  # fmt: skip
def test_only_these_pythons_are_known(monkeypatch, version, name, platform, size, no_lock, known):
    implementation = SimpleNamespace(name=name)
    python = SimpleNamespace(version_info=version, implementation=implementation, platform=platform, maxsize=size)
    monkeypatch.setattr(immortal, "sys", python)
    monkeypatch.setattr(sysconfig, "get_config_var", {"Py_GIL_DISABLED": no_lock}.get)
    assert known == immortal._is_known()


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="another Python has no counts to look at")
def test_the_probe_sees_whether_a_mark_holds():
    """A Python that knows no such objects goes on to count."""
    assert (sys.version_info >= (3, 12)) == immortal._holds() or sys.version_info >= (3, 14)


def test_where_it_is_not_possible_nothing_is_marked(monkeypatch):
    monkeypatch.setattr(immortal, "_holds", lambda: False)
    monkeypatch.setattr(gc, "get_objects", lambda: pytest.fail("it was begun"))
    with pytest.raises(RuntimeError, match="cannot be marked"):
        immortal.mark_everything()


ALL = """
import gc, sys
from guide.web.immortal import mark_everything
class Held: pass
def used(): return "a text of the function", Held
held = Held(); held.some = [1000000, "text of its own" * 2, (2.5, b"bytes")]; running = (each for each in held.some)
assert mark_everything() > 10_000
below = [held, held.some, *held.some, held.some[2][0], Held, used, used.__code__, used.__code__.co_consts]
counts = [sys.getrefcount(one) for one in below]
more = [[one] * 1000 for one in below]
assert counts == [sys.getrefcount(one) for one in below] == [0xFFFFFFFF] * len(below), counts
assert sys.getrefcount(running) < 100, "what still runs is counted"
fresh = Held(); assert sys.getrefcount(fresh) < 100, "and so is what comes later"
del more, held, below
gc.collect()
assert used()[1] is Held
"""


@needs_one
def test_all_that_is_there_is_marked_and_what_comes_later_is_counted():
    ended = subprocess.run([sys.executable, "-c", ALL], capture_output=True, text=True, check=False)
    assert (0, "") == (ended.returncode, ended.stderr)


@needs_one
def test_a_visitor_costs_less_with_it_and_is_a_fork_as_without(tmp_path):
    """The same page, from a server with it and from one without; both forks end like any other."""
    costs = []
    for way in (False, True):
        with live_app(default_notebooks(), log=tmp_path / f"{way}.log", immortal=way) as base:
            kernel, cookies = visit(base, "wizard")
            assert nursery_of(kernel)
            costs.append(kernel_process(kernel).memory_full_info().uss)
            assert 204 == goodbye(base, kernel, cookies)
            assert wait_for(lambda kernel=kernel: kernel_process(kernel) is None)
    assert costs[1] < 0.8 * costs[0]
