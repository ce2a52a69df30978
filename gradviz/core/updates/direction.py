"""The step of an optimizer that goes along a direction of all parameters together: of LBFGS."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gradviz.core.trace import UpdateEvent
from gradviz.core.updates.work import EPSILON, held_matrix

LBFGS = "LBFGS"


class Along(NamedTuple):
    """The last step went ``length`` times along the direction, made from ``pairs`` steps before.

    ``agreeing`` of the ``seen`` recorded elements moved just so in this update.
    """

    length: float
    pairs: int
    agreeing: int
    seen: int

    @property
    def is_whole(self) -> bool:
        """Whether the update was that one step."""
        return self.agreeing == self.seen


def along_of(update: UpdateEvent) -> Along | None:
    """Return how ``update`` compares with the optimizer's direction; ``None`` if that was not recorded."""
    held = {} if update.optimizer is None else update.optimizer.after
    before, after, direction = (held_matrix(one) for one in (update.before, update.after, held.get("d")))
    length = held["t"].item() if "t" in held else None
    if before is None or after is None or direction is None or length is None:
        return None
    if not before.shape == after.shape == direction.shape:
        return None
    pairs = held["pairs"].item() if "pairs" in held else None
    old, new, way = (matrix.astype(np.float64) for matrix in (before, after, direction))
    precision = EPSILON.get(update.before.dtype, EPSILON["float32"])
    allowed = precision * (2 * np.maximum(np.abs(old), np.abs(new)) + 4 * np.abs(float(length) * way))
    agreeing = int((np.abs(new - old - float(length) * way) <= allowed).sum())
    return Along(float(length), int(pairs or 0), agreeing, old.size)
