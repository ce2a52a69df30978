"""Watch the hooks that the program registers on tensors: which gradient each one got, and what it made of it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any
from weakref import ref

import torch
from torch.autograd.graph import Node as GradFn

from gradviz.engine.internals import hooks_of, root_node, unseen, version_of
from gradviz.engine.record import HookRecord, IterationRecord

_KINDS = {"register_hook": "hook", "register_post_accumulate_grad_hook": "post-accumulate hook"}


class HookNoter:
    """Puts a watch around every hook that is registered while ops are seen."""

    def __init__(self) -> None:
        self.record: IterationRecord | None = None
        self._numbers = count()

    def register(self, name: str, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Register what the program wants to be registered, with a watch around it."""
        tensor, *rest = args
        given = rest[0] if rest else kwargs.get("hook")
        record = self.record
        if record is None or not tensor.requires_grad:
            return function(*args, **kwargs)
        if name == "retain_grad":
            result, label = function(*args, **kwargs), name
        elif callable(given):
            watch = _Watched(given, f"{_KINDS[name]} {_name(given)}", next(self._numbers), self)
            result, label = function(tensor, watch), watch.name
            record.hooked[watch.number] = root_node(tensor)
        else:
            return function(*args, **kwargs)
        record.registered.setdefault(root_node(tensor), []).append(label)
        return result

    def note_leaf(self, node: GradFn, leaf: torch.Tensor) -> None:
        """Note the hooks that ``leaf`` has had since before this iteration."""
        record = self.record
        if record is None:
            return
        known = record.registered.setdefault(node, [])
        for hook in hooks_of(leaf):
            name = hook.name if isinstance(hook, _Watched) else f"hook {_name(hook)}"
            if isinstance(hook, _Watched):
                if hook.number in record.hooked:
                    continue
                record.hooked[hook.number] = node
            if name not in known:
                known.append(name)


class _Watched:
    """Calls a hook of the program's and notes what it did."""

    __slots__ = ("__weakref__", "_hook", "_noter", "name", "number")

    def __init__(self, hook: Callable[[Any], Any], name: str, number: int, noter: HookNoter) -> None:
        self._hook = hook
        # The hook lives as long as the program's tensor: nothing of ours may hang on it.
        self._noter = ref(noter)
        self.name = name
        self.number = number

    def __getattr__(self, name: str) -> Any:
        return getattr(self._hook, name)

    def __call__(self, given: Any) -> Any:
        noter = self._noter()
        record = None if noter is None else noter.record
        node = None if record is None else record.hooked.get(self.number)
        if record is None or node is None:
            return self._hook(given)
        # A post-accumulate hook gets the leaf.
        is_leaf = self.name.startswith("post")
        with unseen():
            seen = given.grad if is_leaf else given
            version, before = version_of(seen), record.captures.copy(seen)
        result = self._hook(given)
        with unseen():
            left = given.grad if is_leaf else result if result is not None else given
            changed = left is not seen or version_of(left) != version
            after = record.captures.copy(left) if isinstance(left, torch.Tensor) and changed else None
        record.fired.setdefault(node, []).append(HookRecord(self.name, before, after, is_leaf))
        return result


def _name(hook: object) -> str:
    return str(getattr(hook, "__qualname__", type(hook).__name__)).rsplit(".", 1)[-1]
