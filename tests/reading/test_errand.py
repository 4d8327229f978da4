"""Heavy work in a process of its own: what it finds comes back, it can be ended, and it waits for its turn."""

import os
import tempfile
import time
from itertools import count

import psutil
import pytest

from guide.reading.apart import taken
from guide.reading.errand import ErrandError, errand


def test_what_a_function_yields_comes_one_by_one():
    assert [value for value in errand(range, 3, waiting=-1) if value not in (None, -1)] == [0, 1, 2]


def test_what_it_is_given_is_never_on_a_disk_however_much_it_is(monkeypatch, tmp_path):
    """A case and its evidence are handed over from one memory to the other, and what is made of them comes back so."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    given = os.urandom(5_000_000)
    assert [value for value in errand(iter, [given], waiting=-1) if value not in (None, -1)] == [given]


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


def test_who_came_first_has_the_first_place():
    """The second one waits although it asks as often: a place goes to whoever has waited longest."""
    held = [place for n in range(max(1, (os.cpu_count() or 1) // 2)) if (place := taken(f"errand-count-{n}"))]
    first, second = (errand(count, 0, waiting=-1) for _ in range(2))
    for work in (first, second):
        assert next(value for value in work if value is not None) == -1
    held.pop().close()
    assert next(value for value in first if value not in (None, -1)) == 0
    assert {next(second) for _ in range(5)} <= {None, -1}
    first.close()
    assert next(value for value in second if value not in (None, -1)) == 0
    second.close()
    for place in held:
        place.close()


def test_a_process_that_ends_early_is_an_error():
    with pytest.raises(ErrandError):
        list(errand(os._exit, 3, waiting=-1))


def test_an_error_in_it_is_logged_by_its_kind_and_its_place_without_its_words(caplog):
    with pytest.raises(ErrandError):
        list(errand(int, "13800138000 or so", waiting=-1))
    assert "ValueError at " in caplog.text
    assert "13800138000" not in caplog.text
