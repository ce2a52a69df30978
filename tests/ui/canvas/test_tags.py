"""The small labels on a box, and what they mean."""

from __future__ import annotations

import msgspec
import numpy as np
from PySide6.QtCore import QPointF

from gradviz.core.graph import GraphNode, NodeKind, from_iteration, node_of
from gradviz.core.trace import BackwardCall, BackwardEvent, ForwardEvent, GradNode, Iteration
from gradviz.ui.canvas.describe import describe
from gradviz.ui.canvas.tags import tag_sentences, tags_of
from tests.traces import double_backward, two_layer
from tests.ui.canvas.conftest import Open, pixels, show_of


def labelled(**changes: object) -> Iteration:
    good = two_layer()
    nodes = list(good.nodes)
    nodes[5] = msgspec.structs.replace(nodes[5], **changes)
    return msgspec.structs.replace(good, nodes=tuple(nodes))


def test_a_plain_box_has_none(qapp: object) -> None:
    node = node_of(from_iteration(two_layer()), "n5")
    assert tags_of(node) == ()
    assert tag_sentences(node) == []


def test_hooks_notes_and_files_have_a_label_each(qapp: object) -> None:
    iteration = labelled(hooks=("hook a",), opaque="Something.", elsewhere=("/there/a_module_with_a_long_name.py", 7))
    node = node_of(from_iteration(iteration), "n5")
    assert tags_of(node) == ("hook", "i", "a_module_with_a_l…")
    assert tag_sentences(node) == ["hooks: hook a", "/there/a_module_with_a_long_name.py:7", "Something."]
    two = node_of(from_iteration(labelled(hooks=("hook a", "hook b"))), "n5")
    assert tags_of(two) == ("2 hooks",)


def test_a_graph_of_gradients_is_told_from_the_first_graph(qapp: object) -> None:
    shown = show_of(double_backward())
    text = describe(shown.scene, shown.frame(6))
    assert [line.split(" | ")[0] for line in text.splitlines() if "[∇1]" in line] == ["n2", "n3"]
    graph = shown.graph
    assert [node_of(graph, key).layer for key in ("n0", "n1", "n2", "n3")] == [0, 0, 1, 1]
    assert tag_sentences(node_of(graph, "n2")) == ["made by backward call 1"]
    assert tag_sentences(node_of(graph, "n3")) == ["after backward call 1"]


def test_what_ran_again_is_no_graph_of_gradients(qapp: object) -> None:
    nodes = (GradNode(0, "CheckpointFunctionBackward"), GradNode(1, "MulBackward0", made_by=0))
    calls = (BackwardCall(roots=(0,)), BackwardCall(roots=(1,), node=0))
    found = Iteration(0, nodes=nodes, backward=(BackwardEvent(1, call=1), BackwardEvent(0)), calls=calls)
    node = node_of(from_iteration(found), "n1")
    assert tags_of(node) == ("↻1",)
    assert tag_sentences(node) == ["ran again in backward call 1"]


def test_they_are_heard_and_pointed_at(open_view: Open) -> None:
    shown = show_of(labelled(hooks=("hook a",)))
    view = open_view(shown)
    view.show_frame(shown.frame(10))
    assert view.item_name("n5").endswith("hooks: hook a")
    assert "hooks: hook a" in view.tip_at(view.node_rect("n5").center())


def test_a_label_is_drawn_across_the_lower_border(open_view: Open) -> None:
    plain, marked = show_of(two_layer()), show_of(labelled(hooks=("hook a",)))
    views = [open_view(shown) for shown in (plain, marked)]
    for view, shown in zip(views, (plain, marked), strict=True):
        view.show_frame(shown.frame(10))
    one, other = (pixels(view) for view in views)
    differs = np.argwhere((one != other).reshape(one.shape[0], -1, 4).any(axis=2))
    box = views[1].node_rect("n5")
    assert len(differs)
    for y, x in (differs.min(axis=0), differs.max(axis=0)):
        assert box.adjusted(-2, 0, 2, 16).contains(QPointF(float(x), float(y)))
    assert differs[:, 0].max() > box.bottom()


def test_a_tensor_that_was_written_through_a_view_is_no_input(qapp: object) -> None:
    """``y = x * 1; v = y[0]; v.mul_(2); z = y * 3``: no op returns the ``y`` that was written to."""
    nodes = (
        GradNode(0, "torch::autograd::AccumulateGrad", tensor="x", variable="x"),
        GradNode(1, "MulBackward0", next=((0, 0),), tensor="y0", event=0),
        GradNode(2, "torch::autograd::CopySlices", next=((1, 0),), event=1),
        GradNode(3, "MulBackward0", next=((2, 0),), tensor="z", event=2),
    )
    forward = (
        ForwardEvent("mul", inputs=("x",), outputs=("y0",), nodes=(1,)),
        ForwardEvent("mul_", inputs=("v",), outputs=("v",), nodes=(2,), inplace=True),
        ForwardEvent("mul", inputs=("y1",), outputs=("z",), nodes=(3,)),
    )
    graph = from_iteration(Iteration(0, forward=forward, nodes=nodes, names={"y1": "y"}))
    assert "iy1" not in graph
    written = node_of(graph, "n2")
    assert (written.tensor, written.variable) == ("y1", "y")
    kinds = [node_of(graph, key).kind for key in graph.predecessors("n3")]
    assert kinds == [NodeKind.GRAD_FN]
    assert isinstance(written, GraphNode)
