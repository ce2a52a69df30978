"""The commands of the Graph menu that change what of the graph stands out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gradviz.ui.paths import Paths
    from gradviz.ui.views import Views


class GraphCommands:
    """What stands out in the graph. Until the panels are made there is nothing to do it to."""

    def __init__(self) -> None:
        self.ways: Paths | None = None
        self._are_paths_wanted = False

    def join(self, views: Views) -> None:
        """Do it to the graph of ``views`` from now on."""
        self.ways = views.paths
        self.ways.light(self._are_paths_wanted)

    def paths(self, wanted: bool) -> None:
        """Light up the paths of the selected node, or not."""
        self._are_paths_wanted = wanted
        if self.ways is not None:
            self.ways.light(wanted)

    def part(self) -> None:
        """Show only what the gradient of the selected node passes, or everything again."""
        if self.ways is not None:
            self.ways.toggle_part()
