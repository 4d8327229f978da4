"""Case files: what goes out comes back, and what is not known is refused with one helpful sentence."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import yaml
from hypothesis import given
from strategies import NOW, cases

from guide import Case, CaseError, Event, Facts
from guide.book.facts import VALUES
from guide.cases.casefile import from_plain, impossible, parse, read_fact, to_plain
from guide.engine.case import BEIJING, read_sum


@given(cases)
def test_what_is_written_is_read_back(case):
    """A case survives plain data, YAML and JSON unchanged."""
    plain = to_plain(case)
    assert case == from_plain(plain)
    assert case == parse(yaml.safe_dump(plain, allow_unicode=True))
    assert case == parse(json.dumps(plain), is_json=True)


@given(cases)
def test_a_file_holds_nothing_derived(case):
    """Only version, answered facts and journal are kept."""
    plain = to_plain(case)
    assert {"version", "facts", "journal"} == set(plain)
    assert list(case.facts.answered()) == list(plain["facts"])


def test_seconds_are_kept():
    """A moment recorded to the second keeps its place among events of the same minute."""
    exact = Event("seller_contacted", NOW + timedelta(seconds=42))
    assert "2026-11-22T10:15:42+08:00" == to_plain(Case(Facts(), (exact,)))["journal"][0]["at"]
    assert (exact,) == from_plain(to_plain(Case(Facts(), (exact,)))).journal


def test_a_moment_without_a_zone_is_beijing_time():
    """People write what the app shows."""
    case = parse("facts: {last_scan: 2026-11-16T08:42}")
    assert datetime(2026, 11, 16, 8, 42, tzinfo=BEIJING) == case.facts.last_scan


def test_a_moment_with_another_zone_is_the_same_moment():
    """A buyer abroad may write their own time."""
    case = parse('facts: {last_scan: "2026-11-16T00:42Z"}')
    assert datetime(2026, 11, 16, 8, 42, tzinfo=BEIJING) == case.facts.last_scan


def test_yaml_booleans_and_numbers_are_read_as_words():
    """A bare yes, a number as order number and a bare day mean what they say."""
    case = parse("facts: {gift: yes, consent: no, order_no: 20251110, promised_ship: 2026-12-05}")
    assert Facts(gift="yes", consent="no", order_no="20251110", promised_ship=date(2026, 12, 5)) == case.facts


@pytest.mark.parametrize("name", [name for name, kind in VALUES.items() if kind is str])
def test_the_word_unknown_typed_as_text_is_an_answer(name):
    """Only a choice that is `unknown` is not answered; somebody may type that word, and it is kept."""
    case = Case(Facts(**{name: "unknown"}))
    assert [name] == list(case.facts.answered())
    assert case == from_plain(to_plain(case))


def test_blank_answers_are_no_answers():
    """An empty cell of a form is the same as nothing."""
    assert Case() == parse('facts: {tracking: "", item: "  ", last_scan: null}\njournal:')


#: What a file says, what the sentence is about, and how it starts.
REFUSED = [
    ("[]", "case", "a case file holds the keys version, facts and journal."),
    ("fact: {}", "case", "“fact” is not known; did you mean “facts”?"),
    ("version: 2", "version", "the file has version 2, and this handbook reads up to version 1; update the handbook"),
    ("version: 0", "version", "the file names version “0”, and this handbook reads version 1; write that, or leave"),
    ("version: one", "version", "the file names version “one”, and this handbook reads version 1;"),
    ("version: true", "version", "the file names version “True”"),
    ("facts: [1]", "facts", "write one answer a line, such as “tracking: in_transit”."),
    ("facts: {traking: in_transit}", "facts", "“traking” is not known; did you mean “tracking”?"),
    ("facts: {tracking: in_tranist}", "facts.tracking", "“in_tranist” is not known; did you mean “in_transit”?"),
    ("facts: {tracking: \"in_transit\\u200b\"}", "facts.tracking", "there is an invisible character (U+200B) here;"),
    ("facts: {\"\\u202etracking\": x}", "facts", "there is an invisible character (U+202E) here;"),
    ("facts: {last_scan: \"2026-11-\\u202e22T10:00\"}", "facts.last_scan", "there is an invisible character (U+202E)"),
    ("facts: {promised_ship: \"2026\\u2066-11-22\"}", "facts.promised_ship", "there is an invisible character"),
    ("facts: {item: a\x1b[31mb}", "case", "there is an invisible character (U+001B) here;"),
    ("facts: {gift: maybe}", "facts.gift", "“maybe” is not known; allowed: unknown, no, yes."),
    ("facts: {gift: [yes]}", "facts.gift", "write one word; allowed: unknown, no, yes."),
    ("facts: {last_scan: yesterday}", "facts.last_scan", "not a moment; write it like 2026-11-22T18:20"),
    ("facts: {last_scan: 2026-02-30}", "facts.last_scan", "not a moment; write it like 2026-11-22T18:20"),
    ("facts: {last_scan: 0026-11-16T08:42:00}", "facts.last_scan", "the year 26 cannot be right;"),
    ("facts: {promised_ship: soon}", "facts.promised_ship", "not a day; write it like 2026-11-22."),
    ("facts: {item: [a, b]}", "facts.item", "write plain text."),
    (f"facts: {{item: {'x' * 201}}}", "facts.item", "201 characters are too many; 200 at most."),
    ("facts: {held: order_shot}", "facts.held", "write a list of evidence, from order_shot,"),
    ("facts: {held: [order_shoot]}", "facts.held", "“order_shoot” is not known; did you mean “order_shot”?"),
    ("journal: 3", "journal", "write a list of at most 500 events."),
    ("journal: [3]", "journal[1]", "write each event as event, at and, where it has one, reply."),
    ("journal: [{event: rulled, at: 2026-11-22T10:00}]", "journal[1].event", "“rulled” is not known;"),
    ("journal: [{event: seller_contacted}]", "journal[1].at", "not a moment; write it like 2026-11-22T18:20"),
    ("journal: [{event: ruled, answer: won}]", "journal[1]", "“answer” is not known; allowed: event, at, reply."),
    ("facts: {item: a, item: b}", "facts.item", "the key appears twice and it is not clear which one is right;"),
    ("facts: {}\nfacts: {}", "facts", "the key appears twice"),
    ("facts: {a: b: c}", "case", "not valid YAML; check the indentation and the colons."),
    ("a: &a [x]\nfacts: {item: *b}", "case", "not valid YAML; check the indentation and the colons."),
    ("facts: {item: !!int x}", "case", "not valid YAML; check the indentation and the colons."),
    ("[" * 5000, "case", "it is nested too deeply to be read;"),
    ("facts: {amount: -5}", "facts.amount", "the sum is negative; write what was paid, such as 128.50."),
    ("facts: {amount: ￥－5.00}", "facts.amount", "the sum is negative;"),
    ("journal: [{event: received, at: 2026-11-22T10:16}]", "journal[1].at",
     "this event is entered for 2026-11-22 10:16, and it is 2026-11-22 10:15 now; correct the time,"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "where", "sentence"), REFUSED, ids=[repr(t[:40]) for t, _, _ in REFUSED])
def test_what_cannot_be_read_is_refused_in_one_sentence(text, where, sentence):
    """Each error says where, on which line, what, and how to mend it."""
    with pytest.raises(CaseError) as caught:
        parse(text, now=NOW)
    line = len(text.splitlines()) if sentence[:9] in ("not valid", "the key a") else 1
    assert str(caught.value).startswith(f"{where} (line {line}): {sentence}")
    assert 1 == len(str(caught.value).splitlines())
    assert all(c.isprintable() for c in str(caught.value))


LONG = """version: 1
facts:
  tracking: in_transit
  item: cup
journal:
  - {event: seller_contacted, at: 2026-11-20T18:20}
  - event: seller_reminded
    at: tomorrow
"""
JSON = """{
\t"version": 1,
\t"facts": {"tracking": "in_transit", "a\\/b": 1,
\t\t"item": "cup",
\t\t"item": "cups"},
\t"journal": []
}"""


AT_LINE = [
    (LONG, 8),
    (LONG.replace("tomorrow", "2026-11-23"), 8),
    (LONG.replace("tracking", "trackin"), 2),
    (LONG.replace("  item: cup", "  tracking: refused"), 4),
    (LONG.replace("item: cup", "item: {"), 6),
    (JSON, 5),
    (JSON.replace('"cup",', '"cup"'), 5),
    (JSON.replace('"item": "cups"', '"itme": "x"'), 3),
]


@pytest.mark.parametrize(("text", "line"), AT_LINE)
def test_a_refusal_names_the_line(text, line):
    """A key that is wrong, one that stands there twice, and where the text stops being YAML or JSON."""
    with pytest.raises(CaseError, match=rf"\(line {line}\)"):
        parse(text, is_json=text.startswith("{"), now=NOW)


def test_numbers_stay_as_they_are_written():
    """An order number keeps its zeros, a sum its digits, and neither is counted with."""
    names = ("order_no", "amount", "courier_phone", "item", "last_place")
    yaml_ = parse("facts: {order_no: 0128, amount: 10.50, courier_phone: 012345, item: 1e3, last_place: 12:30}").facts
    assert ["0128", "10.50", "012345", "1e3", "12:30"] == [getattr(yaml_, name) for name in names]
    json_ = parse('{"version": 1, "facts": {"order_no": 12345678901234567890123, "amount": 10.50}}', is_json=True).facts
    assert ("12345678901234567890123", "10.50") == (json_.order_no, json_.amount)
    with pytest.raises(CaseError, match=r"the file names version “9{20}”"):
        parse('{"version": ' + "9" * 6000 + "}", is_json=True)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("P2026\u202e1105", "P20261105"), ("\u2066cup\u2069\u200b", "cup"), ("a\x00b\x85c", "ab c"), ("\u200b", None),
     ("👩\u200d🍳 a\u200db", "👩\u200d🍳 ab"), ("a\ud83db", "ab")],
)  # fmt: skip
def test_unseen_characters_are_taken_out_of_what_was_typed(typed, kept):
    """Control characters, marks of direction and characters without width; a joined picture stays one."""
    assert kept == read_fact("item", typed)


def test_entries_that_cannot_be_so_are_kept_where_nobody_can_be_asked():
    """Data that was kept before is read as it is; whoever reads a file at a moment hears what cannot be so."""
    plain = {"facts": {"amount": "-5"}, "journal": [{"event": "received", "at": "2027-01-01T00:00"}]}
    assert ["facts.amount", "journal[1].at"] == [error.where for error in impossible(from_plain(plain), NOW)]


def test_a_long_journal_is_refused():
    """No case has more than five hundred events."""
    plain = {"journal": [{"event": "seller_reminded", "at": "2026-11-22T10:00"}] * 501}
    with pytest.raises(CaseError, match="at most 500 events"):
        from_plain(plain)


def test_json_that_is_not_json_is_refused():
    """JSON has its own sentence."""
    with pytest.raises(CaseError, match=r"^case \(line 1\): not valid JSON"):
        parse("{", is_json=True)


def test_aliases_that_grow_are_refused_at_once():
    """Nested text that would be huge is never turned into text."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    for fact in ("item", "tracking", "last_scan"):
        grown = yaml.safe_load("\n".join(lines))
        with pytest.raises(CaseError):
            from_plain({"facts": {fact: grown["a11"]}})
    with pytest.raises(CaseError):
        from_plain({"version": grown["a11"]})


@given(cases)
def test_changing_a_case_leaves_the_first_alone(case):
    """Cases are values: a change gives a new one."""
    before = replace(case)
    changed = case.with_fact("gift", "yes").with_event(Event("received", NOW))
    assert before == case
    assert "yes" == changed.facts.gift
    assert len(case.journal) + 1 == len(changed.journal)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("128.50", "128.50"), ("128.5", "128.5"), ("86", "86"), ("1,280 元", "1280"), ("¥1,234,567.80", "1234567.80"),
     ("￥１２８．５０元", "128.50"), ("0128", "128"), ("0.50", "0.50"), (" 99 yuan ", "99"), ("1，280", "1280"),
     ("-5", None), ("abc", None), ("0", None), ("0.00", None), ("128.505", None), ("12,80", None), ("128.", None),
     ("1e5", None), ("٣", None), ("1234567890", None), ("", None), (None, None)],
)  # fmt: skip
def test_a_sum_is_read_as_people_write_it_and_nothing_else_is_a_sum(typed, expected):
    """Currency marks, thousands and wide digits are understood; what is no positive sum in yuan and fen is not."""
    assert expected == read_sum(typed)


def test_a_case_with_an_odd_sum_still_opens():
    """Cases were kept before sums were looked at; the field says what is wrong with it."""
    assert "abc" == from_plain({"facts": {"amount": "abc"}}).facts.amount
