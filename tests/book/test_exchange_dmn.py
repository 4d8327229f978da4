"""The exported rules are valid DMN 1.3, and an engine that is not ours decides them as we do."""

from itertools import islice
from math import prod
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from dmn_oracle import NS, Oracle, differences, every, ours, word_by_word
from hypothesis import given, settings
from strategies import NOW, cases

from guide import default_book
from guide.__main__ import main
from guide.book.chain import TABLES
from guide.book.exchange.dmn import to_dmn
from guide.book.exchange.model import ORDER, STEP
from guide.book.facts import WORDS
from guide.book.loader import CONTENT
from guide.commands.shared import BAD_INPUT, FINE
from guide.engine.follow import follow

SCHEMA = Path(__file__).parent / "dmn13" / "DMN13.xsd"
BOOK = default_book()
#: So many cells are all tried here, those of larger tables in `benchmarks/oracle.py`.
SMALL = 10_000
WHOLE = [name for name, table in BOOK.tables.items() if prod(len(WORDS[c]) for c in table.conditions) <= SMALL]


@pytest.fixture(scope="module")
def dmn():
    return to_dmn(BOOK)


@pytest.fixture(scope="module")
def oracle(dmn):
    return Oracle(dmn)


@pytest.fixture(scope="module")
def schema():
    import xmlschema  # takes seconds, and every worker reads this file

    return xmlschema.XMLSchema(SCHEMA)


def test_the_export_is_valid_by_the_schema_of_the_standard(schema, dmn):
    """No error by the schema files of DMN 1.3, diagram included."""
    assert [] == [str(error) for error in schema.iter_errors(dmn)]


def test_the_schema_refuses_what_the_standard_does_not_know(schema, dmn):
    """The validation can fail: a hit policy that does not exist is an error."""
    broken = dmn.replace('hitPolicy="COLLECT"', 'hitPolicy="SOME"', 1)
    assert not schema.is_valid(broken)


def test_every_table_and_every_rule_is_exported(dmn):
    """Each decision has its table's rules in their order; none is left out."""
    root = ET.fromstring(dmn)
    found = {
        d.get("name"): [rule.get("label") for rule in d.iterfind("d:decisionTable/d:rule", NS)]
        for d in root.iterfind("d:decision", NS)
    }
    del found[STEP]
    assert {name: [rule.id for rule in table.rules] for name, table in BOOK.tables.items()} == found
    assert set(ORDER) == {*TABLES, STEP}


def test_each_rule_carries_its_reason_and_its_source(dmn):
    """What the screen quotes is in the file: both languages, and the sources."""
    rule = ET.fromstring(dmn).find(".//d:rule[@label='w4']", NS)
    ours = next(rule for rule in BOOK.tables["patience"].rules if rule.id == "w4")
    assert "\n".join(ours.because.values()) == rule.findtext("d:description", None, NS)
    assert ["w4", " ".join(ours.source)] == [n.text for n in rule.iterfind("d:annotationEntry/d:text", NS)]


def test_requirements_lead_only_to_earlier_decisions(oracle):
    """The graph has no circle: each decision stands after all that it requires."""
    for number, name in enumerate(oracle.names):
        assert set(oracle.requires(name)[0]) <= set(oracle.names[:number])


def test_the_oracle_sees_a_single_changed_word(dmn):
    """The comparison can fail: one other word in one cell of the file, and the case is named."""
    broken = dmn.replace('>not("unknown")<', '>"yes"<').replace('<text>"trouble"</text>', '<text>"ok"</text>')
    for given_ in (every, word_by_word):
        _, found = differences(Oracle(broken), BOOK.tables["reach"], given_(BOOK.tables["reach"]))
        assert {"phone_reachable": "no", "address_detailed": "yes"} in [case for case, _, _ in found]


@pytest.mark.parametrize("name", WHOLE)
def test_the_oracle_agrees_in_every_cell(oracle, name):
    """The same rules match with the same outcomes, for every combination of words."""
    table = BOOK.tables[name]
    compared, found = differences(oracle, table, every(table))
    print(f"{name}: {compared} cells")
    assert [] == found[:3]


@pytest.mark.parametrize("name", [name for name in BOOK.tables if name not in WHOLE])
def test_the_oracle_agrees_about_every_word_of_every_rule(oracle, name):
    """The same for tables too wide to count: every cell of every rule with each word, the others of its rule met.

    Of the longest table, that of the drafts, each eleventh; `benchmarks/oracle.py` tries them all.
    """
    table = BOOK.tables[name]
    cases = islice(word_by_word(table), 0, None, 11 if name == "drafts" else 1)
    compared, found = differences(oracle, table, cases)
    print(f"{name}: {compared} cases")
    assert [] == found[:3]


@settings(max_examples=150)
@given(cases)
def test_the_oracle_walks_the_whole_chain_as_we_do(oracle, case):
    """From the facts alone, each decision shown only what its requirements name, it ends at the same advice."""
    state = {
        **follow(case, BOOK, NOW).state,
        "event": "ruled",
        "reply": "upheld",
        "clock": "seller_24",
        "paper": "message",
    }
    found = oracle.follow(state)
    ((_, said),) = found.pop(STEP)
    assert {name: state[name] for name in ("action", "stage", "turn")} == said
    assert {name: ours(BOOK.tables[name], state) for name in found} == found


def test_export_dmn_prints_or_writes_the_file(capsys, tmp_path, dmn):
    """`guide export dmn` prints the file, `--out` writes the same."""
    assert FINE == main(["export", "dmn"])
    assert dmn == capsys.readouterr().out
    assert FINE == main(["export", "dmn", "--content", str(CONTENT), "--out", str(tmp_path / "rules.dmn")])
    assert dmn == (tmp_path / "rules.dmn").read_text("utf-8")


def test_export_says_in_one_sentence_what_cannot_be_written(capsys, tmp_path):
    """A folder that is not there, and a place that cannot be written, are refused."""
    assert BAD_INPUT == main(["export", "dmn", "--content", str(tmp_path / "none")])
    assert BAD_INPUT == main(["export", "dmn", "--out", str(tmp_path / "none" / "rules.dmn")])
    first, second = capsys.readouterr().err.splitlines()
    assert f"guide: {tmp_path / 'none'}: there is no such folder." == first
    assert f"guide: {tmp_path / 'none' / 'rules.dmn'}: there is no such file or folder." == second
