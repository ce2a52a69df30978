"""The colours by their roles, light and dark, and the palette and style sheet made of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QPalette
from typing_extensions import override

_STOPS = np.linspace(-1.0, 1.0, 257)


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of colours, as ``#rrggbb``. A role means the same thing in every panel."""

    name: str
    forward: str
    backward: str
    update: str
    nonfinite: str
    selection: str
    canvas: str
    panel: str
    line: str
    text: str
    muted: str
    forward_tint: str
    backward_tint: str
    update_tint: str
    nonfinite_tint: str
    on_accent: str
    error: str
    negative: str
    positive: str

    @override
    def __hash__(self) -> int:
        # Asked thousands of times for each picture; all of the colours need not be looked at.
        return hash(self.name)

    @property
    def is_dark(self) -> bool:
        """Whether text is lighter than its ground."""
        return QColor(self.panel).lightness() < 128

    def color(self, role: str) -> QColor:
        """Return the colour of ``role``.

        Raises:
            AttributeError: no such role.
        """
        return QColor(str(getattr(self, role)))


LIGHT = Theme(
    name="light",
    forward="#1F6FD6",
    backward="#C4560B",
    update="#1B7F4B",
    nonfinite="#B0139E",
    selection="#B78103",
    canvas="#F6F7F9",
    panel="#FFFFFF",
    line="#DDE2E8",
    text="#1B232B",
    muted="#66727E",
    forward_tint="#E8F0FC",
    backward_tint="#FCEEE2",
    update_tint="#E4F3EA",
    nonfinite_tint="#F9E3F6",
    on_accent="#FFFFFF",
    error="#B3261E",
    negative="#2166C8",
    positive="#C8352B",
)

DARK = Theme(
    name="dark",
    forward="#5AA9FF",
    backward="#FF9A4D",
    update="#54D38A",
    nonfinite="#E879F9",
    selection="#F5C84B",
    canvas="#0F1418",
    panel="#171D23",
    line="#2A333C",
    text="#E6EBF0",
    muted="#8D9AA7",
    forward_tint="#15273A",
    backward_tint="#382314",
    update_tint="#15301F",
    nonfinite_tint="#3A1B3D",
    on_accent="#0F1418",
    error="#FF8A80",
    negative="#4C94F0",
    positive="#F0655A",
)

_SERIES_LIGHT = ("#0072B2", "#B34E00", "#00795A", "#A8457F", "#7A6400", "#3A4CA8", "#8C2D2D", "#4F5B66")
_SERIES_DARK = ("#56B4E9", "#E69F00", "#2FC79A", "#E58BC0", "#F0E442", "#9AA5F5", "#F08A7A", "#B6C2CE")

THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


@cache
def diverging(theme: Theme) -> NDArray[np.uint8]:
    """Return 257 RGB rows from the most negative to the most positive; the middle one, zero, is the panel's colour."""
    ends = [_rgb(theme.negative), _rgb(theme.panel), _rgb(theme.positive)]
    channels = [np.interp(_STOPS, (-1.0, 0.0, 1.0), [end[i] for end in ends]) for i in range(3)]
    return np.stack(channels, axis=1).round().astype(np.uint8)


def _rgb(color: str) -> tuple[int, int, int]:
    c = QColor(color)
    return c.red(), c.green(), c.blue()


def heat_colors(values: NDArray[np.float64], limit: float, theme: Theme) -> NDArray[np.uint8]:
    """Return RGB for ``values`` (rows × columns) on the symmetric scale −limit … limit.

    NaN and infinities have the theme's colour for values that are not finite. A ``limit`` of 0 shows zeros only.
    """
    finite = np.isfinite(values)
    scale = 128.0 / limit if limit > 0 else 0.0
    index = np.clip(np.where(finite, values, 0.0) * scale, -128, 128).round().astype(np.intp) + 128
    colors = diverging(theme)[index]
    colors[~finite] = _rgb(theme.nonfinite)
    return colors


@cache
def series_colors(theme: Theme) -> tuple[QColor, ...]:
    """Return colours that tell curves apart, also for colour-blind eyes; they carry no other meaning."""
    names = _SERIES_DARK if theme.is_dark else _SERIES_LIGHT
    return tuple(QColor(name) for name in names)


def symmetric_limit(values: NDArray[np.float64]) -> float:
    """Return the largest finite magnitude among ``values``, 0 if there is none."""
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if finite.size else 0.0


def palette(theme: Theme) -> QPalette:
    """Return Qt's palette in the theme's colours."""
    result = QPalette()
    roles = QPalette.ColorRole
    for role, name in (
        (roles.Window, "panel"),
        (roles.WindowText, "text"),
        (roles.Base, "panel"),
        (roles.AlternateBase, "canvas"),
        (roles.Text, "text"),
        (roles.Button, "panel"),
        (roles.ButtonText, "text"),
        (roles.ToolTipBase, "panel"),
        (roles.ToolTipText, "text"),
        (roles.PlaceholderText, "muted"),
        (roles.Highlight, "forward"),
        (roles.HighlightedText, "on_accent"),
        (roles.Link, "forward"),
        (roles.Mid, "line"),
        (roles.Light, "line"),
        (roles.Dark, "line"),
    ):
        result.setColor(role, theme.color(name))
    muted = theme.color("muted")
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, muted)
    return result
