"""Kernels as forks: each page has a process of its own, whatever becomes of the process that they come from."""

import json
import re
import sys
import urllib.request
from pathlib import Path

import psutil
import pytest
from webserver import PATIENCE, kernel_process, live_app, nursery_of, server_of, wait_for, write_notebook

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forks on Linux only")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("notebooks")
    seen = (
        "import logging, sys, threading; logging.getLogger('guide').error('a handler failed');"
        "names = [one.name for one in threading.enumerate()];"
        "print('SEEN', 'guide.ui.case.page' in sys.modules, sys.modules.get('debugpy', 'absent'),"
        "'Shell channel' in names)"
    )
    write_notebook(path, "00_start", ("zh", "# 开始"), ("code", seen))
    return path


@pytest.fixture
def base(folder, tmp_path):
    with live_app(folder, log=tmp_path / "server.log") as url:
        yield url


def opened(base):
    """A new page, and its kernel."""
    page = urllib.request.urlopen(f"{base}/start", timeout=PATIENCE).read().decode()
    assert page.rstrip().endswith("</html>")
    return page, json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page)[1])["kernelId"]


def ended(process):
    """Whether a process is gone, or waits only to be asked how it ended."""
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def visit(base):
    """The kernel of a new page."""
    return opened(base)[1]


def test_a_kernel_is_a_fork_with_everything_loaded_and_no_debugger(base):
    page, kernel = opened(base)
    assert "SEEN True None False" in page
    assert nursery_of(kernel)


def test_what_a_kernel_logs_stands_in_the_log_of_the_server(base, tmp_path):
    visit(base)
    assert re.search(r"^\[E .* guide\] a handler failed$", (tmp_path / "server.log").read_text("utf-8"), re.M)


def test_a_kernel_does_not_hold_the_line_on_which_it_was_asked_for(base):
    """Or the server would not hear that the fork server has ended, and wait for it."""

    def sockets(process):
        return {
            file.readlink() for file in Path(f"/proc/{process.pid}/fd").iterdir() if "socket" in str(file.readlink())
        }

    kernel = visit(base)
    assert sockets(nursery_of(kernel))
    assert sockets(nursery_of(kernel)).isdisjoint(sockets(kernel_process(kernel)))


def test_without_the_fork_server_open_pages_go_on_and_new_ones_open_and_are_forks_again(base):
    first = visit(base)
    server, nursery = server_of(first), nursery_of(first)
    nursery.kill()
    assert wait_for(lambda: ended(nursery))
    second = visit(base)
    assert nursery_of(second) is None  # started by itself
    assert kernel_process(first)
    third = visit(base)
    assert nursery_of(third).parent() == server
    assert kernel_process(first)


def test_a_server_that_is_killed_leaves_no_process_behind(base):
    kernel = visit(base)
    server, nursery = server_of(kernel), nursery_of(kernel)
    server.kill()
    assert wait_for(lambda: kernel_process(kernel) is None and ended(nursery))
