"""Live values of a training loop: every loss, and now and then the parameters with their gradients and updates."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
import torch

from gradviz.core.messages.replies import Sampled
from gradviz.core.messages.samples import ParameterSample, UpdateSample
from gradviz.core.tensor import Array, TensorSummary
from gradviz.engine.keyframes import Optimizers
from gradviz.engine.listener import Leaves
from gradviz.engine.norms import Norms
from gradviz.engine.quiet import Loss
from gradviz.engine.summarize import held_of, summaries_of

MOST_PARAMETERS = 40
"""Of larger models the first parameters are sampled."""

UPDATES_EVERY = 3
"""In one of so many samples the updates are looked at too."""

Send = Callable[[Sampled], None]


class Sampler:
    """Collects losses and hands them on ``rate`` times a second, and with them the parameters, or less often.

    That is somewhat more than the window redraws: it must not have to wait for them.

    Sampling large parameters costs time: it is done so seldom that it takes at most ``share`` of the running time,
    after the first ``allowance`` seconds, which a short run has for some samples too. Losses do not wait for that.
    """

    allowance = 0.03

    def __init__(
        self, run: int, send: Send, optimizers: Optimizers, *, rate: float = 31.0, share: float = 0.01
    ) -> None:
        self._run = run
        self._send = send
        self._optimizers = optimizers
        self._interval = 1.0 / rate
        self._share = share
        self._norms = Norms(MOST_PARAMETERS)
        self._losses: list[Loss] = []
        self._first = 0
        # When losses are to be handed on, and from when on parameters go with them.
        self._tell = self._due = 0.0
        self._taken = 0
        # The parameters whose next update is to be looked at; and updates that wait, with their iteration.
        self._before: tuple[ParameterSample, ...] = ()
        self._updates: tuple[tuple[UpdateSample, ...], int] = ((), -1)
        self._began = 0.0
        self._spent = self._cost = 0.0

    @property
    def due(self) -> float:
        """The time from which on `take` has something to do."""
        return 0.0 if self._before else self._tell

    def note(self, loss: torch.Tensor | None) -> None:
        """Note the loss of one iteration."""
        if loss is None:
            self._losses.append(None)
        else:
            # Reading a value from another device waits for it: once for each sample is enough.
            self._losses.append(loss.item() if loss.is_cpu else loss.detach())

    def note_all(self, losses: list[Loss]) -> None:
        """Note the losses of so many iterations."""
        self._losses += losses

    def take(self, now: float, leaves: Leaves, *, at_once: bool = False) -> None:
        """Hand on what was noted if it is time, or ``at_once``; the gradients are in ``leaves`` now."""
        if self._before:
            self._take_updates(now, leaves)
        if now < self._tell and not at_once:
            return
        # What comes a little late, at the end of a long iteration, does not put off what follows it.
        self._tell = max(self._tell, now - self._interval / 5) + self._interval
        self._norms.take(self._at, leaves)
        if at_once or now >= self._due:
            self._take(now, leaves)
        else:
            self._hand_on()

    def flush(self) -> None:
        """Hand on the losses that wait; the gradients may be gone by now, so parameters are left as they were sent."""
        if self._losses or self._updates[0]:
            self._hand_on()

    @property
    def _at(self) -> int:
        """The iteration whose loss was added last."""
        return self._first + len(self._losses) - 1

    def _take(self, now: float, leaves: Leaves) -> None:
        parameters = _samples(leaves)
        if self._taken % UPDATES_EVERY == 0:
            self._before = parameters
        self._taken += 1
        self._hand_on(parameters, dict(_rates(self._optimizers)))
        self._cost = 0.0
        self._account(now, now)

    def _take_updates(self, now: float, leaves: Leaves) -> None:
        """Look at what has been added to the parameters since they were taken."""
        before, self._before = self._before, ()
        updates = tuple(update for sample in before if (update := _update(sample, leaves)) is not None)
        # They go with the next losses: a message of their own would wake a thread once more.
        self._updates = updates, self._at - 1
        self._account(now, self._due)

    def _account(self, began: float, least: float) -> None:
        """Put the next sample off until this one, and the look at what followed it, has been paid for."""
        self._began = self._began or began
        spent = time.perf_counter() - began
        self._spent += spent
        self._cost += spent
        paid = self._began + (self._spent + self._cost - self.allowance) / self._share
        self._due = max(least, paid)

    def _hand_on(self, parameters: tuple[ParameterSample, ...] = (), rates: dict[str, float] | None = None) -> None:
        losses = _numbers(self._losses)
        self._losses.clear()
        first, self._first = self._first, self._first + len(losses)
        norms = self._norms.collect()
        (updates, updated), self._updates = self._updates, ((), -1)
        self._send(Sampled(self._run, first, losses, parameters, self._at, rates or {}, updates, updated, norms))


def _samples(leaves: Leaves) -> tuple[ParameterSample, ...]:
    chosen = list(leaves.items())[:MOST_PARAMETERS]
    grads = [leaf.grad for _, leaf in chosen]
    summaries = summaries_of([*(leaf.detach() for _, leaf in chosen), *(grad for grad in grads if grad is not None)])
    values, rest = summaries[: len(chosen)], iter(summaries[len(chosen) :])
    return tuple(
        ParameterSample(name, value, None if grad is None else next(rest))
        for (name, _), value, grad in zip(chosen, values, grads, strict=True)
    )


def _update(sample: ParameterSample, leaves: Leaves) -> UpdateSample | None:
    """Return what was added to a parameter since ``sample``, of the elements that it holds."""
    value, leaf = sample.value, leaves.get(sample.name)
    held = value.values if value.values is not None else value.thumbnail
    if held is None or leaf is None or tuple(leaf.shape) != value.shape:
        return None
    before, after = held.numpy(), held_of(leaf)
    if after is None or after.shape != before.shape or after.dtype != before.dtype or before.dtype.kind not in "fc":
        return None
    with np.errstate(all="ignore"):
        change = after - before
        size, moved = float(np.linalg.norm(before)), float(np.linalg.norm(change))
        ratio = moved / size if size > 0 and np.isfinite(size) and np.isfinite(moved) else None
    array = Array.of(change)
    values, thumbnail = (array, None) if value.values is not None else (None, array)
    update = TensorSummary(value.shape, value.dtype, value.device, None, values, thumbnail)
    return UpdateSample(sample.name, update, ratio)


def _rates(optimizers: Optimizers) -> Iterator[tuple[str, float]]:
    """Yield the learning rates, by names that tell them apart."""
    for number, optimizer in enumerate(optimizers.seen):
        kind = type(optimizer).__name__ if len(optimizers.seen) == 1 else f"{type(optimizer).__name__} {number}"
        for place, group in enumerate(optimizer.param_groups):
            rate = group.get("lr")
            if isinstance(rate, int | float | torch.Tensor):
                yield (kind if len(optimizer.param_groups) == 1 else f"{kind} group {place}"), float(rate)


def _numbers(losses: list[Loss]) -> tuple[float | None, ...]:
    waiting = [loss for loss in losses if isinstance(loss, torch.Tensor)]
    if not waiting:
        return tuple(loss for loss in losses if not isinstance(loss, torch.Tensor))
    fetched = iter(torch.stack([loss.reshape(()).double() for loss in waiting]).tolist())
    return tuple(next(fetched) if isinstance(loss, torch.Tensor) else loss for loss in losses)
