"""Paints many edges at once, as straight pieces: from afar, and in the middle distance."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from gradviz.ui.canvas import inks
from gradviz.ui.canvas.geometry import Area, Ints
from gradviz.ui.canvas.groups import LIT, Groups, with_pale
from gradviz.ui.canvas.inks import ink, mix
from gradviz.ui.canvas.lit import PALE, Lit
from gradviz.ui.canvas.look import EdgeState, Look
from gradviz.ui.canvas.scene import Scene
from gradviz.ui.canvas.strokes import Stroke, stroke
from gradviz.ui.theme import Theme

_WIDEST = 10.0
"""Units of the scene that the widest edge may take."""
_LEAST = 2.0
"""Pixels; an edge that is shorter lies between two blocks that hide it."""


class LinePainter:
    """Paints the edges of one scene without curves of their own."""

    def __init__(self, scene: Scene, theme: Theme) -> None:
        self._scene = scene
        self._theme = theme
        self._held: tuple[Look, Lit | None, Groups] | None = None
        self._held_near: tuple[Look, Lit | None, Groups] | None = None

    def far(self, painter: QPainter, look: Look, areas: list[Area], pixel: float, lit: Lit | None) -> None:
        """Draw lines from bend to bend, all of a colour in one go, the moving ones last."""
        colors = self._far_colors()
        for code, lines in self._groups(look, lit).chosen(areas, 8 * pixel, _LEAST * pixel):
            color = colors[code % LIT]
            painter.setPen(inks.hairline(color if lit is None or code >= LIT else inks.faded(color, self._theme, PALE)))
            inks.draw_lines(painter, lines)
        if look.moving.any():
            pen = QPen(ink(self._theme, inks.phase_role(look.phase)), 3.0)
            pen.setCosmetic(True)
            painter.setPen(pen)
            inks.draw_lines(painter, self._scene.segments[look.moving[self._scene.piece_of]])

    def _groups(self, look: Look, lit: Lit | None) -> Groups:
        if self._held is None or self._held[0] is not look or self._held[1] is not lit:
            courses = self._scene.courses
            codes = with_pale(np.minimum(look.edge_state, EdgeState.GRADIENT), None if lit is None else lit.edges)
            self._held = look, lit, Groups(courses.far, courses.far_places, codes[courses.far_edges], courses.far_sizes)
        return self._held[2]

    def _far_colors(self) -> dict[int, QColor]:
        theme = self._theme
        return {
            EdgeState.PENDING: mix(theme, "muted", "canvas", 0.35),
            EdgeState.VALUE: mix(theme, "forward", "canvas", 0.6),
            EdgeState.ZERO: mix(theme, "backward", "canvas", 0.4),
            EdgeState.GRADIENT: mix(theme, "backward", "canvas", 0.8),
            EdgeState.NONFINITE: ink(theme, "nonfinite"),
        }

    def middle(self, painter: QPainter, look: Look, areas: list[Area], shown: Ints, lit: Lit | None) -> None:
        """Draw curves made of short lines, all that look the same in one go, and the arrow heads of ``shown``."""
        states = with_pale(look.edge_state, None if lit is None else lit.edges)
        if self._held_near is None or self._held_near[0] is not look or self._held_near[1] is not lit:
            courses = self._scene.courses
            groups = Groups(courses.near, courses.near_places, states[courses.near_edges])
            self._held_near = look, lit, groups
        for code, lines in self._held_near[2].chosen(areas, _WIDEST):
            painter.setOpacity(1.0 if lit is None or code >= LIT else PALE)
            painter.setPen(stroke(self._theme, code % LIT, False).pen)
            inks.draw_lines(painter, lines)
        painter.setPen(Qt.PenStyle.NoPen)
        state = states[shown]
        for code in np.flatnonzero(np.bincount(state)).tolist():
            painter.setOpacity(1.0 if lit is None or code >= LIT else PALE)
            style = stroke(self._theme, code % LIT, False)
            painter.setBrush(style.color)
            painter.drawPath(self._heads(shown[state == code], style))
        painter.setOpacity(1.0)

    def _heads(self, shown: Ints, style: Stroke) -> QPainterPath:
        path = QPainterPath()
        half, back = style.head * 0.55, -style.head if style.down else style.head
        courses = self._scene.courses
        for x, y in (courses.tips if style.down else courses.starts)[shown].tolist():
            path.moveTo(x, y)
            path.lineTo(x - half, y + back)
            path.lineTo(x + half, y + back)
            path.closeSubpath()
        return path
