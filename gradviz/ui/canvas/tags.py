"""The small labels on a box: which backward call it came with, hooks, what is not shown, another file."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QPainter

from gradviz.core.graph import GraphNode
from gradviz.ui.canvas.inks import ink
from gradviz.ui.canvas.marks import PILL_HEIGHT, PillColors, draw_pill, pill_rect
from gradviz.ui.remarks import remark
from gradviz.ui.theme import Theme

_INSET, _GAP = 10.0, 4.0
_BELOW = 2.0
"""How far the middle of a label lies below the border: the pictures in the box stay whole."""
_LONGEST = 18
"""Characters of a file's name."""


def tags_of(node: GraphNode) -> tuple[str, ...]:
    """Return the labels of a box."""
    if not (node.layer or node.hooks or node.notes or node.elsewhere):
        return ()
    translate = QCoreApplication.translate
    tags = [f"{'↻' if node.is_rerun else '∇'}{node.layer}"] if node.layer else []
    if node.hooks:
        one, several = translate("GraphView", "hook"), translate("GraphView", "{0} hooks")
        tags.append(one if len(node.hooks) == 1 else several.format(len(node.hooks)))
    if node.notes:
        tags.append("i")
    if node.elsewhere is not None:
        name = PurePath(node.elsewhere[0]).name
        tags.append(name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…")
    return tuple(tags)


def tag_sentences(node: GraphNode) -> list[str]:
    """Return what the labels of a box mean, for those who point at it or hear the screen."""
    translate = QCoreApplication.translate
    said = []
    if node.made_by is not None and node.is_rerun:
        said.append(translate("GraphView", "ran again in backward call {0}").format(node.made_by + 1))
    elif node.made_by is not None:
        said.append(translate("GraphView", "made by backward call {0}").format(node.made_by + 1))
    elif node.layer:
        said.append(translate("GraphView", "after backward call {0}").format(node.layer))
    if node.hooks:
        said.append(translate("GraphView", "hooks: {0}").format(", ".join(node.hooks)))
    if node.elsewhere is not None:
        said.append("{}:{}".format(*node.elsewhere))
    return said + [remark(note) for note in node.notes]


def draw_tags(painter: QPainter, rect: QRectF, tags: tuple[str, ...], theme: Theme, grown: float = 1.0) -> None:
    """Draw ``tags`` side by side across the lower border of the box ``rect``, as far as there is room.

    They are drawn ``grown`` times as large as the rest: from further away they could not be read otherwise.
    """
    if not tags:
        return
    corner = rect.bottomLeft() + QPointF(_INSET, _BELOW + (grown - 1.0) * PILL_HEIGHT / 2)
    room = (rect.right() - corner.x()) / grown
    muted, words = ink(theme, "muted"), ink(theme, "text")
    painter.save()
    painter.translate(corner)
    painter.scale(grown, grown)
    left = 0.0
    for tag in tags:
        pill = pill_rect(tag, QPointF(0.0, 0.0), bold=False)
        pill.moveLeft(left)
        if pill.right() > room:
            break
        draw_pill(painter, pill, tag, PillColors(words, muted, ink(theme, "panel")), bold=False)
        left = pill.right() + _GAP
    painter.restore()
