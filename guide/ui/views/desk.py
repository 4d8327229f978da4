"""The desk on a page: the headline, the rows of the list, the open case, and pictures whose numbers filter the list."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any, ClassVar

from guide.book.book import MARKS
from guide.book.facts import WORDS
from guide.book.notices import tell
from guide.cases.casefile import to_plain
from guide.engine.advice import advise
from guide.engine.case import BEIJING
from guide.ui.views.parts import listed
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from guide.desk.board import Board, Filter
    from guide.ui.session import Session

_COMMA = {"zh": "，", "en": ", "}  # between two parts of a sentence
MOST_TOLD = 50  # rows set aside that the page lists
CHIPS = 12
_WIDE, _HIGH = 100.0, 120.0  # of a chart: percent, and pixels of its highest bar


@dataclass(frozen=True)
class DeskHead(Context):
    """The first sentence of the desk, what was read, and what the people cannot do."""

    template: ClassVar[str] = "desk_head.html"
    at: str  #: the moment for which everything is said
    first: int  #: how many cases cannot wait; the headline
    lead: str  #: the groups in a sentence
    short: str  #: who is there, and how many cases nobody has the time for; empty where all can be done
    only: str  #: what the list is narrowed to; empty where it is not
    read: str  #: how many rows were read and how many set aside
    aside: tuple[str, ...]  #: what was set aside, a sentence each
    more: int  #: how many more were set aside


@dataclass(frozen=True)
class Told:
    """One thing about the open case."""

    name: str  #: what it is
    words: str  #: how it is


@dataclass(frozen=True)
class DeskOpen(Context):
    """The open case, beside the list."""

    template: ClassVar[str] = "desk_open.html"
    name: str  #: number, goods and sum
    place: str  #: which of how many it is
    following: int  #: the row of the next case; -1 after the last
    action: str  #: what to do
    turn: str  #: whose turn it is
    mine: bool  #: whether that is ours
    because: str  #: why this is to be done
    rule: str  #: the rule that says so
    source: str  #: how sure that is
    why: str  #: why the case stands at this place
    facts: tuple[Told, ...]  #: what is the matter, the claim, the evidence, what will be lost
    link: str  #: the end of the address that opens it in the walk


@dataclass(frozen=True)
class DueBar:
    """One bar of the chart of what is due when."""

    name: str  #: when
    slot: str  #: the id of that
    x: float  #: the middle, in percent of the width
    left: float  #: the left edge of our bar
    top: float  #: its upper edge, in pixels
    mine: int  #: how many cases it is our turn in
    high: float  #: how high that is
    losing: float  #: of that, what is lost at its end
    others: int  #: how many wait for others
    other_high: float  #: how high that is


@dataclass(frozen=True)
class CountedLine:
    """One line of bars: a stage, or an age."""

    name: str  #: its name
    word: str  #: its id
    mine: float  #: our cases, in percent of the longest
    others: float  #: those that wait for others
    count: int  #: both


@dataclass(frozen=True)
class MissedCase:
    """A case that nobody has the time for."""

    row: int  #: its row
    name: str  #: its number
    sum: str  #: its sum; empty where none is known


@dataclass(frozen=True)
class DeskPictures(Context):
    """What is due when, where the cases are, how old they are, and which nobody has the time for."""

    template: ClassVar[str] = "desk_pictures.html"
    bars: tuple[DueBar, ...]  #: what is due when
    described: str  #: the same in a sentence
    stages: tuple[CountedLine, ...]  #: where the cases are
    ages: tuple[CountedLine, ...]  #: since when nothing happened
    chips: tuple[MissedCase, ...]  #: those that nobody has the time for, the first ones
    missed: int  #: how many those are
    missed_sum: str  #: what they are worth together


@dataclass(frozen=True)
class DeskCapacity(Context):
    """The heading above the numbers that move the order."""

    template: ClassVar[str] = "desk_capacity.html"


def head(session: Session, board: Board, shown: Filter, count: int) -> DeskHead:
    """The headline of a table on the desk."""
    from guide.desk.ordering import LAPSING, OVERDUE, WAITING

    say, weights = session.say, board.weights
    overdue, lapsing, waiting = (board.count(group) for group in (OVERDUE, LAPSING, WAITING))
    missed, told = len(board.lapsing), board.left_out
    people = {"people": f"{weights.people:g}", "each": f"{weights.each:g}", "count": f"{missed:,}"}
    only = ""
    if shown.by or shown.query:
        name = f"「{shown.query}」" if shown.query else _named(session, shown)
        only = say("desk.only", name=name, count=f"{count:,}")
    return DeskHead(
        at=f"{board.now.astimezone(BEIJING):%Y-%m-%d %H:%M}",
        first=overdue + lapsing,
        lead=_lead(session, overdue, lapsing, board.open, int(board.mine.sum()), waiting),
        short=say("desk.short", **people) if missed else "",
        only=only,
        read=say("desk.read", rows=f"{len(board.frame):,}", aside=sum(item.number > 1 for item in told)),
        aside=tuple(tell(item.line, session.book.words[session.lang]) for item in told[:MOST_TOLD]),
        more=max(0, len(told) - MOST_TOLD),
    )  # fmt: skip


def _lead(session: Session, overdue: int, lapsing: int, open_: int, mine: int, waiting: int) -> str:
    """The groups in two sentences; a group without a case is not named."""
    first = [session.say(f"desk.lead.{name}", count=f"{count:,}")
             for name, count in (("overdue", overdue), ("lapsing", lapsing)) if count]  # fmt: skip
    marks, rest = MARKS[session.lang], {"open": f"{open_:,}", "mine": f"{mine:,}", "waiting": f"{waiting:,}"}
    sentence = marks["stop"] if first else ""
    return _COMMA[session.lang].join(first) + sentence + session.say("desk.lead.open", **rest)


def _named(session: Session, shown: Filter) -> str:
    from guide.desk.board import AGES

    if shown.by == "age":
        return _age(session, int(shown.word), AGES)
    prefix = {"group": "desk.group", "stage": "stage", "slot": "desk.slot"}[shown.by]
    turn = session.say(f"desk.turn.{shown.turn}") if shown.turn else ""
    return " ".join(filter(None, [session.say(f"{prefix}.{shown.word}"), turn]))


def rows(session: Session, board: Board, sequence: Sequence[int]) -> list[dict[str, Any]]:
    """Some rows of the list as texts; a heading where a group begins."""
    from guide.desk.sentences import because

    place, sentences = because(board.desk.decided, session.lang)
    return [_heading(session, board, -1 - at) if at < 0 else _row(session, board, at, sentences[place[at]])
            for at in map(int, sequence)]  # fmt: skip


def _heading(session: Session, board: Board, group: int) -> dict[str, Any]:
    from guide.desk.ordering import GROUPS

    name = session.say(f"desk.group.{GROUPS[group]}")
    return {
        "group": session.say("desk.group.count", group=name, count=f"{board.count(group):,}"),
        "note": session.say(f"desk.note.{GROUPS[group]}"),
    }


def _row(session: Session, board: Board, row: int, because: str) -> dict[str, Any]:
    decided, ordered, say = board.desk.decided, board.desk.ordered, session.say
    by, left, late = _when(session, board, row)
    action, turn = (WORDS[name][decided.state[name][row]] for name in ("action", "turn"))
    who = int(ordered.who[row])
    return {
        "row": row, "by": by, "left": left, "late": late, "no": name_of(session, board, row),
        "item": board.cell(row, "item"), "action": say(f"action.{action}"), "why": because,
        "sum": _sum(float(ordered.sums[row])), "turn": say(f"desk.turn.{'you' if turn == 'you' else turn}"),
        "mine": turn == "you", "who": say("desk.person", n=who) if who else "",
    }  # fmt: skip


def name_of(session: Session, board: Board, row: int) -> str:
    """The name of a row: the lead's own id, else the end of the order number, else the number of the row."""
    number = board.cell(row, "order_no")
    return board.cell(row, "case") or number[-6:] or session.say("desk.row", number=board.numbers[row])


def _sum(value: float) -> str:
    return "" if isnan(value) else f"{value:,.2f}"


def _when(session: Session, board: Board, row: int) -> tuple[str, str, bool]:
    """By when, how long that is, and whether it is over."""
    from guide.desk.arrays import NEVER, moment, ticks
    from guide.desk.ordering import OVERDUE
    from guide.desk.sentences import length

    ends, now = board.desk.decided.deadlines, ticks(board.now)
    if board.group[row] == OVERDUE:
        since = int(ends.since.at[row])
        at = moment(since)
        late = length(session.book.words[session.lang], "late", now - since)
        return late, _day(session, at, board.now) if at else "", True
    due = int(board.due()[row]) if board.due()[row] != NEVER else NEVER
    at = moment(due)
    if at is None:
        return session.say("desk.by.none"), "", False
    return _day(session, at, board.now), length(session.book.words[session.lang], "left", due - now), False


def _day(session: Session, at: datetime, now: datetime) -> str:
    """A moment as people name it."""
    days = (at.astimezone(BEIJING).date() - now.astimezone(BEIJING).date()).days
    word = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days, "day")
    local = at.astimezone(BEIJING)
    return session.say(f"desk.day.{word}", day=f"{local:%m-%d}", time=f"{local:%H:%M}")


def opened(session: Session, board: Board, row: int, place: int, rows_: Sequence[int]) -> DeskOpen:
    """The open case: its advice as the walk gives it, and why it stands at this place."""
    from guide.desk.sentences import sentences

    say, case = session.say, board.case(row)
    advice = advise(case, board.book, board.now)
    decisive = advice.reasons[0]
    lose = next((c for c in advice.clocks if c.ends == "lose" and c.ends_at > board.now and not c.paused), None)
    lacking = [say(f"evidence.{slot.id}") for slot in advice.evidence if slot.level == "required" and not slot.held]
    facts = [
        (say("desk.open.problem"), say(f"problem.{advice.route.state['problem']}")),
        (say("desk.open.claim"), say(f"claim.{advice.claim}") if advice.claim != "none" else ""),
        (say("desk.open.lacking"), listed(session, lacking)),
        (say("desk.open.lose"), f"{say(f'clock.{lose.id}')} {_day(session, lose.ends_at, board.now)}" if lose else ""),
    ]
    sum_ = _sum(float(board.desk.read.cases.sums[row]))
    parts = [name_of(session, board, row), board.cell(row, "item"), say("desk.yuan", sum=sum_) if sum_ else ""]
    link = {**to_plain(case), "now": board.now.isoformat()}
    packed = base64.urlsafe_b64encode(json.dumps(link, ensure_ascii=False, separators=(",", ":")).encode())
    return DeskOpen(
        name=listed(session, filter(None, parts)),
        place=say("desk.open.place", place=f"{place + 1:,}", of=f"{len(rows_):,}"),
        following=int(rows_[place + 1]) if place + 1 < len(rows_) else -1,
        action=say(f"action.{advice.action}"),
        turn=say(f"desk.turn.{advice.turn}"),
        mine=advice.turn == "you",
        because=decisive.because[session.lang],
        rule=f"{decisive.table}/{decisive.rule}",
        source=say(f"confidence.{decisive.confidence}"),
        why=sentences(board.desk.decided, board.desk.ordered, session.lang, [row])[0],
        facts=tuple(Told(name, words) for name, words in facts if words),
        link=f"#case={packed.decode().rstrip('=')}",
    )


def pictures(session: Session, board: Board) -> DeskPictures:
    """The pictures of a table on the desk."""
    from guide.desk.board import AGES

    say, state = session.say, board.desk.decided.state
    mine, others = board.mine, _others(board)
    missed = board.lapsing
    sums = [float(value) for value in board.desk.ordered.sums[missed] if value == value]
    bars = tuple(_bars(session, board))
    ages = board.ages()

    def counted(each: Iterable[tuple[str, str, Any]]) -> Iterable[tuple[str, str, int, int]]:
        return ((word, name, int((mine & flags).sum()), int((others & flags).sum())) for word, name, flags in each)

    return DeskPictures(
        bars=bars,
        described=say("desk.chart.said", bars=listed(session, [f"{b.name} {b.mine}" for b in bars])),
        stages=_lines(counted((word, say(f"stage.{word}"), state["stage"] == at)
                              for at, word in enumerate(WORDS["stage"]))),
        ages=_lines(counted((str(at), _age(session, at, AGES), ages == at) for at in range(len(AGES)))),
        chips=tuple(MissedCase(row, name_of(session, board, row), _sum(float(board.desk.ordered.sums[row])))
                    for row in missed[:CHIPS].tolist()),
        missed=len(missed),
        missed_sum=_sum(sum(sums)),
    )  # fmt: skip


def _others(board: Board) -> Any:
    from guide.desk.ordering import WAITING

    return board.group == WAITING


def _age(session: Session, at: int, ages: Sequence[int]) -> str:
    if at + 1 == len(ages):
        return session.say("desk.age.last", least=ages[at])
    return session.say("desk.age", least=ages[at], most=ages[at + 1] - 1)


def _lines(counted: Iterable[tuple[str, str, int, int]]) -> tuple[CountedLine, ...]:
    lines = list(counted)
    most = max((mine + others for *_, mine, others in lines), default=0) or 1
    return tuple(CountedLine(name, word, 100 * mine / most, 100 * others / most, mine + others)
                 for word, name, mine, others in lines if mine + others)  # fmt: skip


def _bars(session: Session, board: Board) -> Iterable[DueBar]:
    """A pair of bars for each slot: ours with what is lost in it, and what waits for others."""
    from guide.desk.board import SLOTS
    from guide.desk.ordering import LAPSING

    slots, mine, others = board.slots(), board.mine, _others(board)
    counts = [(int((mine & (slots == at)).sum()), int((mine & (slots == at) & (board.group == LAPSING)).sum()),
               int((others & (slots == at)).sum())) for at in range(len(SLOTS))]  # fmt: skip
    most = max((max(ours, theirs) for ours, _, theirs in counts), default=0) or 1
    step = _WIDE / len(SLOTS)
    for at, (ours, losing, theirs) in enumerate(counts):
        middle, high = step * (at + 0.5), _HIGH * ours / most
        name, losing_high, theirs_high = f"desk.slot.{SLOTS[at]}", _HIGH * losing / most, _HIGH * theirs / most
        left = middle - step * 0.3
        yield DueBar(
            session.say(name), SLOTS[at], middle, left, 150 - high, ours, high, losing_high, theirs, theirs_high
        )
