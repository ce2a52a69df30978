"""Lets the picture that was shown fade away over the one that is shown now."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from gradviz.ui.canvas.motion import Motion


class Fade:
    """What a widget looked like, less and less of it. When motion is not wanted nothing is kept."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._before: QPixmap | None = None
        self._share = 1.0
        self._motion = Motion(widget)
        self._motion.moved.connect(self._on_moved)

    @property
    def enabled(self) -> bool:
        """Whether there is motion."""
        return self._motion.enabled

    @enabled.setter
    def enabled(self, enabled: bool) -> None:
        self._motion.enabled = enabled

    @property
    def is_running(self) -> bool:
        """Whether something of it is left."""
        return self._before is not None

    def keep(self) -> None:
        """Keep what the widget looks like now."""
        self._share = 1.0
        self._before = self._widget.grab() if self.enabled and self._widget.isVisible() else None

    def start(self) -> None:
        """Begin to fade."""
        if self._before is not None:
            self._share = 0.0
            self._motion.start()

    def paint(self, painter: QPainter) -> None:
        """Draw what is left of it."""
        if self._before is not None and self._share < 1.0:
            painter.setOpacity(1.0 - self._share)
            painter.drawPixmap(QPoint(0, 0), self._before)
            painter.setOpacity(1.0)

    def _on_moved(self, share: float) -> None:
        self._share = share
        if share >= 1.0:
            self._before = None
        self._widget.update()
