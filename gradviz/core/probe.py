"""What can be asked of the loss of an iteration at other parameters than it had, and what the answers are."""

from __future__ import annotations

import msgspec

from gradviz.core.demote import coarser
from gradviz.core.tensor import Array, TensorSummary
from gradviz.core.trace import ForwardEvent, Iteration

POINTS = (-2.0, -1.6, -1.2, -0.8, -0.4, 0.0, 0.4, 0.8, 1.2, 1.6, 2.0)
"""Multiples of a step at which the loss is looked at."""

SIDES = (9, 17, 33)
"""Points along a side of a plane, coarse to fine; each grid holds the one before."""


class Use(msgspec.Struct, frozen=True):
    """Where a tensor is computed with first: it is input number ``input`` of ``op`` in a line, and holds ``value``.

    ``number`` counts earlier ones with the same values there.
    """

    op: str
    input: int
    value: TensorSummary
    line: int | None = None
    number: int = 0


def use_of(iteration: Iteration, tensor: str) -> Use | None:
    """Return where the tensor with the id ``tensor`` is computed with first; ``None`` if no op that is shown does."""
    value = iteration.tensors.get(tensor)
    earlier: list[ForwardEvent] = []
    for event in iteration.forward:
        if event.cut == "no_grad":
            # What is computed there is taken as it is.
            continue
        if value is not None and tensor in event.inputs:
            place = event.inputs.index(tensor)
            alike = [one for one in earlier if _is_alike(one, event) and _holds(iteration, one, place, value)]
            return Use(event.op, place, value, event.line, len(alike))
        earlier.append(event)
    return None


def _is_alike(one: ForwardEvent, other: ForwardEvent) -> bool:
    return (one.op, one.line) == (other.op, other.line)


def _holds(iteration: Iteration, event: ForwardEvent, place: int, value: TensorSummary) -> bool:
    held = iteration.tensors.get(event.inputs[place]) if place < len(event.inputs) else None
    return held is not None and same_numbers(value, held)


def same_numbers(recorded: TensorSummary, other: TensorSummary) -> bool:
    """Return whether ``other`` has the numbers of ``recorded``, as far as those are kept still."""
    if (recorded.shape, recorded.dtype) != (other.shape, other.dtype):
        return False
    if recorded.coarse > 1:
        # It was recorded long ago.
        other = coarser(other)
    known = recorded.values or recorded.thumbnail
    if known is None:
        return recorded.statistics == other.statistics
    return known == (other.values or other.thumbnail)


def losses_of(iteration: Iteration) -> tuple[str, ...]:
    """Return what the roots of the backward passes are called that add to ``.grad``, in their order."""
    nodes = {node.id: node for node in iteration.nodes}
    passes = [call for call in iteration.calls if call.function == "backward" and call.node is None]
    roots = [[nodes[root] for root in call.roots if root in nodes] for call in passes]
    return tuple(", ".join(node.variable or node.name for node in some) for some in roots)


class ElementProbe(msgspec.Struct, frozen=True, tag=True):
    """Change element number ``element`` (counted row by row) of ``leaf`` by ``step``, and by multiples of it.

    ``use`` says which tensor that is, whatever it is called and whoever holds it.
    """

    leaf: str
    element: int
    step: float
    use: Use | None = None
    root: int | None = None


class LineProbe(msgspec.Struct, frozen=True, tag=True):
    """Go from the parameters against the gradient, ``reach`` times as far as usual, with ``points`` on the way."""

    reach: float = 1.0
    points: int = 41
    root: int | None = None


class PlaneProbe(msgspec.Struct, frozen=True, tag=True):
    """Look at a plane through the parameters, ``reach`` times as far as usual, with at most ``side`` points a side.

    ``across`` is ``"random"``: the gradient and a direction of random numbers drawn with ``seed``, each filter of which
    is as long as that of the parameter; ``"step"``: the last step and the gradient; ``"path"``: the plane in which the
    parameters have moved most.
    """

    across: str = "random"
    reach: float = 1.0
    seed: int = 0
    side: int = SIDES[-1]
    root: int | None = None


Question = ElementProbe | LineProbe | PlaneProbe


class Roots(msgspec.Struct, frozen=True):
    """Of which losses an answer is: the sum of those of the backward passes ``chosen``, of ``total`` of the iteration.

    Where a question has a ``root``, it is that one alone; otherwise all, as ``.grad`` adds up their gradients.
    """

    chosen: tuple[int, ...] = (0,)
    total: int = 1


class Exactness(msgspec.Struct, frozen=True):
    """How the losses were computed: by running the recorded ops again, or (``runs`` only) the whole program each time.

    ``is_checked`` means that a loss at changed parameters was compared with that of a whole run, bit for bit.
    ``reason`` says why the ops could not be used.
    """

    is_replayed: bool
    is_checked: bool = False
    runs: int = 1
    reason: str = ""


class ElementAnswer(msgspec.Struct, frozen=True, tag=True):
    """The ``losses`` with the element changed by ``steps``; ``gradient`` is that of the element, ``value`` its own.

    ``real`` is the loss at the step that was asked for, in a whole run of the program, ``base`` the unchanged one.
    """

    question: ElementProbe
    base: float
    value: float
    gradient: float
    real: float
    steps: tuple[float, ...]
    losses: tuple[float, ...]
    exactness: Exactness
    precision: float
    """How far apart numbers of the loss's precision are, near the loss."""
    held: float | None = None
    """What ``.grad`` of the element was after the backward pass: more than the gradient, if it was not set to zero."""
    roots: Roots = Roots()

    @property
    def promised(self) -> float:
        """The change of the loss that the gradient promises for the step."""
        return self.gradient * self.question.step

    @property
    def happened(self) -> float:
        """The change of the loss in the whole run."""
        return self.real - self.base


class LineAnswer(msgspec.Struct, frozen=True, tag=True):
    """The ``losses`` at θ − t·g for each t of ``ts``; their slope at 0 is ``slope``, −‖g‖².

    ``step`` is how far the update went along that line, ``after`` the loss where it ended, which may be beside it.
    """

    base: float
    slope: float
    ts: tuple[float, ...]
    losses: tuple[float, ...]
    exactness: Exactness
    step: float | None = None
    after: float | None = None
    names: tuple[str, ...] = ()
    roots: Roots = Roots()


class PathPoint(msgspec.Struct, frozen=True):
    """Where the parameters were at the beginning of an iteration, in the plane; ``off`` is their distance from it."""

    iteration: int
    x: float
    y: float
    off: float


class PlaneAnswer(msgspec.Struct, frozen=True, tag=True):
    """The ``losses`` of a plane in rows (``ys``) and columns (``xs``), in distances from the parameters.

    ``path`` ends where the iteration's update ended. ``explained`` is the part of the path's spread that lies in the
    plane. ``is_last`` is false while a finer grid is to come.
    """

    across: str
    base: float
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    losses: Array
    exactness: Exactness
    path: tuple[PathPoint, ...] = ()
    explained: float | None = None
    names: tuple[str, ...] = ()
    is_last: bool = True
    roots: Roots = Roots()


Answer = ElementAnswer | LineAnswer | PlaneAnswer
