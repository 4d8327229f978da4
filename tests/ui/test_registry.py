"""The list of pages is one list: content, builders, notebooks, the frame's words and the browser agree."""

import re
from pathlib import Path

import pytest

from guide.book.loader import default_book
from guide.ui.layouts import layouts
from guide.ui.registry import KINDS, build
from guide.ui.session import Session
from guide.web.chapters import chapters
from guide.web.site import words

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SHELL = Path(__file__).parents[2] / "guide" / "ui" / "controls" / "shell.js"


def shown(filename: str) -> str:
    """The page that a notebook shows."""
    return re.search(r'^page\("(\w+)"\)', (NOTEBOOKS / filename).with_suffix(".py").read_text("utf-8"), re.M)[1]


def test_every_kind_of_page_is_shown_and_can_be_built():
    assert set(KINDS) == {layout.shows for layout in layouts(default_book()).values()}


def test_every_page_has_its_notebook_and_its_address():
    """An address is the page's name with hyphens; the notebook of that address shows this page and no other."""
    served = {slug: shown(chapter.filename) for slug, chapter in chapters(NOTEBOOKS).items()}
    assert served == {name.replace("_", "-"): name for name in layouts(default_book())}


def test_the_frame_has_a_title_for_every_page_and_for_no_other():
    titled = {word.split(".")[1] for word in words() if word.startswith("chapter.")}
    assert titled == {name.replace("_", "-") for name in layouts(default_book())}


def test_jupyterlab_knows_the_classes_of_pages_and_no_others():
    """There the sheet is put inside the root, which is the page itself: its rules are told from those of its parts."""
    roots = [build(Session(), name).root._dom_classes for name in layouts(default_book())]
    own = {css for _box, _root, *more in roots for css in more[:1]}  # what follows says how the page stands
    assert own == set(re.findall(r"[gt]-[a-z]+(?:-[a-z]+)*", re.search(r"const PAGES = (.*)", SHELL.read_text())[1]))


@pytest.mark.parametrize("name", layouts(default_book()))
def test_the_browser_is_asked_for_a_case_where_the_page_works_on_one(name):
    """Anywhere else a code stays in the address: nobody there could open it."""
    assert build(Session(), name).shell.holds_case == (layouts(default_book())[name].shows == "case")
