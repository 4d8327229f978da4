"""The net under the rules: every small change is noticed or changes nothing, and a net with a hole is told."""

import shutil
from dataclasses import replace
from functools import cache
from itertools import islice
from zlib import crc32

import pytest
from commandline import run
from hypothesis import HealthCheck, given, settings
from strategies import NOW, SCENES, cases

import guide
from guide.book.chain import PARTIAL, UNIQUE, named
from guide.book.loader import CONTENT
from guide.book.tablefile import _disjoint
from guide.book.tables import compile_unique
from guide.check import guarantees
from guide.check.mutants import EQUIVALENT, KINDS, SURVIVES, Suite, mutants
from guide.check.scenarios.judging import failures
from guide.check.scenarios.looking import Look
from guide.engine.advice import advise
from guide.engine.advice_json import to_plain

BOOK = guide.default_book()
SMALL = ("reach", "around")


@cache
def every():
    """All mutants, made when the first is asked for."""
    return tuple(mutants(BOOK))


def some(number, seed=7, **like):
    """A sample of the mutants of some kind: an edit brings those of its own rows, and draws none of the others anew."""
    found = [m for m in every() if all(getattr(m, name) in words for name, words in like.items())]
    return sorted(found, key=lambda m: crc32(repr((seed, m.kind, m.table, m.id, m.column, m.after)).encode()))[:number]


def one(table, rule, **like):
    """The one mutant that is meant."""
    (found,) = (m for m in every() if (m.table, m.id) == (table, rule) and like.items() <= vars(m).items())
    return found


@pytest.fixture(scope="module")
def suite():
    return Suite(BOOK, SCENES, guarantees.read(BOOK)[0])


def test_every_row_and_every_limit_is_changed():
    """Each rule is deleted once and each proven limit shifted up and down; unproven limits have no value to shift."""
    deleted = [(m.table, m.id) for m in every() if m.kind == "delete"]
    assert [(t.name, r.id) for t in BOOK.tables.values() for r in t.rules] == deleted
    shifted = [m.id for m in every() if m.kind == "shift"]
    assert [n for n, dated in BOOK.parameters.items() for d in dated if d.value is not None for _ in "+-"] == shifted
    assert set(KINDS) == {m.kind for m in every()}
    assert len(every()) == len(set(map(str, every())))


def test_a_condition_takes_each_word_it_leaves_out_and_an_outcome_each_other_word():
    """r1 of reach accepts one of three words in each of two columns and says one of three."""
    made = [(m.kind, m.column, m.after) for m in every() if (m.table, m.id) == ("reach", "r2")]
    rule = BOOK.tables["reach"].rules[1]
    assert [
        ("delete", "", ""),
        *(("widen", f"if.{n}", w) for n, ok in rule.when.items()
          for w in ("unknown", "yes", "no") if w not in ok),
        *(("swap", "then.reach", w) for w in ("unknown", "ok", "trouble") if w != rule.then["reach"]),
    ] == made  # fmt: skip


def test_every_change_of_a_small_table_and_a_sample_of_all_are_noticed(suite):
    """Nothing survives; the whole run is `guide mutate`."""
    small = [m for m in every() if m.table in SMALL]
    sample = some(60, 8, kind=("widen", "swap"), table=[t for t in BOOK.tables if t not in named(policy=UNIQUE)])
    alive = [str(v.mutant) for v in suite.verdicts([*small, *some(60), *sample]) if v.by == SURVIVES]
    assert [] == alive


def test_the_loader_refuses_what_its_own_compiler_refuses():
    """The shortcut for gaps and overlaps says what compiling says."""
    few = [m for m in every() if m.table in (*SMALL, "details", "claim")]
    for mutant in few + some(60, table=named(policy=PARTIAL)):
        table = mutant.book(BOOK).tables[mutant.table]
        if mutant.table in named(policy=UNIQUE):
            faults = compile_unique(table.name, table.file, table.conditions, table.outcomes, table.rules)[1]
        else:
            faults = list(_disjoint(table))
        assert bool(faults) == bool(mutant.refused(BOOK)), str(mutant)


def test_a_scenario_less_is_a_hole():
    """Without the scenarios that name the first reason, a found parcel may be explained by the wrong rule."""
    handed = one("next_step", "n6", column="then.action", after="self_check")
    assert ("scenario", "family_has_it") == Suite(BOOK, SCENES).verdict(handed)[1:]
    rest = [s for s in SCENES if s.id not in ("eighth_solved_found", "family_has_it", "third_resend_found")]
    assert (SURVIVES, "") == Suite(BOOK, rest).verdict(handed)[1:]
    assert "tables/next_step.csv, row 27 (n6), column then.action: “collect_parcel” becomes “self_check”." == str(
        handed
    )


def test_without_scenarios_a_guarantee_notices(suite):
    """Nobody is sent to the platform before the seller: that is proved, too."""
    bare = Suite(BOOK, (), [g for g in suite.guarantees if g.id == "seller_first"])
    assert ("guarantee", "seller_first") == bare.verdict(one("blockers", "b3", kind="delete"))[1:]


@pytest.mark.parametrize(
    ("table", "rule", "like", "why"),
    [
        ("notes", "polite", {"column": "if.outcome", "after": "closed"}, "no case can meet its conditions"),
        ("notes", "shot", {"column": "if.platform", "after": "applied"}, "no case can meet its conditions"),
        ("blockers", "b3", {"column": "if.action", "after": "remind_seller"},
         "where it applies, nobody asks it"),
        ("next_step", "n7", {"column": "then.turn", "after": "seller"}, "where it applies, nobody asks it"),
        ("self_check", "c2", {"column": "then.action", "after": "sue"}, "where it applies, nobody asks it"),
        ("journal", "j41", {"column": "then.outcome", "after": "open"}, "where it applies, it already is so"),
    ],
)  # fmt: skip
def test_a_change_that_changes_nothing_is_proved(suite, table, rule, like, why):
    """One of each argument."""
    assert (EQUIVALENT, why) == suite.verdict(one(table, rule, **like))[1:]


def test_a_clock_that_starts_anew_is_no_change_of_nothing(suite):
    """Where a clock counts from the moment of a rung, writing the same rung again starts it again."""
    assert ("scenario", "courier_won") == suite.verdict(one("journal", "j20", column="then.rung", after="courier"))[1:]


def test_what_a_scenario_notices_is_never_proved_to_change_nothing(suite):
    """The proofs against the scenarios: both look at the same mutants and never contradict each other.

    Those are asked that have a look-up which meets the change; were one left out here, changes would survive above.
    """
    for mutant in some(
        30, kind=("widen", "swap", "delete"), table=[t for t in BOOK.tables if t not in ("fit", "drafts")]
    ):
        if not mutant.refused(BOOK) and suite.proofs.proof(mutant):
            assert suite._noticed(mutant, mutant.book(BOOK)) == "", str(mutant)


@pytest.fixture(scope="module")
def idle(suite):
    """Books that differ and are proved to say the same."""
    tables = ("blockers", "notes", "journal", "next_step", "self_check")
    proved = (m for m in some(150, kind=("widen", "swap"), table=tables) if suite.proofs.proof(m))
    return list(islice((m.book(BOOK) for m in proved if not m.refused(BOOK)), 4))


@given(case=cases)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_proved_to_change_nothing_changes_no_random_case(idle, case):
    """All that is said about a case, under each of the changed books."""
    said = to_plain(advise(case, BOOK, NOW), BOOK)
    assert len(idle) == 4
    for book in idle:
        assert said == to_plain(advise(case, book, NOW), book)


def test_a_field_that_two_rows_name_counts_twice():
    """The user would read the same thing twice, so the scenario notices."""
    book = one("blockers", "b5", column="if.wait", after="short").book(BOOK)
    scene = next(s for s in SCENES if s.id == "nothing_known_tracing")
    ((_, failure),) = failures(scene, book)
    assert "came [held, self_check, seller_replied, seller_replied (2), tracking]" in str(failure)


def test_the_first_reason_can_be_expected():
    """`because` names the rule that the reasons begin with."""
    scene = next(s for s in SCENES if s.id == "abroad_14d")
    assert "next_step/n91" == Look(scene.case, BOOK, scene.now).route.deciding[0].ref == scene.expect["because"]
    other = replace(scene, expect={"because": "next_step/n9"})
    ((_, failure),) = failures(other, BOOK)
    assert str(failure).startswith(
        "scenario “abroad_14d”: because: expected next_step/n9, came next_step/n91; decided by"
    )


def test_the_command_counts_and_tells_what_survives(capsys, tmp_path):
    """Exit 0 while the net is tight; without its scenarios each hole is named and the exit is 1."""
    code, out, _ = run(capsys, "mutate", "--table", "reach")
    assert (0, True) == (code, "None of 31 survives." in out)
    content = shutil.copytree(CONTENT, tmp_path / "content")
    for path in (content / "scenarios").glob("[!j]*.yaml"):
        path.unlink()
    (content / "scenarios" / "journal.yaml").write_text("[]", "utf-8")
    (content / "proofs/guarantees.csv").write_text(
        (CONTENT / "proofs/guarantees.csv").read_text("utf-8").split("\n")[0], "utf-8"
    )
    code, out, _ = run(capsys, "mutate", "--table", "around", "--content", str(content))
    assert (1, True) == (code, "Nobody notices: tables/around.csv, row 2 (" in out)


def test_a_net_that_fails_already_is_mended_first(capsys, tmp_path):
    """A scenario that fails before anything was changed would seem to notice everything."""
    content = shutil.copytree(CONTENT, tmp_path / "content")
    path = content / "scenarios" / "self_check.yaml"
    path.write_text(path.read_text("utf-8").replace("action: find_order", "action: sue", 1), "utf-8")
    code, out, _ = run(capsys, "mutate", "--content", str(content))
    assert (1, True) == (code, "a net that fails already notices nothing." in out)
    code, _, err = run(capsys, "mutate", "--table", "tides")
    assert (2, True) == (code, "there is no table tides" in err)
