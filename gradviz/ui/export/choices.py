"""What a person has chosen for an export, as it is remembered for the next one."""

from __future__ import annotations

from pathlib import Path

import msgspec

from gradviz.ui.export.order import Format, Order, View
from gradviz.ui.theme import THEMES, Theme

SMALLEST, LARGEST = 0.1, 20.0
"""Scales that are offered: pixels per unit."""


class Choices(msgspec.Struct, frozen=True):
    """``theme`` is a theme's name, or empty: as in the window. ``first`` and ``last`` are of a step-through."""

    format: Format = Format.PNG
    is_view: bool = False
    is_stepped: bool = False
    scale: float = 2.0
    theme: str = ""
    is_transparent: bool = False
    seconds: float = 0.8
    first: int = 0
    last: int = 0

    @property
    def steps(self) -> bool:
        """Whether it shows several positions: a film always does."""
        return self.format.is_film or (self.is_stepped and not self.format.is_data)

    def order(self, path: Path, position: int, theme: Theme, view: View | None) -> Order:
        """Return the order of these choices; ``position``, ``theme`` and ``view`` are those of the window."""
        return Order(
            path=path,
            format=self.format,
            positions=tuple(range(self.first, self.last + 1)) if self.steps else (position,),
            scale=self.scale,
            theme=THEMES.get(self.theme, theme),
            is_transparent=self.is_transparent and self.format.can_be_transparent,
            seconds=self.seconds,
            view=view if self.is_view else None,
            is_numbered=self.steps and self.format.is_series,
        )


def remembered(text: str) -> Choices:
    """Return the choices that `written` has written; the usual ones where they are damaged or of another version."""
    try:
        found = msgspec.json.decode(text, type=Choices)
    except msgspec.DecodeError:
        return Choices()
    return found if SMALLEST <= found.scale <= LARGEST and 0 < found.seconds <= 600 else Choices()


def written(choices: Choices) -> str:
    """Return ``choices`` as one line of text."""
    return msgspec.json.encode(choices).decode()
