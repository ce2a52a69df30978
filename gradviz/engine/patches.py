"""Replace torch's ways into the engine by ones that the recorder follows, and put them back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, Protocol

import torch


class Follower(Protocol):
    """Who wants to know of backward passes."""

    @property
    def is_busy(self) -> bool:
        """Whether this pass is a part of one that is being followed already, or belongs to another thread."""

    def follow(self, roots: Sequence[torch.Tensor], run: Callable[[], Any]) -> Any:
        """Run a backward pass from ``roots``."""


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
    try:
        yield
    finally:
        for (holder, name), original in zip(holders, originals, strict=True):
            setattr(holder, name, original)


def _following(original: Callable[..., Any], follower: Follower) -> Callable[..., Any]:
    @wraps(original)
    def call(*args: Any, **kwargs: Any) -> Any:
        # One way into the engine leads through another: only the outermost counts.
        if follower.is_busy:
            return original(*args, **kwargs)
        given = args[0] if args else kwargs.get("tensors", kwargs.get("outputs"))
        roots = (given,) if isinstance(given, torch.Tensor) else tuple(given or ())
        # A root may also be an edge of the graph or what else torch accepts; only tensors are followed.
        return follower.follow([r for r in roots if isinstance(r, torch.Tensor)], lambda: original(*args, **kwargs))

    return call
