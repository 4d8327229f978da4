"""A visitor's process is killed after every single step of a walk: nothing that was given is lost.

The processes are forks that do what a kernel does; `tests/browser/test_store` kills a real kernel behind a real page.
"""

import multiprocessing
import os
import signal

from cases import plain
from strategies import NOW, USUAL

from guide.cases.store import Store, key_of, new_code, rebuild
from guide.engine.case import Case
from guide.engine.journal import Event
from guide.ui.case.page import CasePage
from guide.ui.session import Session

ANSWERS = {"complaint": "not_arrived", "tracking": "in_transit", "item": "陶瓷杯", "held": frozenset({"chat_shot"})}


def visit(address: str, code: str, call: str, args: tuple, done) -> None:
    """One process: open the case by its code, do one thing, say so, and wait for the end."""
    page = CasePage(Session(store=Store(address), now=lambda: NOW), "wizard")
    page.shell._handle_custom_msg({"hello": {"code": code, "own": True, "waiting": ""}}, [])
    getattr(page.state, call)(*args)
    done.send(page.state.case)
    signal.pause()


def steps() -> list[tuple[str, tuple, Case]]:
    """What is done on the page, and the case that has to be there afterwards."""
    case, found = Case(), []
    for name, value in ANSWERS.items():
        case = case.with_fact(name, value)
        found.append(("answer", (name, value), case))
    for event, reply in USUAL:
        case = case.with_event(Event(event, NOW, reply))
        found.append(("record", (event, reply), case))
    last = len(case.journal) - 1
    case = Case(case.facts, case.journal[:-1])
    found.append(("drop", (last,), case))
    return [*found, ("answer", ("item", None), case.with_fact("item", None))]


def test_nothing_is_lost_when_the_process_is_killed_after_any_step(tmp_path):
    address, code = f"sqlite:///{tmp_path}/cases.db", new_code()
    fork = multiprocessing.get_context("fork")
    for call, args, expected in steps():
        here, there = fork.Pipe()
        process = fork.Process(target=visit, args=(address, code, call, args, there))
        process.start()
        there.close()
        assert plain(expected) == plain(here.recv()), (call, args)
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        kept, lost = rebuild(Store(address).read(key_of(code)))
        assert (plain(expected), 0) == (plain(kept), lost), (call, args)
        here.close()
