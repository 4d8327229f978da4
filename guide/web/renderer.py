"""Voila's renderer of a notebook, with what is the same for every visitor made once."""

from collections.abc import Callable
from typing import Any, ClassVar

from voila.notebook_renderer import NotebookRenderer


def once(make: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """What a function gives the first time, each time in a dictionary of its own."""
    made: list[dict[str, Any]] = []

    def again(**given: Any) -> dict[str, Any]:
        if not made:
            made.append(make(**given))
        return dict(made[0])

    return again


class GuideRenderer(NotebookRenderer):  # type: ignore[misc]
    """One notebook for one visitor. Its templates are compiled at the first visit, and shared by all later ones."""

    _environment: ClassVar[Any] = None  # of the templates; no address can ask for others

    async def initialize(self, **more: Any) -> None:
        """Read the notebook, and take the templates that are compiled already."""
        await super().initialize(**more)
        if GuideRenderer._environment is None:
            GuideRenderer._environment = self.exporter.environment
            return
        self.exporter.enable_async = True  # first: a change of it forgets the templates
        self.exporter._environment_cached = GuideRenderer._environment
