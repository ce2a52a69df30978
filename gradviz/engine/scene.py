"""What one run of a program shows of an iteration, and runs of it with changed leaves."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import torch
from typing_extensions import override

from gradviz.core.probe import ElementProbe, Question, Roots, same_numbers
from gradviz.engine.callers import user_frame
from gradviz.engine.finder import Finder
from gradviz.engine.internals import caller_frame, is_leaf
from gradviz.engine.keyframes import Keyframes
from gradviz.engine.leaves import named_leaves
from gradviz.engine.listener import Leaves
from gradviz.engine.losses import Passes
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
    roots: Roots = field(default_factory=Roots)
    adds: bool = True
    """Whether its backward passes add to ``.grad``."""
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
        question: Question | None = None,
    ) -> None:
        super().__init__(request, index, keyframes, None, progress)
        self._root = None if question is None else question.root
        source = question if isinstance(question, ElementProbe) else None
        self._passes = Passes()
        self._source = source
        self._finder = None if source is None or source.use is None else Finder(request.program, source.use)
        self.tape = Tape(
            None if source is None else self._value_of_source, None if self._finder is None else self._finder.look
        )
        self.tape.listening = index == 0
        self.scene = Scene(self.tape)
        self._keeps_path = keeps_path
        # The leaves below the losses, and their gradients after the last pass.
        self._below: Leaves = {}
        self._held: dict[int, torch.Tensor] = {}
        self._walked: Leaves = {}
        self._stride = 1
        self._is_there = self._is_taken = False

    @override
    def backward_ended(self, loss: torch.Tensor | None, leaves: Leaves) -> None:
        is_here = self.at == self.index
        if is_here and not self._passes.losses:
            # A pass that leaves `.grad` alone; should others follow, they count.
            self._mark(loss, adds=False)
        elif not is_here and self._keeps_path and loss is not None and self.at < self.index:
            self._extend_path(loss)
        super().backward_ended(loss, leaves)
        self.tape.listening = is_here or self.at == self.index

    @property
    def hears(self) -> bool:
        """Whether every pass is to be told of: those of the iteration that is asked about."""
        return self.index <= self.at <= self.index + 1

    def pass_ended(self, index: int, loss: torch.Tensor | None, _leaves: Mapping[str, torch.Tensor]) -> None:
        """Take a pass that has added to ``.grad``."""
        if index == self.index:
            self._mark(loss, adds=True)

    def _mark(self, loss: torch.Tensor | None, *, adds: bool) -> None:
        """Take the loss of a pass, and the gradients that there are after it."""
        self._is_there = True
        self.tape.mark(loss)
        self._passes.add(None if loss is None else float(loss.item()), adds=adds)
        if loss is None:
            return
        exact = torch.finfo(loss.dtype).eps if loss.dtype.is_floating_point else 0.0
        self.scene.precision = max(self.scene.precision, abs(float(loss.item())) * exact)
        self._below |= self._named(loss)
        ids = {id(leaf) for leaf in self._below.values()}
        for used in self.tape.leaves:
            # What the loss does not depend on may have a gradient from before.
            leaf = used.tensor
            if leaf is not None and is_leaf(leaf) and id(leaf) in ids and leaf.grad is not None:
                self._held[id(leaf)] = leaf.grad.detach().to_dense().clone()

    def _take(self) -> None:
        """Make the scene of what was seen, at the end of the iteration."""
        scene, tape, passes = self.scene, self.tape, self._passes
        scene.roots, scene.adds = passes.chosen(self._root), passes.adds
        tape.finish([passes.numbers[number] for number in scene.roots.chosen])
        scene.base = passes.loss(scene.roots)
        names = self._names_of(self._below)
        for number, used in enumerate(tape.leaves):
            leaf = used.tensor
            if leaf is not None and id(leaf) in names and leaf.dtype.is_floating_point and self._is_meant(names, used):
                gradient = self._held.get(id(leaf))
                after = leaf.detach().clone()
                scene.points[names[id(leaf)]] = Point(used.value, gradient, number, after, gradient)
            used.tensor = None
        self._held, self._below, self._walked = {}, {}, {}

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
        """Take the iteration as it has ended."""
        if self._is_there and not self._is_taken:
            self._is_taken = True
            self._take()

    @override
    def iteration_ended(self, index: int, was_recorded: bool) -> None:
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
    """Runs the program with changed leaves in iteration ``index``, and ends when the losses of ``scene`` are there."""

    def __init__(
        self,
        request: Request,
        index: int,
        keyframes: Keyframes | None,
        progress: Callable[[int], None],
        mode: ChangeMode,
        scene: Scene,
    ) -> None:
        super().__init__(request, index, keyframes, None, progress)
        self._mode = mode
        self._mode.listening = index == 0
        self._roots, self._adds = scene.roots, scene.adds
        self._passes = Passes()
        self.loss: float | None = None

    @override
    def backward_ended(self, loss: torch.Tensor | None, leaves: Leaves) -> None:
        is_here = self.at == self.index
        if is_here and not self._adds:
            self._add(loss, adds=False)
        super().backward_ended(loss, leaves)
        self._mode.listening = is_here or self.at == self.index

    @property
    def hears(self) -> bool:
        """Whether every pass is to be told of: those of the iteration that is asked about."""
        return self.index <= self.at <= self.index + 1

    def pass_ended(self, index: int, loss: torch.Tensor | None, _leaves: Mapping[str, torch.Tensor]) -> None:
        """Take a pass that has added to ``.grad``."""
        if index == self.index:
            self._add(loss, adds=True)

    def _add(self, loss: torch.Tensor | None, *, adds: bool) -> None:
        self._passes.add(None if loss is None else float(loss.item()), adds=adds)
        if self._passes.has(self._roots):
            self.loss = self._passes.loss(self._roots)
            raise StopRun

    @property
    def has_come(self) -> bool:
        """Whether the loss is there."""
        return self.loss is not None
