"""Practice cases: every decision that can be reached becomes one, with exercises that the engine itself keys."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from itertools import count, islice, pairwise, product
from random import Random

import pytest

from guide import Case, Event, advise, default_book
from guide.book.facts import CHOICES, Facts
from guide.book.slots import SLOTS
from guide.cases import sample
from guide.cases.weights import weights
from guide.engine.asking import questions
from guide.engine.case import BEIJING
from guide.engine.drafts import say_moment
from guide.engine.follow import follow
from guide.practice.cases.building import build as newly_built
from guide.practice.cases.building import decisions
from guide.practice.cases.finding import LOST_AFTER, NEARLY, ON_THE_WAY, in_order
from guide.practice.cases.happening import OFFICES
from guide.practice.cases.hours import FIRST, LAST, at_work
from guide.practice.cases.log import others
from guide.practice.cases.log import read as read_log
from guide.practice.cases.wordings import answered, goods, misconception
from guide.practice.exercises import messages, naming, pictures
from guide.practice.exercises.deciding import NEVER_ASKED, decide
from guide.practice.exercises.difficulty import DIFFICULTIES, difficulty
from guide.practice.exercises.exercise import BEST, HARMFUL, KINDS, LEVELS, NOT_YET, POSSIBLE
from guide.practice.exercises.feedback import best, is_best, judge
from guide.practice.learning.training import choices, recall
from guide.practice.people import FRESH, TWICE, Line
from guide.practice.scenes import life, live, played, scenes
from guide.practice.skills import skill_of, skills

BOOK = default_book()
DECISIONS = tuple(decisions(BOOK))
NOW = datetime(2026, 11, 22, 12, tzinfo=BEIJING)
SOME = DECISIONS[::9]


@cache
def build(ref, seed=1):
    """A case, built once for all tests that look at it."""
    return newly_built(BOOK, ref, seed)


@cache
def lived(ref, seed=1):
    """The scenes of such a case."""
    return tuple(scenes(build(ref, seed), BOOK))


def reachable() -> set[str]:
    """The rules of next_step and of the ladder that have the last word in any state, by the enumeration."""
    import numpy as np

    from guide.check.states import Editions, Situations, every_state, walk

    editions = Editions(BOOK)
    states = every_state(Situations(editions), walk(editions))
    ladder, steps = BOOK.tables["ladder"].rules, BOOK.tables["next_step"].rules
    higher = np.broadcast_to(states.fired("ladder"), states.shape)[
        np.broadcast_to(states.hands_to("ladder"), states.shape)
    ]
    return {ladder[n].ref for n in np.unique(higher)} | {
        steps[n].ref for n in np.unique(states.fired("next_step"))
        if steps[n].then["action"] not in ("ladder", "self_check", "closed")
    }  # fmt: skip


def test_every_decision_that_can_be_reached_is_practised():
    """What the enumeration of all states reaches is a decision here, and each decision has a skill."""
    assert reachable() <= {*DECISIONS}
    assert {skill_of(BOOK, "decide", ref) for ref in DECISIONS} <= skills(BOOK).keys()
    assert 10 <= len(skills(BOOK)) <= 16


def test_whoever_writes_again_knows_what_has_just_happened():
    """Money that came is no reason to be told to wait."""
    ends = (lived("next_step/n20", seed)[-1].lines for seed in range(1, 20))
    told = ([line.texts["zh"] for line in lines] for lines in ends)
    assert next(said for said in told if "退款到账了" in said)[-1] == "钱退回来了，这一单我还要做什么吗"


def test_every_decision_becomes_a_case():
    assert [ref for ref in DECISIONS if build(ref) is None] == []


@pytest.mark.parametrize("ref", SOME)
def test_a_decision_becomes_a_case_whose_keys_are_those_of_the_engine(ref):
    """The rule is among those that decide; each exercise is valid, and what the engine says is best."""
    case = build(ref)
    advice = advise(case.truth, BOOK, case.now)
    assert ref in [rule.ref for rule in advice.route.deciding]
    played = lived(ref)
    decided = next(s.exercise for s in played if s.exercise.kind == "decide")
    assert decided.part("action").key == {advice.action}
    assert decided.part("reason").key == {ref}
    for scene in played:
        assert scene.exercise.is_valid
        assert is_best(scene.exercise, BOOK), scene.exercise.kind


@pytest.mark.parametrize("ref", SOME)
def test_people_write_in_daylight_and_in_both_languages(ref):
    """Nobody chats in the night; each line has words in each language, without an open place."""
    lines = [line for scene in lived(ref, 2) for line in scene.lines]
    assert lines
    for line in lines:
        assert isinstance(line, Line)
        assert FIRST <= line.at.hour < LAST or line.who == "time"
        assert all(line.texts[lang] and "{" not in line.texts[lang] for lang in BOOK.words)


def test_a_log_says_what_the_case_says():
    """The reader reads in each log the state, the signer and the last scan of its case."""
    logs = 0
    for ref in SOME:
        case = build(ref, 2)
        if case.log:
            logs += 1
            reading = read_log(BOOK, case.log, case.now)
            facts = case.truth.facts
            assert (reading.state, reading.last_scan) == (facts.tracking, facts.last_scan)
    assert logs > 3


def test_a_line_of_a_log_is_read_as_its_row_says():
    """With all that its courier writes before it; one answer alone is true of it, and every line has its time."""
    at, rows = datetime(2026, 11, 20, 10, 31, tzinfo=BEIJING), BOOK.sheet("practice/logs.csv").rows
    for row, log in zip(rows, others(BOOK, at, Random(1)), strict=True):
        reading = read_log(BOOK, log, at + timedelta(days=1))
        assert (reading.state, reading.signer) == (row["tracking"], row["signer"] or "unknown"), row["id"]
        assert reading.last_scan == at
        assert reading.events[reading.deciding].text in log[0]
        assert [line[:16] for line in log] == sorted((line[:16] for line in log), reverse=True)


def test_things_happen_in_the_order_of_life():
    """Paid first, a scan before an announced update, an order that confirms itself later, and no office on the spot."""
    for case in (build(ref, 2) for ref in DECISIONS[::8]):
        facts, events = case.truth.facts, case.truth.journal
        assert in_order(facts, events, case.now), case.number
        assert facts.auto_confirm_at is None or facts.auto_confirm_at > case.now
        assert facts.tracking != "customs" or facts.origin == "cross_border"
        gaps = [(one.at - before.at, one.event) for before, one in pairwise(events)]
        assert all(gap >= timedelta(hours=10) for gap, event in gaps if event in ("ruled", "court_ended"))


def test_another_log_begins_another_story():
    """To read is practised with logs that a case has not; what had happened with its own would contradict them."""
    foreign = 0
    for number, story in enumerate(case for seed in count(1) if (case := build("patience/w6", seed)).log):
        for given in (g for skill in ("where_is_it", "who_signed") for g in islice(choices(BOOK, story, skill), 6)):
            own = given.case.log == build(given.case.rule, given.case.seed).log
            foreign += not own
            assert own == bool(given.case.truth.journal)
        if number >= 3 and (foreign or number > 30):
            break
    assert foreign


def test_a_seller_speaks_of_the_parcel_as_its_tracking_does():
    """Nobody says "signed for" or asks the courier about what was never sent; the picture quotes the same words."""
    at = datetime(2026, 11, 20, 10, tzinfo=BEIJING)
    for number in range(20):
        refused, stalling = (Event("seller_replied", at + timedelta(hours=number), r) for r in ("refused", "stalling"))
        facts = Facts(tracking="not_shipped")
        assert "签收" not in answered(BOOK, refused, facts)["zh"]
        assert "快递" not in answered(BOOK, stalling, facts)["zh"]
        signed = Facts(tracking="delivered", last_scan=at - timedelta(days=1))
        assert "签收" in answered(BOOK, refused, signed)["zh"]
        early = replace(signed, last_scan=at + timedelta(days=9))
        assert "签收" not in answered(BOOK, refused, early)["zh"]


def test_nobody_whose_money_has_come_says_that_nothing_is_settled():
    """Whoever writes again says what happened last, in words of their own for all that can be the last thing."""
    said = {name for row in BOOK.sheet("practice/buyer_says.csv").rows if (name := row["id"]).startswith("open.later.")}
    journals = [build(ref).truth.journal for ref in SOME]
    last = {events[-1].event if events[-1].reply == "none" else events[-1].reply for events in journals if events}
    last |= {"refunded", "received", "won", "refund"}
    assert last <= {name.removeprefix("open.later.").rpartition(".")[0] for name in said}


def test_what_is_known_after_a_step_was_said_by_somebody():
    """Whatever the buyer finds out between two decisions stands in the conversation."""
    found = 0
    for ref in SOME[:14]:
        decided = [scene for scene in lived(ref) if scene.exercise.kind == "decide"]
        if len(decided) < 2:
            continue
        before, after = decided
        old, new = vars(before.exercise.case.facts), vars(after.exercise.case.facts)
        learnt = [name for name in old if old[name] != new[name] and name not in ("held", "demand")]
        assert len([line for line in after.lines if line.who == "buyer"]) == max(len(learnt), 1)
        found += bool(learnt)
    assert found


def test_nothing_happens_that_nobody_began_and_nothing_is_decided_twice():
    """A promise has a seller who made it, a time that ran out an application, and another decision another reason."""
    promises = seconds = 0
    for case in (build(ref, seed) for ref in DECISIONS[::10] for seed in (1, 2)):
        played = lived(case.rule, case.seed)
        said = [e.reply for e in case.truth.journal if e.event in ("seller_replied", "refund_answered")]
        if (promised := case.truth.facts.promised_by) is not None:
            promises += 1
            assert said[-1] in ("trace", "resend", "refund", "stalling"), case.number
            assert promised.minute == 0
        told = [line.texts["zh"] for scene in played for line in scene.lines]
        if any("退款申请已超时" in text for text in told):
            assert "在订单页申请了退款" in told, case.number
        keys = [[part.key for part in scene.exercise.parts] for scene in played if scene.exercise.kind == "decide"]
        seconds += len(keys) > 1
        assert len(keys) == 1 or keys[0] != keys[1], case.number
    assert promises
    assert seconds


def test_whoever_says_that_nothing_moves_has_waited():
    """The first words fit the time since the last scan, or since the payment where nothing was sent."""
    says = {row["zh"]: row["id"] for row in BOOK.sheet("practice/buyer_says.csv").rows}
    heard = set()
    for case in (build(ref, seed) for ref in ("self_check/c35", "self_check/c9") for seed in range(1, 33)):
        facts, line = case.truth.facts, next(played(case, BOOK)).lines[0]
        if case.truth.journal:
            continue  # whoever writes again says what happened last
        since = facts.paid_at if facts.tracking == "not_shipped" else facts.last_scan
        named = says[line.texts["zh"]]
        if not named.startswith("open."):
            continue  # an order that is no ordinary one is told first
        if since is not None and f"open.{facts.tracking}.still.1" in says.values():
            heard.add(still := line.at - since >= timedelta(days=2))
            assert (".still." in named) is still, (case.number, named)
    assert heard == {True, False}


def test_two_processes_build_the_same_bytes():
    """A rule, a seed and an edition are the whole case."""
    script = (
        "from guide import default_book as b; import hashlib\n"
        "from guide.practice.cases.building import build, decisions\n"
        "book = b(); refs = tuple(decisions(book))[::11]\n"
        "print(hashlib.sha256(b''.join(build(book, r, 5).plain() for r in refs)).hexdigest())"
    )
    mine = hashlib.sha256(b"".join(build(r, 5).plain() for r in DECISIONS[::11])).hexdigest()
    environment = {**os.environ, "PYTHONHASHSEED": "77"}
    other = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True)
    assert mine == other.stdout.strip()


def test_the_verdict_knows_nothing_of_how_the_seller_will_behave():
    """Another hidden seller changes no exercise up to the first decision, nor any verdict on it."""
    for ref in SOME[:6]:
        case = build(ref)
        for seller in ("helps", "lies"):
            other = scenes(replace(case, seller=seller), BOOK)
            mine = lived(ref)
            first = next(n for n, s in enumerate(mine) if s.exercise.kind == "decide")
            for one, two in zip(mine[: first + 1], other[: first + 1], strict=True):
                for option in one.exercise.parts[0].options:
                    answer = best(one.exercise) | {one.exercise.parts[0].id: frozenset([option.id])}
                    assert judge(one.exercise, answer, BOOK) == judge(two.exercise, answer, BOOK)


@pytest.mark.parametrize(
    "seller", ["helps", "offers_part", "stalls", "ignores", "lies", "threatens", "moves_date", "vanishes"]
)
def test_with_every_kind_of_seller_a_case_comes_to_an_end(seller):
    """Along the key no wait is without an end: the case is closed at last."""
    for ref in ("next_step/n8", "patience/w6"):
        case, now = life(replace(build(ref), seller=seller), BOOK)
        assert advise(case, BOOK, now).action == "closed"


def test_all_six_kinds_are_met():
    """Asking, reading, deciding, proving, writing and telling the time."""
    met = {s.exercise.kind for ref in SOME for s in lived(ref)}
    assert met == {*KINDS}


def test_causes_are_those_of_this_case():
    """What is missing blocks the chosen step here, and the contrast leads to it; a right answer needs neither."""
    for ref in SOME:
        for scene in lived(ref):
            exercise = scene.exercise
            if exercise.kind != "decide":
                continue
            advice = advise(exercise.case, BOOK, exercise.now)
            for option in exercise.part("action").options:
                feedback = judge(exercise, best(exercise) | {"action": frozenset([option.id])}, BOOK)
                assert feedback.level in LEVELS
                if option.id == advice.action:
                    assert feedback.level == BEST
                    assert feedback.contrast is None
                else:
                    blockers = [b.reason for o in advice.others if o.action == option.id for b in o.blockers]
                    assert all(why in feedback.missing for why in blockers)
                    assert feedback.contrast is None or feedback.contrast.leads == (f"action.{option.id}",)


def test_the_deciding_fact_is_the_one_that_changes_least_beside_the_step():
    """A name that nobody has looked at is why it is looked at, although another tracking would change the step, too."""
    for seed in range(1, 6):
        case = build("self_check/c16", seed)
        exercise = decide(case.truth, BOOK, case.now, Random(1), case.rule)
        assert exercise.part("action").key == {"check_details"}
        fact = judge(exercise, best(exercise), BOOK).fact
        assert fact.value == "unknown"
        assert fact.name in {
            name for name in ("address", "phone", "recipient") if getattr(case.truth.facts, name) == "unknown"
        }


def test_a_search_that_is_not_over_is_no_reason_for_what_a_courier_said():
    """The rule holds whether it is over or was never asked: a trainee is told a fact that the rule rests on."""
    for ref, seed in product(("self_check/c18", "self_check/c21", "self_check/c46"), (1, 2)):
        case = build(ref, seed)
        exercise = decide(case.truth, BOOK, case.now, Random(1), ref)
        assert judge(exercise, best(exercise), BOOK).fact.name != "stuck"


def test_wrong_steps_are_those_that_people_take():
    """Each has its misconception, and few are there only to fill the row."""
    offered, explained, filling = 0, 0, 0
    actions = [rule.id for rule in BOOK.tables["actions"].rules if rule.id not in NEVER_ASKED]
    assert all(misconception(BOOK, action, "any other") for action in actions)
    for ref in DECISIONS[::8]:
        case = build(ref)
        part = decide(case.truth, BOOK, case.now, case.rng("decide"), ref).part("action")
        for option in part.options:
            if option.id not in part.key:
                offered += 1
                explained += misconception(BOOK, option.id, *part.key) is not None
                filling += option.id == "close_case"
    assert explained == offered
    assert filling <= 0.1 * offered


def test_an_answer_that_stands_in_a_fold_is_named_with_it():
    """Alone it is half a sentence: 「地址」 says nothing of what is wrong with it."""
    case = Case(Facts(complaint="not_arrived", tracking="delivered"))
    question = next(
        q for q in questions(follow(case, BOOK, datetime(2026, 11, 22, tzinfo=BEIJING))) if q.group.id == "details"
    )
    words = naming.answer_in_words(BOOK, question, "details.address")
    assert {"zh": "有写错的：地址", "en": "Something is wrong: Address"} == words


def test_the_fact_that_decides_a_drill_is_named():
    """A question by its name and by two answers that part ways, a line as it stands, a sentence with its fault."""
    met = set()
    for ref in SOME:
        for scene in lived(ref):
            exercise = scene.exercise
            if exercise.kind == "decide" or (exercise.kind == "prove" and exercise.picture is None):
                continue
            said = "".join(texts["zh"] for texts in judge(exercise, best(exercise), BOOK).named)
            met.add(exercise.kind)
            if exercise.kind == "read":
                (line,) = exercise.part("line").key
                assert exercise.log[int(line)] in said
            elif exercise.kind == "write" and exercise.parts[0].id == "cut":
                assert all(o.texts["zh"] in said for o in exercise.part("cut").options if o.id in best(exercise)["cut"])
            else:
                assert "「" in said or exercise.kind == "prove"
    assert met >= {"ask", "read", "write", "time"}


def test_an_idle_question_says_why_it_helps_no_further():
    """It is answered, it is for other cases, or no answer to it moves this one."""
    said = set()
    for ref in DECISIONS[::8]:
        for scene in lived(ref):
            if scene.exercise.kind == "ask":
                for option in scene.exercise.part("question").options:
                    found = judge(scene.exercise, {"question": frozenset([option.id])}, BOOK)
                    assert bool(found.why) == (found.level == NOT_YET)
                    said |= {(texts["zh"], texts["en"]) for texts in found.why}
    assert len(said) > 4
    several = [(zh, en) for zh, en in said if "」、「" in zh]
    assert several
    assert all("”, “" in en for _, en in several)


def test_to_confirm_receipt_of_nothing_is_harmful():
    """What cannot be taken back is graded worst, wherever it is offered and not advised."""
    offered = 0
    for ref in DECISIONS[::6]:
        exercise = next(s.exercise for s in lived(ref) if s.exercise.kind == "decide")
        if "confirm_receipt" in {o.id for o in exercise.part("action").options}:
            offered += 1
            answer = best(exercise) | {"action": frozenset(["confirm_receipt"])}
            assert judge(exercise, answer, BOOK).level == HARMFUL
    assert offered


def written(times=60):
    """Exercises about messages, of both kinds."""
    made = []
    for seed in range(times):
        case = build("patience/w6" if seed % 2 else "next_step/n8", seed)
        exercise = messages.write(case.truth, BOOK, case.now, case.rng("write"))
        made += [exercise] if exercise else []
        if {e.parts[0].id for e in made} == {"message", "cut"} and len(made) > 6:
            return made
    raise AssertionError("a kind of message was never met")


def test_a_message_is_graded_by_the_guard():
    """The draft of the engine is best, chosen or mended; a threat, a promise or a wrong admission is harmful."""
    for exercise in written():
        if exercise.parts[0].id == "message":
            for option in exercise.part("message").options:
                answer = {"message": frozenset([option.id])}
                found = messages.hits(exercise, messages.text_of(exercise, answer), BOOK)
                assert (judge(exercise, answer, BOOK).level == BEST) == (not found) == (option.id == "sound")
            continue
        key = best(exercise)
        assert not messages.hits(exercise, messages.text_of(exercise, key), BOOK)
        for slip in exercise.part("cut").key:  # one of two slips stays in
            assert judge(exercise, key | {"cut": frozenset([slip])}, BOOK).level == HARMFUL
        greeting = key | {"cut": key["cut"] | {"greeting"}}
        assert judge(exercise, greeting, BOOK).level == POSSIBLE
        for other in {o.id for o in exercise.part("add").options} - key["add"]:
            assert judge(exercise, key | {"add": frozenset([other])}, BOOK).level != BEST


def test_a_picture_proves_what_its_table_says_and_leaves_out_one_thing_at_most():
    """What is not drawn is the key; to claim what it does not prove harms; its rows are those of good evidence."""
    rows = BOOK.sheet("practice/pictures.csv").rows
    for slot in SLOTS:
        if slot in ("decision_page", "other_record"):
            continue  # a bill, a judgment or an answer of an office: no one picture shows it in every case
        elements = [int(row["element"]) for row in rows if row["slot"] == slot]
        assert elements == [*range(1, len(pictures.shown_by(BOOK, slot)) + 1)]
    case = build("patience/w6", 1)
    for seed in range(12):
        exercise = pictures.look(case.truth, BOOK, case.now, Random(seed))
        key, drawn = best(exercise), {row.element for row in exercise.picture.rows}
        every = {*range(1, len(pictures.shown_by(BOOK, exercise.shown)) + 1)}
        assert exercise.is_valid
        assert key["lacks"] == ({str(n) for n in every - drawn} or {pictures.WHOLE})
        assert is_best(exercise, BOOK)
        (wrong, *_) = {o.id for o in exercise.part("proves").options} - key["proves"]
        assert judge(exercise, key | {"proves": frozenset([wrong])}, BOOK).level == HARMFUL


def test_a_picture_of_a_chat_shows_what_the_seller_answered_and_when():
    """A buyer whom nobody has answered has no such picture; a page with a promise says nothing of stock."""
    built, rng, drawn = build("patience/w6", 1), Random(3), []
    now, facts = built.now, replace(built.truth.facts, tracking="in_transit")
    reply = Event("seller_replied", now - timedelta(hours=3), "cannot_ship")
    written = Event("seller_contacted", now - timedelta(days=2))
    for case in (Case(facts, (written,)), Case(facts, (written, reply))):
        looks = (pictures.look(case, BOOK, now, rng).picture for _ in range(60))
        drawn.append([row.texts["zh"] for look in looks if look.slot == "chat_shot" for row in look.rows])
    assert [] == drawn[0]
    assert not any("催快递" in text for text in drawn[1])
    assert any("没货补了" in text for text in drawn[1])  # its parcel has been sent
    assert say_moment("zh", reply.at, now) in drawn[1]


def test_signed_and_not_received_is_as_frequent_as_in_life():
    """Where a rule leaves the tracking open, it is drawn by the weights of the sample."""
    states = [build("patience/w6", seed).truth.facts.tracking for seed in range(40)]
    signed = sum(state in ("delivered", "delivered_proxy") for state in states)
    assert signed >= 4
    assert states.count("in_transit") >= 4


@cache
def every_decision():
    """A case of each decision, of two seeds by turns, built once for the tests that count in them."""
    return [build(ref, 1 + number % 2) for number, ref in enumerate(DECISIONS)]


#: Rules that hold only where an application that was withdrawn is not told itself.
_UNTOLD = ("patience/w34", "patience/w35")


def test_cases_do_not_contradict_life():
    """Counted over every decision: what is odd is left only where its rule asks for it."""
    cases = every_decision()
    unsent, sent, late, prizes = [], 0, 0, 0
    sellers = {row["zh"]: row["id"] for row in BOOK.sheet("practice/seller_says.csv").rows}
    for case in cases:
        facts, events = case.truth.facts, case.truth.journal
        on_its_way = facts.tracking in ON_THE_WAY and facts.courier == "lost_it" and facts.last_scan
        assert not on_its_way or case.now - facts.last_scan >= LOST_AFTER, case.number
        for event in events:
            if event.event == "seller_reminded" and facts.promised_by is not None:
                assert not timedelta() <= facts.promised_by - event.at < NEARLY, case.number
            if event.reply == "cannot_ship" and facts.tracking not in ("unknown", "not_shipped"):
                sent += 1
                assert sellers[answered(BOOK, event, facts)["zh"]].startswith("cannot_ship.sent."), case.number
        if facts.tracking in ("unknown", "not_shipped") and any("courier" in e.event for e in events):
            unsent.append(case.rule)
        assert facts.complaint != "digital" or not case.log, case.number
        digital = {one.names["zh"] for one in goods(BOOK) if one.is_digital}
        assert (case.item["zh"] in digital) == (facts.complaint == "digital")
        names = [event.event for event in events]
        for name, first in (("request_withdrawn", "refund_requested"), ("refund_reversed", "refunded")):
            if name in names and case.rule not in _UNTOLD:
                assert first in names[: names.index(name)], case.number
        for event in events:
            assert event.event not in OFFICES or at_work(event.at) == event.at, case.number
        prizes += facts.complaint == "prize"
        assert facts.complaint != "prize" or (facts.amount, facts.paid_at) == (Facts().amount, None), case.number
        assert facts.auto_confirm_at is None or facts.number != "none", case.number
        ruled = next((event.at for event in events if event.event == "ruled"), None)
        late += bool(ruled and facts.tracking in ON_THE_WAY and facts.last_scan and facts.last_scan > ruled)
    assert late <= len(cases) // 50
    assert prizes
    handed_over = {rule.ref: rule.asks.get("handed_over", ()) for rule in BOOK.tables["ladder"].rules}
    assert sent
    assert all("no" in handed_over[ref] for ref in unsent)  # their rules are about what was never sent


def test_nobody_says_that_nothing_came_of_an_answer_of_this_hour():
    """Whoever writes as soon as the seller has answered says so; later it is said that nothing came of it."""
    says = {row["zh"]: row["id"].rpartition(".")[0] for row in BOOK.sheet("practice/buyer_says.csv").rows}
    heard = set()
    for case in every_decision()[::2]:
        lines = [line for scene in lived(case.rule, case.seed) for line in scene.lines]
        for before, line in pairwise(one for one in lines if one.who in ("buyer", "seller")):
            if before.who == "seller" and (said := says.get(line.texts["zh"], "")).startswith("open."):
                heard.add(said.split(".")[1])
                word = said.rpartition(".")[2]
                if f"open.fresh.{word}" in says.values():
                    assert (line.at - before.at < FRESH) == said.startswith("open.fresh."), case.number
    assert {"fresh", "later"} <= heard


def test_each_decision_belongs_to_a_skill_that_names_it():
    """None is put to the first skill because no other has it."""
    named = {name for skill in skills(BOOK).values() for name in skill.rules}
    assert [ref for ref in DECISIONS if ref not in named and ref.partition("/")[0] not in named] == []


def test_difficulty_is_computed_and_rises_with_what_is_nearly_right():
    """Each degree is met; of a hard decision more of the other steps are one thing away than of an easy one."""
    met = Counter()
    for ref in SOME:
        for scene in lived(ref):
            exercise, degree = scene.exercise, difficulty(scene.exercise, BOOK)
            met[exercise.kind, degree] += 1
            if exercise.kind == "decide":
                wrong = {option.id for option in exercise.part("action").options} - exercise.part("action").key
                near = sum(judge(exercise, {**best(exercise), "action": frozenset([one])}, BOOK).contrast is not None
                           for one in wrong)  # fmt: skip
                assert degree == DIFFICULTIES[min(near, 2)]
    assert {degree for kind, degree in met if kind == "decide"} == {*DIFFICULTIES}
    assert {kind for kind, _ in met} == {*KINDS}


def test_an_exercise_comes_back_by_its_case_its_kind_and_its_rule():
    """So a trainer sees what a trainee saw; one that nobody can have seen is none."""
    for ref in SOME[:5]:
        case = build(ref)
        for scene in lived(ref):
            again = recall(BOOK, case.number, scene.exercise.kind, scene.exercise.rule)
            assert (again.exercise.kind, again.exercise.rule) == (scene.exercise.kind, scene.exercise.rule)
    assert recall(BOOK, f"{DECISIONS[0]}/1", "decide", "no/rule") is None
    assert recall(BOOK, "no/rule/1", "decide", "no/rule") is None
    assert recall(BOOK, DECISIONS[0], "decide", DECISIONS[0]) is None


def test_what_was_vague_twice_is_mended_in_two_ways():
    """Neither the buyer nor the agent says the same words again."""
    says = {row["zh"]: row["id"] for row in BOOK.sheet("practice/buyer_says.csv").rows}
    please = {BOOK.words["zh"][id_] for id_ in ("practice.again_please", "practice.again_please.other")}
    twice = 0
    for case in every_decision()[::2]:
        lines = [line.texts["zh"] for scene in islice(played(case, BOOK), 4) for line in scene.lines]
        for kind in (lambda text: says.get(text, "").startswith("mended."), please.__contains__):
            heard = [text for text in lines if kind(text)]
            twice += len(heard) > 1
            assert len(heard) == len({*heard}), case.number
    assert twice


#: How a case may end: with the money, with the goods, or without either; and who brought it about.
ENDINGS = {
    ("repaid", "seller"), ("repaid", "platform"), ("repaid", "mediation"), ("repaid", "payment"), ("repaid", "court"),
    ("repaid", "courier"), ("repaid", "nobody"), ("kept", "seller"), ("kept", "platform"), ("kept", "nobody"),
    ("closed", "court_lost"), ("closed", "court_final"), ("closed", "none"),
}  # fmt: skip


def ending(case, now):
    """Where a case ended: what came of it, and who decided that."""
    state = advise(case, BOOK, now).route.state
    assert state["action"] == "closed"
    if state["outcome"] == "closed":
        return "closed", state["rung"]
    if state["rung"].endswith("_won"):
        return state["outcome"], state["rung"].removesuffix("_won")
    decided = state["platform"] in ("upheld", "unpaid")
    return state["outcome"], "platform" if decided else "nobody" if state["seller"] == "none" else "seller"


def walked(case):
    """A life, and the last step that was advised in it."""
    whole, end, now, step, number = life(case, BOOK), case.truth, case.now, "", 0
    while (end, now) != whole:
        step = advise(end, BOOK, now).action
        end, now, _ = live(end, BOOK, now, case, f"life {number}")
        number += 1
    return end, now, step


def test_every_ending_is_reached_and_no_walk_hangs():
    """Buyers of every manner with sellers of every kind, along the key: each walk ends, and all that can end a case
    ends one: each outcome, each of those who decide, and each step that closes.
    """
    closing = {rule.id for rule in BOOK.tables["actions"].rules if rule.then["event"] == "case_closed"}
    kinds = sorted({row["seller"] for row in BOOK.sheet("practice/sellers.csv").rows})
    last = [ref for ref, rule in decisions(BOOK).items() if rule.then.get("action") in closing]
    met, closed, by_kind = Counter(), set(), Counter()
    for number, ref in enumerate([*last, *DECISIONS[::3]]):
        case = build(ref, 7)
        for seller in (kinds[number % len(kinds)], kinds[(number + 3) % len(kinds)]):
            end, now, step = walked(replace(case, seller=seller))
            met[found := ending(end, now)] += 1
            by_kind[seller, found[0]] += 1
            closed.add(step)
    assert met.keys() >= ENDINGS
    assert closed == closing
    assert {(kind, outcome) for kind in kinds for outcome in ("repaid", "closed")} <= by_kind.keys()


def test_whoever_has_asked_twice_on_the_order_page_goes_to_the_platform_there():
    """The step says so itself, and the walk does not ask for the same for ever."""
    ends = (life(replace(build("next_step/n116", seed), seller="threatens"), BOOK) for seed in count(1))
    asked = next(end for end in ends if [e.event for e in end[0].journal].count("refund_requested") >= TWICE)
    assert "platform_applied" in [event.event for event in asked[0].journal]
    assert ending(*asked)


def test_an_order_that_is_no_ordinary_one_is_told_at_once():
    """A prize, an exchange, an order of another platform: the buyer says so, and tells no other story beside it."""
    says = {row["zh"]: row["id"].rpartition(".")[0] for row in BOOK.sheet("practice/buyer_says.csv").rows}
    met = set()
    for case in (*every_decision(), *(build("self_check/c53", seed) for seed in (1, 2))):
        facts = case.truth.facts
        matters = {word for word in (facts.complaint, facts.bought, facts.signer) if f"matter.{word}" in says.values()}
        first = next(played(case, BOOK))
        said = [says.get(line.texts["zh"], "") for line in first.lines if line.who == "buyer"]
        assert {f"matter.{word}" for word in matters} <= {*said}, case.number
        if matters and not case.truth.journal:
            assert not [one for one in said if one.startswith("open.")], case.number
        assert {first.exercise.case.facts.bought, facts.bought} <= {"unknown", "in_app", *matters}, case.number
        met |= matters
    assert met >= {"prize", "exchange", "cancelled", "outside", "other_platform", "forwarder"}
    assert met & {"empty_parcel", "wrong_goods", "return_lost"}


def test_what_decides_a_made_up_case_is_a_decision():
    """Cases that were not built from rules are decided by rules that are practised, those without a parcel, too."""
    cases_ = [row.case for row in sample.cases(BOOK, weights(BOOK), 400, 3, NOW)]
    cases_ += [Case(Facts(complaint=word)) for word in CHOICES["complaint"] if word != "unknown"]
    decided = {route.deciding[0].ref for case in cases_
               if (route := follow(case, BOOK, NOW)).state["action"] != "closed"}  # fmt: skip
    assert decided <= {*DECISIONS}
    assert {"self_check/c52", "self_check/c54", "self_check/c55"} <= decided
