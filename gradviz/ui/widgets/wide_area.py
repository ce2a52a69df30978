"""Room for a panel that needs more width than a small window has."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget
from typing_extensions import override

_COLUMNS = 40
"""So many letters wide it is at least."""


class WideArea(QScrollArea):
    """Shows ``panel`` as large as there is room for; where it needs more width, it can be scrolled sideways.

    So a panel with long words in it never makes the window wider than the screen.
    """

    def __init__(self, panel: QWidget) -> None:
        super().__init__()
        self._is_narrow = False
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setWidget(panel)
        # The dock's own ground is seen through both.
        self.viewport().setAutoFillBackground(False)
        panel.setAutoFillBackground(False)
        panel.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    @override
    def sizeHint(self) -> QSize:
        panel = self.widget()
        return super().sizeHint() if panel is None else panel.sizeHint()

    @override
    def minimumSizeHint(self) -> QSize:
        panel = self.widget()
        if panel is None:
            return super().minimumSizeHint()
        needed = panel.minimumSizeHint().expandedTo(panel.minimumSize())
        least = min(needed.width(), _COLUMNS * panel.fontMetrics().averageCharWidth())
        # With a scroll bar below, the panel keeps its height.
        return QSize(
            least, needed.height() + (self.horizontalScrollBar().sizeHint().height() if self._is_narrow else 0)
        )

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        panel = self.widget()
        is_narrow = panel is not None and self.width() < panel.minimumSizeHint().width()
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self.updateGeometry()
