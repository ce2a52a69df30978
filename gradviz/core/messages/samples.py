"""What is sampled of a training that goes on."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from gradviz.core.tensor import TensorSummary


class ParameterSample(msgspec.Struct, frozen=True):
    """A parameter and its gradient as they are now."""

    name: str
    value: TensorSummary
    grad: TensorSummary | None = None


class UpdateSample(msgspec.Struct, frozen=True):
    """How a parameter changed from one backward pass to the next: ``update`` is what was added to it.

    ``ratio`` is ‖update‖ ÷ ‖parameter‖ of the elements that ``update`` holds; ``None`` where that is not defined.
    """

    name: str
    update: TensorSummary
    ratio: float | None


class GradientNorms(NamedTuple):
    """The L2 norm of each parameter's gradient after iteration ``at``, of those that have one."""

    at: int
    norms: dict[str, float]
