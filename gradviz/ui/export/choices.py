"""What a person has chosen for an export, as it is remembered for the next one."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import msgspec

from gradviz.ui.export.emphasis import PLAIN, Emphasis
from gradviz.ui.export.order import Format, Order, View
from gradviz.ui.theme import THEMES, Theme

SMALLEST, LARGEST = 0.1, 20.0
"""Scales that are offered: pixels per unit."""


class Seen(NamedTuple):
    """What the window shows: the name of the program, a position, what stands out, and where one looks from."""

    program: str
    position: int
    theme: Theme
    view: View | None
    emphasis: Emphasis = PLAIN


class Choices(msgspec.Struct, frozen=True):
    """``theme`` is a theme's name, or empty: as in the window. ``first`` and ``last`` are of a step-through.

    Colours of boxes and lit paths are always those of the canvas; legend, caption and selection can be left out.
    """

    format: Format = Format.PNG
    is_view: bool = False
    is_stepped: bool = False
    scale: float = 2.0
    theme: str = ""
    is_transparent: bool = False
    seconds: float = 0.8
    first: int = 0
    last: int = 0
    has_legend: bool = True
    has_caption: bool = False
    has_selection: bool = True

    @property
    def steps(self) -> bool:
        """Whether it shows several positions: a film always does."""
        return self.format.is_film or (self.is_stepped and not self.format.is_data)

    def order(self, path: Path, seen: Seen) -> Order:
        """Return the order of these choices, for what is ``seen`` in the window."""
        emphasis = seen.emphasis if self.has_selection else replace(seen.emphasis, selected=None, edge=None)
        return Order(
            path=path,
            format=self.format,
            positions=tuple(range(self.first, self.last + 1)) if self.steps else (seen.position,),
            scale=self.scale,
            theme=THEMES.get(self.theme, seen.theme),
            is_transparent=self.is_transparent and self.format.can_be_transparent,
            seconds=self.seconds,
            view=seen.view if self.is_view else None,
            emphasis=emphasis,
            has_legend=self.has_legend,
            has_caption=self.has_caption,
            program=seen.program,
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


def file_of(text: str, form: Format) -> Path | None:
    """Return the file that a person has typed, with the suffix of its format; ``None`` while there is no name."""
    text = text.strip()
    if not text or not Path(text).name:
        return None
    # Path's own raises where there is nobody of that name.
    path, suffix = Path(os.path.expanduser(text)), f".{form}"  # noqa: PTH111
    known = {f".{one}" for one in Format}
    return path.with_suffix(suffix) if path.suffix in known else path.with_name(path.name + suffix)
