"""The commands of the Graph menu that change what of the graph stands out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup

if TYPE_CHECKING:
    from gradviz.ui.colouring import Colouring
    from gradviz.ui.paths import Paths
    from gradviz.ui.views import Views


class GraphCommands:
    """What stands out in the graph. Until the panels are made there is nothing to do it to."""

    def __init__(self) -> None:
        self.ways: Paths | None = None
        self._are_paths_wanted = False
        self.colours: Colouring | None = None
        self._quality = "state"

    def join(self, views: Views, actions: Mapping[str, QAction]) -> None:
        """Do it to the graph of ``views`` from now on, and keep one of the ``actions`` of colours checked."""
        self.ways = views.paths
        self.ways.light(self._are_paths_wanted)
        self.colours = views.colouring
        self._choose(self._quality)
        group = QActionGroup(views)
        for quality, action in colour_actions(actions).items():
            group.addAction(action)
            action.setChecked(quality == self._quality)
        self.colours.chosen.connect(lambda quality: colour_actions(actions)[quality].setChecked(True))

    def paths(self, wanted: bool) -> None:
        """Light up the paths of the selected node, or not."""
        self._are_paths_wanted = wanted
        if self.ways is not None:
            self.ways.light(wanted)

    def part(self) -> None:
        """Show only what the gradient of the selected node passes, or everything again."""
        if self.ways is not None:
            self.ways.toggle_part()

    def next_colouring(self) -> None:
        """Colour the boxes by the next quality in the menu."""
        if self.colours is not None:
            self.colours.choose_next()

    def by_state(self, _checked: bool = True) -> None:
        """Colour the boxes by their state."""
        self._choose("state")

    def by_gradient(self, _checked: bool = True) -> None:
        """Colour the boxes by the norm of the gradient that arrived."""
        self._choose("gradient")

    def by_value(self, _checked: bool = True) -> None:
        """Colour the boxes by how large their values are."""
        self._choose("value")

    def by_memory(self, _checked: bool = True) -> None:
        """Colour the boxes by how much memory their values take."""
        self._choose("memory")

    def by_time(self, _checked: bool = True) -> None:
        """Colour the boxes by how long their ops and nodes took."""
        self._choose("time")

    def by_device(self, _checked: bool = True) -> None:
        """Colour the boxes by where their values are."""
        self._choose("device")

    def by_dtype(self, _checked: bool = True) -> None:
        """Colour the boxes by the type of their numbers."""
        self._choose("dtype")

    def _choose(self, quality: str) -> None:
        self._quality = quality
        if self.colours is not None:
            from gradviz.core.tones import Quality

            self.colours.choose(Quality(quality))


def colour_actions(actions: Mapping[str, QAction]) -> dict[str, QAction]:
    """Return by the name of a quality the action that colours the boxes by it."""
    return {name.removeprefix("colour."): action for name, action in actions.items() if name.startswith("colour.")}
