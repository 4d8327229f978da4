"""When a part of the workflow has anything to say about a case: rules that need no screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Set

    from guide.engine.advice import Advice
    from guide.engine.case import Case


def is_under_way(advice: Advice, case: Case) -> bool:
    """Whether the seller's part has come: the checks at home are done, or something has happened already."""
    return advice.stage != "self_check" or bool(case.journal)


def is_past_seller(advice: Advice) -> bool:
    """Whether the platform's part has come, or what follows it."""
    return advice.stage not in ("self_check", "seller")


def is_demanding(advice: Advice) -> bool:
    """Whether something is to be demanded, or there is anything to send."""
    demanding = advice.stage in ("seller", "platform") or advice.route.state["platform"] == "applied"
    return demanding or any(draft is not None for draft in advice.drafts.values())


def is_searching(advice: Advice, asked: Set[str]) -> bool:
    """Whether any question about where the parcel may be applies; `stuck` always does, and counts if it decides."""
    return bool(asked - {"stuck"}) or "stuck" in advice.ask
