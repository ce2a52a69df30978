"""The texts of a box, the fonts they are set in, and how large the box must be to hold them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication

from gradviz.core import text
from gradviz.core.graph import Box, Graph, GraphNode, NodeKind, node_of
from gradviz.core.scopes import LOOP, ROUND
from gradviz.core.tensor import TensorSummary
from gradviz.ui.wording import shape

TITLE, NAME, DETAIL, NUMBER = 14, 11, 12, 12
"""Sizes of type, in units of the scene: pixels at 100 %."""

PAD = 12.0
HEIGHT = 82.0
CHIP_HEIGHT = 26.0
BOX_WIDTH = 264.0
"""At least, of a collapsed scope: two norms stand side by side in it."""
MIN_WIDTH, MAX_WIDTH = 184.0, 344.0
_GAP = 14.0
_LEAST_NAME = 56.0
_STEP = 8.0
"""Widths are multiples of it, so that boxes of a column have the same."""
_MARK = 40.0
"""Room for the mark of the state, at the end of the second line."""


@dataclass(frozen=True, slots=True)
class BoxText:
    """What a box says, shortened to what fits."""

    title: str
    name: str
    detail: str
    title_width: float
    name_width: float


def font(size: int, *, bold: bool = False) -> QFont:
    """Return the application's font in ``size`` units of the scene; its glyphs scale evenly."""
    return _font(QGuiApplication.font().family(), size, bold)


@lru_cache(maxsize=64)
def _font(family: str, size: int, bold: bool) -> QFont:
    result = QFont(family)
    result.setPixelSize(size)
    result.setBold(bold)
    # Hinted widths differ from zoom to zoom, and a text measured at 100 % would not fit at 70 %.
    result.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return result


@lru_cache(maxsize=8192)
def small_width(words: str, bold: bool) -> float:
    """Return how wide ``words`` are in the smallest type."""
    return QFontMetricsF(font(NAME, bold=bold)).horizontalAdvance(words)


def measure(graph: Graph, tensors: Mapping[str, TensorSummary]) -> Graph:
    """Return a copy of ``graph`` whose nodes have ``text``, ``width``, ``height``; ``tensors`` are an iteration's."""
    ruler = _Ruler()
    result = graph.copy()
    for key in result:
        node = node_of(result, key)
        if node.of is not None:
            box, width, height = ruler.chip(node.title)
        elif node.box is not None:
            box, width = ruler.box(*box_lines(node, node.box))
            width, height = max(width, BOX_WIDTH), HEIGHT
        else:
            tensor = None if node.tensor is None else tensors.get(node.tensor)
            box, width = ruler.box(node.title, name_line(node), origin_text(node), shape_text(tensor))
            height = HEIGHT
        result.nodes[key].update(text=box, width=width, height=height)
    return result


def box_lines(node: GraphNode, box: Box) -> tuple[str, str, str, str]:
    """Return what a collapsed scope says: its name, how many ops it holds, its parameters and their numbers."""
    ops = QCoreApplication.translate("GraphView", "ops: {0}").format(f"{box.ops:,}")
    if not box.parameters:
        return box_title(node, box), ops, QCoreApplication.translate("GraphView", "no parameters"), ""
    parameters = QCoreApplication.translate("GraphView", "parameters: {0}").format(box.parameters)
    numbers = QCoreApplication.translate("GraphView", "{0} numbers").format(f"{box.elements:,}")
    return box_title(node, box), ops, parameters, numbers


def box_title(node: GraphNode, box: Box) -> str:
    """Return the name of a collapsed scope, with how often it repeats itself, or which of its boxes it is."""
    step = box.scope.rpartition(".")[2]
    title = node.title
    if step.startswith(LOOP):
        title = QCoreApplication.translate("GraphView", "loop, line {0}").format(step[1:])
    elif step.startswith(ROUND):
        title = QCoreApplication.translate("GraphView", "round {0}").format(int(step[1:]) + 1)
    if box.repeats > 1:
        title = f"{title} ×{box.repeats}"
    return title if box.calls == 1 else f"{title} ({box.call + 1}/{box.calls})"


def name_line(node: GraphNode) -> str:
    """Return what stands at the right of the title: the grad_fn, or why there is none."""
    if node.cut is not None:
        return cut_text(node.cut)
    return node.name


def cut_text(reason: str) -> str:
    """Return why the gradient path ends, in words."""
    if reason == "not differentiable":
        return QCoreApplication.translate("GraphView", "not differentiable")
    return reason


def shape_text(tensor: TensorSummary | None) -> str:
    """Return the shape and type of a tensor, the second half of a box's second line."""
    return "" if tensor is None else f"{shape(tensor.shape)} {text.dtype(tensor.dtype)}"


def origin_text(node: GraphNode) -> str:
    """Return what a node is or where it was written, the first half of a box's second line."""
    if node.kind is NodeKind.LEAF:
        return QCoreApplication.translate("GraphView", "leaf")
    if node.kind is NodeKind.INPUT:
        return QCoreApplication.translate("GraphView", "input")
    if node.variable:
        return node.variable
    return "" if node.line is None else line_text(node.line)


def line_text(line: int) -> str:
    """Return the name of a line of the program."""
    return QCoreApplication.translate("GraphView", "line {0}").format(line)


class _Ruler:
    """Measures texts; what many boxes say is measured once."""

    def __init__(self) -> None:
        self._title = QFontMetricsF(font(TITLE, bold=True))
        self._name = QFontMetricsF(font(NAME))
        self._detail = QFontMetricsF(font(DETAIL))
        self.box = lru_cache(maxsize=4096)(self._box)
        self._first_line = lru_cache(maxsize=4096)(self._first)

    def _box(self, title: str, name: str, origin: str, shape: str) -> tuple[BoxText, float]:
        wanted, words = self._first_line(title, name)
        detail = _joined(origin, shape)
        below = self._detail.horizontalAdvance(detail) + _MARK
        if below > MAX_WIDTH - 2 * PAD:
            detail = self._short_detail(origin, shape)
        width = min(max(wanted, below) + 2 * PAD, MAX_WIDTH)
        title, title_width, name, name_width = words
        box = BoxText(title, name, detail, title_width, name_width)
        return box, max(MIN_WIDTH, _STEP * math.ceil(width / _STEP - 1e-9))

    def chip(self, title: str) -> tuple[BoxText, float, float]:
        """Return the text and the size of a chip."""
        title = _elided(self._detail, title, MAX_WIDTH / 2)
        width = self._detail.horizontalAdvance(title)
        return BoxText(title, "", "", width, 0.0), _STEP * math.ceil((width + 2 * PAD) / _STEP), CHIP_HEIGHT

    def _first(self, title: str, name: str) -> tuple[float, tuple[str, float, str, float]]:
        """Return how wide the first line would be, and what of it fits into the widest box."""
        inner = MAX_WIDTH - 2 * PAD
        title_width, name_width = self._title.horizontalAdvance(title), self._name.horizontalAdvance(name)
        wanted = title_width + (_GAP + name_width if name else 0.0)
        if wanted > inner:
            # The title is what is looked for: the name gets what it leaves.
            title = _elided(self._title, title, inner - _GAP - min(name_width, _LEAST_NAME))
            title_width = self._title.horizontalAdvance(title)
            name = _elided(self._name, name, inner - _GAP - title_width)
            name_width = self._name.horizontalAdvance(name)
        return wanted, (title, title_width, name, name_width)

    def _short_detail(self, origin: str, shape: str) -> str:
        """Return what of the second line fits into the widest box: the shape goes last."""
        inner = MAX_WIDTH - 2 * PAD - _MARK
        rest = inner - self._detail.horizontalAdvance(f" · {shape}" if shape else "")
        return _elided(self._detail, _joined(_elided(self._detail, origin, max(rest, 2 * _GAP)), shape), inner)


def _joined(origin: str, shape: str) -> str:
    return " · ".join(part for part in (origin, shape) if part)


def _elided(metrics: QFontMetricsF, words: str, width: float) -> str:
    return metrics.elidedText(words, Qt.TextElideMode.ElideRight, width + 0.5)
