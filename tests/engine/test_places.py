"""Where a program holds its leaves, and what follows one that an update has replaced."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import torch

from gradviz.engine.places import Places


def leaf(*numbers: float) -> torch.Tensor:
    return torch.tensor([float(number) for number in numbers], requires_grad=True)


def run(text: str) -> dict[str, torch.Tensor]:
    """Run ``text``, which calls ``note()`` and ``look()``; return what was found, by the names of the leaves."""
    places = Places()
    space: dict[str, Any] = {"__name__": "__main__", "torch": torch, "leaf": leaf}
    found: dict[str, torch.Tensor] = {}

    def caller() -> FrameType:
        return sys._getframe(2)

    def note(**told: torch.Tensor) -> None:
        places.note(space, caller(), told)

    def look() -> None:
        found.update(places.successors(caller()))

    space.update(note=note, look=look)
    exec(compile(text, "<program>", "exec"), space)
    return found


def test_a_leaf_that_stays_has_no_successor() -> None:
    assert run("w = leaf(1, 2)\nnote(w=w)\nw.data.mul_(2)\nlook()") == {}


def test_a_copy_that_is_kept_is_no_successor() -> None:
    assert run("w = leaf(1, 2)\nbest = w\nnote(w=w)\nbest = w.detach().clone()\nlook()") == {}


def test_the_variable_that_held_the_leaf_tells_the_successor() -> None:
    text = "w = leaf(1, 2)\nold = w\nnote(w=w)\nw = leaf(3, 4)\nlook()"
    assert run(text)["w"].tolist() == [3.0, 4.0]


def test_two_leaves_of_one_shape_are_not_exchanged() -> None:
    text = """
def train():
    params = [leaf(1), leaf(2)]
    for p in params: pass
    note(a=params[0], b=params[1])
    params = [leaf(p.item() + 10) for p in params]
    for p in params: pass
    look()
train()
"""
    found = run(text)
    assert (found["a"].item(), found["b"].item()) == (11.0, 12.0)


def test_another_shape_is_no_successor() -> None:
    assert run("w = leaf(1, 2)\nnote(w=w)\nw = leaf(1, 2, 3)\nlook()") == {}


def test_what_only_a_function_held_that_has_returned_is_not_known() -> None:
    text = "def inner():\n    w = leaf(1)\n    note(w=w)\ninner()\nlook()"
    assert run(text) == {}


def test_an_attribute_of_an_object_of_the_programs_own_class_is_found() -> None:
    text = """
class Net:
    pass
def train():
    net = Net()
    net.layers = [leaf(1), leaf(2)]
    note(second=net.layers[1])
    net.layers[1] = leaf(5)
    look()
train()
"""
    assert run(text)["second"].item() == 5.0
