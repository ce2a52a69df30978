"""What is to be exported, and how."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QSizeF

from gradviz.ui.canvas.camera import Camera
from gradviz.ui.canvas.cut import Cut
from gradviz.ui.canvas.page import Caption, Page
from gradviz.ui.export.caption import caption, longest
from gradviz.ui.export.emphasis import PLAIN, Emphasis, Marker
from gradviz.ui.picture import Picture
from gradviz.ui.theme import LIGHT, Theme

LARGEST_FILM = 4096
"""Pixels of a side of a film: what players can be expected to take."""


class Format(StrEnum):
    """The kinds of files; each is also the suffix of its files."""

    PNG = "png"
    SVG = "svg"
    PDF = "pdf"
    GIF = "gif"
    MP4 = "mp4"
    WEBM = "webm"
    DOT = "dot"
    GRAPHML = "graphml"
    JSON = "json"

    @property
    def is_film(self) -> bool:
        """Whether it shows several positions one after the other."""
        return self in (Format.GIF, Format.MP4, Format.WEBM)

    @property
    def is_data(self) -> bool:
        """Whether it is the graph or the trace for other programs, and no picture."""
        return self in (Format.DOT, Format.GRAPHML, Format.JSON)

    @property
    def is_series(self) -> bool:
        """Whether several positions are several files."""
        return self in (Format.PNG, Format.SVG)

    @property
    def can_be_transparent(self) -> bool:
        """Whether the ground can be left out."""
        return self in (Format.PNG, Format.SVG, Format.PDF)

    @property
    def usual_scale(self) -> float:
        """Pixels per unit, where nobody asks for others: 2 is sharp on a projector."""
        return 2.0 if self is Format.PNG else 1.0


@dataclass(frozen=True, slots=True)
class View:
    """What the canvas shows: its camera, its size, and the zoom that decides how much is shown."""

    camera: Camera
    size: tuple[float, float]
    reading: float


@dataclass(frozen=True, slots=True)
class Order:
    """One export to ``path``. ``positions`` are drawn in this order, each for ``seconds`` in a film.

    ``view``: what the canvas shows; without it the whole graph. ``emphasis`` is what stands out in it. A caption begins
    with the name of the ``program``. Of a series every file is ``numbered`` by its position.
    """

    path: Path
    format: Format
    positions: tuple[int, ...]
    scale: float = 1.0
    theme: Theme = LIGHT
    is_transparent: bool = False
    seconds: float = 0.8
    view: View | None = None
    emphasis: Emphasis = PLAIN
    has_legend: bool = False
    has_caption: bool = False
    program: str = ""
    is_numbered: bool = False

    def page(self, picture: Picture) -> Page:
        """Return how ``picture`` is drawn, and how large; a film is not larger than players take."""
        if self.view is None:
            cut = Cut.whole(picture.scene, self.scale)
        else:
            cut = Cut.seen(self.view.camera, QSizeF(*self.view.size), self.view.reading, self.scale)
        legend = Marker(picture, self.emphasis).legend(max(self.positions, default=0)) if self.has_legend else ()
        captions = longest(self._named, picture, self.positions) if self.has_caption else ()
        page = Page(cut, self.scale, legend, captions)
        if not self.format.is_film:
            return page
        fitted = page.within(LARGEST_FILM, least=1.0)
        return fitted if self.format is Format.GIF else fitted.even()

    def caption(self, picture: Picture, position: int) -> Caption:
        """Return what is said above the picture of a position."""
        return caption(self._named, picture, position)

    @property
    def _named(self) -> str:
        return self.program or self.path.stem

    def file_at(self, position: int, total: int) -> Path:
        """Return the file of one position of ``total``."""
        if not self.is_numbered:
            return self.path
        digits = len(str(total))
        return self.path.with_name(f"{self.path.stem}-{position:0{digits}d}{self.path.suffix}")
