"""Read rows and columns of a tensor without copying the rest of it."""

from __future__ import annotations

import math

import numpy as np
import torch

from gradviz.core.place import Part, Span
from gradviz.core.tensor import Array
from gradviz.engine.reduce import to_numpy


class Unreadable(Exception):
    """A tensor has no elements that can be read; the text says why."""


def read(tensor: torch.Tensor, part: Part) -> Array:
    """Return ``part`` of ``tensor`` seen as a matrix (all but the last axis are rows), every element as it is.

    Raises:
        Unreadable: torch hands out no elements of it.
    """
    try:
        with torch.no_grad():
            return Array.of(to_numpy(_chosen(tensor.detach(), part).clone()))
    except (RuntimeError, TypeError) as error:
        raise Unreadable(f"torch does not hand out its elements ({type(error).__name__}).") from error


def _chosen(tensor: torch.Tensor, part: Part) -> torch.Tensor:
    columns = _slice(part.columns)
    if tensor.dim() == 0:
        return tensor.reshape(1, 1)[_slice(part.rows), columns]
    if tensor.dim() == 1:
        return tensor[None][_slice(part.rows), columns]
    if tensor.dim() == 2:
        return tensor[_slice(part.rows), columns]
    rows = np.array(range(math.prod(tensor.shape[:-1]))[_slice(part.rows)], np.int64)
    places = np.unravel_index(rows, tensor.shape[:-1])
    return tensor[tuple(torch.from_numpy(axis).to(tensor.device) for axis in places)][:, columns]


def _slice(span: Span) -> slice:
    return slice(max(span.start, 0), max(span.stop, 0), max(span.step, 1))
