"""A line above a graph of which only a part is shown: which part, and a button that leaves it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from gradviz.ui.theme import LIGHT, Theme


class PassageLine(QWidget):
    """Says that only what the gradient of one node passes is shown; hidden where everything is."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[str, int, int] | None = None
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.button = QPushButton()
        self.button.clicked.connect(self.left)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 8, 5)
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        self.setAutoFillBackground(True)
        self.set_theme(LIGHT)
        self._retranslate()
        self.hide()

    def show_part(self, title: str, shown: int, total: int) -> None:
        """Say that ``shown`` of ``total`` nodes are shown, those that the gradient of ``title`` passes."""
        self._shown = (title, shown, total)
        self._retranslate()
        self.show()

    def show_whole(self) -> None:
        """Everything is shown: there is nothing to say."""
        self._shown = None
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.color("backward_tint"))
        palette.setColor(QPalette.ColorRole.WindowText, theme.color("text"))
        self.setPalette(palette)

    def _retranslate(self) -> None:
        self.button.setText(self.tr("Whole graph (Esc)"))
        if self._shown is not None:
            title, shown, total = self._shown
            words = self.tr("Only what the gradient of {title} passes: {shown} of {total} nodes.")
            self.label.setText(words.format(title=title, shown=shown, total=total))
            self.setAccessibleName(self.label.text())

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
