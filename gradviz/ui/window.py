"""The main window while it is still empty. It is on the screen before anything slow is loaded; `Face` fills it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QWidget
from typing_extensions import override

from gradviz.ui.settings import Settings

_SIZE = (1440, 900)
_GROUNDS = {False: ("#F6F7F9", "#FFFFFF", "#DDE2E8"), True: ("#0F1418", "#171D23", "#2A333C")}
"""Canvas, panel and line of the themes, which take longer to load."""


class MainWindow(QMainWindow):
    """A window of the right size and ground. ``closing`` comes while it is still whole."""

    closing = Signal()
    language_changed = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.setWindowTitle("gradviz")
        self.setCentralWidget(Ground(dark=is_dark_wanted(settings)))
        if not self.restoreGeometry(settings.geometry):
            room = self.screen().availableSize()
            self.resize(min(_SIZE[0], room.width()), min(_SIZE[1], room.height()))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.language_changed.emit()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)


class Ground(QWidget):
    """Where the panels will be, without them."""

    def __init__(self, *, dark: bool) -> None:
        super().__init__()
        self._dark = dark
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        canvas, panel, line = (QColor(name) for name in _GROUNDS[self._dark])
        width, height = self.width(), self.height()
        painter = QPainter(self)
        painter.fillRect(self.rect(), panel)
        middle = QRect(round(width * 0.3), 66, round(width * 0.47), round(height * 0.67) - 66)
        painter.fillRect(middle, canvas)
        painter.setPen(line)
        painter.drawRect(middle)
        painter.drawLine(0, middle.top(), width, middle.top())
        painter.drawLine(0, middle.bottom(), width, middle.bottom())
        painter.end()


def is_dark_wanted(settings: Settings) -> bool:
    """Return whether the user, or else the system, wants dark colours."""
    if settings.theme:
        return settings.theme == "dark"
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
