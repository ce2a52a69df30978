"""Paints the edges: what flows along them, which way, and how much of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from gradviz.core import text
from gradviz.core.tensor import TensorSummary
from gradviz.core.timeline import Phase
from gradviz.ui.canvas import inks
from gradviz.ui.canvas.arrange import ROW_GAP
from gradviz.ui.canvas.curves import Curves
from gradviz.ui.canvas.geometry import Area, Ints, Point, point_along
from gradviz.ui.canvas.inks import ink
from gradviz.ui.canvas.look import Look
from gradviz.ui.canvas.marks import PillColors, draw_arrow, draw_pill, draw_scissors, pill_rect
from gradviz.ui.canvas.scene import Scene
from gradviz.ui.canvas.strokes import stroke
from gradviz.ui.theme import Theme

_NEAR_BOX = 0.6
"""How far below a box the terms of a sum stand, in gaps between two rows."""


_RIM = 4.0
"""Units of the scene beyond the outline of a label that its border may take, seen from near."""
_WRITTEN = 4096
"""So many numbers on edges are kept as they are written."""


class EdgePainter:
    """Paints the edges of one scene; keeps their curves."""

    def __init__(self, scene: Scene, theme: Theme) -> None:
        self._scene = scene
        self._theme = theme
        self._curves = Curves(scene)
        self._written: dict[int, tuple[TensorSummary, str]] = {}
        self._areas: list[Area] | None = None
        """Labels that touch none of these are left out, where there are any."""

    def near(self, painter: QPainter, look: Look, shown: Ints, selected: int | None, areas: list[Area]) -> None:
        """Draw curves with arrow heads; those along which something moves now lie on top, with a halo."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        moving = look.moving[shown]
        for number in shown[~moving].tolist():
            self._edge(painter, look, number, selected, areas)
        for number in shown[moving].tolist():
            self._halo(painter, number, look, areas)
            self._edge(painter, look, number, selected, areas)

    def _edge(self, painter: QPainter, look: Look, number: int, selected: int | None, areas: list[Area]) -> None:
        style = stroke(self._theme, int(look.edge_state[number]), bool(look.moving[number]))
        shape = style.head, style.down
        if number == selected:
            around = inks.pen(self._theme, "selection", style.pen.widthF() + 6.0)
            self._curves.draw(painter, around, number, shape, areas)
        self._curves.draw(painter, style.pen, number, shape, areas)
        route = self._scene.routes[number]
        tip = route[-1] if style.down else route[0]
        if _is_near(tip, style.head + 2.0, areas):
            draw_arrow(painter, QPointF(*tip), style.head, down=style.down, color=style.color)
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def _halo(self, painter: QPainter, number: int, look: Look, areas: list[Area]) -> None:
        style = stroke(self._theme, int(look.edge_state[number]), True)
        color = QColor(style.color)
        color.setAlphaF(0.22)
        pen = inks.pen_of(color, style.pen.widthF() + 8.0)
        self._curves.draw(painter, pen, number, (style.head, style.down), areas)

    def labels(
        self,
        painter: QPainter,
        look: Look,
        shown: Ints,
        progress: float,
        grown: float = 1.0,
        areas: list[Area] | None = None,
    ) -> None:
        """Draw the numbers on the edges, ``grown`` times as large, and the scissors where the path is cut.

        Of those that have their own size, only what touches ``areas``, if there are any.
        """
        self._areas = areas
        on_their_way = look.moving & (progress < 1.0)
        for number in [*shown[~on_their_way[shown]].tolist(), *np.flatnonzero(on_their_way).tolist()]:
            centre = QPointF(*self._scene.anchors[number].tolist())
            gradient = look.gradients[number]
            if gradient is not None:
                moving = bool(look.moving[number]) and look.phase is Phase.BACKWARD
                if moving and progress < 1.0:
                    centre = self._on_its_way(number, progress)
                self._pill(painter, centre, gradient, moving, self._scene.leans[number], grown)
            elif self._scene.cut[number]:
                draw_scissors(painter, centre, self._theme)

    def terms(self, painter: QPainter, look: Look, box: int, grown: float) -> None:
        """Draw the numbers of the gradients that meet in a box near to it, where their own place is far away."""
        self._areas = None
        for number in np.flatnonzero(self._scene.ends[:, 0] == box).tolist():
            gradient, route = look.gradients[number], self._scene.routes[number]
            away = self._scene.anchors[number][1] - route[0][1]
            if gradient is not None and away > ROW_GAP:
                share = ROW_GAP * _NEAR_BOX / max(route[-1][1] - route[0][1], 1e-9)
                centre = QPointF(*point_along(route, share))
                self._pill(painter, centre, gradient, False, self._scene.leans[number], grown)

    def _on_its_way(self, number: int, progress: float) -> QPointF:
        route = self._scene.routes[number]
        top, bottom = route[0][1], route[-1][1]
        rest = (self._scene.anchors[number][1] - top) / max(bottom - top, 1e-9)
        return QPointF(*point_along(route, 1.0 - progress * (1.0 - rest)))

    def _pill(
        self,
        painter: QPainter,
        centre: QPointF,
        gradient: TensorSummary,
        moving: bool,
        lean: int,
        grown: float,
    ) -> None:
        words = self._words(gradient)
        if grown == 1.0:
            rect = pill_rect(words, centre, bold=moving, lean=lean)
            if self._areas is not None and not _touches(rect, self._areas):
                return
        else:
            rect = pill_rect(words, QPointF(0.0, 0.0), bold=moving, lean=lean)
        hue = ink(self._theme, "backward" if gradient.is_finite else "nonfinite")
        accent, panel = ink(self._theme, "on_accent"), ink(self._theme, "panel")
        colors = PillColors(accent, hue, hue) if moving else PillColors(hue, hue, panel)
        if grown == 1.0:
            draw_pill(painter, rect, words, colors, bold=moving)
            return
        painter.save()
        painter.translate(centre)
        painter.scale(grown, grown)
        draw_pill(painter, rect, words, colors, bold=moving)
        painter.restore()

    def _words(self, gradient: TensorSummary) -> str:
        held = self._written.get(id(gradient))
        if held is None:
            if len(self._written) > _WRITTEN:
                self._written.clear()
            # The gradient is held too: its id means nothing once it is gone.
            held = self._written[id(gradient)] = gradient, pill_text(gradient)
        return held[1]


def _is_near(point: Point, away: float, areas: list[Area]) -> bool:
    """Whether a point is less than ``away`` from one of ``areas``."""
    x, y = point
    for left, top, right, bottom in areas:
        if left < x + away and right > x - away and top < y + away and bottom > y - away:
            return True
    return False


def _touches(rect: QRectF, areas: list[Area]) -> bool:
    """Whether a label in ``rect`` has a pixel in one of ``areas``."""
    x0, y0, x1, y1 = rect.left(), rect.top(), rect.right(), rect.bottom()
    for left, top, right, bottom in areas:
        if left < x1 + _RIM and right > x0 - _RIM and top < y1 + _RIM and bottom > y0 - _RIM:
            return True
    return False


def pill_text(gradient: TensorSummary) -> str:
    """Return the number on an edge: a scalar's own value, else the norm; or what is wrong with it."""
    if not gradient.is_finite:
        return bad_text(gradient)
    value = gradient.item()
    if value is not None:
        return text.number(value)
    return f"‖g‖ {text.number(gradient.norm)}"


def bad_text(summary: TensorSummary) -> str:
    """Return how many values are not finite, such as ``NaN 3 · Inf 1``."""
    parts = [f"{name} {count}" for name, count in (("NaN", summary.nan), ("Inf", summary.inf)) if count]
    return " · ".join(parts)
