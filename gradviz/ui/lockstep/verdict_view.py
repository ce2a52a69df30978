"""What is found about the runs, in words."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea
from typing_extensions import override

_MOST_LINES = 5
_LARGER = 1.1
"""It is what a class reads."""


class VerdictView(QScrollArea):
    """A text that takes the room it needs, up to a few lines; more can be scrolled to."""

    def __init__(self) -> None:
        super().__init__()
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.setWidget(self.label)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.retranslate()

    def text(self) -> str:
        """Return what is shown."""
        return self.label.text()

    def set_text(self, words: str) -> None:
        """Show ``words``."""
        if words != self.label.text():
            self.label.setText(words)
        self._fit()

    def enlarge(self) -> None:
        """Write a little larger than the rest, which has another size now."""
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * _LARGER)
        self.label.setFont(font)
        self._fit()

    def retranslate(self) -> None:
        """Take the texts of the language in use."""
        self.label.setAccessibleName(self.tr("What is found"))

    def _fit(self) -> None:
        line = self.label.fontMetrics().lineSpacing()
        needed = self.label.heightForWidth(max(self.viewport().width(), 100))
        self.setFixedHeight(min(max(needed, line), _MOST_LINES * line) + 2)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
