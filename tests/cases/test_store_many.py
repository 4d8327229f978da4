"""Eight processes write ten thousand entries into one database at once: each is there, once, in an unbroken row."""

import multiprocessing
import random
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from databases import postgres

from guide.book.facts import Facts
from guide.cases.store import Keeper, Store, StoreError, changes
from guide.engine.case import Case

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PROCESSES, EACH = 8, 1250
#: Where processes can be forked from one that has the store imported, it is imported once and not eight times.
FORKING = "forkserver" in multiprocessing.get_all_start_methods()
KEYS = tuple(sign * 64 for sign in "abcdef01")


def work(address: str, worker: int) -> int:
    """One visitor's process: now here, now there among the shared cases, one to nine entries at a time."""
    keepers = {key: Keeper(Store(address), key) for key in KEYS}
    away = 0
    chance, n = random.Random(worker), 0
    while n < EACH:
        keeper, upto = keepers[chance.choice(KEYS)], min(n + chance.randint(1, 9), EACH)
        keeper.put([e for i in range(n, upto) for e in changes(Case(), Case(Facts(item=f"{worker}/{i}")), NOW)])
        n = upto
        try:
            keeper.send()
        except StoreError:  # busy for too long: it waits in memory
            away += 1
    for keeper in keepers.values():
        while keeper.waiting:
            try:
                keeper.send()
            except StoreError:
                time.sleep(0.1)
    return away


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request):
    """A database in memory-backed storage where there is one: it is the order that is on trial, not the disk."""
    if request.param == "sqlite":
        place = "/dev/shm" if Path("/dev/shm").is_dir() else None
        with tempfile.TemporaryDirectory(dir=place) as folder:
            yield f"sqlite:///{folder}/cases.db"
        return
    with postgres() as server:
        if server is None:
            pytest.skip("no PostgreSQL here, and no way to install it")
        yield server.fresh()


def test_nothing_is_lost_or_doubled_when_many_write_at_once(address):
    store = Store(address)
    store.migrate()
    context = multiprocessing.get_context("forkserver" if FORKING else "spawn")
    context.set_forkserver_preload(["guide.cases.store", "sqlalchemy.dialects.sqlite"])
    with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
        list(pool.map(work, [address] * PROCESSES, range(PROCESSES)))
    cases = {key: store.read(key) for key in KEYS}
    given = Counter(f"{worker}/{n}" for worker in range(PROCESSES) for n in range(EACH))
    assert given == Counter(e.payload["value"] for entries in cases.values() for e in entries)
    for entries in cases.values():
        assert list(range(1, len(entries) + 1)) == [e.number for e in entries]
        for worker in range(PROCESSES):  # nobody's own order is disturbed
            mine = [int(v.split("/")[1]) for v in (e.payload["value"] for e in entries) if v.startswith(f"{worker}/")]
            assert sorted(mine) == mine
