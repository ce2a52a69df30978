"""Colours, pens and shapes by the roles of a theme, made once."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from shiboken6 import Shiboken

from gradviz.core.frame import NodeState
from gradviz.core.timeline import Phase
from gradviz.ui.theme import Theme

_T = TypeVar("_T")

SOLID, DASHED, DOTTED = Qt.PenStyle.SolidLine, Qt.PenStyle.CustomDashLine, Qt.PenStyle.DotLine
DASH_DOT = Qt.PenStyle.DashDotLine


@lru_cache(maxsize=256)
def ink(theme: Theme, role: str) -> QColor:
    """Return the colour of ``role``."""
    return theme.color(role)


@lru_cache(maxsize=512)
def mix(theme: Theme, role: str, ground: str, share: float) -> QColor:
    """Return the colour ``share`` of the way from ``ground`` to ``role``."""
    a, b = theme.color(ground), theme.color(role)
    red, green, blue = (
        round(x + (y - x) * share) for x, y in ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
    )
    return QColor(red, green, blue)


def faded(color: QColor, theme: Theme, share: float) -> QColor:
    """Return what ``share`` of ``color`` looks like on the ground: opaque, that is drawn much faster."""
    ground = ink(theme, "canvas")
    red, green, blue = (
        round(below + (above - below) * share)
        for above, below in (
            (color.red(), ground.red()),
            (color.green(), ground.green()),
            (color.blue(), ground.blue()),
        )
    )
    return QColor(red, green, blue)


@lru_cache(maxsize=512)
def pen(theme: Theme, role: str, width: float, style: Qt.PenStyle = SOLID) -> QPen:
    """Return a pen in the colour of ``role``; its width scales with the picture. Not to be changed."""
    return pen_of(ink(theme, role), width, style)


def pen_of(color: QColor, width: float, style: Qt.PenStyle = SOLID) -> QPen:
    """Return a pen whose width scales with the picture."""
    result = QPen(color, width)
    if style is DASHED:
        result.setDashPattern([4.0, 3.0])
    else:
        result.setStyle(style)
    result.setCapStyle(Qt.PenCapStyle.FlatCap)
    result.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return result


def hairline(color: QColor) -> QPen:
    """Return a pen that is one pixel wide at every zoom."""
    result = QPen(color, 1.0)
    result.setCosmetic(True)
    return result


def phase_role(phase: Phase) -> str:
    """Return the role of a phase's hue."""
    return str(phase)


_HUES = {
    NodeState.PENDING: "line",
    NodeState.COMPUTED: "forward",
    NodeState.WAITING: "backward",
    NodeState.DONE: "backward",
    NodeState.UPDATED: "update",
}
_TINTS = {
    NodeState.PENDING: "canvas",
    NodeState.COMPUTED: "forward_tint",
    NodeState.WAITING: "forward_tint",
    NodeState.DONE: "backward_tint",
    NodeState.UPDATED: "update_tint",
}


def state_role(state: NodeState, phase: Phase) -> str:
    """Return the role of a box's hue."""
    return _HUES.get(state, phase_role(phase))


def tint_role(state: NodeState, phase: Phase) -> str:
    """Return the role of a box's ground."""
    return _TINTS.get(state, f"{phase_role(phase)}_tint")


def draw_lines(painter: QPainter, lines: NDArray[np.float64]) -> None:
    """Draw rows of x0, y0, x1, y1 with the painter's pen, in one call."""
    if len(lines):
        held = np.ascontiguousarray(lines)
        painter.drawLines(_first(held, QLineF), len(held))


def draw_rects(painter: QPainter, rects: NDArray[np.float64]) -> None:
    """Draw rows of left, top, width, height with the painter's pen and brush, in one call."""
    if len(rects):
        held = np.ascontiguousarray(rects)
        painter.drawRects(_first(held, QRectF), len(held))


def _first(array: NDArray[np.float64], kind: type[_T]) -> _T:
    """Return the start of ``array``, seen as the first of many; valid as long as ``array`` is."""
    return cast("_T", Shiboken.wrapInstance(array.ctypes.data, kind))
