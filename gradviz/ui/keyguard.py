"""Lets whatever has the focus keep the keys it has a use for: typing a space is no command to play."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)
from typing_extensions import override

from gradviz.ui.actions.table import PLAIN_KEYS

_TYPING = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox, QAbstractItemView, QMenu, QMenuBar)
_OURS = "gradviz.ui.widgets."
_ARROWS = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
_PAGES = {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
_OF_CHOICES = {Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_Home, Qt.Key.Key_End, *_PAGES}


def wants(widget: QWidget, keys: QKeyCombination) -> bool:
    """Return whether ``widget`` has a use of its own for ``keys``, a plain key."""
    key = keys.key()
    if isinstance(widget, QPlainTextEdit | QTextEdit) and widget.isReadOnly():
        return key in {Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
    if isinstance(widget, QComboBox) and not widget.isEditable():
        # Closed it opens and goes through its choices, and Esc leads out of the form that it is in; letters and the
        # arrows to the sides are commands still.
        return key in _OF_CHOICES
    if isinstance(widget, _TYPING):
        return True
    if isinstance(widget, QAbstractButton):
        return key == Qt.Key.Key_Space
    if keys.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier:
        return False
    if key in getattr(widget, "plain_keys", ()):
        return True
    return key in _ARROWS and (isinstance(widget, QAbstractSlider | QTabBar) or _has_keys_of_its_own(widget))


def _has_keys_of_its_own(widget: QWidget) -> bool:
    """Return whether it is one of our small widgets, such as a heat map, in which a cursor is moved."""
    return any("keyPressEvent" in vars(kind) and kind.__module__.startswith(_OURS) for kind in type(widget).__mro__)


class KeyGuard(QObject):
    """Watches the widget that has the focus, and no other: a filter for all events would cost time on each."""

    def __init__(self, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._watched: QWidget | None = None
        self._plain = {QKeySequence.fromString(key).toString() for key in PLAIN_KEYS}
        self._app = app
        app.focusChanged.connect(self._on_focus)
        self._on_focus(None, app.focusWidget())

    def close(self) -> None:
        """Watch nothing any more."""
        self._app.focusChanged.disconnect(self._on_focus)
        self._on_focus(None, None)

    def _on_focus(self, _: QWidget | None, new: QWidget | None) -> None:
        if self._watched is not None:
            self._watched.removeEventFilter(self)
        self._watched = new
        if new is not None:
            new.installEventFilter(self)
            new.destroyed.connect(self._forget)

    def _forget(self) -> None:
        self._watched = None

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if not isinstance(watched, QWidget) or not self._is_plain(event):
            return False
        if wants(watched, event.keyCombination()):
            event.accept()
            return True
        return False

    def _is_plain(self, event: QKeyEvent) -> bool:
        strong = (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
        )
        if event.modifiers() & strong:
            return False
        return bool(event.text().strip()) or QKeySequence(event.keyCombination()).toString() in self._plain
