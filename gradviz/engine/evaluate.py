"""The loss of one iteration of a program at other parameters: from a tape of its ops, or by running it again."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import torch
from torch.overrides import TorchFunctionMode
from typing_extensions import override

from gradviz.core.errors import UserError
from gradviz.core.probe import Exactness
from gradviz.engine.callers import user_frame
from gradviz.engine.internals import caller_frame
from gradviz.engine.keyframes import Keyframes
from gradviz.engine.leaves import named_leaves
from gradviz.engine.listener import Leaves
from gradviz.engine.names import Names
from gradviz.engine.program import StopRun
from gradviz.engine.recompute import Again, Chosen, ignore
from gradviz.engine.run import Request, run
from gradviz.engine.tape import CannotReplay, ChangeMode, Tape, TapeMode

Values = Mapping[str, torch.Tensor]
"""Other values of leaves, by their names."""

Progress = Callable[[int, int], None]
"""Told how many runs of the program have ended, and at which iteration the one that goes on is."""

MOST_PATH_BYTES = 1 << 26
MOST_PATH_POINTS = 200

NO_ITERATION = "The program ended before iteration {index} this time."


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
    ) -> None:
        super().__init__(request, index, keyframes, None, progress)
        self.tape = Tape()
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
        names = {id(leaf): name for name, leaf in self._named(loss).items()}
        for number, used in enumerate(tape.leaves):
            leaf = used.tensor
            if leaf is not None and id(leaf) in names and leaf.dtype.is_floating_point:
                gradient = None if leaf.grad is None else leaf.grad.detach().to_dense().clone()
                scene.points[names[id(leaf)]] = Point(used.value, gradient, number, held=gradient)
                self._leaves[names[id(leaf)]] = leaf
            used.tensor = None

    def _named(self, loss: torch.Tensor) -> Leaves:
        """Return the leaves below ``loss`` by their names."""
        if loss.grad_fn is None:
            return {}
        return named_leaves([loss.grad_fn], {}, Names(self.variables), MOST_NODES, user_frame(caller_frame()))

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


class Evaluator:
    """Computes losses of iteration ``index`` of the program of ``request``.

    Raises:
        UserError: the iteration does not come, or the program fails; the text says why.
        StopRun: the program was ended from outside.
    """

    def __init__(
        self,
        request: Request,
        index: int,
        keyframes: Keyframes | None,
        progress: Progress,
        *,
        keeps_path: bool = False,
    ) -> None:
        self._request, self._keyframes = request, keyframes
        self.index = index
        self._progress = progress
        self._runs = 0
        self._is_checked = False
        recording = Recording(request, index, keyframes, self._at, keeps_path=keeps_path)
        self._run(recording, TapeMode(recording.tape))
        self.scene = recording.scene
        if not recording.has_come:
            raise UserError(NO_ITERATION.format(index=index))
        self._reason = self._why_not()
        if not self._reason:
            self._take_gradients()

    def _take_gradients(self) -> None:
        """Compute the gradients of this loss; what is in ``.grad`` may be added up, or changed by hooks."""
        try:
            found = self.scene.tape.gradients()
        except CannotReplay:
            return
        for point in self.scene.points.values():
            gradient = found[point.number]
            point.gradient = None if gradient is None else gradient.detach()

    def _why_not(self) -> str:
        """Return why the tape cannot be used; empty if its loss is that of the run, bit for bit."""
        try:
            loss = self.scene.tape.loss({})
        except CannotReplay as reason:
            return str(reason)
        return "" if _same(loss, self.scene.base) else DIFFERENT

    @property
    def exactness(self) -> Exactness:
        """How losses are computed, so far."""
        return Exactness(not self._reason, self._is_checked, self._runs, self._reason)

    @property
    def is_fast(self) -> bool:
        """Whether losses come from the tape."""
        return not self._reason

    @property
    def needs_check(self) -> bool:
        """Whether the program may have decided by values, so that a loss has to be compared with that of a run."""
        return self.is_fast and self.scene.tape.doubt and not self._is_checked

    def loss(self, values: Values) -> float:
        """Return the loss with ``values`` for some of the leaves."""
        if not self._reason:
            try:
                return self._replayed(values)
            except CannotReplay as reason:
                self._reason = str(reason)
        return self.rerun(values)

    def _replayed(self, values: Values) -> float:
        return self.scene.tape.loss({self.scene.points[name].number: value for name, value in values.items()})

    def check(self, values: Values) -> float:
        """Return the loss of a whole run with ``values``; if the tape says something else it is not used any more."""
        real = self.rerun(values)
        if not self._reason:
            try:
                if _same(self._replayed(values), real):
                    self._is_checked = True
                else:
                    self._reason = DECIDES
            except CannotReplay as reason:
                self._reason = str(reason)
        return real

    def settle(self) -> bool:
        """Compare the unchanged loss once more: what the ops have written meanwhile may have spoiled the tape.

        Returns ``False`` if it has: then losses have to be computed again, which runs the program for each.
        """
        if self._reason:
            return True
        self._reason = self._why_not()
        return not self._reason

    def rerun(self, values: Values) -> float:
        """Return the loss of a whole run with ``values``.

        Raises:
            UserError: this time it has none.
        """
        leaves, points = self.scene.tape.leaves, self.scene.points
        mode = ChangeMode({leaves[points[name].number].first: value for name, value in values.items()})
        listener = Rerun(self._request, self.index, self._keyframes, self._at, mode)
        self._run(listener, mode)
        if listener.loss is None or not mode.has_changed:
            raise UserError(NO_ITERATION.format(index=self.index))
        return listener.loss

    def _run(self, listener: Recording | Rerun, mode: TorchFunctionMode) -> None:
        # The iteration itself is not recorded: whoever looks at tensors would be seen by the tape.
        wanted = Chosen(listener.first)
        with listener.optimizers.watching(), mode:
            outcome = run(self._request, wanted, listener, ignore, ignore)
        self._runs += 1
        if listener.has_come:
            return
        if outcome.stopped:
            raise StopRun
        if outcome.error is not None:
            raise UserError(f"{outcome.error.kind}: {outcome.error.message}")

    def _at(self, iteration: int) -> None:
        self._progress(self._runs, iteration)


DIFFERENT = "Its ops, run again, give another loss than the program did."
DECIDES = "The program decides by values: with changed parameters it computes something else."


def _same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))
