"""The readings of the clocks of many cases, as `guide.engine.clocks.readings` gives them for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from guide.book.clocks import AGREED, ANSWERING, APPEALABLE, AT_HOME, COMING, FOLLOWING
from guide.book.facts import WORDS
from guide.desk.chain.gathers import code, given, where
from guide.desk.columns.arrays import AHEAD, DAY, HOUR, NEVER
from guide.engine.clocks.readings import (
    AFTER,
    BEFORE,
    DATED,
    EVENING,
    LEAST,
    MORNING,
    PROMISING,
    UNSENT,
    promised_for,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guide.desk.chain.limits import Limits
    from guide.desk.columns.arrays import Codes, Flags, Numbers

_MORNING, _EVENING, _BEFORE, _AFTER, _LEAST = (at.hour * HOUR for at in (MORNING, EVENING, BEFORE, AFTER, LEAST))


class Clocked:
    """The moments of many cases at one moment: of the answers that apply, and of the standings."""

    def __init__(
        self, state: Mapping[str, Codes], answers: Mapping[str, Numbers], at: Mapping[str, Numbers],
        held_up: Numbers, limits: Limits, many: int,
    ) -> None:  # fmt: skip
        self.state, self.answers, self.at, self.held_up = state, answers, at, held_up
        self.limits, self.many, self.now = limits, many, limits.now
        self._never = np.full(many, NEVER)
        self.abroad = np.broadcast_to(self._abroad(), many)
        self.silent_since = self._silent_since()
        self.courier_hour = self._courier_hour()
        self.ship_by = self._ship_by()
        self.promised_until = self._promised_until()
        self.seller_due = self._seller_due()

    def answer(self, name: str) -> Numbers:
        """A moment among the answers."""
        return self.answers.get(name, self._never)

    def has(self, name: str, *words: str) -> Flags:
        """The cases in which a column has one of these words."""
        return np.broadcast_to(where(self.state, name, words), self.many)

    def _abroad(self) -> Flags | bool:
        cross, home = where(self.state, "origin", ["cross_border"]), where(self.state, "tracking", AT_HOME)
        return where(self.state, "tracking", ["customs"]) | (cross & np.logical_not(home))

    def _silent_since(self) -> Numbers:
        last = self.answer("last_scan")
        scanned = np.where(last == NEVER, self.answer("next_update"), last)
        blind = self.has("tracking", "not_shipped") & self.has("number", "without") & self.has("origin", "cross_border")
        return np.where(blind, np.maximum(scanned, self.answer("paid_at")), scanned)

    def _courier_hour(self) -> Numbers:
        return np.where(given(self.state, COMING), self.answer("next_update"), NEVER)

    def _ship_by(self) -> Numbers:
        promised, paid = self.answer("promised_ship"), self.answer("paid_at")
        in_time = (paid != NEVER) & self.has("kind", "in_stock")
        promised = np.where((promised == NEVER) & ~in_time, self.answer("moved_ship"), promised)
        counted = (paid != NEVER) & self.has("kind", "in_stock", "unknown")
        until = np.where(counted, paid + self.limits.span("ship.limit"), NEVER)
        return np.where(promised != NEVER, promised + DAY, until)

    def _promised_until(self) -> Numbers:
        replied, named = self.at["replied_at"], self.answer("promised_by")
        promises = self.has("seller", *PROMISING) & (replied != NEVER)
        until = replied + self.limits.span(promised_for(""))
        for seller in ("trace", "approved"):
            until = np.where(self.has("seller", seller), replied + self.limits.span(promised_for(seller)), until)
        until = np.where(named != NEVER, named, until)
        moved = np.where(self.has("tracking", *UNSENT), self.answer("moved_ship"), NEVER)
        stalls = self.has("seller", *DATED) & (named == NEVER)
        until = np.where(stalls, np.where(moved != NEVER, moved + DAY, NEVER), until)
        return np.where(promises, until, NEVER)

    def _seller_due(self) -> Numbers:
        due = self._never.copy()
        reminded = np.flatnonzero(self.at["reminded_at"] != NEVER)
        due[reminded] = self._reply_by(reminded)
        named = self.answer("seller_deadline")
        return np.where(self.has("seller", "requested") & (named != NEVER), named, due)

    def _reply_by(self, rows: Numbers) -> Numbers:
        """The time that the last message of some cases asked for."""
        at, contacted = self.at["reminded_at"][rows], self.at["contacted_at"][rows]
        last = at + self.limits.span_at("seller.fair", at)
        end = _by_day(last - (last + AHEAD) % HOUR, at, last)
        least = at - (at + AHEAD) % DAY + DAY + _LEAST
        return np.where((contacted == NEVER) | (at <= contacted), end, np.maximum(end, least))

    def readings(self) -> dict[str, Codes]:
        """The words that the clocks contribute to the tables."""
        return {
            "silence": self._silence(),
            "due": self._due(),
            "wait": self._wait(),
            "chased": self._chased(),
            "rung_wait": self._rung_wait(),
            "platform_wait": self._platform_wait(),
            "promise": self._promise(),
            "closing": self._closing(),
        }  # fmt: skip

    def _silence(self) -> Codes:
        quiet, span, abroad = self.now - self.silent_since, self.limits.span, self.abroad
        return _words(
            "silence",
            (self.silent_since == NEVER, "unknown"),
            (self.now < self.answer("next_update"), "fresh"),
            ((quiet < span("silence.long")) & (self.courier_hour != NEVER), "slow"),
            (quiet < span("silence.long"), "fresh"),
            (abroad & (quiet < span("abroad.slow")), "fresh"),
            (abroad & (quiet <= span("abroad.long")), "slow"),
            (abroad | (quiet < span("silence.very_long")), "long"),
            other="very_long",
        )

    def _due(self) -> Codes:
        promised = (self.answer("promised_ship") != NEVER) | (self.answer("moved_ship") != NEVER)
        return _words(
            "due",
            (self.ship_by == NEVER, "unknown"),
            ((self.now < self.ship_by) & (self.has("kind", "custom") | self.has("deposit", "yes")), "bound"),
            (self.now < self.ship_by, "not_due"),
            (promised | self.has("kind", "in_stock"), "overdue"),
            other="unknown",
        )

    def _wait(self) -> Codes:
        contacted, span = self.at["contacted_at"], self.limits.span
        waited = self.now - contacted
        return _words(
            "wait",
            (contacted == NEVER, "none"),
            (waited < span("seller.fair"), "short"),
            (waited < span("seller.over"), "fair"),
            other="over",
        )

    def _chased(self) -> Codes:
        answered = np.where(self.has("seller", "requested"), NEVER, self.at["replied_at"])
        since, reminded = np.maximum(self.at["contacted_at"], answered), self.at["reminded_at"]
        return _words(
            "chased",
            ((since == NEVER) | (reminded == NEVER), "no"),
            ((reminded < since) & (self.promised_until != NEVER) & (self.now >= self.promised_until), "over"),
            (reminded < since, "no"),
            ((self.seller_due == NEVER) | (self.now >= self.seller_due), "over"),
            other="waiting",
        )

    def _promise(self) -> Codes:
        undated = (self.answer("promised_by") == NEVER) & ~self.has("seller", *DATED)
        return _words(
            "promise",
            (self.promised_until == NEVER, "none"),
            (self.now >= self.promised_until, "late"),
            (undated, "undated"),
            other="fresh",
        )

    def _closing(self) -> Codes:
        closing = self.answer("auto_confirm_at")
        left = closing - self.now
        return _words(
            "closing",
            (closing == NEVER, "unknown"),
            (closing <= self.now, "past"),
            (left <= self.limits.span("closing.near"), "near"),
            other="far",
        )

    def _rung_wait(self) -> Codes:
        agreed = self.answer("agreed_by")
        named = np.where(self.has("rung", *AGREED) & (agreed != NEVER), agreed + DAY, NEVER)
        return self._lasting("rung", ANSWERING, named)

    def _platform_wait(self) -> Codes:
        copied = np.where(self.has("platform", "applied"), self.answer("platform_deadline"), NEVER)
        waits, last = self._lasting("platform", FOLLOWING, copied), self.answer("appeal_deadline")
        waits[self.has("platform", *APPEALABLE) & (last != NEVER) & (self.now >= last)] = code("platform_wait", "over")
        return waits

    def _lasting(self, track: str, limits: Mapping[str, str], copied: Numbers) -> Codes:
        """Whether whoever was asked still has time to answer: the track's own reading."""
        name, since = f"{track}_wait", self.at[f"{track}_at"]
        result = np.full(self.many, code(name, "none"), dtype=np.uint8)
        present = np.flatnonzero(np.bincount(self.state[track], minlength=1))
        for word in [WORDS[track][place] for place in present]:
            if word in limits:
                rows = np.flatnonzero(self.has(track, word) & (since != NEVER))
                ends = self.limits.end(limits[word], since[rows])
                ends = np.where(copied[rows] != NEVER, copied[rows], ends)
                result[rows] = np.where(self.now >= ends, code(name, "over"), code(name, "fresh"))
        return result


def _words(name: str, *cases: tuple[Flags, str], other: str) -> Codes:
    """One word a case: that of the first condition that holds."""
    result = np.full(len(cases[0][0]), code(name, other), dtype=np.uint8)
    for condition, word in reversed(cases):
        np.copyto(result, np.uint8(code(name, word)), where=condition)
    return result


def _by_day(end: Numbers, at: Numbers, last: Numbers) -> Numbers:
    """A time at which nobody sleeps: the evening before, or the morning after if the evening is too near."""
    hour = (end + AHEAD) % DAY
    midnight = end - hour
    early = hour < _MORNING
    evening = midnight - early * DAY + _BEFORE
    morning = midnight + ~early * DAY + _AFTER
    moved = np.where(evening - at >= HOUR, evening, np.where(morning <= last, morning, end))
    return np.where((hour >= _MORNING) & (hour <= _EVENING), end, moved)
