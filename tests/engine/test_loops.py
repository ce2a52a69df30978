"""How far the loops of a program are, and how long: what can be read off, and what is not known."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from gradviz.engine.loops import Loops, Position

NAME = "program.py"


def positions(text: str) -> list[Position | None]:
    """Return what is known at every call of ``here()`` in a program."""
    loops, found = Loops(text, NAME), []

    def here() -> None:
        found.append(loops.position(sys._getframe()))

    variables: dict[str, Any] = {"here": here}
    exec(compile(text, NAME, "exec"), variables)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("for t in range(3):\n    here()\n", [(1, 3), (2, 3), (3, 3)]),
        ("n = 4\nfor t in range(1, n + 1, 2):\n    here()\n", [(1, 2), (2, 2)]),
        ("for t in range(3, 0, -1):\n    here()\n", [(1, 3), (2, 3), (3, 3)]),
        ("for e in range(2):\n    for b in range(2):\n        here()\n", [(1, 4), (2, 4), (3, 4), (4, 4)]),
        ("data = [5, 6]\nfor i, x in enumerate(data):\n    here()\n", [(1, 2), (2, 2)]),
        ("data = [5, 6]\nfor x in data:\n    here()\n", [(None, 2), (None, 2)]),
        ("data = [5, 6, 7]\nfor i in range(len(data) // 3):\n    here()\n", [(1, 1)]),
        ("for x in (0.1, 0.2):\n    here()\n", [(None, 2), (None, 2)]),
        ("def train(epochs):\n    for e in range(epochs):\n        here()\ntrain(2)\n", [(1, 2), (2, 2)]),
        ("def step():\n    here()\nfor t in range(2):\n    step()\n", [(1, 2), (2, 2)]),
        ("for _ in range(2):\n    if True:\n        here()\n", [(1, 2), (2, 2)]),
    ],
)
def test_loops_that_say_how_long_they_are(text: str, expected: list[tuple[int | None, int]]) -> None:
    assert positions(text) == [Position(*one) for one in expected]


@pytest.mark.parametrize(
    "text",
    [
        "here()\n",
        "n = 0\nwhile n < 1:\n    here()\n    n += 1\n",
        "for t in iter([1]):\n    here()\n",
        "for t in (x for x in [1]):\n    here()\n",
        "for t in range(int('1')):\n    here()\n",
        "for t in range(2):\n    pass\nelse:\n    here()\n",
        "while True:\n    for t in range(1):\n        here()\n    break\n",
    ],
)
def test_what_is_not_known_is_not_made_up(text: str) -> None:
    assert positions(text) == [None]


def test_nothing_of_the_program_is_called() -> None:
    text = (
        "class Sized:\n    def __len__(self):\n        raise SystemExit\n"
        "    def __iter__(self):\n        return iter([1])\n"
        "s = Sized()\nfor x in s:\n    here()\n"
    )
    assert positions(text) == [None]


def test_a_text_that_is_no_python_has_no_loops() -> None:
    assert Loops("for", NAME).position(sys._getframe()) is None


@pytest.mark.parametrize(
    "text",
    [
        "n = 10**20\nfor t in range(n):\n    here()\n    break\n",
        "n = 10**10\nfor t in range(n):\n    for s in range(n):\n        here()\n        break\n    break\n",
        "s = 1\nfor t in range(0, 2, s):\n    s = 0\n    here()\n",
        "def range(*numbers):\n    return [1]\nfor t in range('a'):\n    here()\n",
    ],
)
def test_what_cannot_be_counted_is_not_known(text: str) -> None:
    assert set(positions(text)) == {None}


def test_looking_leaves_nothing_alive_in_a_frame() -> None:
    text = """
import weakref
class Large: pass
def train():
    large = Large()
    seen = weakref.ref(large)
    for t in range(2):
        here()
        if t == 0:
            del large
            gone.append(seen() is None)
gone = []
train()
"""
    loops = Loops(text, NAME)
    variables: dict[str, Any] = {"here": lambda: loops.position(sys._getframe())}
    exec(compile(text, NAME, "exec"), variables)
    assert variables["gone"] == [True]
