"""What of a scene is drawn into a picture, and how large."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

from PySide6.QtCore import QSizeF

from gradviz.ui.canvas.camera import Camera
from gradviz.ui.canvas.scene import Scene

MARGIN = 28.0
"""Units around a whole graph."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What of a scene is drawn: an image of ``width`` × ``height`` pixels, the scene's corner at ``x``, ``y`` in it.

    A unit of the scene has ``zoom`` pixels; ``reading`` is the zoom that decides how much is shown. ``is_part``: the
    graph may go on beyond it.
    """

    width: int
    height: int
    x: float
    y: float
    zoom: float
    reading: float
    is_part: bool = False

    @classmethod
    def whole(cls, scene: Scene, scale: float = 1.0) -> Self:
        """Return all of ``scene`` with ``scale`` pixels per unit."""
        width, height = ((side + 2 * MARGIN) * scale for side in (scene.width, scene.height))
        return cls(max(1, round(width)), max(1, round(height)), MARGIN * scale, MARGIN * scale, scale, scale)

    @classmethod
    def seen(cls, camera: Camera, size: QSizeF, reading: float, scale: float = 1.0) -> Self:
        """Return what ``camera`` shows in a widget of ``size``, with ``scale`` pixels for each of the widget's."""
        width, height = max(1, round(size.width() * scale)), max(1, round(size.height() * scale))
        return cls(width, height, camera.x * scale, camera.y * scale, camera.zoom * scale, reading, is_part=True)

    def shrunk(self, share: float) -> Cut:
        """Return the same, ``share`` times as large."""
        width, height = max(1, math.floor(self.width * share)), max(1, math.floor(self.height * share))
        zoom, reading = self.zoom * share, self.reading * share
        return Cut(width, height, self.x * share, self.y * share, zoom, reading, self.is_part)
