"""A change on purpose is accepted: what the book decides stands in the files, and nothing else of them differs."""

import shutil

import pytest
from sheets import Sheet

from guide.book.loader import CONTENT, load
from guide.check import scenarios
from guide.check.scenarios.accepting import accepted


@pytest.fixture(scope="module")
def trial(tmp_path_factory):
    """The handbook with one limit changed."""
    folder = shutil.copytree(CONTENT, tmp_path_factory.mktemp("trial") / "content")
    Sheet(folder / "parameters.csv").put("seller.fair", "value", "36").save()
    return folder


def test_nothing_is_accepted_where_everything_comes_as_expected():
    assert accepted(load()) == {}


def test_what_a_changed_limit_decides_takes_the_place_of_what_was_expected(trial):
    """Lines that expect nothing of it keep every sign; comments stay; nearly all scenarios hold afterwards."""
    before = len(list(scenarios.faults(load(trial))))
    files = accepted(load(trial))
    assert before > 10
    for name, text in files.items():
        path = trial / "scenarios" / name
        old = path.read_text("utf-8").splitlines()
        new = text.splitlines()
        path.write_text(text, "utf-8")
        assert [line for line in old if line.lstrip().startswith(("#", "- id:", "based_on:"))] == [
            line for line in new if line.lstrip().startswith(("#", "- id:", "based_on:"))
        ], name
    after = list(scenarios.faults(load(trial)))
    assert len(after) <= before // 10
    assert "action: wait_seller" in files["seller.yaml"]
