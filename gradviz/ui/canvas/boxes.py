"""Paints boxes: near with their whole anatomy, in the middle distance with their title."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPaintEngine, QPainter

from gradviz.core import text
from gradviz.core.frame import Flow, NodeFrame, NodeState
from gradviz.core.graph import NodeKind
from gradviz.core.tensor import TensorSummary
from gradviz.ui.canvas.coloring import Coloring
from gradviz.ui.canvas.edges import bad_text
from gradviz.ui.canvas.geometry import Ints
from gradviz.ui.canvas.inks import ink, mix
from gradviz.ui.canvas.look import Look
from gradviz.ui.canvas.marks import PillColors, draw_pill, draw_state, pill_rect
from gradviz.ui.canvas.measure import DETAIL, NAME, NUMBER, PAD, TITLE, BoxText, font
from gradviz.ui.canvas.outlines import Outline, Stamps, draw_outline, draw_selection
from gradviz.ui.canvas.pictures import Pictures
from gradviz.ui.canvas.scene import Scene
from gradviz.ui.canvas.tags import draw_tags
from gradviz.ui.theme import Theme

_TITLE_BASE, _DETAIL_BASE, _MARK_Y = 24.0, 42.0, 38.0
_SLOT_TOP, _SLOT_HEIGHT, _SLOT_GAP = 51.0, 20.0, 8.0
_BIG = 30
_TONE_BELOW, _TONE_INSET = 2.0, 10.0
_PICTURES = 0.42
"""The zoom from which on the pictures in a box can be made out."""
_PICTURE_ROOM = 26.0
_SIGN_ROOM = 16.0
_STAMPED = 2.0
"""The zoom up to which outlines are drawn as stamps."""
_FINE = 1.75
_READABLE, _LARGEST_TAG = 0.8, 1.6
"""The zoom at which labels are just read, and how much they grow where it is smaller."""


@dataclass(frozen=True, slots=True)
class _Box:
    """One box with everything that its looks depend on."""

    rect: QRectF
    words: BoxText
    frame: NodeFrame
    outline: Outline
    tags: tuple[str, ...]
    said: str
    """What its colour means."""

    @property
    def is_pending(self) -> bool:
        return self.outline.state is NodeState.PENDING


class BoxPainter:
    """Paints the boxes of one scene."""

    def __init__(self, scene: Scene, theme: Theme) -> None:
        self._scene = scene
        self._theme = theme
        self._pictures = Pictures(theme)
        self._stamps = Stamps(theme)
        self._coarse = True
        self.coloring: Coloring | None = None
        """What the boxes are coloured by; ``None``: their state."""

    def near(self, painter: QPainter, look: Look, shown: Ints, scale: float) -> None:
        """Draw boxes with everything in them."""
        # Coarse cells are told apart at usual sizes; a magnified picture shows every value that is there.
        self._coarse = scale < _FINE
        is_stamped = _takes_stamps(painter)
        for number in shown.tolist():
            box = self._box(look, number)
            if is_stamped:
                self._stamps.draw(painter, box.rect, box.outline, with_sign=False)
            else:
                draw_outline(painter, box.rect, box.outline, self._theme)
            if box.outline.kind is NodeKind.CHIP:
                self._chip(painter, box)
                continue
            self._words(painter, box)
            self._slots(painter, box)
            self._mark(painter, box)
            self._labels(painter, box, 1.0)

    def middle(self, painter: QPainter, look: Look, shown: Ints, scale: float) -> None:
        """Draw boxes with a title that fills them, and with their pictures while those can be made out."""
        self._coarse = True
        with_pictures, grown = scale >= _PICTURES, grown_at(scale)
        for number in shown.tolist():
            box = self._box(look, number)
            if box.outline.kind is NodeKind.CHIP:
                draw_outline(painter, box.rect, box.outline, self._theme)
                self._chip(painter, box)
                continue
            self._stamps.draw(painter, box.rect, box.outline, with_sign=True)
            room = box.rect.adjusted(_SIGN_ROOM, 0, -_SIGN_ROOM, -_PICTURE_ROOM) if with_pictures else box.rect
            self._title(painter, box, room)
            if with_pictures:
                self._slots(painter, box)
            self._labels(painter, box, grown)

    def ring(self, painter: QPainter, look: Look, number: int, grown: float) -> None:
        """Draw the ring around a box that is selected, and above it the labels on its border."""
        box = self._box(look, number)
        place = self._stamps.place(painter, box.rect) if _takes_stamps(painter) else box.rect
        draw_selection(painter, place, box.outline.kind, self._theme)
        if box.outline.kind is not NodeKind.CHIP:
            self._labels(painter, box, grown)

    def _box(self, look: Look, number: int) -> _Box:
        scene, coloring = self._scene, self.coloring
        node, frame = scene.nodes[number], look.nodes[number]
        tone, said = "", ""
        if coloring is not None:
            tone = coloring.ground(int(coloring.codes[number]), self._theme).name()
            said = coloring.words[number]
        outline = Outline(node.kind, frame.state, look.phase, node.is_root, node.layer > 0, tone)
        rect = QRectF(*scene.boxes[number].tolist())
        return _Box(rect, scene.texts[number], frame, outline, scene.tags[number], said)

    def _labels(self, painter: QPainter, box: _Box, grown: float) -> None:
        """Draw what lies across the border of a box."""
        self._badge(painter, box)
        draw_tags(painter, box.rect, box.tags, self._theme, grown)
        self._tone(painter, box, grown)

    def _words(self, painter: QPainter, box: _Box) -> None:
        x, y, words, theme = box.rect.x() + PAD, box.rect.y(), box.words, self._theme
        painter.setPen(ink(theme, "muted" if box.is_pending else "text"))
        painter.setFont(font(TITLE, bold=True))
        painter.drawText(QPointF(x, y + _TITLE_BASE), words.title)
        # Muted alone is too faint for small type on a tint.
        faint = ink(theme, "muted") if box.is_pending else mix(theme, "text", "muted", 0.35)
        painter.setPen(ink(theme, "text") if box.outline.tone else faint)
        if words.name:
            painter.setFont(font(NAME))
            painter.drawText(QPointF(box.rect.right() - PAD - words.name_width, y + _TITLE_BASE), words.name)
        painter.setFont(font(DETAIL))
        painter.drawText(QPointF(x, y + _DETAIL_BASE), words.detail)

    def _chip(self, painter: QPainter, box: _Box) -> None:
        painter.setPen(ink(self._theme, "muted" if box.is_pending else "text"))
        painter.setFont(font(DETAIL))
        painter.drawText(box.rect, Qt.AlignmentFlag.AlignCenter, box.words.title)

    def _title(self, painter: QPainter, box: _Box, place: QRectF) -> None:
        """Draw the title as large as ``place`` allows: it is read from further away."""
        room = place.width() - PAD
        size = int(max(TITLE, min(_BIG, place.height() * 0.6, TITLE * room / max(box.words.title_width, 1.0))))
        painter.setPen(ink(self._theme, "muted" if box.is_pending else "text"))
        painter.setFont(font(size, bold=True))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, box.words.title)

    def _slots(self, painter: QPainter, box: _Box) -> None:
        """Draw the value and the gradient side by side."""
        if box.frame.flow is not None:
            self._flow(painter, box, box.frame.flow)
            return
        inner = box.rect.width() - 2 * PAD
        width = (inner - _SLOT_GAP) / 2
        x, y = box.rect.x() + PAD, box.rect.y() + _SLOT_TOP
        for summary, role, left in (
            (box.frame.value, "forward", x),
            (box.frame.gradient, "backward", x + width + _SLOT_GAP),
        ):
            if summary is not None:
                self._slot(painter, summary, role, QRectF(left, y, width, _SLOT_HEIGHT))

    def _flow(self, painter: QPainter, box: _Box, flow: Flow) -> None:
        """Draw the norms of the gradients that came into a collapsed scope and that left it."""
        place = QRectF(box.rect.x() + PAD, box.rect.y() + _SLOT_TOP, box.rect.width() - 2 * PAD, _SLOT_HEIGHT)
        painter.setFont(font(NUMBER, bold=True))
        for words, norm, side in (
            (QCoreApplication.translate("GraphView", "∇ in {0}"), flow.entered, Qt.AlignmentFlag.AlignLeft),
            (QCoreApplication.translate("GraphView", "∇ out {0}"), flow.left, Qt.AlignmentFlag.AlignRight),
        ):
            if norm is not None:
                painter.setPen(ink(self._theme, "backward" if math.isfinite(norm) else "nonfinite"))
                painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, words.format(text.number(norm)))

    def _slot(self, painter: QPainter, summary: TensorSummary, role: str, rect: QRectF) -> None:
        number = summary.item()
        image = None if number is not None else self._pictures.of(summary, coarse=self._coarse)
        if image is not None:
            _draw_on_pixels(painter, rect, image)
        else:
            painter.fillRect(rect, ink(self._theme, "panel"))
            painter.setPen(ink(self._theme, role if summary.is_finite else "nonfinite"))
            painter.setFont(font(NUMBER, bold=True))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text.number(number))
        _frame_on_pixels(painter, rect, ink(self._theme, role))

    def _badge(self, painter: QPainter, box: _Box) -> None:
        """Draw how many values are not finite, across the upper border."""
        held = (("", box.frame.value), ("∇ ", box.frame.gradient))
        bad = [f"{name}{bad_text(held)}" for name, held in held if held is not None and not held.is_finite]
        if not bad:
            return
        words = "   ".join(bad)
        rect = pill_rect(words, QPointF(0, 0), bold=True)
        rect.moveTo(box.rect.right() - rect.width() + 6, box.rect.top() - 10)
        hue = ink(self._theme, "nonfinite")
        draw_pill(painter, rect, words, PillColors(ink(self._theme, "on_accent"), hue, hue), bold=True)

    def _tone(self, painter: QPainter, box: _Box, grown: float = 1.0) -> None:
        """Write what the colour of the box means across its lower border, at the right, ``grown`` times as large."""
        if not box.said:
            return
        text_color = ink(self._theme, "text")
        painter.save()
        painter.translate(box.rect.right() - _TONE_INSET, box.rect.bottom() + _TONE_BELOW)
        painter.scale(grown, grown)
        rect = pill_rect(box.said, QPointF(0.0, 0.0), bold=True)
        rect.moveRight(0.0)
        draw_pill(painter, rect, box.said, PillColors(text_color, text_color, ink(self._theme, "panel")), bold=True)
        painter.restore()

    def _mark(self, painter: QPainter, box: _Box) -> None:
        """Draw the sign of the state; of the gradients a box waits for, how many have arrived."""
        right, y = box.rect.right() - PAD, box.rect.y() + _MARK_Y
        state = box.outline.state
        if state is not NodeState.WAITING:
            draw_state(painter, QPointF(right - 6, y), state, box.outline.phase, self._theme)
            return
        words = f"{box.frame.arrived}/{box.frame.expected}"
        rect = pill_rect(words, QPointF(0, y), bold=True)
        rect.moveRight(right)
        hue = ink(self._theme, "backward")
        draw_pill(painter, rect, words, PillColors(hue, hue, ink(self._theme, "panel")), bold=True)


def _draw_on_pixels(painter: QPainter, rect: QRectF, image: QImage) -> None:
    """Draw ``image`` over the whole pixels next to ``rect``: a part of it, painted again, then fits to the rest."""
    transform = painter.transform()
    painter.resetTransform()
    painter.drawImage(transform.mapRect(rect).toRect(), image)
    painter.setTransform(transform)


def _frame_on_pixels(painter: QPainter, rect: QRectF, color: QColor) -> None:
    """Draw a frame around what `_draw_on_pixels` draws, of whole pixels too."""
    transform = painter.transform()
    painter.resetTransform()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    width = max(1, round(transform.m11()))
    outer = transform.mapRect(rect).toRect()
    left, top, right, bottom = outer.left(), outer.top(), outer.right() + 1, outer.bottom() + 1
    for side in (
        QRect(left, top, outer.width(), width),
        QRect(left, bottom - width, outer.width(), width),
        QRect(left, top, width, outer.height()),
        QRect(right - width, top, width, outer.height()),
    ):
        painter.fillRect(side, color)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setTransform(transform)


def grown_at(scale: float) -> float:
    """Return how many times larger labels are drawn in the middle distance, so that they can be read."""
    return min(_READABLE / scale, _LARGEST_TAG)


def _takes_stamps(painter: QPainter) -> bool:
    """Whether outlines are drawn as images: in a file of lines they stay lines, and large ones take much memory."""
    return painter.paintEngine().type() is QPaintEngine.Type.Raster and painter.transform().m11() <= _STAMPED
