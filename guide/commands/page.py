"""The advice as text for the terminal: everything that the page says, block after block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from guide.book.book import MARKS
from guide.book.notices import tell
from guide.commands.shared import when
from guide.engine.advice_json import to_plain
from guide.engine.changes import say_change, say_event

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from guide.book.book import Book
    from guide.engine.advice import Advice
    from guide.engine.clocks import Clock


def page(advice: Advice, book: Book, lang: str) -> str:
    """The advice in one language; blocks with nothing in them are left out."""
    return "\n".join(_Page(advice, book, lang).lines())


class _Page:
    def __init__(self, advice: Advice, book: Book, lang: str) -> None:
        self.advice, self.book, self.lang = advice, book, lang
        self.plain, self.say = to_plain(advice, book, lang), book.words[lang]
        self.colon = MARKS[lang]["colon"]

    def lines(self) -> Iterator[str]:
        """The head, then each block under its heading."""
        advice, plain, say = self.advice, self.plain, self.say
        yield from (f"{say[f'stage.{advice.stage}']} · {say[f'turn.{advice.turn}']}", "", f"  {plain['title']}")
        yield f"  {plain['how']}"
        if advice.stage in ("platform", "ruling") and advice.claim != "none":
            chosen = say[advice.claiming].format(
                claim=say[f"claim.{advice.claim}"], refund=say[f"refund.{advice.refund}"]
            )
            yield f"  {chosen}"
        if advice.clock is not None:
            yield from ("", f"{say['cli.until']}  {self._clock(advice.clock)}")
        for head, block in self._blocks():
            lines = list(block)
            yield from ("", head, *lines) if lines else ()

    def _blocks(self) -> Iterator[tuple[str, Iterable[str]]]:
        advice, plain, say = self.advice, self.plain, self.say
        yield say["cli.missing"], (f"  - {b['because']}" for b in plain["blockers"])
        yield say["cli.why"], self._reasons()
        yield say["cli.notes"], self._notes("!", "warning")
        yield say["ui.causes"], self._notes("-", "cause")
        yield say["ui.tips"], self._notes("-", "tip", "info")
        yield say["cli.draft"], self._draft()
        have, needed = advice.score
        yield f"{say['cli.evidence']}  {have}/{needed}" if needed else say["cli.evidence"], self._evidence()
        yield say["cli.evidence.missing"], self._lacking()
        yield say["ui.others"], self._others()
        yield say["section.rehearsal"], self._rehearsal()
        yield say["section.clocks"], self._clocks()
        yield say["cli.changes"], (f"  - {say_change(self.book, self.lang, c, advice.now)}" for c in advice.changes)
        yield say["ui.ask"], (f"  - {say[f'fact.{name}']}" for name in plain["ask"])
        yield say["cli.parked"], self._parked()
        yield say["cli.expired"], (f"  - {say[f'parameter.{name}']}" for name in plain["expired"])

    def _clock(self, clock: Clock) -> str:
        over = f" ({self.say['cli.over']})" if clock.ends_at <= self.advice.now else ""
        return f"{when(clock.ends_at)}  {self.say[f'clock.{clock.id}']}{over}"

    def _clocks(self) -> Iterator[str]:
        """Every deadline, what its end means, and whether the holidays on the way are guessed.

        A wait that is over has become the advice; it is named only where the action hangs on it.
        """
        for clock in self.advice.clocks:
            if clock.ends == "wait" and clock.ends_at <= self.advice.now and clock != self.advice.clock:
                continue
            yield from (f"  - {self._clock(clock)}", f"    {clock.because[self.lang]}")
            if clock.guessed:
                yield f"    {self.say['ui.clocks.guessed'].format(year=clock.guessed)}"

    def _reasons(self) -> Iterator[str]:
        for r in self.plain["reasons"]:
            quoted = ", ".join(s["citation"] for s in r["sources"])
            sure = self.say[f"confidence.{r['confidence']}"]
            yield f"  - {r['because']}  [{r['table']}/{r['rule']}; {sure}: {quoted}]"

    def _notes(self, mark: str, *kinds: str) -> Iterator[str]:
        yield from (f"  {mark} {n['because']}" for n in self.plain["notes"] if n["kind"] in kinds)

    def _draft(self) -> Iterator[str]:
        """The words to send, then each paper that belongs to them."""
        draft, own = self.plain["draft"], self.advice.drafts[self.lang]
        if not draft or own is None:
            return
        for one, filled in zip((draft, *draft["more"]), (own, *own.more), strict=True):
            yield from (self.say[f"paper.{one['kind']}"],) if one is not draft else ()
            yield from (f"  | {line}" for line in one["text"].splitlines())
            yield from self._translation(one, "  ")
            if one["gaps"]:
                yield f"  ({self.say['cli.gaps']}{self.colon}{MARKS[self.lang]['comma'].join(filled.open_places)})"

    def _evidence(self) -> Iterator[str]:
        """What matters most as proof, then each slot."""
        if self.plain["proof"]:
            yield f"  {self.plain['proof']['because']}"
        for e in self.plain["evidence"]:
            yield f"  [{'x' if e['held'] else ' '}] {e['title']} ({self.say['level.' + e['level']]})"

    def _lacking(self) -> Iterator[str]:
        """How to get each piece of evidence that is asked for and not in hand."""
        for e in self.plain["evidence"]:
            if not e["held"] and e["level"] in ("required", "recommended"):
                how = self.say[f"evidence.{e['id']}.how"]
                yield f"  - {e['title']}{MARKS[self.lang]['colon']}{how}"

    def _others(self) -> Iterator[str]:
        """Each other way, with what it still lacks or the paper it takes."""
        for option in self.plain["others"]:
            yield from (f"  - {option['title']}", f"    {option['how']}")
            yield from (f"    {self.say['cli.missing']}{self.colon}{b['because']}" for b in option["blockers"])
            paper = option["paper"]
            for one in (paper, *paper["more"]) if paper else ():
                yield from (f"    {self.say['paper.' + one['kind']]}",) if one is not paper else ()
                yield from (f"    | {line}" for line in one["text"].splitlines())
                yield from self._translation(one, "    ")

    def _rehearsal(self) -> Iterator[str]:
        """What the other side may say, each with the answer to it."""
        for refusal in self.plain["rehearsal"]:
            yield from (f"  - {refusal['says']}", *(f"    | {line}" for line in refusal["answer"].splitlines()))
            yield from self._translation(refusal, "    ")

    def _translation(self, text: Mapping[str, Any], indent: str) -> Iterator[str]:
        """What a text to send says, for a reader of another language; it is not sent."""
        if text["translation"]:
            yield indent + self.say["ui.draft.translation"]
            yield from (f"{indent}: {line}" for line in text["translation"].splitlines())

    def _parked(self) -> Iterator[str]:
        """Answers and events that are kept and not counted, each with the reason."""
        for fact in self.plain["parked"]["facts"]:
            yield from (f"  - {self.say['fact.' + fact['fact']]}", f"    {fact['because']}")
        for event in self.advice.parked_events:
            told = say_event(self.book, self.lang, event.event.event, event.event.reply)
            yield f"  - {when(event.event.at)}  {told}"
            yield f"    {tell(event.because, self.say)}"
