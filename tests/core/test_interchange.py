"""What other programs read has the numbers of the trace."""

from __future__ import annotations

import io
import math
import re
from typing import Any

import msgspec
import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given

from gradviz.core.graph import from_iteration, node_of
from gradviz.core.interchange import graphml_key, to_dot, to_graphml, to_networkx
from gradviz.core.trace import Iteration
from tests.generated import iterations
from tests.traces import summary, two_layer


def read(text: str) -> Any:
    return nx.read_graphml(io.BytesIO(text.encode()), force_multigraph=True)


def same(a: object, b: object) -> bool:
    return a == b or (isinstance(a, float) and isinstance(b, float) and math.isnan(a) and math.isnan(b))


def test_a_node_has_the_numbers_of_its_tensor_and_its_gradient() -> None:
    iteration = two_layer()
    plain = to_networkx(iteration)
    events = {event.node: event for event in iteration.backward}
    for node in iteration.nodes:
        data = plain.nodes[f"n{node.id}"]
        value = iteration.tensors[node.tensor or ""]
        assert (data["min"], data["max"], data["mean"], data["norm"]) == (value.min, value.max, value.mean, value.norm)
        arrived = events[node.id].grad_outputs[0]
        assert data["grad_norm"] == (None if arrived is None else arrived.norm)


def test_graphml_reads_back_as_the_same_graph() -> None:
    iteration = two_layer()
    plain, back = to_networkx(iteration), read(to_graphml(iteration))
    assert set(back) == set(plain)
    assert sorted((u, v, data["port"]) for u, v, data in back.edges(data=True)) == sorted(plain.edges(keys=True))
    for key, data in plain.nodes(data=True):
        told = {"shape": "x".join(map(str, data["shape"])) or "scalar"} if "shape" in data else {}
        assert back.nodes[key] == {**data, **told}
    for source, target, data in back.edges(data=True):
        assert data == plain.edges[source, target, data["port"]]


@given(iterations())
def test_graphml_reads_back_whatever_the_iteration_is(iteration: Iteration) -> None:
    plain = to_networkx(iteration)
    assume(len({graphml_key(key) for key in plain}) == len(plain))
    back = read(to_graphml(iteration))
    assert set(back) == {graphml_key(key) for key in plain}
    for node, data in plain.nodes(data=True):
        key = graphml_key(node)
        for name in ("min", "max", "mean", "norm", "grad_norm", "line", "is_root"):
            assert (name in data) == (name in back.nodes[key])
            assert same(data.get(name), back.nodes[key].get(name))


def test_nan_infinities_and_strange_names_survive() -> None:
    iteration = two_layer()
    tensors = {**iteration.tensors, "w1": summary(np.array([math.nan, math.inf, 1.0], np.float32))}
    nodes = tuple(
        msgspec.structs.replace(node, variable='w"<&\x00ü') if node.tensor == "w1" else node for node in iteration.nodes
    )
    changed = msgspec.structs.replace(iteration, tensors=tensors, nodes=nodes)
    data = read(to_graphml(changed)).nodes["n1"]
    assert data["variable"] == 'w"<&\ufffdü'
    assert math.isnan(data["norm"])
    assert math.isnan(data["max"])


_NODE = re.compile(r'^  "(?P<key>[^"]+)" \[label="(?P<label>(?:[^"\\]|\\.)*)", (?P<rest>.*)\];$')
_EDGE = re.compile(r'^  "(?P<source>[^"]+)" -> "(?P<target>[^"]+)" \[(?P<rest>.*)\];$')
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


def test_dot_holds_every_node_and_edge_with_its_numbers() -> None:
    iteration = two_layer()
    plain, graph = to_networkx(iteration), from_iteration(iteration)
    nodes, edges = set(), set()
    for line in to_dot(iteration).splitlines()[2:-1]:
        edge, node = _EDGE.match(line), _NODE.match(line)
        if edge is not None:
            told = dict(_ATTRIBUTE.findall(edge["rest"]))
            key = (edge["source"], edge["target"], int(told["port"]))
            edges.add(key)
            assert float(told.get("grad_norm", "nan")) == pytest.approx(
                plain.edges[key].get("grad_norm", math.nan), rel=0, nan_ok=True
            )
        else:
            assert node is not None
            nodes.add(node["key"])
            assert node["label"].split("\\n")[0] == node_of(graph, node["key"]).title
            told = dict(_ATTRIBUTE.findall(node["rest"]))
            for name in ("min", "max", "mean", "norm", "grad_norm"):
                assert (name in told) == (name in plain.nodes[node["key"]])
                if name in told:
                    assert float(told[name]) == plain.nodes[node["key"]][name]
    assert nodes == set(plain)
    assert edges == set(plain.edges(keys=True))
