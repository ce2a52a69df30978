"""The aten ops inside of the program's ops and of the nodes of its backward passes, where a run asks for them.

A dispatch mode sees them; it is on only while an op of the program or a backward pass runs, and its cost is the reason
why it is not on by itself. It calls everything as it is: the results are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import wraps
from typing import Any

import torch
from torch.autograd.graph import Node as GradFn

from gradviz.core.trace import AtenOp
from gradviz.engine.internals import DispatchMode, is_accumulate, takes_tensors
from gradviz.engine.ops import tensors_in
from gradviz.engine.record import IterationRecord
from gradviz.engine.walk import walk

_NUMBERS = (int, float, complex)


class AtenNoter:
    """Notes the aten ops that run inside of one op, or inside of each node of a backward pass."""

    def __init__(self) -> None:
        self._mode = DispatchMode(self._call)
        self._ops: list[AtenOp] = []
        # What runs between the nodes of a backward pass (hooks, our own look at gradients) belongs to none of them.
        self._nodes: list[list[AtenOp]] | None = None

    def _call(self, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        result = func(*_with_tensors(func, args), **kwargs)
        noted = self._ops if self._nodes is None else self._nodes[-1]
        noted.append(_noted(func, (args, kwargs), result))
        return result

    # Ops

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``function`` such that `take` gives the aten ops of its latest call."""

        @wraps(function, updated=())
        def call(*args: Any, **kwargs: Any) -> Any:
            self._ops = []
            with self._mode:
                return function(*args, **kwargs)

        return call

    def take(self) -> tuple[AtenOp, ...]:
        """Return the aten ops of the latest call, once."""
        ops, self._ops = self._ops, []
        return tuple(ops)

    # Backward passes

    @contextmanager
    def following(self, record: IterationRecord, roots: list[GradFn], most: int) -> Iterator[None]:
        """Note in ``record`` what runs inside of each node of the pass that is started inside."""
        nodes = walk(roots, most)
        call, outer = record.calls, self._nodes
        # What runs where a leaf's gradient is accumulated depends on who else holds it: we do, while tracing.
        nodes = [node for node in nodes if not is_accumulate(node)] if len(nodes) <= most else []
        self._nodes = [] if outer is None else outer
        depth = len(self._nodes)
        # What is between the nodes of a pass inside of a node is not that node's either.
        self._nodes.append([])
        handles = [node.register_prehook(self._began(record, node, call)) for node in nodes]
        # The first hook after a node: what the hooks after it do is not the node's.
        handles += [node.register_hook(self._ended) for node in nodes]
        try:
            # Inside of a pass that is followed already the mode is on; twice, it would note everything twice.
            with self._mode if outer is None else nullcontext():
                yield
        finally:
            for handle in handles:
                handle.remove()
            del self._nodes[depth:]
            self._nodes = outer

    def _began(self, record: IterationRecord, node: GradFn, call: int) -> Callable[[Any], None]:
        def began(_grad_outputs: Any) -> None:
            if self._nodes is not None:
                self._nodes.append(record.inside.setdefault((node, call), []))

        return began

    def _ended(self, _grad_inputs: Any, _grad_outputs: Any) -> None:
        if self._nodes:
            self._nodes.pop()


def _with_tensors(func: Any, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return ``args`` with tensors where the op wants them.

    A number of the program that autograd saved as a tensor (the 3 of ``x * 3``) comes here as a number again.
    """
    if not any(isinstance(value, _NUMBERS) for value in args):
        return args
    return tuple(
        _as_tensor(value) if is_tensor and isinstance(value, _NUMBERS) else value
        for value, is_tensor in zip(args, takes_tensors(func), strict=False)
    )


def _as_tensor(value: complex) -> torch.Tensor:
    kinds = {bool: torch.bool, int: torch.int64, float: torch.float64, complex: torch.complex128}
    return torch.tensor(value, dtype=kinds[type(value)])


def _noted(func: Any, given: object, result: object) -> AtenOp:
    name = str(func).removeprefix("aten.")
    return AtenOp(
        name=name.removesuffix(".default"),
        inputs=tuple(tuple(map(int, tensor.shape)) for tensor in _tensors(given)),
        outputs=tuple(tuple(map(int, tensor.shape)) for tensor in _tensors(result)),
    )


def _tensors(value: object) -> Iterator[torch.Tensor]:
    return tensors_in(value, depth=4)
