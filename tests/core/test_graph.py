from __future__ import annotations

import networkx as nx
from hypothesis import given

from gradviz.core.graph import EdgeKey, Graph, NodeKind, from_iteration, grad_key, node_of
from gradviz.core.trace import ForwardEvent, GradNode, Iteration
from tests import traces
from tests.generated import iterations

_LEAF = "torch::autograd::AccumulateGrad"


def _edges(graph: Graph) -> set[EdgeKey]:
    return set(graph.edges(keys=True))


def _kinds(graph: Graph) -> dict[str, NodeKind]:
    return {key: node_of(graph, key).kind for key in graph}


def test_two_layer_net() -> None:
    graph = from_iteration(traces.two_layer())
    leaf, grad_fn, given_ = NodeKind.LEAF, NodeKind.GRAD_FN, NodeKind.INPUT
    assert _kinds(graph) == {
        **dict.fromkeys(("n0", "n2", "n3", "n5", "n6", "n7"), grad_fn),
        **dict.fromkeys(("n1", "n4"), leaf),
        **dict.fromkeys(("ix", "iy"), given_),
    }
    assert _edges(graph) == {
        ("ix", "n2", 0), ("n1", "n2", 1), ("n2", "n3", 0), ("n3", "n5", 0), ("n4", "n5", 1), ("n5", "n6", 0),
        ("iy", "n6", 1), ("n6", "n7", 0), ("n7", "n0", 0),
    }  # fmt: skip


def test_titles_are_what_the_user_wrote() -> None:
    graph = from_iteration(traces.two_layer())
    titles = {key: node_of(graph, key).title for key in graph}
    assert titles["n1"] == "w1"
    assert titles["ix"] == "x"
    assert titles["n3"] == "clamp"
    assert node_of(graph, "n3").name == "ClampBackward1"
    assert node_of(graph, "n1").name == "AccumulateGrad"
    assert node_of(graph, "n5").variable == "y_pred"
    assert [key for key in graph if node_of(graph, key).is_root] == ["n0"]


def test_an_edges_key_is_its_port() -> None:
    graph = from_iteration(traces.two_layer())
    assert all(key == data["port"] for _, _, key, data in graph.edges(keys=True, data=True))


def test_a_product_with_itself_has_two_edges() -> None:
    iteration = Iteration(
        0,
        forward=(ForwardEvent("mul", inputs=("y", "y"), outputs=("z",), nodes=(1,)),),
        nodes=(
            GradNode(0, _LEAF, variable="y", tensor="y"),
            GradNode(1, "MulBackward0", next=((0, 0), (0, 0)), tensor="z", event=0),
        ),
        roots=(1,),
    )
    graph = from_iteration(iteration)
    assert _edges(graph) == {("n0", "n1", 0), ("n0", "n1", 1)}


def test_an_input_without_gradient_takes_the_free_port_and_further_ones_follow() -> None:
    iteration = Iteration(
        0,
        forward=(ForwardEvent("where", inputs=("mask", "w", "c", "c", "d"), outputs=("z",), nodes=(1,)),),
        nodes=(
            GradNode(0, _LEAF, variable="w", tensor="w"),
            GradNode(1, "WhereBackward0", next=((None, 0), (0, 0), (None, 0)), tensor="z", event=0),
        ),
        names={"mask": "mask"},
    )
    graph = from_iteration(iteration)
    assert _edges(graph) == {("imask", "n1", 0), ("n0", "n1", 1), ("ic", "n1", 2), ("ic", "n1", 3), ("id", "n1", 4)}
    assert node_of(graph, "imask").title == "mask"
    assert node_of(graph, "ic").title == "constant"


def test_ops_that_autograd_did_not_see_are_nodes_too() -> None:
    iteration = Iteration(
        0,
        forward=(
            ForwardEvent("mul", inputs=("w", "w"), outputs=("a",), nodes=(1,)),
            ForwardEvent("detach", inputs=("a",), outputs=("b",), cut="detach", line=3, variable="b", scope="net"),
            ForwardEvent("add", inputs=("b", "k"), outputs=("c",), cut="no_grad"),
            ForwardEvent("mul", inputs=("c", "w"), outputs=("d",), nodes=(2,)),
        ),
        nodes=(
            GradNode(0, _LEAF, variable="w", tensor="w"),
            GradNode(1, "MulBackward0", next=((0, 0), (0, 0)), tensor="a", event=0),
            GradNode(2, "MulBackward0", next=((None, 0), (0, 0)), tensor="d", event=3),
        ),
    )
    graph = from_iteration(iteration)
    assert _edges(graph) == {
        ("n0", "n1", 0), ("n0", "n1", 1), ("n1", "e1", 0), ("e1", "e2", 0), ("ik", "e2", 1), ("e2", "n2", 0),
        ("n0", "n2", 1),
    }  # fmt: skip
    detach = node_of(graph, "e1")
    assert (detach.kind, detach.cut, detach.line, detach.variable, detach.scope) == (
        NodeKind.OP, "detach", 3, "b", "net",
    )  # fmt: skip


def test_a_program_without_any_gradient_has_a_graph() -> None:
    iteration = Iteration(
        0,
        forward=(
            ForwardEvent("ones", outputs=("a",)),
            ForwardEvent("add", inputs=("a", "a"), outputs=("b",)),
            ForwardEvent("print", inputs=("b",)),
        ),
    )
    graph = from_iteration(iteration)
    assert _edges(graph) == {("e0", "e1", 0), ("e0", "e1", 1), ("e1", "e2", 0)}
    assert set(_kinds(graph).values()) == {NodeKind.OP}


def test_an_op_in_place_makes_a_new_node_of_the_same_tensor() -> None:
    iteration = Iteration(
        0,
        forward=(
            ForwardEvent("add_", inputs=("a",), outputs=("a",), inplace=True),
            ForwardEvent("mul_", inputs=("a",), outputs=("a",), inplace=True),
        ),
    )
    assert _edges(from_iteration(iteration)) == {("ia", "e0", 0), ("e0", "e1", 0)}


def test_an_op_with_several_outputs_feeds_its_consumers_from_each() -> None:
    iteration = Iteration(
        0,
        forward=(
            ForwardEvent("unbind", inputs=("w",), outputs=("a", "b"), nodes=(1,)),
            ForwardEvent("sub", inputs=("b", "a"), outputs=("c",), nodes=(2,)),
        ),
        nodes=(
            GradNode(0, _LEAF, tensor="w"),
            GradNode(1, "UnbindBackward0", next=((0, 0),), tensor="a", event=0),
            GradNode(2, "SubBackward0", next=((1, 1), (1, 0)), tensor="c", event=1),
        ),
    )
    graph = from_iteration(iteration)
    assert _edges(graph) == {("n0", "n1", 0), ("n1", "n2", 0), ("n1", "n2", 1)}
    assert node_of(graph, "n0").title == "leaf"


def test_several_nodes_of_one_op_name_themselves() -> None:
    iteration = Iteration(
        0,
        forward=(ForwardEvent("linear", inputs=("w", "x"), outputs=("y",), nodes=(1, 2)),),
        nodes=(
            GradNode(0, _LEAF, variable="w", tensor="w"),
            GradNode(1, "TBackward0", next=((0, 0),), event=0),
            GradNode(2, "AddmmBackward0", next=((None, 0), (1, 0)), tensor="y", event=0),
        ),
    )
    graph = from_iteration(iteration)
    assert [node_of(graph, key).title for key in ("n1", "n2")] == ["t", "linear"]
    assert ("ix", "n2", 0) in _edges(graph)


def test_several_roots() -> None:
    iteration = Iteration(
        0,
        nodes=(
            GradNode(0, _LEAF, tensor="w"),
            GradNode(1, "AddBackward0", next=((0, 0),)),
            GradNode(2, "MulBackward0", next=((0, 0),)),
        ),
        roots=(1, 2),
    )
    graph = from_iteration(iteration)
    assert [key for key in graph if node_of(graph, key).is_root] == ["n1", "n2"]


def test_an_empty_iteration_has_an_empty_graph() -> None:
    assert len(from_iteration(Iteration(0))) == 0


@given(iterations())
def test_any_graph_is_complete_and_runs_forward(iteration: Iteration) -> None:
    graph = from_iteration(iteration)
    assert nx.is_directed_acyclic_graph(graph)
    assert all(node_of(graph, key).key == key for key in graph)
    assert {grad_key(node.id) for node in iteration.nodes} <= set(graph)
    for node in iteration.nodes:
        for port, (source, _) in enumerate(node.next):
            if source is not None:
                assert graph.has_edge(grad_key(source), grad_key(node.id), port)
    unrecorded = {f"e{i}" for i, event in enumerate(iteration.forward) if not event.nodes}
    assert {key for key in graph if node_of(graph, key).kind is NodeKind.OP} == unrecorded
    for key in graph:
        ports = [port for _, _, port in graph.in_edges(key, keys=True)]
        assert len(ports) == len(set(ports))
