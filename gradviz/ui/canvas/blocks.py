"""Paints boxes from afar: a block each, many at once."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gradviz.core.frame import NodeState
from gradviz.core.timeline import Phase
from gradviz.ui.canvas import inks
from gradviz.ui.canvas.inks import ink, mix
from gradviz.ui.canvas.look import STATE_CODE, STATES, Look
from gradviz.ui.canvas.scene import Floats, Ints, Scene
from gradviz.ui.theme import Theme

_LEAST = (5.0, 2.0)
"""Width and height, in pixels, below which a block would be lost."""


class BlockPainter:
    """Paints the boxes of one scene as blocks of colour."""

    def __init__(self, scene: Scene, theme: Theme) -> None:
        self._scene = scene
        self._theme = theme

    def paint(self, painter: QPainter, look: Look, shown: Ints, pixel: float) -> None:
        """Draw blocks, all of a state in one go; ``pixel`` is the size of a pixel in units of the scene."""
        state = look.state[shown]
        rects = self._scene.boxes[shown]
        grown = np.maximum(rects[:, 2:], np.multiply(_LEAST, pixel))
        rects[:, :2] -= (grown - rects[:, 2:]) / 2
        rects[:, 2:] = grown
        painter.setPen(Qt.PenStyle.NoPen)
        for code, name in enumerate(STATES):
            painter.setBrush(self._color(name, look.phase))
            inks.draw_rects(painter, rects[state == code])
        painter.setBrush(ink(self._theme, "nonfinite"))
        inks.draw_rects(painter, rects[look.bad[shown]])
        running = rects[state == STATE_CODE[NodeState.RUNNING]]
        self._frames(painter, running, inks.phase_role(look.phase), 3 * pixel)

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

    def _color(self, state: NodeState, phase: Phase) -> QColor:
        if state is NodeState.PENDING:
            return mix(self._theme, "muted", "canvas", 0.3)
        role = inks.state_role(state, phase)
        return ink(self._theme, role) if state is NodeState.RUNNING else mix(self._theme, role, "canvas", 0.7)
