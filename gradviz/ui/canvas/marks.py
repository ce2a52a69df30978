"""The small drawn signs: what a state looks like without its colour, scissors, arrow heads, labels in a pill."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from gradviz.core.frame import NodeState
from gradviz.core.timeline import Phase
from gradviz.ui.canvas.inks import ink, pen_of, state_role
from gradviz.ui.canvas.measure import NAME, font, small_width
from gradviz.ui.theme import Theme

PILL_HEIGHT = 18.0
_PILL_PAD = 7.0
_PILL_BASE = NAME * 0.36
"""How far below the middle of a pill its digits stand."""


def draw_state(painter: QPainter, centre: QPointF, state: NodeState, phase: Phase, theme: Theme) -> None:
    """Draw the sign of ``state`` about ``centre``."""
    shape = _shape(state, phase)
    role = "muted" if state is NodeState.PENDING else state_role(state, phase)
    color = ink(theme, role)
    painter.translate(centre)
    if state in (NodeState.PENDING, NodeState.UPDATED):
        painter.setPen(pen_of(color, 2.0 if state is NodeState.UPDATED else 1.25))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
    painter.drawPath(shape)
    painter.translate(-centre)


@cache
def _shape(state: NodeState, phase: Phase) -> QPainterPath:
    path = QPainterPath()
    if state is NodeState.PENDING:
        path.addEllipse(QPointF(0, 0), 4.0, 4.0)
    elif state is NodeState.UPDATED:
        path.moveTo(-5, 0)
        path.lineTo(-1.5, 4)
        path.lineTo(5, -4.5)
    elif state is NodeState.RUNNING:
        # Two heads, one behind the other, in the direction of what flows; sideways for an update.
        turn = {Phase.FORWARD: 1, Phase.BACKWARD: -1}.get(phase, 0)
        for shift in (-4.5, 2.5):
            _add_head(path, shift, turn)
    else:
        _add_head(path, -2.5, 1 if state is NodeState.COMPUTED else -1)
        if state is NodeState.WAITING:
            # Where there is no room for numbers: an arrow before a closed gate.
            path.addRect(-5.0, -6.5, 10.0, 2.0)
    return path


def _add_head(path: QPainterPath, shift: float, turn: int) -> None:
    """Add a triangle that points down (``turn`` 1), up (-1) or right (0); it starts at ``shift`` along its way."""
    if turn:
        points = [(-5.0, shift * turn), (5.0, shift * turn), (0.0, (shift + 6.0) * turn)]
    else:
        points = [(shift, -5.0), (shift, 5.0), (shift + 6.0, 0.0)]
    path.moveTo(*points[0])
    path.lineTo(*points[1])
    path.lineTo(*points[2])
    path.closeSubpath()


def draw_arrow(painter: QPainter, tip: QPointF, length: float, *, down: bool, color: QColor) -> None:
    """Draw an arrow head with its tip at ``tip``."""
    back = tip.y() - length if down else tip.y() + length
    half = length * 0.55
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([tip, QPointF(tip.x() - half, back), QPointF(tip.x() + half, back)]))


@dataclass(frozen=True, slots=True)
class PillColors:
    """The colours of a pill."""

    text: QColor
    border: QColor
    ground: QColor


def pill_rect(words: str, centre: QPointF, *, bold: bool, lean: int = 0) -> QRectF:
    """Return the outline of a pill around ``words``; one that leans (-1 left, 1 right) has its end at ``centre``."""
    width = small_width(words, bold) + 2 * _PILL_PAD
    left = centre.x() - width / 2 + lean * (width / 2 - _PILL_PAD)
    return QRectF(left, centre.y() - PILL_HEIGHT / 2, width, PILL_HEIGHT)


def draw_pill(painter: QPainter, rect: QRectF, words: str, colors: PillColors, *, bold: bool) -> None:
    """Draw ``words`` in a pill, whose outline `pill_rect` gave."""
    painter.setPen(QPen(colors.border, 1.0))
    painter.setBrush(colors.ground)
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    painter.setPen(colors.text)
    painter.setFont(font(NAME, bold=bold))
    painter.drawText(QPointF(rect.x() + _PILL_PAD, rect.center().y() + _PILL_BASE), words)


def draw_sum(painter: QPainter, box: QRectF, words: str, theme: Theme, grown: float) -> None:
    """Draw the sum of the gradients that meet in a box, across the middle of its lower border."""
    rect = pill_rect(words, QPointF(0.0, 0.0), bold=True)
    hue = ink(theme, "backward")
    painter.save()
    painter.translate(box.center().x(), box.bottom())
    painter.scale(grown, grown)
    draw_pill(painter, rect, words, PillColors(ink(theme, "on_accent"), ink(theme, "panel"), hue), bold=True)
    painter.restore()


def draw_scissors(painter: QPainter, centre: QPointF, theme: Theme) -> None:
    """Draw scissors on a disc: the path of the gradient ends here."""
    painter.setPen(QPen(ink(theme, "muted"), 1.0))
    painter.setBrush(ink(theme, "panel"))
    painter.drawEllipse(centre, 11.0, 11.0)
    painter.translate(centre)
    painter.setPen(pen_of(ink(theme, "text"), 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_scissors())
    painter.translate(-centre)


@cache
def _scissors() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(-4.5, 3.2), 2.4, 2.4)
    path.addEllipse(QPointF(-4.5, -3.2), 2.4, 2.4)
    path.moveTo(-2.4, -2.0)
    path.lineTo(7.0, 4.0)
    path.moveTo(-2.4, 2.0)
    path.lineTo(7.0, -4.0)
    return path
