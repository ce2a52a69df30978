"""Replace torch's ways into the engine by ones that the recorder follows, and put them back."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, NamedTuple, Protocol
from weakref import ref

import torch
from torch.autograd.graph import GradientEdge
from torch.autograd.graph import Node as GradFn

from gradviz.engine.internals import is_transformed, root_node, unseen
from gradviz.engine.quiet import Quiet

Root = torch.Tensor | GradientEdge

_ROOTS = (torch.Tensor, GradientEdge)


class Pass(NamedTuple):
    """A backward pass that is about to run; ``function`` is ``backward`` or ``grad``."""

    function: str
    roots: tuple[Root, ...]
    creates_graph: bool
    run: Callable[[], Any]

    def nodes(self) -> list[GradFn]:
        """Return the nodes that it starts with; a root without gradient is left to torch, which says what is wrong."""
        nodes = []
        with unseen():
            for root in self.roots:
                if isinstance(root, GradientEdge):
                    nodes.append(root.node)
                elif root.requires_grad:
                    nodes.append(root_node(root))
        return nodes


class Follower(Protocol):
    """Who wants to know of backward passes."""

    quiet: Quiet
    """Leaves passes to themselves while nobody wants to know of them."""

    @property
    def is_busy(self) -> bool:
        """Whether this pass is a part of one that is being followed already, or belongs to another thread."""

    def follow(self, started: Pass) -> Any:
        """Run a backward pass."""


@contextmanager
def patched(follower: Follower) -> Iterator[None]:
    """Send every backward pass that is started inside through ``follower``."""
    holders: tuple[tuple[Any, str], ...] = (
        (torch.Tensor, "backward"),
        (torch.autograd, "backward"),
        (torch.autograd, "grad"),
    )
    originals = [getattr(holder, name) for holder, name in holders]
    for (holder, name), original in zip(holders, originals, strict=True):
        setattr(holder, name, _following(original, follower))
    torch.Tensor.backward = follower.quiet.around(originals[0], torch.Tensor.backward)  # type: ignore[method-assign]
    try:
        yield
    finally:
        for (holder, name), original in zip(holders, originals, strict=True):
            setattr(holder, name, original)


def _following(original: Callable[..., Any], follower: Follower) -> Callable[..., Any]:
    names = list(inspect.signature(original).parameters)
    place, name = names.index("create_graph"), original.__name__
    # torch keeps tables of its functions: what took the place of one must not keep the program's variables alive.
    held = ref(follower)

    @wraps(original)
    def call(*args: Any, **kwargs: Any) -> Any:
        follower = held()
        # One way into the engine leads through another: only the outermost counts.
        if follower is None or follower.is_busy:
            return original(*args, **kwargs)
        roots = _roots(args[0] if args else kwargs.get(names[0]))
        if roots is None:
            return original(*args, **kwargs)
        creates_graph = bool(args[place] if len(args) > place else kwargs.get("create_graph"))
        return follower.follow(Pass(name, roots, creates_graph, lambda: original(*args, **kwargs)))

    return call


def _roots(given: Any) -> tuple[Root, ...] | None:
    """Return where a pass starts; ``None`` if a transform of torch.func differentiates for itself."""
    if type(given) is torch.Tensor:
        # As nearly always.
        return None if is_transformed(given) else (given,)
    roots = (given,) if isinstance(given, _ROOTS) else tuple(given or ())
    # What torch does not accept either is left to it.
    known = tuple(root for root in roots if isinstance(root, _ROOTS))
    return None if any(isinstance(root, torch.Tensor) and is_transformed(root) for root in known) else known
