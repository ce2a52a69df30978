"""What is found about a run beside the first one."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class State(StrEnum):
    """How two runs compare so far."""

    WAITING = "waiting"
    """No iteration of both is known."""
    SAME = "same"
    """Every bit is the same."""
    ROUNDING = "rounding"
    """They differ by what one step of rounding makes."""
    DRIFTED = "drifted"
    """They differ by more, but no step has made a leap: rounding has grown from iteration to iteration."""
    PARTED = "parted"
    """One step has made a difference that rounding does not explain."""
    UNLIKE = "unlike"
    """No tensor of one is a tensor of the other."""


class Moment(StrEnum):
    """Where in an iteration, in the order in which they come."""

    START = "start"
    """Before the forward pass."""
    LOSS = "loss"
    GRADIENT = "gradient"
    """What the backward pass has left in ``.grad``."""
    UPDATE = "update"
    """What the iteration has changed of a parameter."""


class Cause(StrEnum):
    """What would explain a difference, where that can be told from the numbers."""

    OTHER_START = "other start"
    """The first iteration begins with other values."""
    CHANGED_BETWEEN = "changed between"
    """A value was changed between two iterations."""
    FORWARD = "forward"
    """The parameters are equal and the loss is not: another forward pass, or other data."""
    BACKWARD = "backward"
    """Parameters and loss are equal, the gradient is not."""
    MISSING = "missing"
    """One of the runs has no gradient there."""
    NOT_ZEROED = "not zeroed"
    """The gradient is the sum of this one and what was there before."""
    SCALED = "scaled"
    """A multiple of the other one."""
    UPDATE = "update"
    """The gradients are equal, the updates are not: another optimizer or other settings."""
    LEARNING_RATE = "learning rate"
    """The gradients are equal, and the update is a multiple of the other one."""
    OVERFLOW = "overflow"
    """The coarser dtype holds no number that large: there are infinities or NaN in one run alone."""
    UNDERFLOW = "underflow"
    """What is too small for the coarser dtype is 0 there."""
    SWALLOWED = "swallowed"
    """Updates are smaller than the distance of neighbouring numbers of the coarser dtype, and change nothing."""
    PRECISION = "precision"
    """Rounding errors of the coarser dtype have come together."""


class Parting(msgspec.Struct, frozen=True):
    """Where two runs part: in ``iteration``, at ``tensor`` of the first run, which is ``other`` in the second.

    ``relative`` is the difference beside the largest element, ``absolute`` the difference itself, at ``place``.
    ``factor`` is the number by which one must be multiplied to give the other. ``before`` is the largest difference
    until then, relative. ``cells`` counts the elements that differ (of large tensors, blocks of them), ``further`` the
    tensors that part at the same moment. Where the precision of ``dtype`` explains it, ``lost`` of ``total`` elements
    of ``of`` are concerned; ``limit`` is what one step of rounding makes, relative.
    """

    iteration: int
    moment: Moment
    cause: Cause
    tensor: str = ""
    other: str = ""
    relative: float = 0.0
    absolute: float = 0.0
    place: str = ""
    factor: float | None = None
    before: float = 0.0
    cells: int = 0
    further: int = 0
    dtype: str = ""
    lost: int = 0
    total: int = 0
    of: str = ""
    limit: float = 0.0


class Verdict(msgspec.Struct, frozen=True):
    """How run ``lane`` compares with run 0 in their first ``iterations`` iterations.

    ``most`` is the largest difference that is not more than rounding, ``first`` the first iteration in which not every
    bit was the same, ``passing`` those whose difference was there once and is no part of it, ``nonfinite`` the latest
    in which both had NaN or infinities, which are not compared. ``alone`` and ``extra`` are the tensors that only the
    first and only the second run has. ``beyond`` is where a difference was first larger than one step of rounding
    makes, though no step has made a leap; ``dtypes`` are those of the two runs, where they are not the same.
    """

    lane: int
    state: State = State.WAITING
    iterations: int = 0
    most: float = 0.0
    first: int | None = None
    parting: Parting | None = None
    passing: tuple[int, ...] = ()
    nonfinite: int | None = None
    alone: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    beyond: Parting | None = None
    dtypes: tuple[str, str] | None = None

    @property
    def is_agreed(self) -> bool:
        """Whether nothing but rounding is between the two."""
        agreed = self.state in (State.SAME, State.ROUNDING, State.DRIFTED)
        return agreed and not self.alone and not self.extra
