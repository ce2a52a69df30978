"""A picture that is made strip by strip, in smaller parts where these take long."""

from __future__ import annotations

import time

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QRegion
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gradviz.ui.canvas.camera import Camera
from gradviz.ui.canvas.strips import Strips


class Slow:
    """Paints, and takes ``seconds`` for each part."""

    def __init__(self, seconds: float) -> None:
        self.parts: list[QRect] = []
        self._seconds = seconds

    def __call__(self, painter: QPainter, region: QRegion, camera: Camera) -> None:
        self.parts.append(region.boundingRect())
        painter.fillRect(region.boundingRect(), QColor("red"))
        time.sleep(self._seconds)


def widget_of(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(700, 130)
    return widget


def test_parts_become_smaller_where_they_take_long(qtbot: QtBot) -> None:
    widget, paint = widget_of(qtbot), Slow(0.005)
    strips = Strips(widget, paint)
    with qtbot.waitSignal(strips.done) as done:
        strips.begin(Camera())
    widths = [part.width() for part in paint.parts]
    assert widths[0] == 700
    assert min(widths) < 400
    covered = QRegion()
    for part in paint.parts:
        assert covered.intersected(QRegion(part)).isEmpty()
        covered += part
    assert covered == QRegion(widget.rect())
    image = done.args[0].toImage()
    red = QColor("red")
    assert all(image.pixelColor(x, y) == red for x in range(0, 700, 7) for y in range(0, 130, 5))


def test_whole_strips_where_they_are_quick(qtbot: QtBot) -> None:
    widget, paint = widget_of(qtbot), Slow(0.0)
    strips = Strips(widget, paint)
    with qtbot.waitSignal(strips.done):
        strips.begin(Camera())
    assert {part.width() for part in paint.parts} == {700}
