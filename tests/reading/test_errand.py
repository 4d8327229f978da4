"""Heavy work in a process of its own: what it finds comes back, it can be ended, and it waits for its turn."""

import os
import time

import psutil
import pytest

from guide.reading.apart import taken
from guide.reading.errand import ErrandError, errand


def test_what_a_function_yields_comes_one_by_one():
    assert [value for value in errand(range, 3, waiting=-1) if value not in (None, -1)] == [0, 1, 2]


def test_to_close_it_is_to_end_its_process():
    before = {*psutil.Process().children()}
    work = errand(time.sleep, 1000, waiting=-1)
    assert next(work) in (None, -1)
    (process,) = {*psutil.Process().children()} - before
    work.close()
    assert not process.is_running()


def test_it_waits_while_others_have_every_place():
    held = [place for n in range(max(1, (os.cpu_count() or 1) // 2)) if (place := taken(f"errand-range-{n}"))]
    work = errand(range, 1, waiting=-1)
    assert next(value for value in work if value is not None) == -1
    for place in held:
        place.close()
    assert next(value for value in work if value not in (None, -1)) == 0
    work.close()


def test_a_process_that_ends_early_is_an_error():
    with pytest.raises(ErrandError):
        list(errand(os._exit, 3, waiting=-1))
