"""What comes into sight if a movement goes on is made before it does, a little between two pictures."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QObject, QPoint, QRect, QTimer

_FAR = 160
"""Pixels beyond the widget up to which things are made."""
_TURN = 0.0025
"""Seconds after which nothing more is begun in the same turn of the event loop."""

Prepare = Callable[[QRect], Iterable[None]]
"""Makes what lies in a part of the plane of the widget, one thing between two steps."""


class Ahead(QObject):
    """Calls ``prepare`` for what lies beside ``QRect``s that are seen, on the side that comes into sight."""

    def __init__(self, parent: QObject, prepare: Prepare) -> None:
        super().__init__(parent)
        self._prepare = prepare
        self._steps: Iterator[None] = iter(())
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._go_on)

    def expect(self, seen: QRect, by: QPoint) -> None:
        """The picture in ``seen`` was moved by ``by``: it may move on."""
        self._steps = iter(self._prepare(seen.translated(-_way(by.x()) * _FAR, -_way(by.y()) * _FAR)))
        self._turn.start()

    def forget(self) -> None:
        """Nothing of it is wanted any more."""
        self._turn.stop()
        self._steps = iter(())

    def _go_on(self) -> None:
        until = time.monotonic() + _TURN
        for _ in self._steps:
            if time.monotonic() >= until:
                return
        self._turn.stop()


def _way(by: int) -> int:
    return (by > 0) - (by < 0)
