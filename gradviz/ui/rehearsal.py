"""Draw a small graph that nobody sees: what is made at the first drawing, in libraries too, is there afterwards."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QImage, QPainter

from gradviz.core.frame import frame
from gradviz.core.shown import project
from gradviz.core.tensor import Array, TensorSummary
from gradviz.core.trace import BackwardCall, BackwardEvent, ForwardEvent, GradNode, Iteration
from gradviz.ui.canvas.look import Look
from gradviz.ui.canvas.painter import FAR, NEAR, Mark, ScenePainter, set_up
from gradviz.ui.drawing import draw
from gradviz.ui.theme import Theme

_SIZE = QSize(400, 300)
_ZOOMS = (NEAR, FAR)
"""Boxes shown whole, and reduced: they are painted in different ways."""


def rehearse(theme: Theme) -> QImage:
    """Draw the graph of a product and its sum in ``theme``, and return the picture; for any thread."""
    picture = draw(_iteration(), None, None, lambda: False)
    shown = project(frame(picture.timeline, len(picture.timeline)), picture.shown)
    scene = picture.scene
    image = QImage(_SIZE, QImage.Format.Format_ARGB32_Premultiplied)
    painters, look = ScenePainter(scene, theme), Look.resolve(scene, shown, None)
    painter = QPainter(image)
    for zoom in _ZOOMS:
        painters.fill(painter, QRectF(image.rect()))
        set_up(painter, QPointF(), zoom)
        area = (0.0, 0.0, _SIZE.width() / zoom, _SIZE.height() / zoom)
        painters.paint(painter, look, [area], Mark(), (zoom, zoom))
        painter.resetTransform()
    painter.end()
    return image


def _iteration() -> Iteration:
    values = _summary((2, 3))
    loss = _summary(())
    return Iteration(
        0,
        loss=0.0,
        forward=(
            ForwardEvent("mul", line=1, variable="y", inputs=("1",), outputs=("2",), nodes=(1,)),
            ForwardEvent("sum", line=1, variable="loss", inputs=("2",), outputs=("3",), nodes=(2,)),
        ),
        nodes=(
            GradNode(0, "torch::autograd::AccumulateGrad", variable="w", tensor="1"),
            GradNode(1, "MulBackward0", line=1, variable="y", next=((0, 0),), tensor="2", event=0),
            GradNode(2, "SumBackward0", line=1, variable="loss", next=((1, 0),), tensor="3", event=1),
        ),
        backward=(
            BackwardEvent(2, (loss,), (values,)),
            BackwardEvent(1, (values,), (values,)),
            BackwardEvent(0, (values,), (), values),
        ),
        roots=(2,),
        tensors={"1": values, "2": values, "3": loss},
        names={"1": "w", "2": "y", "3": "loss"},
        calls=(BackwardCall(roots=(2,)),),
    )


def _summary(shape: tuple[int, ...]) -> TensorSummary:
    return TensorSummary(shape, "float32", "cpu", None, Array("<f4", shape, bytes(4 * math.prod(shape))))
