"""Bad input to the reader of tracking text: it always answers, and its work grows no faster than the paste."""

import json
import pickle
import random
import sys
from datetime import datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from guide.book.facts import CHOICES
from guide.book.loader import default_book
from guide.engine.case import BEIJING
from guide.reading.tracking import TrackingReading, read_tracking
from guide.reading.tracking.rules.phrases import parse

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=BEIJING)
PIECES = [
    *(
        "2024-05-06 12:00:00",
        "05-06 12:00",
        "12:00",
        "今天",
        "28日晚上",
        "预计将在",
        "更新",
        "\n",
        "\u2028",
        " ",
        "-",
        "*",
    ),
    *(
        "已签收",
        "签收人：",
        "【",
        "】",
        "（",
        "）",
        "派件中",
        "，",
        "。",
        "快件到达",
        "如有疑问",
        "取件码",
        "簽收",
        "０１２",
        "📦",
    ),
    *("13900000001", "138****0001", "单号YT0000000000001", "{", "}", "[", "]", '"', ":", ",", "time", "context"),
    *("\\ud83d", "\0", "\ud800"),
]

relaxed = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(source):
    reading = read_tracking(source, default_book(), now=NOW)
    assert isinstance(reading, TrackingReading)
    assert reading.state in set(CHOICES["tracking"])
    assert reading.signer in set(CHOICES["signer"])
    assert reading.state != "at_pickup_point" or reading.signer != "recipient"
    assert reading.deciding is None or reading.events[reading.deciding].label != "unknown"
    for event in reading.events:
        (event.text + event.cut).encode()  # no half of a surrogate pair is left


@relaxed
@given(st.one_of(st.text(), st.text(st.characters()), st.binary()))
@example("")
@example(b"\xff\xfe\x00")
@example("\ud800")
@example('{"time": "\\ud83d", "context": "已签收\\ud83d"}')
def test_anything_is_answered(source):
    check(source)


@relaxed
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_pieces_of_logs_in_any_order_are_answered(source):
    check(source)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(PIECES),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["time", "context", "data", "state", "nu", "status", "Traces", "date", "message", "code"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=30,
)


@relaxed
@given(JSON)
def test_any_json_is_answered(tree):
    check(json.dumps(tree))


@pytest.mark.parametrize("depth", [100, 10_000, 200_000])
@pytest.mark.parametrize("pair", ["[]", '{"a":}'])
def test_deep_json_is_answered(depth, pair):
    start, end = pair[:-1], pair[-1]
    check(start * depth + "1" + end * depth)
    check(start * depth)


def test_five_megabytes_are_cut_and_said():
    text = "2024-05-06 12:00:00 快件到达【泉州转运中心】\n" * 120_000
    reading = read_tracking(text, default_book(), now=NOW)
    assert "too_long" in reading.findings
    assert "in_transit" == reading.state
    assert "too_long" in read_tracking(text.encode(), default_book(), now=NOW).findings


def test_binary_is_answered():
    noise = random.Random(7).randbytes(200_000)
    check(noise)
    check(b"\x89PNG\r\n\x1a\n" + noise)
    assert "unknown" == read_tracking(b"\0\1\2" * 1000, default_book(), now=NOW).state


def test_lines_that_were_cut_within_a_sign():
    check("已签收".encode()[:-1])
    assert "delivered" == read_tracking("已签收，感谢".encode()[:-1], default_book(), now=NOW).state
    assert "delivered" == read_tracking("已签收".encode("gb18030"), default_book(), now=NOW).state


HOSTILE = {
    "one sign": "签",
    "openings": "【（",
    "a phrase without its end": "签收人",
    "gaps": "派件员取",
    "clocks": "12:",
    "days": "2024-05-0",
    "digits": "1380000",
    "stars": "*",
    "blanks": " ",
    "quotes": '"',
    "commas": "，,",
    "json": '{"time":',
    "boilerplate": "如有疑问",
    "brackets": "【无需找商家】",
    "lines": "已签收\n",
    "timed": "2024-05-06 12:00 已签收 ",
    "lost letters": "a\ufffd",
    "orders": "заказ 1400000031 ",
    "keys": '{"已签收":{"time":',
    "cells": "<td>已签收</td>",
}


def work(source):
    """Calls and lines of Python that one reading takes."""
    steps = 0

    def count(frame, event, arg):
        nonlocal steps
        steps += 1
        return count

    sys.settrace(count)
    try:
        read_tracking(source, default_book(), now=NOW)
    finally:
        sys.settrace(None)
    return steps


@pytest.mark.parametrize("name", HOSTILE)
def test_work_grows_no_faster_than_the_paste(name):
    """Twice the paste is at most a good twice the steps; seconds are measured by the benchmark."""
    piece = HOSTILE[name]
    read_tracking("已签收", default_book(), now=NOW)
    once, twice = (work(piece * (size // len(piece))) for size in (4_000, 8_000))
    assert twice < 2.6 * once + 2_000


def test_finding_a_phrase_looks_at_each_start_once():
    """The language of the phrases has nothing that could go back: the searches made are counted."""

    class Text(str):
        searches = 0

        def find(self, *arguments):
            Text.searches += 1
            return str.find(self, *arguments)

    text = Text("签收人" * 5_000)
    assert not parse("签收人*丰*巢", {}).hits(text)
    assert 5_000 <= Text.searches <= 2 * 5_000 + 1


@given(st.text(st.sampled_from("签收人*|^$已"), max_size=12), st.text(st.sampled_from("签收人已"), max_size=30))
def test_any_phrase_a_lead_writes_is_read_or_refused(cell, text):
    try:
        phrase = parse(cell, {})
    except ValueError:
        return
    assert (phrase.find(text) is not None) == phrase.hits(text)


def test_a_book_that_has_read_tracking_goes_to_another_process():
    """Long work gets the book as bytes; what it reads there is the same."""
    book, log = default_book(), "2026-11-20 10:00 已签收，签收人：前台"
    here = read_tracking(log, book, now=NOW)
    assert here == read_tracking(log, pickle.loads(pickle.dumps(book)), now=NOW)
