"""What lies over the graph in its corners: the map and the legend."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSizeF
from PySide6.QtGui import QPainter, QPixmap

from gradviz.core.tones import Quality
from gradviz.ui.canvas.coloring import Coloring
from gradviz.ui.canvas.inks import ink
from gradviz.ui.canvas.legend import Corner, Legend
from gradviz.ui.canvas.look import Look
from gradviz.ui.canvas.minimap import Minimap
from gradviz.ui.canvas.navigation import Navigation
from gradviz.ui.canvas.scene import Scene
from gradviz.ui.theme import LIGHT, Theme

_MAP_NEEDS, _LEGEND_NEEDS = (360, 260), (560, 380)
"""Width and height of the widget from which on there is room for them."""


class Corners:
    """The map and the legend of what ``navigation`` looks at."""

    def __init__(self, navigation: Navigation) -> None:
        self._navigation = navigation
        self._theme = LIGHT
        self._map: Minimap | None = None
        self._corner = Corner.LOWER_LEFT
        self._scene: Scene | None = None
        self._picture: tuple[Legend, float, QPixmap] | None = None
        self._held: tuple[Look, Coloring | None, float, Legend] | None = None
        self._measured: tuple[Legend, QSizeF, Corner, QRectF] | None = None

    def renew(self, scene: Scene | None, theme: Theme) -> None:
        """Show another scene, or the same in other colours."""
        self._theme, self._scene = theme, scene
        self._map = None if scene is None else Minimap(scene, theme)
        self._held = None

    @property
    def minimap(self) -> Minimap | None:
        """The map, while it is shown: there is room for it, and a part of the graph is out of sight."""
        return self._map if self._has_room(_MAP_NEEDS) and self._navigation.overflows else None

    def legend(self, look: Look | None, coloring: Coloring | None) -> Legend:
        """Return what there is to explain; nothing where there is no room for it."""
        if look is None or not self._has_room(_LEGEND_NEEDS):
            return Legend(Quality.STATE, None, False, self._theme)
        held, size = self._held, self._navigation.scale
        if held is None or held[0] is not look or held[1] is not coloring or held[2] != size:
            shown = None if coloring is None else (coloring.quality, coloring.scale)
            held = self._held = look, coloring, size, Legend.of(look, shown, self._theme, size)
        return held[3]

    def settle(self, look: Look | None, coloring: Coloring | None) -> None:
        """Put the legend where it hides fewest boxes. To be called when the picture is painted anew anyway."""
        legend, scene = self.legend(look, coloring), self._scene
        if legend.is_empty or scene is None:
            return
        corners = [corner for corner in Corner if corner is not Corner.LOWER_RIGHT or self.minimap is None]
        camera = self._navigation.camera
        areas = {corner: camera.seen(legend.rect(self._room, corner)) for corner in corners}
        self._corner = min(corners, key=lambda corner: len(scene.boxes_in([areas[corner]], 0.0)))

    def legend_rect(self, legend: Legend) -> QRectF:
        """Return where the legend is in the widget."""
        held = self._measured
        if held is None or held[0] is not legend or held[1] != self._room or held[2] is not self._corner:
            rect = legend.rect(self._room, self._corner)
            held = self._measured = legend, self._room, self._corner, rect
        return held[3]

    def rects(self, look: Look | None, coloring: Coloring | None) -> list[QRect]:
        """Return where they are in the widget."""
        found = [] if self.minimap is None else [self.minimap.rect(self._room)]
        legend = self.legend(look, coloring)
        if not legend.is_empty:
            found.append(self.legend_rect(legend))
        return [rect.toAlignedRect() for rect in found]

    def covered(self) -> QRectF:
        """Return where the map hides what is behind it."""
        return QRectF() if self.minimap is None else self.minimap.rect(self._room)

    def paint(self, painter: QPainter, look: Look, coloring: Coloring | None, rects: list[QRect]) -> None:
        """Paint those in ``rects``, each on its own ground: what is behind them need not be painted."""
        for rect in rects:
            painter.fillRect(rect, ink(self._theme, "canvas"))
        if self.minimap is not None and self.covered().toAlignedRect() in rects:
            self.minimap.paint(painter, look, coloring, self._navigation.seen, self._room)
        legend = self.legend(look, coloring)
        if legend.is_empty or self.legend_rect(legend).toAlignedRect() not in rects:
            return
        ratio = painter.device().devicePixelRatioF()
        if self._picture is None or self._picture[:2] != (legend, ratio):
            self._picture = legend, ratio, legend.painted(ratio)
        painter.drawPixmap(self.legend_rect(legend).topLeft(), self._picture[2])

    @property
    def _room(self) -> QSizeF:
        return self._navigation.room

    def _has_room(self, needs: tuple[int, int]) -> bool:
        return self._room.width() >= needs[0] and self._room.height() >= needs[1]
