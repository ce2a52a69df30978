"""A picture of what does not change any more of some curves: of a growing one only the end is painted anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPixmap

from gradviz.ui.theme import Theme
from gradviz.ui.widgets import plot_lines
from gradviz.ui.widgets.plot_area import Area
from gradviz.ui.widgets.plot_lines import Drawn

_LONGEST_END = 96
"""Points that are painted over the picture each time; with more the picture is made anew."""


class StillCurves:
    """Holds the picture, and knows how much of each curve is in it."""

    def __init__(self) -> None:
        self._picture = QPixmap()
        self._area: Area | None = None
        self._drawn: tuple[Drawn, ...] = ()
        self._size = QSize()

    def drop(self) -> None:
        """Forget the picture: colours, letters or guides are others now."""
        self._area = None

    def is_for(self, size: QSize) -> bool:
        """Return whether there is a picture of this size."""
        return self._area is not None and size == self._size

    def holds(self, area: Area, drawn: Sequence[Drawn], size: QSize, ratio: float) -> bool:
        """Return whether the picture is still right for what is drawn now, but for the ends."""
        if area != self._area or size != self._size or ratio != self._picture.devicePixelRatio():
            return False
        if len(drawn) != len(self._drawn):
            return False
        return all(map(_goes_on, self._drawn, drawn))

    def make(self, area: Area, drawn: Sequence[Drawn], size: QSize, ratio: float) -> QPainter:
        """Return a painter for a new picture, with ``ratio`` pixels for each unit of ``size``."""
        self._area, self._drawn, self._size = area, tuple(drawn), size
        self._picture = QPixmap(size * ratio)
        self._picture.setDevicePixelRatio(ratio)
        return QPainter(self._picture)

    def paint_settled(self, painter: QPainter, theme: Theme) -> None:
        """Paint the settled part of the curves."""
        self._paint(painter, self._drawn, theme, [0] * len(self._drawn), [one.curve.settled for one in self._drawn])

    def paint(self, painter: QPainter, drawn: Sequence[Drawn], theme: Theme, clip: Callable[[QPainter], None]) -> None:
        """Paint the picture, and over it the ends of the curves, where ``clip`` lets them be seen."""
        painter.drawPixmap(0, 0, self._picture)
        painter.save()
        clip(painter)
        first = [one.curve.settled for one in self._drawn]
        self._paint(painter, drawn, theme, first, [len(one.y) for one in drawn])
        painter.restore()

    def _paint(
        self, painter: QPainter, drawn: Sequence[Drawn], theme: Theme, first: Sequence[int], end: Sequence[int]
    ) -> None:
        area = self._area
        if area is None:
            return
        for one, begin, stop in zip(drawn, first, end, strict=True):
            plot_lines.paint_line(painter, area, one, begin, stop)
        plot_lines.paint_gaps(painter, area, plot_lines.gaps(drawn, first, end), theme)


def _goes_on(was: Drawn, now: Drawn) -> bool:
    """Return whether what was painted of a line is still the beginning of it, and not much has come since."""
    before, after = was.curve, now.curve
    if was.line != now.line or before.grain != after.grain or after.settled < before.settled:
        return False
    # Few points are drawn in another way than many.
    if plot_lines.manner(before) != plot_lines.manner(after) or len(after) - before.settled > _LONGEST_END:
        return False
    return not before.settled or before.x[0] == after.x[0]
