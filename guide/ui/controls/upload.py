"""Two browser controls for evidence: files that come in pieces, and boxes drawn over a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from traitlets import Dict, Unicode

from guide.cases.exhibits.content import limits
from guide.cases.exhibits.incoming import LONGEST, PIECE, Incoming
from guide.cases.exhibits.kinds import TAKEN
from guide.ui.controls.base import Control, module

#: Endings that a file may carry whose kind is never taken; the content is looked at again on arrival.
_ENDINGS = {
    **dict.fromkeys(("svg", "svgz"), "svg"),
    **dict.fromkeys(("html", "htm", "xhtml", "mht", "mhtml"), "html"),
    **dict.fromkeys(("doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "rtf", "wps", "et"), "office"),
    **dict.fromkeys(("zip", "rar", "7z", "gz", "tar", "xz", "bz2"), "archive"),
    **dict.fromkeys(("exe", "msi", "apk", "dmg"), "program"),
    **dict.fromkeys(("bmp", "tif", "tiff", "avif", "psd", "ico"), "picture"),
    **dict.fromkeys(("txt", "csv", "md", "json"), "text"),
}


class Answer(NamedTuple):
    """What became of a file: taken or not, and the sentence for the visitor."""

    taken: bool
    say: str


class Upload(Control):
    """Files by drag, choice, camera or paste, in pieces that are each acknowledged."""

    _esm = module("upload")
    words = Dict().tag(sync=True)
    limits = Dict().tag(sync=True)
    held = Dict({"files": 0, "bytes": 0}).tag(sync=True)
    accept = Unicode(",".join(sorted({*TAKEN, *(f".{e}" for ends in TAKEN.values() for e in ends)}))).tag(sync=True)

    def __init__(
        self,
        take: Callable[[str, str, bytes], Answer],
        refuse: Callable[[str], str],
        sizes: Callable[[], Iterable[int]],
        guard: Callable[[Callable[[], None]], None],
    ) -> None:
        rules = limits()
        numbers = {name: rules[name].value for name in ("file_bytes", "total_bytes", "files")}
        super().__init__(limits={**numbers, "piece": PIECE, "endings": _ENDINGS})
        self.incoming = Incoming(rules)
        self.take, self.refuse, self.sizes = take, refuse, sizes
        self._answers: dict[str, Answer] = {}
        self.on_msg(lambda _, content, buffers: guard(lambda: self._hear(content, buffers)))

    def _hear(self, content: Any, buffers: Any) -> None:
        if not isinstance(content, dict) or not _text(content.get("key")):
            return
        key, op = content["key"], content.get("op")
        if op == "open" and key in self._answers:
            self._answer(key, self._answers[key])  # it arrived, and the answer was lost
        elif op == "open":
            self._open(key, content)
        elif op == "piece" and len(buffers) == 1 and type(content.get("at")) is int:
            self._at(key, self.incoming.add(key, content["at"], bytes(buffers[0])))
        elif op == "close":
            self._close(key)
        elif op == "cancel":
            self.incoming.close(key)

    def _open(self, key: str, content: dict[str, Any]) -> None:
        name, size, slot = content.get("name"), content.get("size"), content.get("slot", "")
        if not (isinstance(name, str) and _text(slot, empty=True) and isinstance(size, int)):
            return
        if why := self.incoming.open(key, name, size, slot, self.sizes()):
            self._answer(key, Answer(taken=False, say=self.refuse(why)))
        else:
            self._at(key, self.incoming.add(key, -1, b""))

    def _at(self, key: str, at: int) -> None:
        if at < 0:  # nothing is known of it, perhaps after a restart: it starts over where it is still held
            self.send({"key": key, "op": "refused", "say": self.refuse("lost")})
        else:
            self.send({"key": key, "op": "at", "at": at})

    def _close(self, key: str) -> None:
        one = self.incoming.open_ones.get(key)
        if one is not None and not one.whole:
            self._at(key, len(one.data))
        elif one is not None:
            self.incoming.close(key)
            answer = Answer(taken=False, say=self.refuse("truncated"))
            try:
                answer = self.take(one.name, one.slot, bytes(one.data))
            finally:  # whatever goes wrong, the page does not wait for ever
                self._answer(key, answer)

    def _answer(self, key: str, answer: Answer) -> None:
        self._answers = {**dict(list(self._answers.items())[-20:]), key: answer}
        self.send({"key": key, "op": "taken" if answer.taken else "refused", "say": answer.say})


def _text(value: object, *, empty: bool = False) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST and (empty or bool(value))
