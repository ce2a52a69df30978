"""What is known of large tensors from one recorded iteration to the next, so that they are not reduced again.

The inputs of a program and its parameters are the same in many iterations. One that was not changed is told by its
identity, its version and a sample of its values: memory can be written to behind autograd's back.
"""

from __future__ import annotations

from typing import NamedTuple
from weakref import ref

import torch

from gradviz.engine.internals import version_of
from gradviz.engine.reduce import Reduced, thumbnail_of


class _Known(NamedTuple):
    tensor: ref[torch.Tensor]
    version: int
    reduced: Reduced


class Carried:
    """The large tensors that the last recorded iteration knew at its end, by ``id``."""

    def __init__(self) -> None:
        self._known: dict[int, _Known] = {}

    def keep(self, tensor: torch.Tensor, reduced: Reduced) -> None:
        """Remember what ``tensor`` holds now."""
        if reduced.thumbnail is not None and _is_torchs_own(tensor):
            self._known[id(tensor)] = _Known(ref(tensor), version_of(tensor), reduced)

    def find(self, tensor: torch.Tensor) -> Reduced | None:
        """Return what ``tensor`` holds, if it is known and has not changed."""
        known = self._known.get(id(tensor))
        if known is None or known.tensor() is not tensor or known.version != version_of(tensor):
            return None
        # `.data` can be set to a tensor of another shape, which is no new version.
        if known.reduced.shape != tuple(tensor.shape):
            return None
        sample, before = thumbnail_of(tensor), known.reduced.thumbnail
        # As bytes: a NaN is the same then, and numpy would take longer to compare so few.
        is_same = sample is not None and before is not None and sample.tobytes() == before.tobytes()
        return known.reduced if is_same else None

    def clear(self) -> None:
        """Forget everything: something may have happened that nobody saw."""
        self._known.clear()


def _is_torchs_own(tensor: torch.Tensor) -> bool:
    """Return whether only torch writes into the memory of ``tensor``: not numpy, and no other process."""
    storage = tensor.untyped_storage()
    return tensor.is_cpu and not storage.is_shared() and storage.resizable()
