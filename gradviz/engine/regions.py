"""Calls that are shown as one op, with a sentence that says why: what runs inside them belongs to no graph of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, NamedTuple, Protocol
from weakref import ref

import torch

FUNCTION = "A function with a backward of its own: the ops inside run without gradients and are not shown."
TRANSFORM = "It differentiates or batches a function by itself: what happens inside is not shown."
COMPILED = "Compiled by torch.compile: what happens inside is one op."

_TRANSFORMS = ("grad", "grad_and_value", "vmap", "jacrev", "jacfwd", "hessian")
"""Of torch.func: they return a function that does the work."""
_CALLS = ("vjp", "jvp", "linearize")
"""Of torch.func: they do it at once."""
_FUNCTIONAL = ("vjp", "jvp", "jacobian", "hessian", "vhp", "hvp")
"""Of torch.autograd.functional."""


class Region(NamedTuple):
    """A call to be shown as one op."""

    name: str
    note: str
    is_compiled: bool = False


class Observer(Protocol):
    """Who wants to know of such calls."""

    def region(
        self, region: Region, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """Call ``function`` and return its result."""


@contextmanager
def patched_regions(observer: Observer) -> Iterator[None]:
    """Send every such call that is made inside through ``observer``."""
    replaced = [(holder, name, vars(holder)[name], new) for holder, name, new in _replacements(observer)]
    for holder, name, _, new in replaced:
        setattr(holder, name, new)
    try:
        yield
    finally:
        for holder, name, original, _ in replaced:
            setattr(holder, name, original)


def _replacements(observer: Observer) -> Iterator[tuple[Any, str, Any]]:
    yield torch.autograd.Function, "apply", _apply(observer)
    for name in _TRANSFORMS:
        yield torch.func, name, _transform(getattr(torch.func, name), f"func.{name}", observer)
    yield torch, "vmap", _transform(torch.vmap, "vmap", observer)
    for name in _CALLS:
        yield torch.func, name, _as_region(getattr(torch.func, name), Region(f"func.{name}", TRANSFORM), observer)
    functional = torch.autograd.functional
    for name in _FUNCTIONAL:
        yield functional, name, _as_region(getattr(functional, name), Region(name, TRANSFORM), observer)
    yield torch, "compile", _compile(observer)


def _apply(observer: Observer) -> Any:
    original = vars(torch.autograd.Function)["apply"]
    known = ref(observer)

    def apply(cls: Any, *args: Any, **kwargs: Any) -> Any:
        observer, function = known(), original.__get__(None, cls)
        if observer is None:
            return function(*args, **kwargs)
        return observer.region(Region(f"{cls.__name__}.apply", FUNCTION), function, args, kwargs)

    return classmethod(wraps(original.__func__)(apply))


def _as_region(function: Callable[..., Any], region: Region, observer: Observer) -> Callable[..., Any]:
    # What a library keeps of it must not keep the program's variables alive.
    known = ref(observer)

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        observer = known()
        return function(*args, **kwargs) if observer is None else observer.region(region, function, args, kwargs)

    return call


def _transform(transform: Callable[..., Any], name: str, observer: Observer) -> Callable[..., Any]:
    known = ref(observer)

    @wraps(transform)
    def make(*args: Any, **kwargs: Any) -> Any:
        made, observer = transform(*args, **kwargs), known()
        return made if observer is None else _as_region(made, Region(name, TRANSFORM), observer)

    return make


def _compile(observer: Observer) -> Callable[..., Any]:
    original: Any = torch.compile
    known = ref(observer)

    @wraps(original)
    def make(model: Any = None, **kwargs: Any) -> Any:
        if model is None:
            return lambda given: make(given, **kwargs)
        compiled, observer = original(model, **kwargs), known()
        if observer is None:
            return compiled
        region = Region(f"compiled {getattr(model, '__name__', type(model).__name__)}", COMPILED, is_compiled=True)
        if isinstance(compiled, torch.nn.Module):
            compiled.forward = _as_region(compiled.forward, region, observer)
            return compiled
        return _as_region(compiled, region, observer)

    return make
