"""Whether everything holds, on the page of the rules: the proofs, and what scenarios expect otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from guide.book.notices import Notice, tell
from guide.ui.views.parts import listed
from guide.ui.views.rendering import Context

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guide.book.faults import Fault
    from guide.check import Finding as Proof
    from guide.check.edit import Step, Work
    from guide.ui.session import Session


SHOWN = 5  # lines of a kind that are open; the others are folded


@dataclass(frozen=True)
class Wrong:
    """Something that does not hold."""

    where: str  #: file, row and column
    wrong: str  #: what is wrong, as a sentence
    link: str  #: the address of a case that shows it; empty where there is none


@dataclass(frozen=True)
class Finding:
    """One proof and how it ended."""

    name: str  #: what is proved, as a sentence
    passed: bool  #: whether it holds
    reminds: bool  #: whether it holds and still has something to say
    states: int  #: how many states were looked at; 0 where none were
    faults: tuple[Wrong, ...]  #: what does not hold


@dataclass(frozen=True)
class Checks(Context):
    """Whether everything holds."""

    template: ClassVar[str] = "rules_checks.html"
    edited: str  #: the files that were edited, as a list; empty where none was
    busy: str  #: the step that is under way; empty once all is done
    share: float  #: how much is done, from 0 to 1
    stopped: bool  #: whether it was stopped before it was done
    unread: tuple[str, ...]  #: what could not be read of an edit, a sentence each
    findings: tuple[Finding, ...]  #: the proofs; empty while they run
    differing: tuple[Wrong, ...]  #: what scenarios expect and an edit decides otherwise, to be accepted
    scenarios: int  #: how many scenarios those are of
    shown: int  #: how many lines of a kind are open


def checks(session: Session, work: Work, step: Step | None, unread: Iterable[Fault], *, stopped: bool) -> Checks:
    """The proofs, or the step that is under way; `unread` is what could not be read of an edit."""
    words = session.book.words[session.lang]
    findings, differing = _parted(work)
    return Checks(
        edited=listed(session, work.edit.files) if work.edit else "",
        busy=session.say(step.word) if step else "",
        share=step.share if step else 1.0,
        stopped=stopped,
        unread=tuple(tell(fault.line, words) for fault in unread),
        findings=() if step else tuple(_finding(session, proof, words) for proof in findings),
        differing=() if step else tuple(_wrong(fault, words) for fault in differing),
        scenarios=len({fault.what.placeholders["id"] for fault in differing}),
        shown=SHOWN,
    )


def _parted(work: Work) -> tuple[list[Proof], list[Fault]]:
    """The proofs, and apart from them what the scenarios of an edit expect otherwise: to be accepted, and no fault."""
    if work.edit is None:
        return list(work.findings), []
    differing = [fault for proof in work.findings for fault in proof.faults if _came(fault)]
    findings = [proof._replace(faults=tuple(f for f in proof.faults if not _came(f))) for proof in work.findings]
    return findings, differing


def _came(fault: Fault) -> bool:
    """Whether a fault is an expectation of a scenario that came out otherwise."""
    what = fault.what.placeholders.get("what")
    return fault.what.id == "fault.scenario" and isinstance(what, Notice) and what.id == "fault.scenario.came"


def _wrong(fault: Fault, words: Mapping[str, str]) -> Wrong:
    link = f"wizard{fault.link}" if fault.link else ""
    return Wrong(tell(fault.where, words), tell(fault.wrong, words), link)


def _finding(session: Session, proof: Proof, words: Mapping[str, str]) -> Finding:
    faults = tuple(_wrong(fault, words) for fault in proof.faults)
    reminds = proof.reminds and bool(faults)
    return Finding(proof.title(session.lang, words), proof.passed, reminds, proof.looked, faults)
