"""One iteration of a run in lockstep: its loss, and of every parameter its value and its gradient."""

from __future__ import annotations

import msgspec

from gradviz.core.lockstep.tensors import LaneTensor


class LaneParameter(msgspec.Struct, frozen=True):
    """A parameter in one iteration: before the forward pass, its gradient after the backward pass, and at the end.

    On the way from the worker, ``start`` is left out if it holds the bits of the ``end`` before, ``end`` if it holds
    those of ``start``.
    """

    name: str
    start: LaneTensor | None = None
    grad: LaneTensor | None = None
    end: LaneTensor | None = None


class Step(msgspec.Struct, frozen=True):
    """What one run says of one iteration; ``left_out`` counts parameters beyond the limit."""

    index: int
    loss: float | None = None
    dtype: str = "float32"
    """Of the loss."""
    parameters: tuple[LaneParameter, ...] = ()
    left_out: int = 0

    def get(self, name: str) -> LaneParameter | None:
        """Return the parameter called ``name``."""
        return next((one for one in self.parameters if one.name == name), None)

    @property
    def size(self) -> int:
        """The bytes of its tensors; what is shared by two moments is counted once."""
        tensors = {id(t): t for one in self.parameters for t in (one.start, one.grad, one.end) if t is not None}
        return sum(tensor.size for tensor in tensors.values())


def completed(step: Step, before: Step | None) -> Step:
    """Return ``step`` with the tensors that were left out because they had not changed since the step ``before``."""
    parameters = []
    for one in step.parameters:
        known = None if before is None else before.get(one.name)
        start = one.start if one.start is not None or known is None else known.end
        parameters.append(LaneParameter(one.name, start, one.grad, start if one.end is None else one.end))
    return msgspec.structs.replace(step, parameters=tuple(parameters))
