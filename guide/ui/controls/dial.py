"""A number on a scale, moved with a thumb or typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from traitlets import Bool, Int, Unicode, validate

from guide.ui.controls.base import Control, need, script

if TYPE_CHECKING:
    from collections.abc import Mapping


class Dial(Control):
    """A whole number from 0 to `most`; as a scale, or as a field where `typed`."""

    _esm = script("dial")
    writable = frozenset({"value"})
    name = Unicode().tag(sync=True)
    label = Unicode().tag(sync=True)
    note = Unicode().tag(sync=True)  # what the number rests on; below its label
    value = Int(0).tag(sync=True)
    most = Int(10).tag(sync=True)
    typed = Bool(False).tag(sync=True)

    def clean(self, name: str, value: Any) -> int:
        """A number on the scale."""
        need(type(value) is int and 0 <= value <= self.most, f"{name}: not on the scale")
        return int(value)

    @validate("value")
    def _check(self, proposal: Mapping[str, Any]) -> int:
        return self.clean("value", proposal["value"])
