"""Which part of a large tensor is looked at: zooming and moving over its elements."""

from __future__ import annotations

from typing import NamedTuple, Self

from gradviz.core.place import Part, Span
from gradviz.core.tensor import TensorSummary, matrix_shape

LEAST = 4
"""Rows or columns: nobody looks closer."""

MOST_CELLS = 128
"""Rows or columns that a heat map shows at most: of a larger region every k-th one."""


class Region(NamedTuple):
    """The rows ``top`` to before ``bottom`` and columns ``left`` to before ``right`` of ``height`` × ``width``."""

    top: int
    bottom: int
    left: int
    right: int
    height: int
    width: int

    @classmethod
    def of(cls, summary: TensorSummary) -> Self:
        """Return the whole of a tensor seen as a matrix."""
        height, width = matrix_shape(summary.shape)
        return cls(0, height, 0, width, height, width)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return (self.top, self.bottom, self.left, self.right) == (0, self.height, 0, self.width)

    def zoomed(self, factor: float, row: int, column: int) -> Self:
        """Return a region ``factor`` times as small, in which ``row``, ``column`` stays in its place."""
        top, bottom = _zoomed(self.top, self.bottom, self.height, factor, row)
        left, right = _zoomed(self.left, self.right, self.width, factor, column)
        return self._replace(top=top, bottom=bottom, left=left, right=right)

    def with_element(self, row: int, column: int) -> Self:
        """Return the region moved as little as necessary to contain ``row``, ``column``."""
        down = _shift(self.top, self.bottom, row)
        across = _shift(self.left, self.right, column)
        return self._replace(
            top=self.top + down, bottom=self.bottom + down, left=self.left + across, right=self.right + across
        )

    def part(self) -> Part:
        """Return the elements to show."""
        return Part(_span(self.top, self.bottom), _span(self.left, self.right))

    def sampled(self, step_row: int, step_column: int) -> Part:
        """Return the elements in the region that a thumbnail with these steps has; at least one row and column."""
        return Part(_aligned(self.top, self.bottom, step_row), _aligned(self.left, self.right, step_column))


def _zoomed(start: int, stop: int, length: int, factor: float, fixed: int) -> tuple[int, int]:
    size = stop - start
    wanted = min(max(round(size / factor), min(LEAST, length)), length)
    share = (fixed + 0.5 - start) / size if size else 0.5
    begin = min(max(round(fixed + 0.5 - share * wanted), 0), length - wanted)
    return begin, begin + wanted


def _shift(start: int, stop: int, at: int) -> int:
    if at < start:
        return at - start
    return max(at - stop + 1, 0)


def _span(start: int, stop: int) -> Span:
    return Span(start, stop, max(1, -(-(stop - start) // MOST_CELLS)))


def _aligned(start: int, stop: int, step: int) -> Span:
    first = start // step * step
    return Span(first, max(stop, first + 1), step)
