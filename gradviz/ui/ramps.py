"""The colours of scales: from little to much, and of categories. Text on them can be read."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtGui import QColor

from gradviz.ui.theme import Theme, series_colors

LEVELS = 12
"""Into how many steps a scale is divided: so few that the legend tells them apart."""

_LIGHT = ("#FFFDE0", "#D9F0B4", "#9AD7B8", "#5DC0C2", "#35A7C4")
_DARK = ("#241B3A", "#233A6B", "#1F5C7A", "#2B7461")
"""Lightness changes in one direction all the way: that is seen without telling hues apart."""
_SHARE_LIGHT, _SHARE_DARK = 0.3, 0.38


@lru_cache(maxsize=8)
def ramp(theme: Theme) -> tuple[QColor, ...]:
    """Return `LEVELS` grounds from little to much."""
    stops = [QColor(name) for name in (_DARK if theme.is_dark else _LIGHT)]
    at, places = np.linspace(0.0, 1.0, LEVELS), np.linspace(0.0, 1.0, len(stops))
    channels = [
        np.interp(at, places, [part(stop) for stop in stops]) for part in (QColor.red, QColor.green, QColor.blue)
    ]
    return tuple(QColor(*(round(float(value)) for value in color)) for color in zip(*channels, strict=True))


@lru_cache(maxsize=8)
def category_grounds(theme: Theme) -> tuple[QColor, ...]:
    """Return grounds that tell categories apart; from the ninth category on they repeat themselves."""
    panel, share = theme.color("panel"), _SHARE_DARK if theme.is_dark else _SHARE_LIGHT
    return tuple(_between(panel, color, share) for color in series_colors(theme))


def _between(ground: QColor, color: QColor, share: float) -> QColor:
    parts = zip(ground.getRgb()[:3], color.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(a + (b - a) * share) for a, b in parts))
