"""Short movements. They show where something came from and never hold anything up."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation, Signal

DURATION = 180


class Motion(QObject):
    """Runs from 0 to 1; when motion is not wanted it is at 1 at once."""

    moved = Signal(float)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.enabled = True
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setDuration(DURATION)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._advance)

    def start(self) -> None:
        """Begin anew."""
        self._animation.stop()
        if self.enabled:
            self._animation.start()
        else:
            self.moved.emit(1.0)

    def stop(self) -> None:
        """Stay where it is."""
        self._animation.stop()

    def _advance(self, value: float) -> None:
        self.moved.emit(value)

    @property
    def is_running(self) -> bool:
        """Whether it is still on its way."""
        return self._animation.state() is QVariantAnimation.State.Running
