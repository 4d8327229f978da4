"""Every statement of the source document is carried, and what carries it says so."""

import re

import yaml

import guide
from guide.book.loader import CONTENT
from guide.check import STATEMENTS, known

BOOK = guide.default_book()
SOURCES = yaml.safe_load((CONTENT / "sources.yaml").read_text("utf-8"))
RULES = {rule.ref: rule for table in BOOK.tables.values() for rule in table.rules}


def test_all_ninety_two_statements_stand_in_their_order():
    """S01 to S92, each once."""
    assert list(STATEMENTS) == list(SOURCES)
    assert ("S01", "S92", 92) == (STATEMENTS[0], STATEMENTS[-1], len(STATEMENTS))


def test_a_statement_is_carried_by_something_that_exists():
    """Each has a gist in both languages and at least one carrier, and every carrier exists."""
    for statement in STATEMENTS:
        entry = SOURCES[statement]
        assert {"zh", "en", "carried_by"} == set(entry), statement
        assert [] == [ref for ref in entry["carried_by"] if ref not in known(BOOK)], statement
        assert entry["carried_by"], statement


def test_a_rule_that_carries_a_statement_cites_it():
    """Both ways: a rule named here names the statement as its source, so the screen shows where it comes from."""
    for statement in STATEMENTS:
        rules = [ref.removeprefix("table:") for ref in SOURCES[statement]["carried_by"] if ref.startswith("table:")]
        assert [] == [ref for ref in rules if statement not in RULES[ref].source], statement


def test_every_statement_is_more_than_a_page():
    """All but the scope, which is the front page itself, live in a table, a figure, an answer or a draft."""
    for statement in STATEMENTS:
        kinds = {ref.split(":")[0] for ref in SOURCES[statement]["carried_by"]}
        assert statement == "S01" or kinds - {"page"}, statement


def test_gists_are_short_and_in_their_language():
    """A gist is one short line; Chinese has no dash and no half-width punctuation, English no Chinese."""
    for statement, entry in SOURCES.items():
        assert len(entry["zh"]) <= 30, statement
        assert len(entry["en"]) <= 90, statement
        assert not re.search(r"—|[\u4e00-\u9fff][,;:?!]|[\u4e00-\u9fff]\d|\d[\u4e00-\u9fff]", entry["zh"]), statement
        assert not re.search(r"[\u4e00-\u9fff]", entry["en"]), statement


def test_every_rule_has_sources_of_known_confidence():
    """Nothing is said without a source, and every source has a confidence the screen can show."""
    for rule in RULES.values():
        assert [BOOK.reference(s).confidence for s in rule.source], rule.ref
    assert {"source"} == {BOOK.reference(s).confidence for s in STATEMENTS if s != "S72"}
    assert "unverified" == BOOK.reference("S72").confidence


def test_an_unverified_figure_has_no_number():
    """What was found nowhere is never shown as a number."""
    open_ = [d.id for values in BOOK.parameters.values() for d in values if d.confidence == "unverified"]
    assert ["seller.auto_refund", "platform.ruling", "evidence.limit", "auto_confirm", "appeal.window"] == open_
    assert [] == [name for name in open_ if BOOK.parameters[name][0].value is not None]
