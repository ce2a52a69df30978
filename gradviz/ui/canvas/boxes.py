"""Paints boxes: near with their whole anatomy, in the middle distance with their title."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from gradviz.core import text
from gradviz.core.frame import Flow, NodeFrame, NodeState
from gradviz.core.graph import NodeKind
from gradviz.core.tensor import TensorSummary
from gradviz.ui.canvas import inks
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
from gradviz.ui.canvas.sprites import Looks, Sprites, moved, takes_sprites
from gradviz.ui.canvas.tags import draw_tags
from gradviz.ui.canvas.titles import beside_sign
from gradviz.ui.theme import Theme

_TITLE_BASE, _DETAIL_BASE, _MARK_Y = 24.0, 42.0, 38.0
_SLOT_TOP, _SLOT_HEIGHT, _SLOT_GAP = 51.0, 20.0, 8.0
_BIG = 30
_TONE_BELOW, _TONE_INSET = 2.0, 10.0
_PICTURES = 0.42
"""The zoom from which on the pictures in a box can be made out."""
_PICTURE_ROOM = 26.0
_SIGN_ROOM = 16.0
_BESIDE, _ABOVE = 9.0, 22.0
"""How far what belongs to a box may reach beyond it: at its sides, and above and below where labels are enlarged."""
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
    def place(self) -> QRectF:
        """All that it takes, with its labels, signs and rings."""
        return self.rect.adjusted(-_BESIDE, -_ABOVE, _BESIDE, _ABOVE)

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
        self._sprites = Sprites()
        self._coarse = True
        self._paint: Callable[[_Box, QPainter], None] = self._whole
        """How a box was painted last; see `prepare`."""
        self.coloring: Coloring | None = None
        """What the boxes are coloured by; ``None``: their state."""

    def near(self, painter: QPainter, look: Look, shown: Ints, scale: float) -> None:
        """Draw boxes with everything in them."""
        # Coarse cells are told apart at usual sizes; a magnified picture shows every value that is there.
        self._coarse = scale < _FINE
        self._draw(painter, look, shown, self._whole)

    def middle(self, painter: QPainter, look: Look, shown: Ints, scale: float) -> None:
        """Draw boxes with a title that fills them, and with their pictures while those can be made out."""
        self._coarse = True
        self._draw(painter, look, shown, partial(self._reduced, scale >= _PICTURES, grown_at(scale)))

    def _draw(self, painter: QPainter, look: Look, shown: Ints, paint: Callable[[_Box, QPainter], None]) -> None:
        as_images = takes_sprites(painter)
        self._paint = paint
        for number in shown.tolist():
            box = self._box(look, number)
            if as_images:
                self._sprites.draw(painter, number, box.place, self._looks(box), partial(paint, box))
            else:
                paint(box, painter)

    def _looks(self, box: _Box) -> Looks:
        return Looks(box.frame, (box.outline, box.said, self._coarse))

    def prepare(self, look: Look, numbers: Ints, scale: tuple[float, float]) -> Iterator[None]:
        """Make the images of boxes that will be drawn as the last ones were, one between two steps.

        ``scale``: see `begun`.
        """
        for number in numbers.tolist():
            if not self._sprites.holds(scale, number, look.nodes[number]):
                box = self._box(look, number)
                self._sprites.prepare(scale, number, box.place, self._looks(box), partial(self._paint, box))
                yield

    def _whole(self, box: _Box, painter: QPainter) -> None:
        self._outline(painter, box, with_sign=False)
        if box.outline.kind is NodeKind.CHIP:
            self._chip(painter, box)
            return
        self._words(painter, box)
        self._slots(painter, box)
        self._mark(painter, box)
        self._labels(painter, box, 1.0)

    def _reduced(self, with_pictures: bool, grown: float, box: _Box, painter: QPainter) -> None:
        self._outline(painter, box, with_sign=box.outline.kind is not NodeKind.CHIP)
        if box.outline.kind is NodeKind.CHIP:
            self._chip(painter, box)
            return
        room = box.rect.adjusted(_SIGN_ROOM, 0, -_SIGN_ROOM, -_PICTURE_ROOM) if with_pictures else box.rect
        self._title(painter, box, room)
        if with_pictures:
            self._slots(painter, box)
        self._labels(painter, box, grown)

    def _outline(self, painter: QPainter, box: _Box, *, with_sign: bool) -> None:
        if with_sign or takes_sprites(painter):
            self._stamps.draw(painter, box.rect, box.outline, with_sign=with_sign)
        else:
            draw_outline(painter, box.rect, box.outline, self._theme)

    def ring(self, painter: QPainter, look: Look, number: int, grown: float) -> None:
        """Draw the ring around a box that is selected, and above it the labels on its border."""
        box = self._box(look, number)
        painter.save()
        if takes_sprites(painter):
            painter.translate(moved(painter, box.place).topLeft() - box.place.topLeft())
        draw_selection(painter, box.rect, box.outline.kind, self._theme)
        if box.outline.kind is not NodeKind.CHIP:
            self._labels(painter, box, grown)
        painter.restore()

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
        if place.width() < box.rect.width():
            place, size = beside_sign(box.rect, place, box.words.title_width, size)
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
        self._framed(painter, rect, image, role)
        if image is None:
            painter.setPen(ink(self._theme, role if summary.is_finite else "nonfinite"))
            painter.setFont(font(NUMBER, bold=True))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text.number(number))

    def _framed(self, painter: QPainter, rect: QRectF, image: QImage | None, role: str) -> None:
        """Draw ``image`` (or nothing) on the whole pixels next to ``rect``: a part, painted again, fits to the rest."""
        transform = painter.transform()
        pixels = transform.mapRect(rect).toRect()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if image is not None:
            painter.drawImage(pixels, image)
        painter.setBrush(Qt.BrushStyle.NoBrush if image is not None else ink(self._theme, "panel"))
        painter.setPen(inks.pen(self._theme, role, max(1.0, round(transform.m11()))))
        painter.drawRect(pixels.adjusted(0, 0, -1, -1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setTransform(transform)

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


def grown_at(scale: float) -> float:
    """Return how many times larger labels are drawn in the middle distance, so that they can be read."""
    return min(_READABLE / scale, _LARGEST_TAG)
