"""One case after another on a page: nothing typed for one is taken along to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from guide.ui.case.files import Switched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from guide.cases.exhibits.model import Exhibit, Kept
    from guide.engine.case import Case
    from guide.ui.case.keeping import Keeping
    from guide.ui.case.sections import Host


class Clearable(Protocol):
    """A part of a page that holds something beside the case."""

    def forget(self) -> None:
        """Drop everything that is not part of the case."""

    def begin(self) -> None:
        """Look as on a new page."""


class Succession:
    """Leaves the case in hand and puts another in its place; `refuse` says why that cannot be yet."""

    def __init__(self, host: Host, keeping: Keeping, parts: Iterable[Clearable], refuse: Callable[[str], None]) -> None:
        self.host, self.keeping, self.parts, self.refuse = host, keeping, tuple(parts), refuse
        self.key = ""  # of the case in hand, where there is a store
        keeping.moved = self._moved

    def clear(self) -> None:
        """Go on with an empty case."""
        if self._leave():
            self.host.state.clear()

    def switch(self, case: Case, exhibits: tuple[Exhibit, ...]) -> Switched | None:
        """Put a case that was opened in hand, with its files; the one before stays as it was, and can come back."""
        code = self.keeping.code if self.keeping.stored else ""
        before, files = self.host.state.case, self.host.shelf.list()
        if not self._leave():
            return None
        refused = self.host.shelf.bring(exhibits, self.host.state.session.book)
        self.host.state.take(case)
        return Switched(lambda: self.keeping.open(code) if code else self._return(before, files), refused)

    def _return(self, case: Case, files: tuple[Kept, ...]) -> bool:
        """Back to a case that was in this page only."""
        if not self._leave():
            return False
        self.host.shelf.put(files)
        self.host.state.take(case)
        return True

    def _leave(self) -> bool:
        """Leave the case in hand behind, unless something of it is still to be stored; it stays where it was stored."""
        if self.keeping.pending:
            self.refuse("ui.store.first")
            return False
        self.keeping.renew()
        self._forget()
        self.host.shelf.clear()
        for part in self.parts:
            part.begin()
        return True

    def _moved(self, key: str) -> None:
        """Go on with the folder of another case, and drop what was typed for the one before."""
        self.host.shelf.settle(self.keeping.files, key)
        if self.key not in ("", key):
            self._forget()
        self.key = key

    def _forget(self) -> None:
        for part in self.parts:
            part.forget()
        self.host.shell.draft = ""  # also where no section shows it
