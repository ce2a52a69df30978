"""How an edge is drawn: colour, width, dashes and arrow head by what has run along it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QColor, QPen

from gradviz.ui.canvas import inks
from gradviz.ui.canvas.inks import ink, mix
from gradviz.ui.canvas.look import LEVELS, EdgeState
from gradviz.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Stroke:
    """The look of an edge: ``head`` is the length of the arrow head, ``down`` the direction of what flows."""

    pen: QPen
    head: float
    down: bool
    color: QColor


@lru_cache(maxsize=256)
def stroke(theme: Theme, state: int, moving: bool) -> Stroke:
    """Return how an edge in ``state`` (an `EdgeState`, with its level) is drawn."""
    if state == EdgeState.PENDING:
        color = mix(theme, "muted", "canvas", 0.45)
        return Stroke(inks.pen_of(color, 1.25, inks.DASHED), 7.0, True, color)
    if state == EdgeState.VALUE:
        color = ink(theme, "forward")
        return Stroke(inks.pen_of(color, 3.0 if moving else 1.4), 10.0 if moving else 8.0, True, color)
    if state == EdgeState.NONFINITE:
        color = ink(theme, "nonfinite")
        return Stroke(inks.pen_of(color, 4.0, inks.DASH_DOT), 12.0, False, color)
    if state == EdgeState.ZERO:
        color = mix(theme, "backward", "canvas", 0.7)
        return Stroke(inks.pen_of(color, 2.0, inks.DOTTED), 8.0, False, color)
    level = state - EdgeState.GRADIENT
    width = 1.25 + 0.4 * level
    color = ink(theme, "backward") if moving else mix(theme, "backward", "canvas", 0.55 + 0.45 * level / (LEVELS - 1))
    return Stroke(inks.pen_of(color, width), 7.0 + width * 0.9, False, color)
