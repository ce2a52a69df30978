"""Replace torch's ways into the engine by ones that the recorder follows, and put them back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import torch

Follow = Callable[[list[torch.Tensor], Callable[[], Any]], Any]
"""Gets the roots of a backward pass, and what runs it."""


@contextmanager
def patched(follow: Follow) -> Iterator[None]:
    """Send every backward pass that is started inside through ``follow``."""
    holders: tuple[tuple[Any, str], ...] = (
        (torch.Tensor, "backward"),
        (torch.autograd, "backward"),
        (torch.autograd, "grad"),
    )
    originals = [getattr(holder, name) for holder, name in holders]
    for (holder, name), original in zip(holders, originals, strict=True):
        setattr(holder, name, _following(original, follow))
    try:
        yield
    finally:
        for (holder, name), original in zip(holders, originals, strict=True):
            setattr(holder, name, original)


def _following(original: Callable[..., Any], follow: Follow) -> Callable[..., Any]:
    @wraps(original)
    def call(*args: Any, **kwargs: Any) -> Any:
        given = args[0] if args else kwargs.get("tensors", kwargs.get("outputs"))
        roots = [given] if isinstance(given, torch.Tensor) else list(given or ())
        # A root may also be an edge of the graph or what else torch accepts; only tensors are followed.
        return follow([r for r in roots if isinstance(r, torch.Tensor)], lambda: original(*args, **kwargs))

    return call
