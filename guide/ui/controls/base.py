"""The base of every control: the browser may change what is checked, and nothing else; its JavaScript is one module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from anywidget import AnyWidget
from traitlets import TraitError, Unicode, default

from guide.ui.controls.scripts import module
from guide.ui.controls.showing import plain

if TYPE_CHECKING:
    from collections.abc import Mapping


def script(name: str) -> Any:
    """The trait that carries a control's JavaScript, for JupyterLab; the web app has it, and knows it by its name."""
    return Unicode(module(name)).tag(sync=True, script=name)


def need(condition: bool, reason: str) -> None:
    """Refuse a value; the reason never repeats the value, which may be personal."""
    if not condition:
        raise TraitError(reason)


class Control(AnyWidget):  # type: ignore[misc, unused-ignore]
    """A widget whose browser half may write the traits in `writable` and no other."""

    writable: frozenset[str] = frozenset()
    _anywidget_id = Unicode().tag(sync=True)
    _script = Unicode().tag(sync=True)  # the name of its JavaScript, by which a page of the web app knows it

    def __init__(self, **traits: Any) -> None:
        # AnyWidget makes a class for each widget, to add traits that are declared here; a page has a hundred of them.
        super(AnyWidget, self).__init__(layout=plain(), **traits)

    @default("_anywidget_id")
    def _name(self) -> str:
        return f"{type(self).__module__}.{type(self).__name__}"

    @default("_script")
    def _script_name(self) -> str:
        return str(self.trait_metadata("_esm", "script"))

    def clean(self, name: str, value: Any) -> Any:
        """The value to keep for a writable trait; TraitError if it is refused."""
        raise NotImplementedError

    def set_state(self, sync_data: Mapping[str, Any]) -> None:
        """Take what the browser wrote, one trait at a time; put back what is refused."""
        for name in sorted(self.writable.intersection(sync_data)):
            try:
                self.clean(name, sync_data[name])
            except TraitError:
                self.send_state(name)
            else:
                super().set_state({name: sync_data[name]})
