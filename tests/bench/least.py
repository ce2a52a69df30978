"""The least that a recorder written in Python can cost: its ways into torch, doing nothing, and reading values once.

None of these tells anything: no names, no places in the text, no saved tensors, no updates. They are measured beside
gradviz, so that what it costs can be judged by what cannot be had for less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch.autograd.graph import Node as GradFn
from torch.overrides import TorchFunctionMode
from typing_extensions import override

from gradviz.core.tensor import WHOLE_LIMIT
from gradviz.engine.internals import flatten, unseen
from gradviz.engine.reduce import reduce
from gradviz.engine.walk import walk
from tests.bench.nets import Net

_Grads = tuple[torch.Tensor | None, ...]
_Note = Callable[[GradFn, _Grads, _Grads], object]

_BATCH = 64
"""Small values that are copied together."""


class EmptyMode(TorchFunctionMode):
    """Sees every op and does nothing."""

    @override
    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        return func(*args, **(kwargs or {}))


class NotingMode(TorchFunctionMode):
    """Sees every op and keeps what it returned."""

    def __init__(self) -> None:
        super().__init__()
        self.results: list[Any] = []

    @override
    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        self.results.append(result)
        return result


def with_empty_mode(net: Net, iterations: int) -> None:
    """Run ``iterations`` under a mode that does nothing."""
    with EmptyMode():
        for _ in range(iterations):
            net.iterate()


def with_empty_hooks(net: Net, iterations: int) -> None:
    """Do the same with a hook on every node that does nothing either."""
    for _ in range(iterations):
        with EmptyMode():
            loss = net.forward()
            with _hooked(loss, lambda _node, _left, _arrived: None):
                torch.autograd.backward(loss)
            net.update()


def with_copies(net: Net, iterations: int) -> None:
    """Keep what ops returned and what left and entered the nodes, and copy each of these tensors once."""
    _run_and_read(net, iterations, torch.clone)


def with_summaries(net: Net, iterations: int) -> None:
    """Do the same, but take of each large tensor the least and largest element, mean, norm and a thumbnail instead."""
    _run_and_read(net, iterations, reduce)


def _run_and_read(net: Net, iterations: int, read: Callable[[torch.Tensor], object]) -> None:
    for _ in range(iterations):
        mode = NotingMode()
        grads: list[_Grads] = []
        with mode:
            loss = net.forward()
            with _hooked(loss, lambda _node, left, arrived, grads=grads: grads.extend((left, arrived))):  # type: ignore[misc]
                torch.autograd.backward(loss)
            with unseen():
                _read([*mode.results, *(grad for some in grads for grad in some)], read)
            net.update()


@contextmanager
def _hooked(loss: torch.Tensor, note: _Note) -> Iterator[None]:
    """Call ``note`` after every node of the pass from ``loss`` that runs inside."""
    with unseen():
        nodes = walk([] if loss.grad_fn is None else [loss.grad_fn])
        handles = [node.register_hook(_hook(node, note)) for node in nodes]
    try:
        yield
    finally:
        with unseen():
            for handle in handles:
                handle.remove()
        while nodes:
            nodes.pop()


def _hook(node: GradFn, note: _Note) -> Callable[[_Grads, _Grads], None]:
    def hook(left: _Grads, arrived: _Grads) -> None:
        note(node, left, arrived)

    return hook


def _read(values: list[Any], read: Callable[[torch.Tensor], object]) -> list[object]:
    """Return what each different tensor in ``values`` held; small ones are copied together, large ones read alone."""
    tensors = list({id(value): value for value in values if isinstance(value, torch.Tensor)}.values())
    small = [tensor for tensor in tensors if tensor.numel() <= WHOLE_LIMIT and tensor.is_floating_point()]
    with torch.no_grad():
        copies: list[object] = [
            flatten(small[first : first + _BATCH]).numpy().tobytes() for first in range(0, len(small), _BATCH)
        ]
        return copies + [read(tensor.detach()) for tensor in tensors if tensor.numel() > WHOLE_LIMIT]


LEAST = {
    "empty mode": with_empty_mode,
    "empty mode and hooks": with_empty_hooks,
    "empty, and a copy of each value": with_copies,
    "empty, and each value read": with_summaries,
}
"""By the names that they have among the figures."""
