"""What stands out in exported pictures, as it does on the canvas: resolved anew for every position."""

from __future__ import annotations

from dataclasses import dataclass

from gradviz.core.frame import Frame, NodeState
from gradviz.core.graph import EdgeKey, node_of
from gradviz.core.timeline import Phase
from gradviz.core.tones import Quality, scale_of
from gradviz.ui.canvas.coloring import Coloring
from gradviz.ui.canvas.legend_parts import EdgePart, Part, PathPart, ScalePart, StatePart
from gradviz.ui.canvas.painter import Mark
from gradviz.ui.picture import Picture
from gradviz.ui.sums import sums_at


@dataclass(frozen=True, slots=True)
class Emphasis:
    """By what the boxes are coloured, and which nodes and edges of the whole graph stand out.

    ``paths`` is the node whose paths are lit, ``selected`` the one with a ring; ``edge`` is selected too.
    """

    quality: Quality = Quality.STATE
    paths: str | None = None
    selected: str | None = None
    edge: EdgeKey | None = None


PLAIN = Emphasis()
"""Nothing stands out, and boxes are coloured by their state."""


class Marker:
    """Tells what is marked in ``picture`` at each position. Positions in a row take little time."""

    def __init__(self, picture: Picture, emphasis: Emphasis) -> None:
        self._picture = picture
        self._emphasis = emphasis
        quality, paths = emphasis.quality, emphasis.paths
        self._scale = None if quality is Quality.STATE else scale_of(quality, picture.iteration)
        has_paths = paths is not None and paths in picture.graph
        self._paths = paths if has_paths else None
        self._lit = None if self._paths is None else picture.lit_in.lit(picture.ways.through(self._paths))
        self._coloring: Coloring | None = None

    def mark(self, whole: Frame) -> Mark:
        """Return what is marked at a frame of the whole graph."""
        picture, selected = self._picture, self._emphasis.selected
        if self._scale is not None:
            self._coloring = Coloring.resolve(self._emphasis.quality, self._scale, picture.scene, whole, self._coloring)
        edge = self._emphasis.edge
        keys = (*whole.current, *([] if selected is None else [selected]))
        return Mark(
            node=None if selected is None else picture.shown.holder.get(selected),
            also=() if selected is None else tuple(picture.chips.get(selected, ())),
            edge=None if edge is None else picture.drawn_edges.get(edge),
            lit=self._lit,
            coloring=self._coloring,
            sums=tuple(sums_at(picture, whole, keys).items()),
        )

    def legend(self, last: int) -> tuple[Part, ...]:
        """Return what explains the pictures of the positions up to ``last``."""
        parts: list[Part] = []
        if self._scale is not None:
            parts.append(ScalePart(self._emphasis.quality, self._scale))
        if self._paths is not None:
            parts.append(PathPart(node_of(self._picture.graph, self._paths).title))
        if any(grad is not None for event in self._picture.iteration.backward for grad in event.grad_inputs):
            has_gradients = last > self._picture.timeline.loss_position
            parts += [EdgePart()] if has_gradients else []
        return (*parts, self._states(last))

    def _states(self, last: int) -> StatePart:
        """Return the looks that a box can have up to a position."""
        states, phase = [NodeState.PENDING, NodeState.COMPUTED], Phase.FORWARD
        stretches = [stretch for stretch in self._picture.timeline.stretches if stretch.first < last]
        phases = {stretch.phase for stretch in stretches}
        if Phase.BACKWARD in phases:
            states.append(NodeState.WAITING)
            phase = Phase.BACKWARD
        states.append(NodeState.RUNNING)
        states += [NodeState.DONE] if Phase.BACKWARD in phases else []
        states += [NodeState.UPDATED] if Phase.UPDATE in phases else []
        return StatePart(tuple(states), phase, is_toned=self._scale is not None)
