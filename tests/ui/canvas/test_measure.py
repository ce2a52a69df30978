from __future__ import annotations

import networkx as nx
import pytest
from PySide6.QtGui import QFontMetricsF

from gradviz.core.graph import Box, Graph, GraphNode, NodeKind
from gradviz.ui.canvas.measure import (
    DETAIL,
    HEIGHT,
    MAX_WIDTH,
    MIN_WIDTH,
    NAME,
    PAD,
    TITLE,
    BoxText,
    box_lines,
    font,
    measure,
    small_width,
)
from tests.traces import random
from tests.ui.canvas.conftest import Show


def _measured(**fields: object) -> tuple[BoxText, float]:
    node = GraphNode("n0", NodeKind.GRAD_FN, **{"title": "mm", "name": "MmBackward0", "tensor": "t", **fields})  # type: ignore[arg-type]
    graph: Graph = nx.MultiDiGraph()
    graph.add_node("n0", node=node)
    data = measure(graph, {"t": random(3, 4)}).nodes["n0"]
    assert data["height"] == HEIGHT
    return data["text"], data["width"]


def test_texts_of_the_kinds(net: Show) -> None:
    texts = {node.key: words for node, words in zip(net.scene.nodes, net.scene.texts, strict=True)}
    assert (texts["n5"].title, texts["n5"].name, texts["n5"].detail) == ("mm", "MmBackward0", "y_pred · 64×10 f32")
    assert texts["n3"].detail == "line 6 · 64×100 f32"
    assert (texts["n1"].title, texts["n1"].detail) == ("w1", "leaf · 1000×100 f32")
    assert (texts["ix"].title, texts["ix"].detail) == ("x", "input · 64×1000 f32")


@pytest.mark.parametrize(
    ("title", "variable"),
    [
        ("mm", None),
        ("scaled_dot_product_attention_of_everything", "v"),
        ("矩阵乘法矩阵乘法", "变量" * 30),
        ("", "x" * 90),
    ],
)
def test_every_text_fits_its_box(qapp: object, title: str, variable: str | None) -> None:
    words, width = _measured(title=title, name="ScaledDotProductFlashAttentionForCpuBackward0", variable=variable)
    assert MIN_WIDTH <= width <= MAX_WIDTH
    inner = width - 2 * PAD
    first = QFontMetricsF(font(TITLE, bold=True)).horizontalAdvance(words.title)
    name = QFontMetricsF(font(NAME)).horizontalAdvance(words.name)
    assert first + name <= inner
    assert QFontMetricsF(font(DETAIL)).horizontalAdvance(words.detail) <= inner


def test_the_graph_that_was_given_is_left_alone(net: Show) -> None:
    assert "width" not in net.timeline.graph.nodes["n0"]


def test_a_cut_path_says_why(qapp: object) -> None:
    words, _ = _cut()
    assert words.name == "no_grad"


def _cut() -> tuple[BoxText, float]:
    node = GraphNode("e0", NodeKind.OP, "sub", cut="no_grad")
    graph: Graph = nx.MultiDiGraph()
    graph.add_node("e0", node=node)
    data = measure(graph, {}).nodes["e0"]
    return data["text"], data["width"]


@pytest.mark.parametrize(
    ("title", "numbers", "shown"),
    [
        ("net.blocks", (12, 0, 1), "blocks ×12"),
        ("net.blocks.3", (1, 0, 1), "blocks.3"),
        ("cell", (1, 1, 3), "cell (2/3)"),
        ("@7", (40, 0, 1), "loop, line 7 ×40"),
        ("cell.@7.#0", (1, 0, 1), "round 1"),
    ],
)
def test_what_a_collapsed_scope_is_called(qapp: object, title: str, numbers: tuple[int, int, int], shown: str) -> None:
    """``numbers``: how often it repeats itself, which of its boxes it is, and of how many."""
    box = Box(title, ("a", "b"), ("b",), (), 1234, 2, 5000, *numbers)
    node = GraphNode("s", NodeKind.BOX, title.removeprefix("net."), scope=title, box=box)
    assert box_lines(node, box) == (shown, "ops: 1,234", "parameters: 2", "5,000 numbers")


def test_a_collapsed_scope_has_room_for_two_norms_and_a_chip_is_small(qapp: object) -> None:
    box = Box("a", ("x", "y"), ("y",), (), 2, 0, 0)
    graph: Graph = nx.MultiDiGraph()
    graph.add_node("sa", node=GraphNode("sa", NodeKind.BOX, "a", box=box))
    graph.add_node("w@x", node=GraphNode("w@x", NodeKind.CHIP, "w", of="w"))
    data = measure(graph, {}).nodes
    norms = sum(small_width(words, bold=True) for words in ("∇ in −1.234e-10", "∇ out −1.234e-10"))
    assert data["sa"]["width"] - 2 * PAD > norms
    assert data["w@x"]["width"] < data["sa"]["width"] / 3
    assert data["w@x"]["height"] < data["sa"]["height"] / 2
