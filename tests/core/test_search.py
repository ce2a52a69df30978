"""What the words of a search find."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from gradviz.core.graph import from_iteration
from gradviz.core.search import Searched
from tests import traces
from tests.ui.folded import blocks

NET = traces.two_layer()
GRAPH = from_iteration(NET)


def found(query: str) -> tuple[str, ...]:
    return Searched(GRAPH, NET.tensors).find(query)


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("mm", ("n2", "n5")),
        ("MM", ("n2", "n5")),
        ("y_pred", ("n5",)),
        ("w1", ("n1",)),
        ("line 7", ("n0", "n6", "n7")),
        ("7", ("n0", "n6", "n7")),
        ("第 7 行", ("n0", "n6", "n7")),
        ("line:7", ("n0", "n6", "n7")),
        ("line:6-7", ("n0", "n2", "n3", "n5", "n6", "n7")),
        ("line:7 op:s", ("n0", "n6")),
        ("shape:64x100", ("n2", "n3")),
        ("shape:64×100", ("n2", "n3")),
        ("shape:(64,100)", ("n2", "n3")),
        ("shape:?x100", ("n1", "n2", "n3")),
        ("shape:scalar", ("n0",)),
        ("64×100", ("n2", "n3", "ix")),
        ("dtype:f32 var:w", ("n1", "n4")),
        ("dtype:float32 var:w2", ("n4",)),
        ("device:cpu op:clamp", ("n3",)),
        ("grad_fn:Pow", ("n7",)),
        ("Accumulate", ("n1", "n4")),
    ],
)
def test_words_find(query: str, keys: tuple[str, ...]) -> None:
    assert sorted(found(query)) == sorted(keys)


@pytest.mark.parametrize(
    "query", ["", "  ", "zzz", "line:x", "line:1-", "shape:", "shape:x", "device:cuda", "line:99", "foo:bar"]
)
def test_these_find_nothing(query: str) -> None:
    assert found(query) == ()


def test_what_is_called_so_comes_before_what_only_holds_the_word() -> None:
    iteration = blocks(2, 2)
    nodes = tuple(replace(node, scope="tanhs.0") if node.id == 1 else node for node in iteration.nodes)
    graph = from_iteration(replace(iteration, nodes=nodes))
    graph.nodes["n1"]["node"] = replace(graph.nodes["n1"]["node"], title="sin", name="SinBackward0")
    keys = Searched(graph, iteration.tensors).find("tanh")
    assert keys[-1] == "n1"
    assert set(keys) == {"n1", "n2", "n3", "n4", "n5"}


def test_modules_are_found_by_their_path() -> None:
    iteration = blocks(3, 2)
    assert Searched(from_iteration(iteration), iteration.tensors).find("scope:blocks.1") == ("n3", "n4")


def test_an_unfinished_prefix_asks_for_nothing_more() -> None:
    # While one types `mm shape:6` there is a moment with nothing after the colon.
    assert found("mm shape:") == ("n2", "n5")
