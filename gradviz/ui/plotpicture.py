"""The curves as a picture in a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter, QPen
from PySide6.QtSvg import QSvgGenerator

from gradviz.ui.panels.plots import PlotsPanel
from gradviz.ui.theme import Theme
from gradviz.ui.widgets.chart import Chart
from gradviz.ui.widgets.curve_plot import CurvePlot, Line

_MARGIN = 16
_SCALE = 2.0
"""Pixels of a PNG for each unit on the screen."""


def save(panel: PlotsPanel, theme: Theme, path: Path) -> None:
    """Write the charts that ``panel`` shows, as PNG or, if ``path`` ends so, as SVG.

    Raises:
        OSError: the file cannot be written.
    """
    size = _size(panel)
    held = QByteArray()
    buffer = QBuffer(held)
    if path.suffix == ".svg":
        generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
        generator.setOutputDevice(buffer)
        generator.setSize(size)
        generator.setViewBox(QRect(QPointF(0, 0).toPoint(), size))
        generator.setResolution(96)
        painter = QPainter(generator)
        _paint(panel, theme, painter)
        painter.end()
    else:
        image = QImage(size * _SCALE, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        painter.scale(_SCALE, _SCALE)
        _paint(panel, theme, painter)
        painter.end()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(image)
    path.write_bytes(held.data())


def _charts(panel: PlotsPanel) -> list[tuple[Chart, str]]:
    charts = [(panel.loss, panel.loss.title.text()), (panel.norms, panel.norms.full_title())]
    return [(chart, title) for chart, title in charts if not chart.isHidden()]


def _head(panel: PlotsPanel) -> int:
    return 2 * panel.fontMetrics().height() + 8


def _size(panel: PlotsPanel) -> QSize:
    pages = [chart.page.size() for chart, _ in _charts(panel)]
    width = sum(page.width() for page in pages) + _MARGIN * (len(pages) + 1)
    return QSize(width, max(page.height() for page in pages) + _head(panel) + 2 * _MARGIN)


def _paint(panel: PlotsPanel, theme: Theme, painter: QPainter) -> None:
    painter.setFont(panel.font())
    painter.fillRect(QRect(QPointF(0, 0).toPoint(), _size(panel)), theme.color("panel"))
    left = _MARGIN
    for chart, title in _charts(panel):
        page = chart.page
        painter.save()
        painter.translate(left, _MARGIN)
        _paint_head(painter, theme, title, page.lines() if isinstance(page, CurvePlot) else (), page.width())
        painter.translate(0, _head(panel))
        painter.setClipRect(page.rect())
        panel.paint_page(painter, page)
        painter.restore()
        left += page.width() + _MARGIN


def _paint_head(painter: QPainter, theme: Theme, title: str, lines: tuple[Line, ...], width: int) -> None:
    """Write the title, and below it the names of the lines, each with a piece of it."""
    metrics = painter.fontMetrics()
    font = painter.font()
    font.setBold(True)
    painter.save()
    painter.setFont(font)
    painter.setPen(theme.color("text"))
    painter.drawText(QPointF(0, metrics.ascent()), title)
    painter.restore()
    left, base = 0.0, 2.0 * metrics.height()
    for line in lines:
        wide = 26 + 4 + metrics.horizontalAdvance(line.name)
        if not line.name or left + wide > width:
            continue
        painter.setPen(QPen(line.ink, 2, line.style, Qt.PenCapStyle.FlatCap))
        middle = base - metrics.ascent() / 3
        painter.drawLine(QPointF(left, middle), QPointF(left + 26, middle))
        painter.setPen(theme.color("muted"))
        painter.drawText(QPointF(left + 30, base), line.name)
        left += wide + 14
