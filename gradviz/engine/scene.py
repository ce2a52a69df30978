"""What one run of a program shows of an iteration, and runs of it with changed leaves."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from typing_extensions import override

from gradviz.core.probe import ElementProbe, same_numbers
from gradviz.engine.callers import user_frame
from gradviz.engine.finder import Finder
from gradviz.engine.internals import caller_frame
from gradviz.engine.keyframes import Keyframes
from gradviz.engine.leaves import named_leaves
from gradviz.engine.listener import Leaves
from gradviz.engine.names import Names
from gradviz.engine.program import StopRun
from gradviz.engine.recompute import Again
from gradviz.engine.run import Request
from gradviz.engine.summarize import summary_of
from gradviz.engine.tape import Tape, Used
from gradviz.engine.tapemodes import ChangeMode

MOST_PATH_BYTES = 1 << 26
MOST_PATH_POINTS = 200


@dataclass(slots=True)
class Point:
    """A leaf in the iteration: its values when it was first computed with, its gradient, its number on the tape.

    ``after`` are its values after the update. ``held`` is what was in its ``.grad`` after the backward pass.
    """

    value: torch.Tensor
    gradient: torch.Tensor | None
    number: int
    after: torch.Tensor | None = None
    held: torch.Tensor | None = None


@dataclass(slots=True)
class Scene:
    """What one run of the program has shown of the iteration; ``path`` are the leaves at earlier ones."""

    tape: Tape
    points: dict[str, Point] = field(default_factory=dict)
    base: float = math.nan
    precision: float = 0.0
    path: list[tuple[int, dict[str, torch.Tensor]]] = field(default_factory=list)


MOST_NODES = 20_000


class Recording(Again):
    """Runs the program up to the end of iteration ``index`` with a tape of its forward pass."""

    def __init__(
        self,
        request: Request,
        index: int,
        keyframes: Keyframes | None,
        progress: Callable[[int], None],
        *,
        keeps_path: bool,
        source: ElementProbe | None = None,
    ) -> None:
        super().__init__(request, index, keyframes, None, progress)
        self._source = source
        self._finder = None if source is None or source.use is None else Finder(request.program, source.use)
        self.tape = Tape(
            None if source is None else self._value_of_source, None if self._finder is None else self._finder.look
        )
        self.tape.listening = index == 0
        self.scene = Scene(self.tape)
        self._keeps_path = keeps_path
        self._leaves: Leaves = {}
        self._walked: Leaves = {}
        self._stride = 1
        self._is_there = False

    @override
    def backward_ended(self, loss: torch.Tensor | None, leaves: Leaves) -> None:
        self.tape.listening = False
        if self.at == self.index:
            self._take(loss)
        elif self._keeps_path and loss is not None:
            self._extend_path(loss)
        super().backward_ended(loss, leaves)
        self.tape.listening = self.at == self.index

    def _take(self, loss: torch.Tensor | None) -> None:
        scene, tape = self.scene, self.tape
        tape.finish(loss)
        self._is_there = True
        if loss is None:
            return
        scene.base = float(loss.item())
        exact = torch.finfo(loss.dtype).eps if loss.dtype.is_floating_point else 0.0
        scene.precision = abs(scene.base) * exact
        below = self._named(loss)
        names, ids = self._names_of(below), {id(leaf) for leaf in below.values()}
        for number, used in enumerate(tape.leaves):
            leaf = used.tensor
            if leaf is not None and id(leaf) in names and leaf.dtype.is_floating_point and self._is_meant(names, used):
                # What the loss does not depend on may have a gradient from before.
                grad = leaf.grad if leaf.is_leaf and id(leaf) in ids else None
                gradient = None if grad is None else grad.detach().to_dense().clone()
                scene.points[names[id(leaf)]] = Point(used.value, gradient, number, held=gradient)
                self._leaves[names[id(leaf)]] = leaf
            used.tensor = None

    def _is_meant(self, names: dict[int, str], used: Used) -> bool:
        """Return whether a leaf may be what is asked about: not one of that name with other numbers."""
        source = self._source
        if source is None or source.use is None or names[id(used.tensor)] != source.leaf:
            return True
        return self._value_of_source() is not None or same_numbers(source.use.value, summary_of(used.value))

    def _names_of(self, below: Leaves) -> dict[int, str]:
        """Return the names of what can be changed, by the ``id``: of the leaves ``below`` the loss, and of the source.

        What is asked about has the name in the question.
        """
        names = {id(leaf): name for name, leaf in below.items()}
        source = self._value_of_source()
        if self._source is not None and source is not None:
            # Another one may be called the same.
            names = {number: name for number, name in names.items() if name != self._source.leaf}
            names[id(source)] = self._source.leaf
        return names

    def _named(self, loss: torch.Tensor) -> Leaves:
        """Return the leaves below ``loss`` by their names."""
        if loss.grad_fn is None:
            return {}
        return named_leaves([loss.grad_fn], {}, Names(self.variables), MOST_NODES, user_frame(caller_frame()))

    def _value_of_source(self) -> torch.Tensor | None:
        """Return what is asked about, if numbers can be added to it; without its use, what the variable holds now."""
        value: object = None
        if self._finder is not None:
            value = self._finder.found
        elif self._source is not None:
            value = self.variables.get(self._source.leaf)
        return value if isinstance(value, torch.Tensor) and value.dtype.is_floating_point else None

    def _extend_path(self, loss: torch.Tensor) -> None:
        """Remember the leaves as they are before the update of this iteration; of a long way, evenly spread ones."""
        if self.at % self._stride:
            return
        path = self.scene.path
        # Looking for names in each iteration would take long: the leaves of the first one stay the same, mostly.
        self._walked = self._walked or self._named(loss)
        held = {name: leaf.detach().clone() for name, leaf in self._walked.items() if leaf.dtype.is_floating_point}
        path.append((self.at, held))
        size = sum(tensor.nbytes for tensor in held.values()) * len(path)
        if len(path) > MOST_PATH_POINTS or size > MOST_PATH_BYTES:
            self._stride *= 2
            path[:] = [(index, values) for index, values in path if index % self._stride == 0]

    def end(self) -> None:
        """Take the leaves as the iteration has left them."""
        for name, leaf in self._leaves.items():
            self.scene.points[name].after = leaf.detach().clone()
        self._leaves, self._walked = {}, {}

    @override
    def iteration_ended(self, index: int, was_recorded: bool) -> None:
        if self._is_there:
            self.end()
        super().iteration_ended(index, was_recorded)

    @override
    def program_ended(self, index: int) -> None:
        self.end()

    @property
    def has_come(self) -> bool:
        """Whether the iteration is there."""
        return self._is_there


class Rerun(Again):
    """Runs the program with changed leaves in iteration ``index``, and ends when its loss is there."""

    def __init__(
        self,
        request: Request,
        index: int,
        keyframes: Keyframes | None,
        progress: Callable[[int], None],
        mode: ChangeMode,
    ) -> None:
        super().__init__(request, index, keyframes, None, progress)
        self._mode = mode
        self._mode.listening = index == 0
        self.loss: float | None = None

    @override
    def backward_ended(self, loss: torch.Tensor | None, leaves: Leaves) -> None:
        self._mode.listening = False
        if self.at == self.index:
            self.loss = None if loss is None else float(loss.item())
            raise StopRun
        super().backward_ended(loss, leaves)
        self._mode.listening = self.at == self.index

    @property
    def has_come(self) -> bool:
        """Whether the loss is there."""
        return self.loss is not None
