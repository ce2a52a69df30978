"""Take back what a backward pass has done: ``.grad`` of the leaves, and the random numbers."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import NamedTuple

import torch

from gradviz.engine.internals import version_of


class BackwardAborted(RuntimeError):
    """A person has ended a backward pass that waited; ``.grad`` and the random numbers are as before it."""

    @classmethod
    def before(cls, node: str) -> BackwardAborted:
        """Return the one that says before which ``node`` it was."""
        return cls(f"this backward pass was ended by hand before {node}; gradients and random numbers are as before it")


class _Kept(NamedTuple):
    leaf: torch.Tensor
    grad: torch.Tensor | None
    version: int
    copy: torch.Tensor | None


class Rollback:
    """What is to be put back. It costs one copy of every ``.grad`` that is there already.

    What hooks of the program do besides, such as changing parameters, is not taken back.
    """

    def __init__(self, leaves: Iterable[torch.Tensor]) -> None:
        self._kept = [_kept(leaf) for leaf in leaves]
        self._random = torch.get_rng_state()
        self._python = random.getstate()
        has_gpu = torch.cuda.is_available() and torch.cuda.is_initialized()  # type: ignore[no-untyped-call]
        self._devices = torch.cuda.get_rng_state_all() if has_gpu else []

    def restore(self) -> None:
        """Put everything back, ``.grad`` in the very same tensors."""
        for leaf, grad, version, copy in self._kept:
            if leaf.grad is not grad:
                leaf.grad = grad
            if grad is not None and copy is not None and version_of(grad) != version:
                with torch.no_grad():
                    grad.copy_(copy)
        torch.set_rng_state(self._random)
        random.setstate(self._python)
        if self._devices:
            torch.cuda.set_rng_state_all(self._devices)


def _kept(leaf: torch.Tensor) -> _Kept:
    grad = leaf.grad
    if grad is None:
        return _Kept(leaf, None, 0, None)
    return _Kept(leaf, grad, version_of(grad), grad.detach().clone())
