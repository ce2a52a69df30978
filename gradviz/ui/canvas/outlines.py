"""The outlines of boxes: ground, border and rings by kind and state."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from gradviz.core.frame import NodeState
from gradviz.core.graph import NodeKind
from gradviz.core.timeline import Phase
from gradviz.ui.canvas import inks
from gradviz.ui.canvas.inks import ink, mix
from gradviz.ui.canvas.marks import draw_state
from gradviz.ui.canvas.sprites import begun
from gradviz.ui.theme import Theme

_RADII = {NodeKind.INPUT: 18.0, NodeKind.OP: 2.0, NodeKind.CHIP: 13.0}
_RADIUS = 9.0
_HALO, _RING, _DOUBLE = 3.5, 6.0, -3.5
"""How far the halo of what runs, the ring of the selection, and a leaf's second border lie outside of the box."""
_BEHIND = 5.0
"""How far the second card of a later box lies to the right of it and above."""
_SHEET = 3.0
"""How far the sheets under a box that holds others lie apart."""
_SIGN = 1.6
_EDGE = 10.0
"""Room for them around a stamp."""
_KEPT = 512


@dataclass(frozen=True, slots=True)
class Outline:
    """All that the outline of a box depends on, apart from its size."""

    kind: NodeKind
    state: NodeState
    phase: Phase
    is_root: bool
    is_later: bool = False
    """Whether it belongs to a graph of gradients: a second card lies behind it."""
    tone: str = ""
    """The colour of its ground, where that is not the one of its state."""

    @property
    def role(self) -> str:
        """The role of its hue."""
        return inks.state_role(self.state, self.phase)

    @property
    def radius(self) -> float:
        """That of its corners."""
        return _RADII.get(self.kind, _RADIUS)


def draw_outline(painter: QPainter, rect: QRectF, outline: Outline, theme: Theme) -> None:
    """Draw ground and border of a box, and the halo around one that runs."""
    if outline.state is NodeState.RUNNING:
        color = QColor(ink(theme, outline.role))
        color.setAlphaF(0.35)
        _ring(painter, rect, outline, inks.pen_of(color, 3.0), _HALO)
    if outline.is_later:
        painter.setBrush(ink(theme, "panel"))
        painter.setPen(_border(outline, theme))
        painter.drawRoundedRect(rect.translated(_BEHIND, -_BEHIND), outline.radius, outline.radius)
    painter.setBrush(QColor(outline.tone) if outline.tone else ink(theme, _ground(outline)))
    painter.setPen(_border(outline, theme))
    painter.drawRoundedRect(rect, outline.radius, outline.radius)
    if outline.kind is NodeKind.LEAF:
        _ring(painter, rect, outline, _inner_border(outline, theme), _DOUBLE)
    elif outline.kind is NodeKind.BOX:
        _sheets(painter, rect, outline, theme)


def draw_selection(painter: QPainter, rect: QRectF, kind: NodeKind, theme: Theme) -> None:
    """Draw the ring around a box that is selected."""
    painter.setPen(inks.pen(theme, "selection", 3.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = _RADII.get(kind, _RADIUS) + _RING
    painter.drawRoundedRect(rect.adjusted(-_RING, -_RING, _RING, _RING), radius, radius)


def _ring(painter: QPainter, rect: QRectF, outline: Outline, pen: QPen, out: float) -> None:
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = max(outline.radius + out, 1.0)
    painter.drawRoundedRect(rect.adjusted(-out, -out, out, out), radius, radius)


def _sheets(painter: QPainter, rect: QRectF, outline: Outline, theme: Theme) -> None:
    """Draw the lower edges of two sheets that lie below a box: there is more in it."""
    is_pending = outline.state is NodeState.PENDING
    faint = inks.pen_of(mix(theme, "muted", "canvas", 0.55), 1.0)
    painter.setPen(faint if is_pending else _inner_border(outline, theme))
    for out in (_SHEET, 2 * _SHEET):
        y, inset = rect.bottom() + out, outline.radius + out
        painter.drawLine(QPointF(rect.left() + inset, y), QPointF(rect.right() - inset, y))


def _ground(outline: Outline) -> str:
    plain = outline.kind in (NodeKind.INPUT, NodeKind.OP) and outline.state is NodeState.COMPUTED
    return "panel" if plain else inks.tint_role(outline.state, outline.phase)


def _border(outline: Outline, theme: Theme) -> QPen:
    if outline.state is NodeState.PENDING:
        return inks.pen_of(mix(theme, "muted", "canvas", 0.55), 1.25, inks.DASHED)
    if outline.state is NodeState.RUNNING:
        return inks.pen(theme, outline.role, 3.0)
    if outline.is_root:
        return inks.pen(theme, outline.role, 2.75)
    if outline.state is NodeState.WAITING:
        return inks.pen(theme, outline.role, 1.75, inks.DASH_DOT)
    return inks.pen(theme, outline.role, 1.4)


def _inner_border(outline: Outline, theme: Theme) -> QPen:
    if outline.state is NodeState.PENDING:
        return _border(outline, theme)
    return inks.pen_of(mix(theme, outline.role, inks.tint_role(outline.state, outline.phase), 0.5), 1.0)


class Stamps:
    """Outlines as images of one zoom, on whole pixels: hundreds of boxes share a handful of them."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._scale = (0.0, 0.0)
        self._held: dict[tuple[Outline, float, float, bool], QImage] = {}

    def draw(self, painter: QPainter, rect: QRectF, outline: Outline, *, with_sign: bool) -> None:
        """Draw the outline of a box, and the sign of its state; ``painter`` is set up for units of the scene."""
        to_device = painter.transform()
        stamp = self._stamp(outline, rect.size(), with_sign, (to_device.m11(), painter.device().devicePixelRatioF()))
        painter.resetTransform()
        painter.drawImage(to_device.map(rect.topLeft() - QPointF(_EDGE, _EDGE)).toPoint(), stamp)
        painter.setTransform(to_device)

    def _stamp(self, outline: Outline, size: QSizeF, with_sign: bool, scale: tuple[float, float]) -> QImage:
        if scale != self._scale or len(self._held) > _KEPT:
            self._held.clear()
            self._scale = scale
        key = (outline, size.width(), size.height(), with_sign)
        found = self._held.get(key)
        if found is None:
            found = self._held[key] = self._made(outline, size, with_sign)
        return found

    def _made(self, outline: Outline, size: QSizeF, with_sign: bool) -> QImage:
        image, painter = begun(size + QSizeF(2 * _EDGE, 2 * _EDGE), self._scale)
        rect = QRectF(QPointF(_EDGE, _EDGE), size)
        draw_outline(painter, rect, outline, self._theme)
        if with_sign:
            # Larger than it is from near, in the corner that the pictures leave free.
            painter.translate(rect.topRight() + QPointF(-16.0, 17.0))
            painter.scale(_SIGN, _SIGN)
            draw_state(painter, QPointF(0.0, 0.0), outline.state, outline.phase, self._theme)
        painter.end()
        return image
