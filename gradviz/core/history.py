"""What is known of a run by iteration: losses, norms, updates, learning rates, and how values were distributed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from gradviz.core.histograms import Histograms
from gradviz.core.messages.replies import Sampled
from gradviz.core.messages.samples import ParameterSample, UpdateSample
from gradviz.core.series import Series
from gradviz.core.smooth import WINDOWS, Smooth
from gradviz.core.tensor import Array, TensorSummary, know_statistics
from gradviz.core.trace import UpdateEvent

LOSS_POINTS = 1 << 17
"""At most this many points of the loss are kept."""

SMOOTH_POINTS = 1 << 14
"""At most this many points of each running mean are kept: it has no extremes that one could miss."""

NORM_POINTS = 1 << 12
"""At most this many points of each other series are kept."""

PARAMETER_LIMIT = 256
"""The norms of at most this many parameters are kept."""


class History:
    """What the `Sampled` messages of one run said so far.

    Losses are known for every iteration, the rest for the iterations that were sampled. ``None``, NaN and infinite
    values are gaps in a curve and are counted. Memory is bounded however long the run is.
    """

    def __init__(self, loss_points: int = LOSS_POINTS, norm_points: int = NORM_POINTS) -> None:
        self._norm_points = norm_points
        self.loss = Series(loss_points)
        self.smooth = {window: Smooth(window, min(loss_points, SMOOTH_POINTS)) for window in WINDOWS}
        """The loss averaged over about so many iterations."""
        self.norms: dict[str, Series] = {}
        """The L2 norm of each parameter's gradient, in the order in which the parameters came."""
        self.sizes: dict[str, Series] = {}
        """The L2 norm of each parameter."""
        self.ratios: dict[str, Series] = {}
        """‖update‖ ÷ ‖parameter‖ of each parameter."""
        self.rates: dict[str, Series] = {}
        """The learning rates of the optimizers."""
        self.histograms = Histograms()
        self.left_out: set[str] = set()
        """Parameters beyond `PARAMETER_LIMIT`."""

    @property
    def last(self) -> int | None:
        """The last iteration that something is known of."""
        known = [series.last for series in (self.loss, *self.norms.values())]
        return max((last for last in known if last is not None), default=None)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known yet."""
        return self.last is None

    def add(self, sampled: Sampled) -> None:
        """Append what ``sampled`` says."""
        self.append(sampled.first, sampled.losses)
        for at, norms in sampled.norms:
            for name, norm in norms.items():
                self._put(self.norms, name, at, norm)
        if sampled.losses or sampled.at is not None:
            self.append_norms(sampled.taken, sampled.parameters)
            for name, rate in sampled.rates.items():
                self._put(self.rates, name, sampled.taken, rate)
        self.append_updates(sampled.updated, sampled.updates)

    def append(self, first: int, losses: Sequence[float | None]) -> None:
        """Append the losses of the iterations from ``first`` on."""
        last = self.loss.last
        self.loss.extend(first, losses)
        known = 0 if last is None else max(0, last + 1 - first)
        for smooth in self.smooth.values():
            smooth.extend(first + known, losses[known:])

    def append_norms(self, iteration: int, parameters: Iterable[ParameterSample]) -> None:
        """Append the norms of ``parameters`` and their gradients after ``iteration``, and how they are distributed."""
        parameters = tuple(parameters)
        know_statistics(part for sample in parameters for part in (sample.value, sample.grad) if part is not None)
        for sample in parameters:
            grad = None if sample.grad is None else sample.grad.norm
            if self._put(self.norms, sample.name, iteration, grad):
                self._put(self.sizes, sample.name, iteration, sample.value.norm)
        self.histograms.add(iteration, [sample for sample in parameters if sample.name in self.norms])

    def append_updates(self, iteration: int, updates: Iterable[UpdateSample]) -> None:
        """Append how much ``iteration`` changed the parameters."""
        for update in updates:
            self._put(self.ratios, update.name, iteration, update.ratio)

    def _put(self, group: dict[str, Series], name: str, iteration: int, value: float | None) -> bool:
        series = group.get(name)
        if series is None:
            if len(group) >= PARAMETER_LIMIT:
                self.left_out.add(name)
                return False
            series = group[name] = Series(self._norm_points)
        series.add(iteration, value)
        return True


def update_ratio(update: UpdateEvent) -> float | None:
    """Return ‖after − before‖ ÷ ‖before‖ of the elements that were recorded; ``None`` where that is not defined.

    Of a large parameter only a thumbnail is recorded: then the ratio is an estimate from its elements.
    """
    before, after = _held(update.before), _held(update.after)
    if before is None or after is None or before.shape != after.shape:
        return None
    with np.errstate(all="ignore"):
        size = float(np.linalg.norm(before))
        change = float(np.linalg.norm(after - before))
    return change / size if size > 0 and np.isfinite(size) and np.isfinite(change) else None


def change_of(update: UpdateEvent) -> UpdateSample | None:
    """Return what ``update`` added to its parameter, of the elements that were recorded before and after it."""
    before, after = (
        summary.values if summary.values is not None else summary.thumbnail for summary in (update.before, update.after)
    )
    if before is None or after is None or (before.dtype, before.shape) != (after.dtype, after.shape):
        return None
    old, new = before.numpy(), after.numpy()
    if old.dtype.kind not in "fc":
        return None
    with np.errstate(all="ignore"):
        change = Array.of(np.asarray(np.subtract(new, old)))
    form = update.after
    values, thumbnail = (change, None) if form.values is not None else (None, change)
    added = TensorSummary(form.shape, form.dtype, form.device, None, values, thumbnail, form.coarse)
    return UpdateSample(update.variable, added, update_ratio(update))


def _held(summary: TensorSummary) -> NDArray[np.complex128] | None:
    held = summary.values if summary.values is not None else summary.thumbnail
    return None if held is None else held.numpy().astype(np.complex128)
