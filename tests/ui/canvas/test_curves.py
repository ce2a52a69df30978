"""Very long edges: only what is painted of them is drawn, and it looks as if all of it were."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from gradviz.ui.canvas import curves
from gradviz.ui.canvas.curves import Curves
from gradviz.ui.canvas.geometry import Route, finely, meets
from gradviz.ui.canvas.inks import DASHED, pen_of
from tests.ui.canvas.conftest import Show

WHOLE = QRectF(0.0, 0.0, 700.0, 1000.0)
SHAPE = (8.0, True)


def drawn(held: Curves, net: Show, pen: QPen, areas: list[QRectF]) -> NDArray[np.uint8]:
    image = QImage(700, 1000, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for area in areas:
        painter.setClipRect(area)
        for number in range(len(net.scene.edges)):
            held.draw(painter, pen, number, SHAPE, [(area.left(), area.top(), area.right(), area.bottom())])
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(1000, -1).copy()


@pytest.mark.parametrize("style", [Qt.PenStyle.SolidLine, DASHED], ids=["solid", "dashed"])
def test_pieces_join_to_the_whole_curve(net: Show, style: Qt.PenStyle, monkeypatch: pytest.MonkeyPatch) -> None:
    pen = pen_of(QColor("black"), 3.0, style)
    short = drawn(Curves(net.scene), net, pen, [WHOLE])
    monkeypatch.setattr(curves, "_LONG", 1.0)
    long = Curves(net.scene)
    strips = [QRectF(0.0, float(y), 700.0, 100.0) for y in range(0, 1000, 100)]
    assert (short < 128).any()
    for areas in ([WHOLE], strips):
        differs = np.abs(drawn(long, net, pen, areas).astype(int) - short.astype(int)) > 100
        assert differs.mean() < 2e-4


@pytest.mark.parametrize("route", [((0.0, 0.0), (900.0, 60.0)), ((900.0, 5.0), (10.0, 90.0)),
                                   ((0.0, 0.0), (80.0, 40.0), (80.0, 90.0), (20.0, 160.0))])  # fmt: skip
def test_exactly_the_pieces_that_touch_an_area_are_drawn(route: Route) -> None:
    random = np.random.default_rng(2)
    points = finely(route)
    fine = curves._fine(points)
    for _ in range(200):
        corners = random.uniform(-50.0, 950.0, (int(random.integers(1, 4)), 2))
        areas = [(x, y / 5, x + float(random.choice([8.0, 300.0])), y / 5 + 20.0) for x, y in corners.tolist()]
        touched = meets(fine.sides, np.array(areas) + np.array([-2.0, -2.0, 2.0, 2.0]))
        drawn_pieces = [piece for first, last in curves._runs(fine, areas, 2.0) for piece in range(first, last)]
        assert drawn_pieces == np.flatnonzero(touched).tolist()
