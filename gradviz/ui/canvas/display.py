"""The graph with what stands out in it: the selection, what is lit, colours of boxes, where gradients meet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QAccessible

from gradviz.core.graph import EdgeKey
from gradviz.ui.canvas.coloring import Coloring
from gradviz.ui.canvas.legend import Legend
from gradviz.ui.canvas.lit import Lit
from gradviz.ui.canvas.painter import BOX_MARGIN, MARGIN
from gradviz.ui.canvas.surface import MANY, GraphSurface


class GraphDisplay(GraphSurface):
    """Marks boxes and edges of the graph. `GraphView` adds what one can do to it."""

    def set_selected(self, key: str | None, also: Iterable[str] = ()) -> None:
        """Mark a node as selected, and other boxes that stand for the same."""
        before = self._mark
        self._mark = replace(self._mark, node=key, also=tuple(also))
        if before == self._mark:
            return
        self._end_coarse()
        for changed in (before.node, key, *before.also, *self._mark.also):
            # The picture itself stays as it is.
            self.update(self._box_rect(changed))
        if before.node == key:
            return
        if key is not None:
            self.accessible_items.announce(QAccessible.Event.Focus, [key])

    def set_selected_edge(self, edge: EdgeKey | None) -> None:
        """Mark an edge as selected."""
        before = self._mark.edge
        self._end_coarse()
        self._mark = replace(self._mark, edge=edge)
        for changed in (before, edge):
            if self._scene is not None and changed in self._scene.edge_number:
                self._spoil(self._edge_rect(self._scene, self._scene.edge_number[changed]))

    @property
    def lit(self) -> Lit | None:
        """What of the scene stands out; ``None``: everything."""
        return self._mark.lit

    def set_lit(self, lit: Lit | None) -> None:
        """Let only a part of the scene stand out; ``None``: everything."""
        if lit is not self._mark.lit:
            self._mark = replace(self._mark, lit=lit)
            self._renew()

    @property
    def coloring(self) -> Coloring | None:
        """What the boxes are coloured by; ``None``: their state."""
        return self._mark.coloring

    @property
    def legend(self) -> Legend:
        """What of the picture is explained in its corner."""
        return self._corners.legend(self._look, self._mark.coloring)

    @property
    def legend_rect(self) -> QRectF:
        """Where that is in the widget."""
        return self._corners.legend_rect(self.legend)

    def set_coloring(self, coloring: Coloring | None) -> None:
        """Colour the boxes by something else than their state, and show the scale; ``None``: by their state."""
        before = self._mark.coloring
        if coloring is before:
            return
        self._end_coarse()
        self._mark = replace(self._mark, coloring=coloring)
        changed = None if coloring is None or before is None else coloring.changes(before)
        if changed is None:
            self._corners.settle(self._look, coloring)
        if changed is None or len(changed) > MANY or self._scene is None:
            self._renew()
            return
        for number in changed:
            self._update_node(self._scene.nodes[number].key)
        if changed:
            self.update(self._corners.covered().toAlignedRect())

    @property
    def sums(self) -> dict[str, str]:
        """Boxes in which gradients meet, with what is written there."""
        return dict(self._mark.sums)

    def set_sums(self, sums: Mapping[str, str]) -> None:
        """Show in these boxes the sum of the gradients that meet there."""
        held = tuple(sums.items())
        if held != self._mark.sums:
            self._end_coarse()
            changed = {*dict(held), *dict(self._mark.sums)}
            self._mark = replace(self._mark, sums=held)
            for key in changed:
                self._update_around(key)

    def _update_around(self, key: str) -> None:
        """Paint a box again, and the edges that leave it: they carry the terms of its sum."""
        scene = self._scene
        if scene is not None and key in scene.number:
            number = scene.number[key]
            for edge in np.flatnonzero(scene.ends[:, 0] == number).tolist():
                self._spoil(self._edge_rect(scene, edge))
            self._spoil(self._pixels(scene.area_of(key), (MARGIN, 2 * BOX_MARGIN)))
