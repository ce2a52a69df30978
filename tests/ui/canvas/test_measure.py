from __future__ import annotations

import networkx as nx
import pytest
from PySide6.QtGui import QFontMetricsF

from gradviz.core.graph import Graph, GraphNode, NodeKind
from gradviz.ui.canvas.measure import DETAIL, HEIGHT, MAX_WIDTH, MIN_WIDTH, NAME, PAD, TITLE, BoxText, font, measure
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
