"""Paints boxes from afar: a block each, many at once."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gradviz.core.frame import NodeState
from gradviz.core.timeline import Phase
from gradviz.ui.canvas import inks
from gradviz.ui.canvas.coloring import NONFINITE, NOTHING, Coloring
from gradviz.ui.canvas.geometry import Area, Floats
from gradviz.ui.canvas.groups import LIT, Groups, with_pale
from gradviz.ui.canvas.inks import ink, mix
from gradviz.ui.canvas.lit import PALE, Lit
from gradviz.ui.canvas.look import STATE_CODE, STATES, Look
from gradviz.ui.canvas.scene import Scene
from gradviz.ui.theme import Theme

_LEAST = (5.0, 2.0)
"""Width and height, in pixels, below which a block would be lost."""
_BAD = len(STATES)
_BORDERS = 1000


class BlockPainter:
    """Paints the boxes of one scene as blocks of colour."""

    def __init__(self, scene: Scene, theme: Theme) -> None:
        self._scene = scene
        self._theme = theme
        self._held: tuple[Look, Lit | None, Coloring | None, Groups] | None = None

    def paint(
        self,
        painter: QPainter,
        look: Look,
        areas: list[Area],
        pixel: float,
        lit: Lit | None,
        coloring: Coloring | None,
    ) -> None:
        """Draw the blocks in ``areas``, all of a state in one go; ``pixel`` is its size in units of the scene."""
        painter.setPen(Qt.PenStyle.NoPen)
        border = inks.hairline(mix(self._theme, "muted", "canvas", 0.6))
        for code, rects in self._groups(look, lit, coloring).chosen(areas, 8 * pixel):
            is_pale = lit is not None and code < LIT
            if coloring is None:
                color = self._color(code % LIT, look.phase)
            else:
                color = block_color(code % LIT, coloring, self._theme)
                # The palest colours of a scale would be lost without a border; many borders take long to draw.
                has_border = len(rects) < _BORDERS and not is_pale
                painter.setPen(border if has_border else QPen(Qt.PenStyle.NoPen))
            painter.setBrush(inks.faded(color, self._theme, PALE) if is_pale else color)
            inks.draw_rects(painter, _grown(rects, pixel))
        running = self._scene.boxes[look.state == STATE_CODE[NodeState.RUNNING]]
        self._frames(painter, running, inks.phase_role(look.phase), 3 * pixel)

    def _groups(self, look: Look, lit: Lit | None, coloring: Coloring | None) -> Groups:
        """Return the boxes by their state; those with values that are not finite come last, on top of the others."""
        held = self._held
        if held is not None and held[0] is look and held[1] is lit and held[2] is coloring:
            return held[3]
        codes = np.where(look.bad, _BAD, look.state) if coloring is None else coloring.codes
        codes = with_pale(codes.astype(np.uint8), None if lit is None else lit.nodes)
        groups = Groups(self._scene.boxes, self._scene.box_places, codes)
        self._held = look, lit, coloring, groups
        return groups

    def ring(self, painter: QPainter, number: int, pixel: float) -> None:
        """Draw the ring of the selection around a block."""
        self._frames(painter, self._scene.boxes[[number]], "selection", 6 * pixel)

    def _frames(self, painter: QPainter, rects: Floats, role: str, out: float) -> None:
        """Draw frames larger than the blocks, so that they are found in a graph of thousands."""
        grown = rects.copy()
        grown[:, :2] -= out
        grown[:, 2:] += 2 * out
        pen = QPen(ink(self._theme, role), 2.0)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for rect in grown.tolist():
            painter.drawRect(QRectF(*rect))

    def _color(self, code: int, phase: Phase) -> QColor:
        if code == _BAD:
            return ink(self._theme, "nonfinite")
        state = STATES[code]
        if state is NodeState.PENDING:
            return mix(self._theme, "muted", "canvas", 0.3)
        role = inks.state_role(state, phase)
        return ink(self._theme, role) if state is NodeState.RUNNING else mix(self._theme, role, "canvas", 0.7)


def _grown(rects: Floats, pixel: float) -> Floats:
    """Make the blocks that would be lost large enough to be seen."""
    for place, size, least in ((0, 2, _LEAST[0] * pixel), (1, 3, _LEAST[1] * pixel)):
        missing = np.maximum(least - rects[:, size], 0.0)
        rects[:, place] -= missing / 2
        rects[:, size] += missing
    return rects


def block_color(code: int, coloring: Coloring, theme: Theme) -> QColor:
    """Return the colour of a block that stands for a code of ``coloring``."""
    if code == NOTHING:
        return mix(theme, "muted", "canvas", 0.3)
    if code == NONFINITE:
        return ink(theme, "nonfinite")
    return coloring.ground(code, theme)
