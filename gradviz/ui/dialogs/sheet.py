"""A card above the window that goes away with Escape or a click elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget
from typing_extensions import override


class Sheet(QFrame):
    """Lies at the top middle of ``window``; gives the focus back when it closes."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        self._before: QWidget | None = window.focusWidget()
        self._is_open = False
        self.tallest = 0

    def open_over(self, width: int, height: int, focus: QWidget) -> None:
        """Show it, as large as asked for if there is room, with the focus in ``focus``."""
        window = self.window()
        width, height = min(width, window.width() - 40), min(height, window.height() - 110)
        self.tallest = height
        self.setGeometry((window.width() - width) // 2, 70, width, height)
        self.show()
        self.raise_()
        focus.setFocus()
        self._is_open = True
        window.installEventFilter(self)
        self._app().focusChanged.connect(self._on_focus)

    def dismiss(self) -> None:
        """Close it."""
        if not self._is_open:
            return
        self._is_open = False
        self.window().removeEventFilter(self)
        self._app().focusChanged.disconnect(self._on_focus)
        focused = self._app().focusWidget()
        had_focus = focused is not None and (focused is self or self.isAncestorOf(focused))
        self.hide()
        if had_focus and self._before is not None and self._before.isVisible():
            self._before.setFocus()
        self.deleteLater()

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        # Without a new place the whole window has lost the focus: the sheet waits for it to come back.
        if new is not None and new is not self and not self.isAncestorOf(new):
            self.dismiss()

    @staticmethod
    def _app() -> QApplication:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        return app

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            # While it is open the keys are its own.
            event.accept()
            return True
        return super().event(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.dismiss()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.MouseButtonPress):
            self.dismiss()
        return False
