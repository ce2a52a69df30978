"""Paints many edges at once, as straight pieces: from afar, and in the middle distance."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from gradviz.ui.canvas import inks
from gradviz.ui.canvas.inks import ink, mix
from gradviz.ui.canvas.look import EdgeState, Look
from gradviz.ui.canvas.scene import Floats, Ints, Scene
from gradviz.ui.canvas.strokes import Stroke, stroke
from gradviz.ui.theme import Theme

_PIECES = 6


class LinePainter:
    """Paints the edges of one scene without curves of their own."""

    def __init__(self, scene: Scene, theme: Theme) -> None:
        self._scene = scene
        self._theme = theme

    def far(self, painter: QPainter, look: Look, shown: Ints) -> None:
        """Draw lines from bend to bend, all of a colour in one go, the moving ones last."""
        scene = self._scene
        pieces = self._chosen(shown)[scene.piece_of]
        drawn = np.minimum(look.edge_state, EdgeState.GRADIENT)[scene.piece_of]
        for code, color in self._far_colors():
            painter.setPen(inks.hairline(color))
            inks.draw_lines(painter, scene.segments[pieces & (drawn == code)])
        pen = QPen(ink(self._theme, inks.phase_role(look.phase)), 3.0)
        pen.setCosmetic(True)
        painter.setPen(pen)
        inks.draw_lines(painter, scene.segments[pieces & look.moving[scene.piece_of]])

    def _far_colors(self) -> list[tuple[int, QColor]]:
        theme = self._theme
        return [
            (EdgeState.PENDING, mix(theme, "muted", "canvas", 0.35)),
            (EdgeState.VALUE, mix(theme, "forward", "canvas", 0.6)),
            (EdgeState.ZERO, mix(theme, "backward", "canvas", 0.4)),
            (EdgeState.GRADIENT, mix(theme, "backward", "canvas", 0.8)),
            (EdgeState.NONFINITE, ink(theme, "nonfinite")),
        ]

    def middle(self, painter: QPainter, look: Look, shown: Ints) -> None:
        """Draw curves made of short lines with arrow heads, all that look the same in one go."""
        lines, edge_of = self._curves
        state = look.edge_state[shown]
        for code in np.unique(state).tolist():
            same = shown[state == code]
            style = stroke(self._theme, code, False)
            painter.setPen(style.pen)
            inks.draw_lines(painter, lines[self._chosen(same)[edge_of]])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.color)
            painter.drawPath(self._heads(same, style))

    def _chosen(self, shown: Ints) -> NDArray[np.bool_]:
        chosen = np.zeros(len(self._scene.edges), np.bool_)
        chosen[shown] = True
        return chosen

    def _heads(self, shown: Ints, style: Stroke) -> QPainterPath:
        path = QPainterPath()
        half, back = style.head * 0.55, -style.head if style.down else style.head
        for x, y in self._tips[int(style.down)][shown].tolist():
            path.moveTo(x, y)
            path.lineTo(x - half, y + back)
            path.lineTo(x + half, y + back)
            path.closeSubpath()
        return path

    @cached_property
    def _tips(self) -> tuple[Floats, Floats]:
        """Where edges touch their producers, and their consumers."""
        routes = self._scene.routes
        first = np.array([route[0] for route in routes], np.float64).reshape(-1, 2)
        return first, np.array([route[-1] for route in routes], np.float64).reshape(-1, 2)

    @cached_property
    def _curves(self) -> tuple[Floats, Ints]:
        """Straight pieces along the curves of all edges, and the edge of each piece."""
        segments, edge_of = self._scene.segments, self._scene.piece_of
        straight = segments[:, 0] == segments[:, 2]
        bent = segments[~straight]
        t = np.linspace(0.0, 1.0, _PIECES + 1)
        across, down = 3 * t**2 - 2 * t**3, 1.5 * t * (1 - t) + t**3
        xs = bent[:, :1] + (bent[:, 2:3] - bent[:, :1]) * across
        ys = bent[:, 1:2] + (bent[:, 3:] - bent[:, 1:2]) * down
        pieces = np.stack([xs[:, :-1], ys[:, :-1], xs[:, 1:], ys[:, 1:]], axis=2).reshape(-1, 4)
        lines = np.concatenate([segments[straight], pieces])
        return lines, np.concatenate([edge_of[straight], np.repeat(edge_of[~straight], _PIECES)])
