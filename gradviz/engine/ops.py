"""What torch functions are to the recorder: their names, and which of them are not ops at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Flag, auto
from types import FunctionType
from typing import Any, NamedTuple

import torch
from torch.overrides import resolve_name

_QUESTIONS = frozenset(
    {
        *("shape", "dtype", "device", "size", "dim", "requires_grad", "ndim", "grad_fn", "stride", "numel", "layout"),
        *("_version", "is_leaf", "data_ptr", "grad", "retains_grad", "names", "itemsize", "nbytes", "element_size"),
        *("storage_offset", "untyped_storage", "storage", "_backward_hooks", "output_nr", "get_device", "name"),
        *("register_hook", "retain_grad", "requires_grad_", "item", "tolist", "numpy", "_nested_tensor_size"),
        *("register_post_accumulate_grad_hook", "__len__", "__hash__", "__repr__", "__format__", "__bool__"),
        *(
            "__int__",
            "__float__",
            "__index__",
            "__contains__",
            "__deepcopy__",
            "__reduce_ex__",
            "__dlpack__",
            "__iter__",
        ),
        *("__array__", "__setstate__", "_has_symbolic_sizes_strides", "is_contiguous", "is_same_size", "backward"),
        *("_typed_storage", "__cuda_array_interface__", "__dir__", "data", "dim_order", "const_data_ptr"),
    }
)
"""Last parts of the names of functions that ask something of a tensor, or hand it out, and compute nothing."""


class Watch(Flag):
    """What is of interest in a question."""

    NOTHING = 0
    CUT = auto()
    """The path of the gradient ends: the answer is a number, or shares the values without the history."""
    EXPOSES = auto()
    """From now on the values may change without autograd knowing."""
    HOOK = auto()
    """A hook is registered."""


_WATCHED = {
    "data": Watch.CUT | Watch.EXPOSES,
    "numpy": Watch.CUT | Watch.EXPOSES,
    "__array__": Watch.CUT | Watch.EXPOSES,
    **dict.fromkeys(("item", "tolist", "__float__", "__int__"), Watch.CUT),
    **dict.fromkeys(("untyped_storage", "storage", "_typed_storage", "__dlpack__", "data_ptr"), Watch.EXPOSES),
    **dict.fromkeys(("register_hook", "register_post_accumulate_grad_hook", "retain_grad"), Watch.HOOK),
}


class Op(NamedTuple):
    """How a torch function is recorded."""

    name: str
    is_question: bool
    writes: bool
    watch: Watch = Watch.NOTHING
    inplace_at: int | None = None
    """Which argument says whether the first one is overwritten, if one does."""

    def is_inplace(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
        """Return whether this call overwrites its first argument because it is told to."""
        place = self.inplace_at
        if place is None:
            return False
        return bool(args[place] if len(args) > place else kwargs.get("inplace"))


OPS: dict[Callable[..., Any], Op] = {}
"""Those that `op_of` was asked for."""


def op_of(function: Callable[..., Any]) -> Op:
    """Return what ``function``, as a ``TorchFunctionMode`` gets it, is."""
    op = OPS.get(function)
    if op is None:
        op = OPS[function] = _classify(function)
    return op


def _classify(function: Callable[..., Any]) -> Op:
    parts = (resolve_name(function) or getattr(function, "__name__", repr(function))).split(".")
    last = parts[-1]
    is_property = last in ("__get__", "__set__", "__delete__") and len(parts) > 1
    if is_property:
        last = parts[-2]
    is_question = last in _QUESTIONS or last.startswith("is_") or (is_property and parts[-1] != "__get__")
    name = last[2:-2] if last.startswith("__") and last.endswith("__") else last
    writes = (last.endswith("_") and not last.endswith("__")) or last == "__setitem__"
    watch = _WATCHED.get(last, Watch.NOTHING) if is_question else Watch.NOTHING
    if watch and parts[-1] == "__set__":
        watch &= ~Watch.CUT
    return Op(name, is_question, writes, watch, _inplace_at(function))


def _inplace_at(function: Callable[..., Any]) -> int | None:
    """Return the place of the parameter ``inplace``; functions written in C++ have none."""
    if not isinstance(function, FunctionType):
        return None
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    return names.index("inplace") if "inplace" in names else None


def tensors_of(args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[torch.Tensor]:
    """Return the tensors that an op is called with; ``out`` is none of its inputs."""
    found: list[torch.Tensor] = []
    for item in args:
        if isinstance(item, torch.Tensor):
            found.append(item)
        elif isinstance(item, list | tuple | dict):
            found.extend(tensors_in(item))
    for name, item in kwargs.items():
        if isinstance(item, torch.Tensor | list | tuple | dict) and name != "out":
            found.extend(tensors_in(item))
    return found


def tensors_in(value: object, depth: int = 3) -> Iterator[torch.Tensor]:
    """Yield the tensors in ``value``, looking into lists, tuples and dicts."""
    if isinstance(value, torch.Tensor):
        yield value
    elif depth and isinstance(value, list | tuple):
        for item in value:
            yield from tensors_in(item, depth - 1)
    elif depth and isinstance(value, dict):
        for item in value.values():
            yield from tensors_in(item, depth - 1)
