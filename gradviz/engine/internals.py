"""The parts of torch 2.13 below its documented surface that the tracer relies on, each in one place."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from operator import attrgetter, methodcaller
from typing import Any, Self, cast

import torch
from torch.autograd.graph import Node as GradFn
from torch.utils import _device
from torch.utils._python_dispatch import TorchDispatchMode, _pop_mode, _push_mode
from typing_extensions import override

caller_frame = sys._getframe
"""The frame of the caller, ``depth`` calls up."""

sequence_number = torch._C._autograd._get_sequence_nr
"""The number that the next node made in this thread will get."""

dispatch_depth = torch._C._len_torch_dispatch_stack
"""How many dispatch modes are on."""

flatten = torch._C._nn.flatten_dense_tensors
"""Copies the elements of many tensors into one: written in C++, where a Python call for each would cost more."""

constructors = _device._device_constructors
"""Returns the functions that make a tensor of what is no tensor."""

current_task = torch._C._current_graph_task_id
"""Inside a hook: the number of the backward pass that runs."""


functions_unseen = torch._C.DisableTorchFunction
"""A context in which no function mode and no class of tensors sees what is called; dispatch modes do."""


class Alone:
    """A context in which no function mode, no class of tensors and no dispatch mode sees what is called."""

    __slots__ = ("_functions", "_modes")

    def __init__(self) -> None:
        self._functions = functions_unseen()
        self._modes: list[TorchDispatchMode] = []

    def __enter__(self) -> Self:
        self._functions.__enter__()
        self._leave_modes(dispatch_depth())
        return self

    def __exit__(self, *_error: object) -> None:
        self._enter_modes()
        self._functions.__exit__(None, None, None)

    def heard(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``function`` such that all of them see it as ever, though it is called inside."""

        def call(*args: Any, **kwargs: Any) -> Any:
            count = len(self._modes)
            self._enter_modes()
            try:
                with torch._C._EnableTorchFunction():
                    return function(*args, **kwargs)
            finally:
                self._leave_modes(count)

        return call

    def _leave_modes(self, count: int) -> None:
        self._modes = [_pop_mode() for _ in range(count)]

    def _enter_modes(self) -> None:
        while self._modes:
            _push_mode(self._modes.pop())


def unseen() -> AbstractContextManager[object]:
    """Return a context in which nobody sees what is called.

    To ask a tensor for its size costs thirty times as much if a function mode does.
    """
    return Alone() if dispatch_depth() else functions_unseen()


# Callables written in C: asked for every node or every value, a function of ours around them would cost more than they.

sequence_number_of: Callable[[GradFn], int] = methodcaller("_sequence_nr")
"""The number that a node got when it was made."""

NO_VERSION = -1
"""What stands for the version of an inference tensor."""

counted_version: Callable[[torch.Tensor], int] = attrgetter("_version")
"""What `version_of` a tensor is; inference tensors, which have none, raise `RuntimeError`."""

is_view: Callable[[torch.Tensor], bool] = methodcaller("_is_view")
"""Whether a tensor shows the memory of another one."""

base_of: Callable[[torch.Tensor], torch.Tensor | None] = attrgetter("_base")
"""The tensor whose memory a view shows; ``None`` for what is no view."""


def version_of(tensor: torch.Tensor) -> int:
    """Return how often ``tensor`` was changed in place, as far as autograd knows.

    Inference tensors keep no count: they cannot take part in autograd.
    """
    try:
        return counted_version(tensor)
    except RuntimeError:
        return NO_VERSION


unchecked = tuple.__new__
"""Makes a named tuple of the tuple of all its fields: its own ``__new__`` is a Python call, and there are thousands."""


_ACCUMULATE = type(torch.autograd.graph.get_gradient_edge(torch.empty(0, requires_grad=True)).node)


def is_accumulate(node: GradFn) -> bool:
    """Return whether ``node`` is where a leaf's gradient is accumulated."""
    return type(node) is _ACCUMULATE


_OF_TORCH = frozenset(kind for kind in vars(torch._C._functions).values() if isinstance(kind, type))


def is_formula(node: GradFn) -> bool:
    """Return whether ``node`` is one of torch's own that only computes: no custom function, no view machinery."""
    return type(node) in _OF_TORCH and not node.name().startswith("torch::autograd::")


_PLAIN = (torch.Tensor, torch.nn.Parameter)


def is_subclassed(tensor: torch.Tensor) -> bool:
    """Return whether ``tensor`` is of a class that may see every question that is put to it, and answer for itself."""
    return type(tensor) not in _PLAIN


def sparse_parts(tensor: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the indices and the values of a sparse tensor as they are, without adding up what is there twice."""
    return tensor._indices(), tensor._values()


def leaf_of(node: GradFn) -> torch.Tensor:
    """Return the leaf of an ``AccumulateGrad`` node."""
    return cast(torch.Tensor, getattr(node, "variable"))  # noqa: B009


def grad_fn_of(tensor: torch.Tensor) -> GradFn | None:
    """Return the node that made ``tensor``; ``None`` for a leaf, and where torch refuses to say.

    It does so for a view that was made under ``no_grad`` and whose memory was written since: an ``nn.Embedding`` with a
    ``padding_idx`` makes one. Such a view can be used as long as nobody asks it for its node.
    """
    try:
        return tensor.grad_fn
    except RuntimeError:
        return None


def is_leaf(tensor: torch.Tensor) -> bool:
    """Return whether ``tensor`` is a leaf; a view of which torch refuses to say is none."""
    try:
        return tensor.is_leaf
    except RuntimeError:
        return False


def has_tensor_hooks(leaf: torch.Tensor) -> bool:
    """Return whether hooks may change the gradient before it is accumulated."""
    return bool(leaf._backward_hooks)


def has_accumulate_hooks(leaf: torch.Tensor) -> bool:
    """Return whether hooks may change ``leaf.grad`` after it was accumulated."""
    return bool(leaf._post_accumulate_grad_hooks)


def hooks_of(leaf: torch.Tensor) -> list[object]:
    """Return the hooks of ``leaf`` in the order in which they run."""
    hooks = (*(leaf._backward_hooks or {}).values(), *(leaf._post_accumulate_grad_hooks or {}).values())
    return list(hooks)


def saving_is_hooked() -> bool:
    """Return whether tensors that are saved now go through hooks: reading them back may run the forward again."""
    return torch._C._autograd._top_saved_tensors_default_hooks(False) is not None


def function_modes() -> list[object]:
    """Return the active function modes, the innermost last."""
    count = torch._C._len_torch_function_stack()
    return [torch._C._get_function_stack_at(number) for number in range(count)]


@contextmanager
def in_one_thread() -> Iterator[None]:
    """Run the nodes of every device in the thread that starts a backward pass.

    torch's own context does the same, but function modes of the program's see it.
    """
    was_on = torch._C._is_multithreading_enabled()
    with unseen():
        torch._C._set_multithreading_enabled(False)
    try:
        yield
    finally:
        with unseen():
            torch._C._set_multithreading_enabled(was_on)


def running_node() -> GradFn | None:
    """Return the node that runs in this thread now; ``None`` outside of all backward passes."""
    return torch._C._current_autograd_node()


def root_node(tensor: torch.Tensor) -> GradFn:
    """Return the node that a backward pass from ``tensor`` starts with; for a leaf its ``AccumulateGrad``."""
    return torch.autograd.graph.get_gradient_edge(tensor).node


def is_transformed(tensor: torch.Tensor) -> bool:
    """Return whether ``tensor`` exists only inside of a torch.func transform."""
    return bool(torch._C._functorch.is_functorch_wrapped_tensor(tensor))


def takes_tensors(op: Any) -> tuple[bool, ...]:
    """Return for every parameter of an aten op whether it is a tensor."""
    return tuple(str(argument.type) == "Tensor" for argument in op._schema.arguments)


class DispatchMode(TorchDispatchMode):
    """Hands every aten op that is called while it is on to ``call``, with its arguments."""

    def __init__(self, call: Callable[[Any, tuple[Any, ...], dict[str, Any]], Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._call = call

    @override
    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        return self._call(func, args, kwargs or {})


def storage_use_count(tensor: torch.Tensor) -> int:
    """Return how many tensors, numpy arrays and graphs hold the memory of ``tensor``."""
    storage = tensor.untyped_storage()
    # The Python object that asks is one more holder.
    return int(torch._C._storage_Use_Count(storage._cdata)) - 1
