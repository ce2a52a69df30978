"""What the bars under the text have in common."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QToolButton, QWidget
from typing_extensions import override

from gradviz.ui.code.keys import key_of


class Bar(QWidget):
    """A row of fields under the text that Escape closes."""

    closed = Signal()

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self.takes(event):
            event.accept()
            return True
        return super().event(event)

    def takes(self, event: QKeyEvent) -> bool:
        """Whether this key is the bar's, even if the window has a shortcut for it."""
        return key_of(event) == "Esc"

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if key_of(event) == "Esc":
            self.close_bar()
        else:
            super().keyPressEvent(event)

    def close_bar(self) -> None:
        """Hide the bar."""
        self.hide()
        self.closed.emit()


def tool_button(parent: QWidget, text: str) -> QToolButton:
    """Return a flat button that the Tab key reaches."""
    button = QToolButton(parent)
    button.setText(text)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def describe(widget: QWidget, name: str) -> None:
    """Tell what ``widget`` is, as a tip and to screen readers."""
    widget.setToolTip(name)
    widget.setAccessibleName(name)
