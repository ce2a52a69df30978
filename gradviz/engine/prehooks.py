"""Hooks that are called before nodes run, of one backward pass alone.

``AccumulateGrad`` nodes are shared by all living graphs: every hook is removed again, and one that another pass fires
does nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch.autograd.graph import Node as GradFn
from torch.utils.hooks import RemovableHandle

from gradviz.engine.internals import current_task, unseen

Grads = tuple[torch.Tensor | None, ...]
"""What is about to enter a node."""

Arrive = Callable[[Grads], Grads | None]
"""Called with what enters a node; returns what enters it instead, or ``None``."""


class PreHooks:
    """The pre-hooks of the pass that fires one of them first."""

    def __init__(self) -> None:
        self._handles: dict[GradFn, RemovableHandle] = {}
        self._task: int | None = None

    def add(self, node: GradFn, arrive: Arrive) -> None:
        """Call ``arrive`` before ``node`` runs; a node that is watched already stays as it is."""
        if node not in self._handles:
            self._handles[node] = node.register_prehook(self._hook(arrive))

    def remove(self) -> None:
        """Leave the nodes as they were."""
        for handle in self._handles.values():
            handle.remove()
        self._handles.clear()

    def _hook(self, arrive: Arrive) -> Arrive:
        def hook(grads: Grads) -> Grads | None:
            # A pass inside of this one, or one of another thread, has a task of its own.
            task = current_task()
            if self._task is None:
                self._task = task
            if task != self._task:
                return None
            # A function mode that is on would see every question that is put to a gradient.
            with unseen():
                return arrive(grads)

        return hook
