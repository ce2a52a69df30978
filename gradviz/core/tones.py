"""By what a graph can be coloured: a number or a category of each node, and the scale of an iteration."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple, TypeVar

from gradviz.core import text
from gradviz.core.frame import Frame, NodeFrame
from gradviz.core.graph import GraphNode
from gradviz.core.sizes import bytes_of
from gradviz.core.spent import totals
from gradviz.core.tensor import TensorSummary
from gradviz.core.trace import Iteration

Tone = float | str | None
"""A number (NaN where values are not finite), a category, or nothing."""


STEP = 500
"""How many nodes or tensors are looked at in one step of long work."""

_T = TypeVar("_T")
_LEAST, _MOST = -307, 308
"""Powers of ten that a float64 holds."""


class Quality(StrEnum):
    """What decides about the colour of a node."""

    STATE = "state"
    """How far it has come: the hues of the phases, and no scale."""
    GRADIENT = "gradient"
    """The L2 norm of the gradient that arrived."""
    VALUE = "value"
    """The root mean square of its value."""
    MEMORY = "memory"
    """The bytes of its value."""
    TIME = "time"
    """The nanoseconds that its op and its node have taken so far, while they were recorded."""
    DEVICE = "device"
    DTYPE = "dtype"


class Scale(NamedTuple):
    """A logarithmic scale between two numbers above zero; ``names``: of categories instead."""

    low: float = 1.0
    high: float = 10.0
    names: tuple[str, ...] = ()

    def share(self, tone: float) -> float:
        """Return how far along the scale a number is, from 0 to 1; zero is at its start."""
        if tone <= 0 or self.high <= self.low:
            return 0.0
        reached = math.log(tone / self.low) / math.log(self.high / self.low)
        return min(max(reached, 0.0), 1.0)


def tone_of(quality: Quality, node: GraphNode, whole: Frame) -> Tone:
    """Return what ``quality`` says about a node at a frame of the whole graph; a box says it of all that is in it."""
    if node.box is not None:
        members = [whole.nodes[key] for key in node.box.members if key in whole.nodes]
        ends = [whole.nodes[key] for key in node.box.outputs if key in whole.nodes]
        return _together(quality, ends if quality is Quality.GRADIENT else members)
    held = whole.nodes.get(node.of or node.key)
    return None if held is None else _of_one(quality, held)


def scale_of(quality: Quality, iteration: Iteration) -> Scale | None:
    """Return the scale of all that ``quality`` can say in an iteration, whatever the position is; ``None``: nothing."""
    return ended(scaling(quality, iteration))


def scaling(quality: Quality, iteration: Iteration) -> Generator[None, None, Scale | None]:
    """Work out what `scale_of` returns, a little between two steps."""
    if quality in (Quality.DEVICE, Quality.DTYPE):
        names = dict.fromkeys(_category(quality, value) for value in iteration.tensors.values())
        return Scale(names=tuple(sorted(names))) if names else None
    numbers = []
    for count, number in enumerate(_numbers(quality, iteration)):
        if math.isfinite(number) and number > 0:
            numbers.append(number)
        if count % STEP == 0:
            yield
    if not numbers:
        return None
    low, high = math.floor(math.log10(min(numbers))), math.ceil(math.log10(max(numbers)))
    low = min(max(low, _LEAST), _MOST - 1)
    return Scale(10.0**low, 10.0 ** min(max(high, low + 1), _MOST))


_UNITS = {Quality.MEMORY: text.size, Quality.TIME: text.duration}


def number_of(quality: Quality, tone: float) -> str:
    """Return a number of a scale, with its unit where it has one."""
    return _UNITS.get(quality, text.number)(tone)


def ended(steps: Generator[None, None, _T]) -> _T:
    """Take all steps at once, and return what comes of them."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: _T = end.value
            return result


def words_of(quality: Quality, tone: Tone) -> str:
    """Return what stands in the node: a number with its sign, or the category."""
    if tone is None:
        return ""
    if isinstance(tone, str):
        return text.dtype(tone)
    if quality in _UNITS:
        return _UNITS[quality](tone)
    sign = {Quality.GRADIENT: "‖g‖", Quality.VALUE: "rms"}[quality]
    return f"{sign} {text.number(tone)}"


def _numbers(quality: Quality, iteration: Iteration) -> Iterator[float]:
    if quality is Quality.GRADIENT:
        for event in iteration.backward:
            yield from (_norm(grad) for grad in (*event.grad_outputs, event.grad) if grad is not None)
        return
    if quality is Quality.TIME:
        yield from map(float, totals(iteration))
        return
    values = [*iteration.tensors.values(), *(update.after for update in iteration.update)]
    for value in values:
        yield float(bytes_of(value)) if quality is Quality.MEMORY else _rms_of(value)


def _of_one(quality: Quality, frame: NodeFrame) -> Tone:
    """What `_together` returns for a single node: there are thousands of them."""
    if quality is Quality.GRADIENT:
        return None if frame.gradient is None else _norm(frame.gradient)
    if quality is Quality.TIME:
        return None if frame.nanoseconds is None else float(frame.nanoseconds)
    value = frame.value
    if value is None or quality is Quality.STATE:
        return None
    if quality is Quality.MEMORY:
        return float(bytes_of(value))
    return _rms_of(value) if quality is Quality.VALUE else _category(quality, value)


def _together(quality: Quality, frames: Iterable[NodeFrame]) -> Tone:
    if quality is Quality.GRADIENT:
        gradients = [frame.gradient for frame in frames if frame.gradient is not None]
        return math.hypot(*map(_norm, gradients)) if gradients else None
    if quality is Quality.TIME:
        times = [frame.nanoseconds for frame in frames if frame.nanoseconds is not None]
        return float(sum(times)) if times else None
    values = [frame.value for frame in frames if frame.value is not None]
    if not values or quality is Quality.STATE:
        return None
    if quality is Quality.MEMORY:
        return float(sum(map(bytes_of, values)))
    if quality is Quality.VALUE:
        return _rms(values)
    names = {_category(quality, value) for value in values}
    return names.pop() if len(names) == 1 else None


def _category(quality: Quality, value: TensorSummary) -> str:
    return value.device if quality is Quality.DEVICE else value.dtype


def _norm(summary: TensorSummary) -> float:
    if not summary.is_finite:
        return math.nan
    return summary.norm or 0.0


def _rms_of(value: TensorSummary) -> float:
    """The root of the mean square of all elements."""
    count = value.count
    return _norm(value) / math.sqrt(count) if count else 0.0


def _rms(values: list[TensorSummary]) -> float:
    """The root of the mean square of all elements together."""
    count = sum(value.count for value in values)
    return math.hypot(*map(_norm, values)) / math.sqrt(count) if count else 0.0
