"""Live values of a training loop: every loss, and now and then the parameters with their gradients."""

from __future__ import annotations

import time
from collections.abc import Callable

import torch

from gradviz.core.messages import ParameterSample
from gradviz.engine.listener import Leaves
from gradviz.engine.summarize import summary_of

MOST_PARAMETERS = 40
"""Of larger models the first parameters are sampled."""

Send = Callable[[int, tuple[float | None, ...], tuple[ParameterSample, ...]], None]


class Sampler:
    """Collects losses and hands them on with the parameters, at most ``rate`` times a second.

    Sampling large parameters costs time: it is done so seldom that it takes at most ``share`` of the running time.
    """

    def __init__(self, send: Send, *, rate: float = 20.0, share: float = 0.01) -> None:
        self._send = send
        self._interval = 1.0 / rate
        self._share = share
        self._losses: list[float | torch.Tensor | None] = []
        self._first = 0
        self._due = 0.0
        self._parameters: Leaves = {}

    def add(self, loss: torch.Tensor | None, leaves: Leaves, *, at_once: bool = False) -> None:
        """Note the loss of one iteration, whose gradients are in ``leaves`` now; ``at_once``: and hand all on."""
        if loss is not None and loss.is_cpu:
            self._losses.append(loss.item())
        else:
            # Reading a value from another device waits for it: once for each sample is enough.
            self._losses.append(None if loss is None else loss.detach())
        self._parameters = leaves
        now = time.perf_counter()
        if at_once or now >= self._due:
            self._flush(self._sample_parameters())
            spent = time.perf_counter() - now
            self._due = now + max(self._interval, spent / self._share)

    def flush(self) -> None:
        """Hand on the losses that wait; the gradients may be gone by now, so parameters are left as they were sent."""
        if self._losses:
            self._flush(())

    def _flush(self, parameters: tuple[ParameterSample, ...]) -> None:
        losses = _numbers(self._losses)
        self._losses.clear()
        self._send(self._first, losses, parameters)
        self._first += len(losses)

    def _sample_parameters(self) -> tuple[ParameterSample, ...]:
        return tuple(
            ParameterSample(name, summary_of(leaf), None if leaf.grad is None else summary_of(leaf.grad))
            for name, leaf in list(self._parameters.items())[:MOST_PARAMETERS]
        )


def _numbers(losses: list[float | torch.Tensor | None]) -> tuple[float | None, ...]:
    waiting = [loss for loss in losses if isinstance(loss, torch.Tensor)]
    if not waiting:
        return tuple(loss for loss in losses if not isinstance(loss, torch.Tensor))
    fetched = iter(torch.stack([loss.reshape(()).double() for loss in waiting]).tolist())
    return tuple(next(fetched) if isinstance(loss, torch.Tensor) else loss for loss in losses)
