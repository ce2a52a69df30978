"""The norms of gradients while a program runs: many, and each at little cost."""

from __future__ import annotations

import math
import time

import torch

from gradviz.core.messages.samples import GradientNorms
from gradviz.engine.internals import is_subclassed
from gradviz.engine.listener import Leaves

SHARE = 0.002
"""At most this part of the running time."""

ALLOWANCE = 0.01
"""Seconds before that counts: a short run has some norms too."""

_KINDS = frozenset({torch.float32, torch.float64})


class Norms:
    """Takes the norms of the first ``most`` gradients, as often as ``share`` of the time allows.

    Only those on the CPU: to read one from another device the program would have to wait for it. Those of short or
    sparse numbers are left to the samples, which compute them in wider numbers.
    """

    def __init__(self, most: int, share: float = SHARE) -> None:
        self._most = most
        self._share = share
        self._taken: list[GradientNorms] = []
        self._began = self._spent = self._due = 0.0

    def take(self, iteration: int, leaves: Leaves) -> None:
        """Note the norms after ``iteration``, if it is time."""
        now = time.perf_counter()
        if now < self._due:
            return
        found = [
            (name, grad) for name, leaf in list(leaves.items())[: self._most] if (grad := _readable(leaf)) is not None
        ]
        if found:
            self._taken.append(GradientNorms(iteration, _norms(found)))
        self._began = self._began or now
        self._spent += time.perf_counter() - now
        self._due = self._began + (self._spent - ALLOWANCE) / self._share

    def collect(self) -> tuple[GradientNorms, ...]:
        """Return what was noted since this was asked last."""
        taken = tuple(self._taken)
        self._taken.clear()
        return taken


def _norms(found: list[tuple[str, torch.Tensor]]) -> dict[str, float]:
    together = torch.stack([torch.linalg.vector_norm(grad).double() for _, grad in found]).tolist()
    norms = dict(zip([name for name, _ in found], together, strict=True))
    for name, grad in found:
        if not math.isfinite(norms[name]):
            # The square of a large number may be more than its type holds.
            norms[name] = float(torch.linalg.vector_norm(grad, dtype=torch.float64))
    return norms


def _readable(leaf: torch.Tensor) -> torch.Tensor | None:
    grad = leaf.grad
    if grad is None or not grad.is_cpu or grad.layout is not torch.strided or grad.dtype not in _KINDS:
        return None
    # A class of its own may not know what a norm is, nor may a tensor of parts that differ in shape.
    return None if grad.is_nested or is_subclassed(grad) else grad.detach()
