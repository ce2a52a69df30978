"""The whole graph in a corner, with a frame around what is seen of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from gradviz.core.frame import NodeState
from gradviz.ui.canvas import inks
from gradviz.ui.canvas.blocks import block_color
from gradviz.ui.canvas.coloring import Coloring
from gradviz.ui.canvas.geometry import Area
from gradviz.ui.canvas.inks import ink, mix
from gradviz.ui.canvas.look import STATES, Look
from gradviz.ui.canvas.scene import Scene
from gradviz.ui.canvas.spots import Spots
from gradviz.ui.theme import Theme

_WIDTH, _HEIGHT = 180.0, 132.0
_INSET, _PAD = 14.0, 8.0
_LEAST, _NARROWEST = 2.0, 56.0


class Minimap:
    """The map of one scene in one theme; it paints the boxes anew only when they look different."""

    def __init__(self, scene: Scene, theme: Theme) -> None:
        self._scene = scene
        self._theme = theme
        self._held: tuple[Look, Coloring | None, float, QPixmap] | None = None
        self._place: tuple[QSizeF, QRectF] | None = None
        self._places: tuple[QRectF, float, Spots] | None = None

    def rect(self, size: QSizeF) -> QRectF:
        """Return where the map is in a widget of ``size``: smaller in a small one, and no wider than it has to be."""
        if self._place is None or self._place[0] != size:
            self._place = QSizeF(size), self._placed(size)
        return self._place[1]

    def _placed(self, size: QSizeF) -> QRectF:
        most = QSizeF(min(_WIDTH, size.width() / 3), min(_HEIGHT, size.height() / 3))
        room = most - QSizeF(2 * _PAD, 2 * _PAD)
        graph = QSizeF(max(self._scene.width, 1.0), max(self._scene.height, 1.0))
        needed = graph.scaled(room, Qt.AspectRatioMode.KeepAspectRatio) + QSizeF(2 * _PAD, 2 * _PAD)
        width, height = (float(round(max(side, _NARROWEST))) for side in (needed.width(), needed.height()))
        return QRectF(size.width() - width - _INSET, size.height() - height - _INSET, width, height)

    def place_at(self, point: QPointF, size: QSizeF) -> QPointF:
        """Return the place of the scene that the map shows at ``point`` of the widget."""
        scale, origin = self._fit(self.rect(size))
        return (point - origin) / scale

    def paint(self, painter: QPainter, look: Look, coloring: Coloring | None, seen: Area, size: QSizeF) -> None:
        """Paint the map, coloured as the graph is, and the frame around what is ``seen``."""
        rect = self.rect(size)
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect.topLeft(), self._blocks(look, coloring, rect.size(), ratio))
        scale, origin = self._fit(rect)
        left, top, right, bottom = (side * scale for side in seen)
        frame = QRectF(left, top, right - left, bottom - top).translated(origin)
        wider, higher = max(0.0, 10.0 - frame.width()) / 2, max(0.0, 6.0 - frame.height()) / 2
        frame.adjust(-wider, -higher, wider, higher)
        color = QColor(ink(self._theme, "selection"))
        painter.setPen(QPen(color, 1.5))
        color.setAlphaF(0.12)
        painter.setBrush(color)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawRoundedRect(frame.intersected(rect.adjusted(2, 2, -2, -2)), 2, 2)

    def _fit(self, rect: QRectF) -> tuple[float, QPointF]:
        inner = rect.adjusted(_PAD, _PAD, -_PAD, -_PAD)
        scene = self._scene
        scale = min(inner.width() / max(scene.width, 1.0), inner.height() / max(scene.height, 1.0))
        return scale, inner.center() - QPointF(scene.width, scene.height) * scale / 2

    def _blocks(self, look: Look, coloring: Coloring | None, size: QSizeF, ratio: float) -> QPixmap:
        held = self._held
        device = (size * ratio).toSize()
        is_same = held is not None and held[0] is look and held[1] is coloring and held[2] == ratio
        if held is not None and is_same and held[3].size() == device:
            return held[3]
        pixmap = QPixmap(device)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self._paint_blocks(painter, look, coloring, QRectF(QPointF(0, 0), size))
        painter.end()
        self._held = (look, coloring, ratio, pixmap)
        return pixmap

    def _paint_blocks(self, painter: QPainter, look: Look, coloring: Coloring | None, rect: QRectF) -> None:
        theme = self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink(theme, "line"), 1.0))
        painter.setBrush(ink(theme, "panel"))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        spots = self._spots_in(rect, painter.device().devicePixelRatioF())
        painter.setPen(Qt.PenStyle.NoPen)
        if coloring is not None:
            for code in np.flatnonzero(np.bincount(coloring.codes)).tolist():
                painter.setBrush(block_color(code, coloring, theme))
                inks.draw_rects(painter, spots.of(coloring.codes == code))
            return
        for code, state in enumerate(STATES):
            role = inks.state_role(state, look.phase)
            pending = state is NodeState.PENDING
            painter.setBrush(ink(theme, role) if not pending else mix(theme, "muted", "panel", 0.35))
            inks.draw_rects(painter, spots.of(look.state == code))
        painter.setBrush(ink(theme, "nonfinite"))
        inks.draw_rects(painter, spots.of(look.bad))

    def _spots_in(self, rect: QRectF, ratio: float) -> Spots:
        """Return where the boxes are in the map."""
        if self._places is None or self._places[:2] != (rect, ratio):
            scale, origin = self._fit(rect)
            blocks = self._scene.boxes * scale
            blocks[:, 0] += origin.x()
            blocks[:, 1] += origin.y()
            blocks[:, 2:] = np.maximum(blocks[:, 2:], _LEAST)
            self._places = rect, ratio, Spots(blocks, ratio)
        return self._places[2]
