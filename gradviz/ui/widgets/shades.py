"""The colours of a landscape: one hue, from the smallest loss to the largest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gradviz.ui.theme import Theme

_LEAST_LOG = 20.0
"""The loss is coloured by its logarithm where the largest is so many times the smallest."""


def shades_of(losses: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what is coloured: the losses themselves, or, where they differ very much, their logarithms."""
    finite = losses[np.isfinite(losses)]
    if not finite.size or finite.min() <= 0 or finite.max() < _LEAST_LOG * finite.min():
        return losses
    logarithms: NDArray[np.float64] = np.log(losses, where=losses > 0, out=np.full(losses.shape, np.nan))
    return logarithms


def shaded(values: NDArray[np.float64], theme: Theme) -> NDArray[np.uint8]:
    """Return RGB from the panel's colour for the smallest number to that of the forward pass for the largest."""
    finite = np.isfinite(values)
    low, high = (float(values[finite].min()), float(values[finite].max())) if finite.any() else (0.0, 1.0)
    part = np.where(finite, (np.where(finite, values, low) - low) / ((high - low) or 1.0), 0.0)
    ends = np.array([_rgb(theme, role) for role in ("panel", "forward")], np.float64)
    colors: NDArray[np.uint8] = (ends[0] + part[..., None] * (ends[1] - ends[0])).round().astype(np.uint8)
    colors[~finite] = _rgb(theme, "nonfinite")
    return colors


def _rgb(theme: Theme, role: str) -> tuple[int, int, int]:
    color = theme.color(role)
    return color.red(), color.green(), color.blue()
