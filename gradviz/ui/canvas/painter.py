"""Paints a scene at a zoom, on anything that Qt can paint on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from gradviz.core.graph import EdgeKey
from gradviz.core.timeline import Phase
from gradviz.ui.canvas.blocks import BlockPainter
from gradviz.ui.canvas.boxes import BoxPainter, grown_at
from gradviz.ui.canvas.coloring import Coloring
from gradviz.ui.canvas.edges import EdgePainter
from gradviz.ui.canvas.geometry import Area, Ints
from gradviz.ui.canvas.inks import ink
from gradviz.ui.canvas.lines import LinePainter
from gradviz.ui.canvas.lit import PALE, Lit
from gradviz.ui.canvas.look import Look
from gradviz.ui.canvas.marks import draw_sum
from gradviz.ui.canvas.scene import Scene
from gradviz.ui.theme import Theme

FAR, NEAR = 0.35, 0.6
"""Zoom below which boxes are blocks, and from which they are shown whole."""

MARGIN = 112.0
"""How far what belongs to an edge (its number) may reach beyond its curve."""
EDGE_MARGIN = 16.0
"""How far its arrow head, and the halo of what moves, may reach beyond it."""
_STROKE_MARGIN = 8.0
"""How far the widest stroke with its halo, and the widest arrow head, reach beyond a curve: so far it is painted."""
BOX_MARGIN = 16.0
"""How far what belongs to a box (badge, labels) may reach beyond it, above and below."""
RING_MARGIN = 9.0
"""The same at its sides: halo and ring."""


class Detail(Enum):
    """How much of a scene can be made out."""

    FAR = "far"
    MIDDLE = "middle"
    NEAR = "near"

    @classmethod
    def at(cls, zoom: float) -> Detail:
        """Return what there is to see at ``zoom`` (1: a pixel is a unit of the scene)."""
        if zoom < FAR:
            return cls.FAR
        return cls.MIDDLE if zoom < NEAR else cls.NEAR


@dataclass(frozen=True, slots=True)
class Mark:
    """What is marked in the picture; ``progress`` tells how far the moving numbers have come."""

    node: str | None = None
    also: tuple[str, ...] = ()
    """Other boxes that stand for the same."""
    edge: EdgeKey | None = None
    progress: float = 1.0
    lit: Lit | None = None
    """What stands out; ``None``: everything."""
    coloring: Coloring | None = None
    """What the boxes are coloured by; ``None``: their state."""
    sums: tuple[tuple[str, str], ...] = ()
    """Boxes in which gradients meet, and what their sum is."""


class ScenePainter:
    """Paints one scene in one theme."""

    def __init__(self, scene: Scene, theme: Theme) -> None:
        self._scene = scene
        self._lines = LinePainter(scene, theme)
        self._edges = EdgePainter(scene, theme)
        self._blocks = BlockPainter(scene, theme)
        self._boxes = BoxPainter(scene, theme)
        self._canvas = ink(theme, "canvas")
        self._theme = theme

    def paint(self, painter: QPainter, look: Look, areas: list[Area], mark: Mark, zoom: tuple[float, float]) -> None:
        """Paint what lies in ``areas``; ``painter`` is set up for units of the scene.

        ``zoom`` is how many pixels a unit has, and the same without the enlargement of the texts: it decides how
        much is shown.
        """
        self.paint_ground(painter, look, areas, mark, zoom)
        for key in dict.fromkeys(key for key in (mark.node, *mark.also) if key in self._scene.number):
            self.paint_mark(painter, look, str(key), mark, zoom)

    def paint_ground(
        self, painter: QPainter, look: Look, areas: list[Area], mark: Mark, zoom: tuple[float, float]
    ) -> None:
        """Paint everything but what `paint_mark` does; see `paint`."""
        scale, reading = zoom
        detail = Detail.at(reading)
        if not areas:
            return
        if detail is Detail.FAR:
            self.paint_far(painter, look, areas, 1.0 / scale, mark)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._boxes.coloring = mark.coloring
        boxes = self._scene.boxes_in(areas, BOX_MARGIN + 2 / scale)
        edges = self._scene.edges_in(areas, _STROKE_MARGIN + 2 / scale)
        if detail is Detail.MIDDLE:
            self._middle(painter, look, areas, mark, (boxes, edges), reading)
        else:
            self._near(painter, look, areas, mark, (boxes, edges), reading)

    def prepare(self, look: Look, area: Area, mark: Mark, scale: tuple[float, float]) -> Iterator[None]:
        """Make what is kept of the boxes in ``area``, one between two steps; ``scale``: see `begun`."""
        self._boxes.coloring = mark.coloring
        yield from self._boxes.prepare(look, self._scene.boxes_in([area], BOX_MARGIN), scale)

    def _middle(
        self, painter: QPainter, look: Look, areas: list[Area], mark: Mark, shown: tuple[Ints, Ints], reading: float
    ) -> None:
        boxes, edges = shown
        edge = self._selected_edge(mark)
        lit_edges = None if mark.lit is None else mark.lit.edges
        special = look.moving[edges] | (edges == (-1 if edge is None else edge))
        self._lines.middle(painter, look, areas, edges, mark.lit)
        for some in _pale_first(painter, edges[special], lit_edges):
            self._edges.near(painter, look, some, edge, areas)
        for some in _pale_first(painter, boxes, None if mark.lit is None else mark.lit.nodes):
            self._boxes.middle(painter, look, some, reading)
        # From here numbers on all edges would be too many: those that move are shown.
        if look.phase is Phase.BACKWARD:
            self._edges.labels(painter, look, np.flatnonzero(look.moving), mark.progress, grown_at(reading))
        self._sums(painter, look, mark, grown_at(reading))

    def _near(
        self, painter: QPainter, look: Look, areas: list[Area], mark: Mark, shown: tuple[Ints, Ints], reading: float
    ) -> None:
        boxes, edges = shown
        lit_edges = None if mark.lit is None else mark.lit.edges
        for some in _pale_first(painter, edges, lit_edges):
            self._edges.near(painter, look, some, self._selected_edge(mark), areas)
        for some in _pale_first(painter, boxes, None if mark.lit is None else mark.lit.nodes):
            self._boxes.near(painter, look, some, reading)
        numbers = self._scene.numbers_in(areas, (MARGIN, BOX_MARGIN))
        for some in _pale_first(painter, numbers, lit_edges):
            self._edges.labels(painter, look, some, mark.progress, areas=areas)
        self._sums(painter, look, mark, 1.0)

    def _selected_edge(self, mark: Mark) -> int | None:
        return None if mark.edge is None else self._scene.edge_number.get(mark.edge)

    def _sums(self, painter: QPainter, look: Look, mark: Mark, grown: float) -> None:
        for key, words in mark.sums:
            number = self._scene.number.get(key)
            if number is not None:
                self._edges.terms(painter, look, number, grown)
                draw_sum(painter, QRectF(*self._scene.boxes[number].tolist()), words, self._theme, grown)

    def paint_mark(self, painter: QPainter, look: Look, key: str, mark: Mark, zoom: tuple[float, float]) -> None:
        """Paint what stands out around a selected box, above everything but its own labels; see `paint`."""
        scale, reading = zoom
        number = self._scene.number[key]
        if Detail.at(reading) is Detail.FAR:
            self._blocks.ring(painter, number, 1.0 / scale)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._boxes.coloring = mark.coloring
        grown = 1.0 if Detail.at(reading) is Detail.NEAR else grown_at(reading)
        self._boxes.ring(painter, look, number, grown)
        for summed, words in mark.sums:
            if summed == key:
                draw_sum(painter, QRectF(*self._scene.boxes[number].tolist()), words, self._theme, grown)

    def paint_far(
        self,
        painter: QPainter,
        look: Look,
        areas: list[Area],
        pixel: float,
        mark: Mark,
        *,
        with_edges: bool = True,
    ) -> None:
        """Paint blocks and lines; ``pixel`` is the size of a pixel in units of the scene."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if with_edges:
            self._lines.far(painter, look, areas, pixel, mark.lit)
        self._blocks.paint(painter, look, areas, pixel, mark.lit, mark.coloring)

    def fill(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the ground."""
        painter.fillRect(rect, self._canvas)


def set_up(painter: QPainter, origin: QPointF, scale: float) -> None:
    """Let ``painter`` take units of the scene, whose top left corner is at ``origin``."""
    painter.translate(origin)
    painter.scale(scale, scale)


def _pale_first(painter: QPainter, shown: Ints, lit: NDArray[np.bool_] | None) -> Iterator[Ints]:
    """Yield what is to be painted pale, while ``painter`` does so, and then what is lit."""
    if lit is None:
        yield shown
        return
    painter.setOpacity(PALE)
    yield shown[~lit[shown]]
    painter.setOpacity(1.0)
    yield shown[lit[shown]]
