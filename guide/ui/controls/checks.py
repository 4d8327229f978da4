"""The evidence list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from traitlets import Dict, List, Unicode, observe, validate

from guide.ui.controls.base import Control, need, script

if TYPE_CHECKING:
    from collections.abc import Mapping


class Checks(Control):
    """The evidence list: groups of items to tick, each with what it proves and how to take it."""

    _esm = script("checks")
    writable = frozenset({"value"})
    name = Unicode().tag(sync=True)
    groups = List(Dict()).tag(sync=True)
    value = List(Unicode()).tag(sync=True)
    sketches = Dict().tag(sync=True)  # item -> a drawing of ours
    sketch_label = Unicode().tag(sync=True)
    add_label = Unicode().tag(sync=True)
    status = Unicode().tag(sync=True)

    def _known(self) -> list[str]:
        return [item["value"] for group in self.groups for item in group["items"]]

    def clean(self, name: str, value: Any) -> list[str]:
        """Known items only, each once, in the order of the list."""
        need(isinstance(value, list) and all(isinstance(v, str) for v in value), f"{name}: not a list of texts")
        known = self._known()
        need(len(value) <= len(known) and set(value) <= set(known), f"{name}: no such item")
        return [item for item in known if item in value]

    @validate("value")
    def _check_value(self, proposal: Mapping[str, Any]) -> list[str]:
        return self.clean("value", proposal["value"])

    @observe("groups")
    def _drop_gone(self, _change: object) -> None:
        known = self._known()
        self.value = [item for item in self.value if item in known]
