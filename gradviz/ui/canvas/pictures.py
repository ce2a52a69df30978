"""Small heat maps of tensors, kept for as long as they are likely to be painted again."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
from PySide6.QtGui import QImage

from gradviz.core.tensor import TensorSummary
from gradviz.ui.theme import Theme, heat_colors, symmetric_limit

_KEPT = 1024
_ROWS, _COLUMNS = 6, 24


class Pictures:
    """Heat maps by the identity of their summary; the least recently used is forgotten first."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        # The summary is held too: its id means nothing once it is gone.
        self._held: OrderedDict[tuple[int, bool], tuple[TensorSummary, QImage | None]] = OrderedDict()

    def of(self, summary: TensorSummary, *, coarse: bool) -> QImage | None:
        """Return the picture of ``summary``; ``None`` where there are no values. See `heat_map`."""
        key = (id(summary), coarse)
        found = self._held.get(key)
        if found is not None:
            self._held.move_to_end(key)
            return found[1]
        image = heat_map(summary, self._theme, coarse=coarse)
        self._held[key] = (summary, image)
        if len(self._held) > _KEPT:
            self._held.popitem(last=False)
        return image


def heat_map(summary: TensorSummary, theme: Theme, *, coarse: bool) -> QImage | None:
    """Return the heat map of ``summary``, a pixel per value, on a scale symmetric about zero.

    A ``coarse`` one has the values of some rows and columns only, so few that each can be seen in a box.
    """
    matrix = summary.matrix()
    if matrix is None:
        return None
    limit = symmetric_limit(matrix)
    if coarse:
        matrix = matrix[:: _step(matrix.shape[0], _ROWS), :: _step(matrix.shape[1], _COLUMNS)]
    colors = heat_colors(matrix, limit, theme)
    rows, columns = matrix.shape
    opaque = np.full((rows, columns, 4), 255, np.uint8)
    opaque[:, :, :3] = colors
    return QImage(opaque.data, columns, rows, 4 * columns, QImage.Format.Format_RGBX8888).convertToFormat(
        QImage.Format.Format_RGB32
    )


def _step(length: int, most: int) -> int:
    return max(1, -(-length // most))
