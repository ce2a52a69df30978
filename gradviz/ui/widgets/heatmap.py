"""A tensor as a heat map: colours on a scale symmetric about zero, every element readable by mouse and by key."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QLinearGradient,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from gradviz.core import text
from gradviz.core.place import Part
from gradviz.core.region import Region
from gradviz.core.tensor import Array, TensorSummary
from gradviz.ui.theme import LIGHT, Theme
from gradviz.ui.widgets import cells
from gradviz.ui.widgets.cell_map import MARGIN, CellMap
from gradviz.ui.widgets.tint import tint
from gradviz.ui.wording import shape

__all__ = ["CellMap", "ColorBar", "HeatMap"]


class ColorBar(QWidget):
    """The colours from −limit to limit, with the smallest value, zero and the largest value written below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._theme = LIGHT
        self._ends: tuple[float, float] | None = None
        self._limit = 0.0

    def show_scale(self, ends: tuple[float, float] | None, limit: float) -> None:
        """Show the scale up to ``limit``, of values between ``ends``."""
        if (ends, limit) != (self._ends, self._limit):
            self._ends, self._limit = ends, limit
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(120, self.fontMetrics().height() + 11)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        bar = QRectF(MARGIN, 2, self.width() - 2 * MARGIN, 5)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for stop, role in ((0.0, "negative"), (0.5, "panel"), (1.0, "positive")):
            gradient.setColorAt(stop, self._theme.color(role))
        painter.fillRect(bar, gradient)
        painter.setPen(QPen(self._theme.color("line"), 1))
        painter.drawRect(bar)
        self._paint_words(painter, bar)
        painter.end()

    def _paint_words(self, painter: QPainter, bar: QRectF) -> None:
        muted = self._theme.color("muted")
        painter.setPen(QPen(muted, 1))
        painter.drawLine(QPointF(bar.center().x(), bar.top()), QPointF(bar.center().x(), bar.bottom() + 2))
        below = QRectF(bar.left(), bar.bottom() + 3, bar.width(), self.fontMetrics().height())
        align = Qt.AlignmentFlag
        painter.drawText(below, align.AlignHCenter | align.AlignTop, "0")
        if self._ends is None:
            return
        least, most = (text.number(end) for end in self._ends)
        painter.drawText(below, align.AlignLeft | align.AlignTop, self.tr("min {0}").format(least))
        painter.drawText(below, align.AlignRight | align.AlignTop, self.tr("max {0}").format(most))
        self._paint_marks(painter, bar, muted)

    def _paint_marks(self, painter: QPainter, bar: QRectF, color: QColor) -> None:
        """Mark the smallest and the largest value on the bar."""
        painter.setPen(QPen(self._theme.color("text"), 2))
        for end in self._ends or ():
            if self._limit > 0 and np.isfinite(end):
                x = bar.center().x() + end / self._limit * bar.width() / 2
                x = min(max(x, bar.left() + 1), bar.right() - 1)
                painter.drawLine(QPointF(x, bar.top() - 1), QPointF(x, bar.bottom() + 1))
        painter.setPen(color)


class HeatMap(QWidget):
    """The cells of a tensor with their colour bar and, in words, what the picture leaves out or cannot colour."""

    reading_changed = Signal(str)
    part_wanted = Signal(object, object)
    """The summary, and the part of its tensor whose elements are wanted."""

    def __init__(self, hue: str = "forward", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells = CellMap(hue)
        self.bar = ColorBar()
        self._nonfinite = QLabel()
        bold = self._nonfinite.font()
        bold.setBold(True)
        self._nonfinite.setFont(bold)
        self._note = QLabel()
        self._note.setWordWrap(True)
        self._note.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._caption = ""
        self._symlog = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.cells, 1)
        for widget in (self.bar, self._nonfinite, self._note):
            layout.addWidget(widget)
        self._summary: TensorSummary | None = None
        self.setFocusProxy(self.cells)
        self.cells.reading_changed.connect(self._show_reading)
        self.cells.zoom_requested.connect(self.zoom)
        self.cells.element_wanted.connect(self._go_to)
        self._region: Region | None = None
        self._part: Part | None = None
        self._is_exact = False
        # The element that the cursor is on, and the one of the thumbnail that stands in for it.
        self._element: tuple[int, int] | None = None
        self._stands_in: tuple[int, int] | None = None
        self._can_zoom = False
        self._why = ""
        self.set_theme(LIGHT)
        self.show_summary(None)

    def show_summary(self, summary: TensorSummary | None, sentence: str = "") -> None:
        """Show ``summary``, or ``sentence`` when it is ``None``."""
        same = summary is not None and summary is self._summary
        self._summary = summary
        if same and self._region is not None:
            # What is looked at closely stays while one steps past it.
            return
        self._region = self._part = self._element = None
        self._why = ""
        self.cells.show_summary(summary, sentence)
        self._offer()
        self._describe()

    # Looking closer

    @property
    def region(self) -> Region | None:
        """The part that is looked at; ``None``: all of it."""
        return self._region

    def set_zoomable(self, on: bool) -> None:
        """Let one look closer than a thumbnail: the elements can be had."""
        self._can_zoom = on
        if not on and self._region is not None:
            self.zoom(0.0, 0, 0)
        self._offer()
        self._describe()

    def _offer(self) -> None:
        large = self._summary is not None and self._summary.thumbnail is not None
        self.cells.set_zoomable(self._can_zoom and large and self.cells.has_cells)

    def zoom(self, factor: float, row: int, column: int) -> None:
        """Look ``factor`` times closer at an element of the tensor; 0 shows all of it."""
        summary = self._summary
        if summary is None:
            return
        region = (self._region or Region.of(summary)).zoomed(factor, row, column) if factor else Region.of(summary)
        if region.is_whole:
            self._region = self._part = self._element = None
            self._why = ""
            # The same summary would not be shown again.
            self.cells.show_summary(None)
            self.cells.show_summary(summary)
            self._describe()
        else:
            self._look_at(region)

    def _go_to(self, row: int, column: int) -> None:
        region = self._region
        if region is not None and 0 <= row < region.height and 0 <= column < region.width:
            self._look_at(region.with_element(row, column), (row, column))

    def _under_cursor(self) -> tuple[int, int] | None:
        """Return the element that the cursor is on, or would be on if it were here already."""
        at = self.cells.cursor_element
        return self._element if self._element is not None and at == self._stands_in else at

    def _look_at(self, region: Region, element: tuple[int, int] | None = None) -> None:
        """Show what the thumbnail has of ``region``, and ask for its elements."""
        summary = self._summary
        if summary is None or region == self._region:
            return
        # The thumbnail may lack the element that the cursor is on.
        element = element or self._under_cursor()
        self._region, self._part, self._is_exact, self._why = region, region.part(), False, ""
        held = cells.held_matrix(summary)
        if held is not None:
            steps = summary.strides()
            sampled = region.sampled(*steps)
            rows = slice(sampled.rows.start // steps[0], -(-sampled.rows.stop // steps[0]))
            columns = slice(sampled.columns.start // steps[1], -(-sampled.columns.stop // steps[1]))
            self.cells.show_part(sampled, held[rows, columns])
        if element is not None:
            self.cells.put_cursor(*element)
        self._element, self._stands_in = element, self.cells.cursor_element
        self._describe()
        self.part_wanted.emit(summary, self._part)

    def show_part(self, summary: TensorSummary, part: Part, values: Array | None, reason: str) -> None:
        """Take the elements that were asked for, or ``reason`` why there are none; others come too late."""
        if summary is not self._summary or part != self._part:
            return
        if values is None:
            self._why = reason
        else:
            element, self._element = self._under_cursor(), None
            self._is_exact = True
            self.cells.show_part(part, values.numpy())
            if element is not None:
                self.cells.put_cursor(*element)
        self._describe()

    def _closer(self, region: Region) -> str:
        """Return what is shown of ``region``."""
        where = self.tr("rows {0}–{1}, columns {2}–{3}").format(
            region.top, region.bottom - 1, region.left, region.right - 1
        )
        if self._why:
            return self.tr("{0}, from the thumbnail. {1}").format(where, self._why)
        if not self._is_exact:
            return self.tr("{0}, from the thumbnail until the elements are here").format(where)
        part = region.part()
        if part.rows.step > 1 or part.columns.step > 1:
            return self.tr("{0}: {1}").format(where, self._steps(part.rows.step, part.columns.step))
        return self.tr("{0}: every element").format(where)

    def caption(self) -> str:
        """Return what the picture leaves out."""
        return self._caption

    def nonfinite_text(self) -> str:
        """Return how many elements are NaN or infinite; empty when none is."""
        return self._nonfinite.text()

    def reading(self) -> str:
        """Return index and exact value under the mouse or at the cursor."""
        return self.cells.reading()

    def set_name(self, name: str) -> None:
        """Give the map the name that a screen reader says."""
        self.cells.setAccessibleName(name)

    def set_hue(self, hue: str) -> None:
        """Frame the cells in the colour of the role ``hue``."""
        self.cells.set_hue(hue)

    def set_symlog(self, on: bool) -> None:
        """Use a symmetric logarithmic scale, which shows small values beside large ones."""
        self.cells.set_symlog(on)
        self._symlog = on
        self._describe()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self.cells.set_theme(theme)
        self.bar.set_theme(theme)
        tint(self._note, theme.color("muted"))
        tint(self._nonfinite, theme.color("nonfinite"))

    def _describe(self) -> None:
        summary = self._summary
        colored = summary is not None and self.cells.has_cells
        self.bar.setVisible(colored)
        self._note.setVisible(colored)
        if summary is not None and colored:
            self.bar.show_scale(_ends(summary), self.cells.limit)
        counts = self._count_nonfinite(summary) if summary is not None and summary.count > 1 else ""
        self._nonfinite.setText(counts)
        self._nonfinite.setVisible(bool(counts))
        self._caption = "" if summary is None else self._explain(summary)
        self._show_reading(self.cells.reading())

    def _show_reading(self, reading: str) -> None:
        """Write what is read in the place of the caption, which keeps its room."""
        self._note.setMinimumHeight(self._note.height() if reading and self._caption else 0)
        self._note.setText(reading or self._caption)
        self.reading_changed.emit(reading)

    def _count_nonfinite(self, summary: TensorSummary) -> str:
        counts = []
        if summary.nan:
            counts.append(self.tr("{0} NaN").format(summary.nan))
        if summary.inf:
            counts.append(self.tr("{0} Inf").format(summary.inf))
        return self.tr("{0} of {1} elements").format(" · ".join(counts), summary.count) if counts else ""

    def _explain(self, summary: TensorSummary) -> str:
        if not self.cells.has_cells:
            return ""
        parts = [self._left_out(summary)]
        if summary.is_complex:
            parts.append(self.tr("complex: the colour is the magnitude"))
        if summary.dtype == "bool":
            parts.append(self.tr("bool: True is 1, False is 0"))
        if self._symlog:
            parts.append(self.tr("logarithmic colours"))
        return " · ".join(part for part in parts if part)

    def _left_out(self, summary: TensorSummary) -> str:
        if self._region is not None:
            return self._closer(self._region)
        rows, columns = summary.strides()
        whole = shape(summary.shape)
        if steps := self._steps(rows, columns):
            left_out = self.tr("{0} of {1}").format(steps, whole)
            return self.tr("{0}; every element: wheel or +").format(left_out) if self._can_zoom else left_out
        if len(summary.shape) > 2:
            last = summary.shape[-1]
            return self.tr("{0} as {1} rows of {2}").format(whole, summary.count // max(last, 1), last)
        return self.tr("every element of {0}").format(whole)

    def _steps(self, rows: int, columns: int) -> str:
        steps = []
        if rows > 1:
            steps.append(self.tr("every {nth} row").format(n=rows, nth=cells.ordinal(rows)))
        if columns > 1:
            steps.append(self.tr("every {nth} column").format(n=columns, nth=cells.ordinal(columns)))
        return ", ".join(steps)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._describe()


def _ends(summary: TensorSummary) -> tuple[float, float] | None:
    """Return the smallest and the largest finite value, as far as they are known."""
    if summary.min is not None and summary.max is not None and np.isfinite([summary.min, summary.max]).all():
        return summary.min, summary.max
    matrix = summary.matrix()
    finite = matrix[np.isfinite(matrix)] if matrix is not None else np.empty(0)
    return (float(finite.min()), float(finite.max())) if finite.size else None
