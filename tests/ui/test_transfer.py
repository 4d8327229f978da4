"""Files on their way to the kernel: pieces, acknowledgement, resuming; the browser is not trusted."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sending import Browser

from guide.book.loader import default_book
from guide.cases.exhibits.arrival import bounds
from guide.cases.exhibits.content import limits
from guide.ui.controls.incoming import LARGEST_PIECE, MOST_COMING, PIECE, Answer, Incoming
from guide.ui.controls.transfer import Transfer, alone

MB = 1024 * 1024
BOUNDS = bounds(limits(default_book()))


def transfer(most=BOUNDS, *, held=(), several=True, **traits):
    """A control and its browser; what arrives is kept in `arrived`."""
    arrived = []

    def take(file):
        arrived.append(file)
        return Answer(taken=True, say=f"took {file.name}")

    words = {why: why for why in ("empty", "busy", "file_bytes", "total_bytes", "files", "lost", "truncated")}
    traits |= {"limits": most, "several": several, "words": words}
    control = Transfer(lambda work: work(), take, sizes=lambda: held, **traits)
    control.arrived = arrived
    return control, Browser(control)


def opening(key="k", size=10, name="x"):
    return {"op": "open", "key": key, "name": name, "size": size, "slot": ""}


def last(browser):
    message = browser.heard[-1]
    return message["at"] if message["op"] == "at" else message["say"]


@pytest.mark.parametrize(("held", "size", "what"), [
    ([], 50 * MB, 0), ([], 50 * MB + 1, "file_bytes"), ([1] * 40, 1, "files"), ([50 * MB] * 3, 1, "total_bytes"),
    ([], 0, "empty"), ([], -1, "empty"),
])  # fmt: skip
def test_a_file_is_refused_before_it_starts(held, size, what):
    _control, browser = transfer(held=held)
    browser.say(opening(size=size))
    assert what == last(browser)


@given(st.binary(min_size=1, max_size=400), st.lists(st.integers(0, 500), max_size=30))
def test_pieces_in_any_order_make_the_file_or_nothing(data, places):
    """A piece counts where the last one ended; repeated, early and late ones change nothing."""
    control, browser = transfer()
    browser.say(opening(size=len(data)))
    for at in [*places, *range(0, len(data), 7)]:
        browser.say({"op": "piece", "key": "k", "at": at}, data[at : at + 7])
    while last(browser) < len(data):
        browser.say({"op": "piece", "key": "k", "at": last(browser)}, data[last(browser) : last(browser) + 7])
    browser.say({"op": "close", "key": "k"})
    assert [data] == [file.content for file in control.arrived]


@pytest.mark.parametrize("piece", [PIECE, 1000, 7777])
def test_a_file_comes_in_pieces_of_any_size(piece):
    control, _ = transfer()
    data = bytes(range(256)) * 30
    assert "took a.png" == Browser(control, piece).bring(data, slot="order_shot")["say"]
    assert [("a.png", "order_shot", data)] == control.arrived


def test_opening_again_resumes():
    _control, browser = transfer()
    browser.say(opening())
    browser.say({"op": "piece", "key": "k", "at": 0}, b"12345")
    browser.say(opening())
    assert 5 == last(browser)
    browser.say({"op": "close", "key": "k"})
    assert 5 == last(browser)  # not whole, so not closed


def test_an_answer_that_was_lost_is_given_again_and_nothing_is_taken_twice():
    control, browser = transfer()
    first = browser.bring(b"12345", key="k")
    browser.say(opening(size=5, name="a.png"))
    assert first == browser.heard[-1]
    assert 1 == len(control.arrived)


def test_what_was_not_announced_is_not_taken():
    _control, browser = transfer()
    browser.say({"op": "piece", "key": "k", "at": 0}, b"1")
    assert "lost" == last(browser)
    for key, size, piece in (("k", 3, b"1234"), ("big", 2 * LARGEST_PIECE, bytes(LARGEST_PIECE + 1))):
        browser.say(opening(key, size))
        browser.say({"op": "piece", "key": key, "at": 0}, piece)
        assert 0 == last(browser)
    for n in range(MOST_COMING - 2):
        browser.say(opening(str(n)))
    browser.say(opening("more"))
    assert "busy" == last(browser)


def test_what_is_on_its_way_counts():
    _control, browser = transfer({**BOUNDS, "total_bytes": 10})
    browser.say(opening("a", 6))
    browser.say(opening("b", 5))
    assert "total_bytes" == last(browser)


def test_a_file_that_comes_alone_gives_way_to_the_next():
    """Whoever chooses again means the later file."""
    control, browser = transfer(alone(10), several=False)
    browser.say(opening("a", 6))
    assert "took b" == browser.bring(b"12345", "b", key="b")["say"]
    browser.say({"op": "piece", "key": "a", "at": 0}, b"123")
    assert "lost" == last(browser)
    assert ["b"] == [file.name for file in control.arrived]


def test_a_page_that_fails_over_a_file_leaves_nobody_waiting():
    """The browser hears that it was not taken; the error goes on to whoever runs the handler."""
    heard = []

    def fail(_file):
        raise ValueError

    incoming = Incoming(heard.append, fail, lambda _coming, _size: "", lambda: {"truncated": "broken"})
    incoming.hear(opening(size=1), [])
    incoming.hear({"op": "piece", "key": "k", "at": 0}, [b"1"])
    with pytest.raises(ValueError):  # noqa: PT011
        incoming.hear({"op": "close", "key": "k"}, [])
    assert {"key": "k", "op": "refused", "say": "broken"} == heard[-1]


@pytest.mark.parametrize("message", [
    None, [], "x", {}, {"act": "rm"}, {"act": 5}, {"more": 1}, {"op": "open"}, {"op": "close", "key": "k"},
    opening(key=""), opening(key="k" * 301), opening(size=True), opening(size="9"), opening(name=None),
    {"op": "piece", "key": "k", "at": True}, {"op": "piece", "key": "k", "at": 0},
])  # fmt: skip
def test_what_no_page_of_ours_sends_is_not_heard(message):
    pressed = []
    control, browser = transfer(act=pressed.append, more=lambda: pressed.append("more"), buttons=[{"id": "save"}])
    browser.say(message)
    assert ([], [], []) == (browser.heard, pressed, control.arrived)


@pytest.mark.parametrize(
    ("packs", "data", "arrives"),
    [
        (True, gzip.compress(b"x" * 5000), True),
        (True, gzip.compress(b"x" * 5001), False),  # larger than a file may be, however small it came
        (True, gzip.compress(b"x" * 5000)[:-9], False),
        (True, b"no gzip", False),
        (False, gzip.compress(b"x"), False),
    ],
    ids=["as large as may be", "larger", "cut", "not packed", "from a control that packs nothing"],
)
def test_a_packed_file_is_unpacked_up_to_the_limit(packs, data, arrives):
    control, browser = transfer(alone(5000), several=False, packs=packs)
    browser._files["k"] = data
    browser.say({**opening(size=len(data)), "packed": True})
    assert [file.content for file in control.arrived] == ([b"x" * 5000] if arrives else [])
    assert last(browser) == ("took x" if arrives else "truncated")


def test_a_control_that_only_gives_files_takes_none():
    control = Transfer(lambda work: work())
    browser = Browser(control)
    browser.say(opening(size=1))
    assert "refused" == browser.heard[-1]["op"]
