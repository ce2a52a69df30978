"""What the pointer, the touchpad and the keyboard do in the picture."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QInputDevice, QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from gradviz.ui.canvas.scene import Way

_NOTCH = 120.0
_PER_NOTCH = 1.2
_PER_KEY = 1.25

_Key = Qt.Key
_WALKS = {_Key.Key_Up: Way.UP, _Key.Key_Down: Way.DOWN, _Key.Key_Left: Way.LEFT, _Key.Key_Right: Way.RIGHT}


class Picture(Protocol):
    """What gestures can ask of the view."""

    def pan_by(self, by: QPointF) -> None: ...  # noqa: D102
    def zoom_about(self, factor: float, about: QPointF) -> None: ...  # noqa: D102
    def zoom_by(self, factor: float) -> None: ...  # noqa: D102
    def open_selection(self) -> None: ...  # noqa: D102
    def fit(self) -> None: ...  # noqa: D102
    def select_at(self, point: QPointF) -> None: ...  # noqa: D102
    def open_at(self, point: QPointF) -> None: ...  # noqa: D102
    def look_at_map(self, point: QPointF) -> bool: ...  # noqa: D102
    def walk(self, way: Way) -> None: ...  # noqa: D102
    def clear_selection(self) -> None: ...  # noqa: D102
    def show_grip(self, cursor: Qt.CursorShape | None) -> None: ...  # noqa: D102


class Gestures:
    """Tells a click from a drag, and a wheel from a touchpad."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._dragging = False
        self._on_map = False

    def press(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            event.ignore()
            return
        self._last = event.position()
        self._dragging = False
        self._on_map = self._picture.look_at_map(event.position())
        self._pressed = None if self._on_map else event.position()

    def move(self, event: QMouseEvent) -> None:
        """Drag the picture, once the pointer has left the place of the click."""
        if self._on_map:
            self._picture.look_at_map(event.position())
            return
        if self._pressed is None:
            event.ignore()
            return
        away = (event.position() - self._pressed).manhattanLength()
        if not self._dragging and away >= QApplication.startDragDistance():
            self._dragging = True
            self._picture.show_grip(Qt.CursorShape.ClosedHandCursor)
        if self._dragging:
            self._picture.pan_by(event.position() - self._last)
            self._last = event.position()

    def release(self, event: QMouseEvent) -> None:
        """End a drag, or select what was clicked."""
        pressed, dragging = self._pressed, self._dragging
        self._pressed, self._dragging, self._on_map = None, False, False
        if dragging:
            self._picture.show_grip(None)
        elif pressed is not None and event.button() is Qt.MouseButton.LeftButton:
            self._picture.select_at(event.position())

    def double_click(self, event: QMouseEvent) -> None:
        """Expand what was clicked, or bring it near."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._picture.open_at(event.position())

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom with the wheel, scroll with two fingers."""
        modifiers = event.modifiers()
        pixels = QPointF(event.pixelDelta())
        touchpad = event.device().type() is QInputDevice.DeviceType.TouchPad
        if touchpad and not modifiers & Qt.KeyboardModifier.ControlModifier and not pixels.isNull():
            self._picture.pan_by(pixels)
            return
        turn = event.angleDelta()
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            # Some systems turn the direction themselves when Shift is held.
            self._picture.pan_by(QPointF(turn.y() or turn.x(), 0.0))
            return
        if turn.y():
            self._picture.zoom_about(_PER_NOTCH ** (turn.y() / _NOTCH), event.position())

    def native(self, event: QNativeGestureEvent) -> bool:
        """Zoom with two fingers; return whether that was it."""
        if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self._picture.zoom_about(1.0 + event.value(), event.position())
        return True

    def key(self, event: QKeyEvent) -> bool:
        """Do what the key stands for; return whether it stands for something."""
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and key in _WALKS:
            self._picture.walk(_WALKS[key])
            return True
        actions = {
            _Key.Key_Plus: lambda: self._picture.zoom_by(_PER_KEY),
            _Key.Key_Equal: lambda: self._picture.zoom_by(_PER_KEY),
            _Key.Key_Minus: lambda: self._picture.zoom_by(1 / _PER_KEY),
            _Key.Key_0: self._picture.fit,
            _Key.Key_Return: self._picture.open_selection,
            _Key.Key_Enter: self._picture.open_selection,
            _Key.Key_Escape: self._picture.clear_selection,
        }
        action = actions.get(key)
        if action is None:
            return False
        action()
        return True
