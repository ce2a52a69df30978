"""A scene as a picture of its own: PNG, SVG, PDF."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRect, QRectF, QSize, QSizeF
from PySide6.QtGui import QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from gradviz.core.frame import Frame
from gradviz.ui.canvas.look import Look
from gradviz.ui.canvas.painter import Mark, ScenePainter, set_up
from gradviz.ui.canvas.scene import Scene
from gradviz.ui.theme import Theme

_MARGIN = 28.0
_LARGEST = 32_000


def render_image(scene: Scene, frame: Frame | None, theme: Theme, scale: float = 1.0) -> QImage:
    """Return the whole scene as an image, ``scale`` pixels per unit; less where it would become too large."""
    scale = min(scale, _LARGEST / max(_size(scene).width(), _size(scene).height()))
    image = QImage((_size(scene) * scale).toSize().expandedTo(QSize(1, 1)), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    _paint(painter, scene, frame, theme, scale)
    painter.end()
    return image


def render_svg(scene: Scene, frame: Frame | None, theme: Theme, path: Path, title: str = "") -> None:
    """Write the whole scene as an SVG file.

    Raises:
        OSError: the file cannot be written.
    """
    held = QByteArray()
    buffer = QBuffer(held)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setSize(_size(scene).toSize())
    generator.setViewBox(QRect(0, 0, generator.size().width(), generator.size().height()))
    # Qt's unit is a 96th of an inch on the screen; so one unit of the scene is one px of the file.
    generator.setResolution(96)
    generator.setTitle(title)
    painter = QPainter(generator)
    _paint(painter, scene, frame, theme, 1.0)
    painter.end()
    path.write_bytes(held.data())


def render_pdf(scene: Scene, frame: Frame | None, theme: Theme, path: Path, title: str = "") -> None:
    """Write the whole scene as a PDF file of one page that just holds it.

    Raises:
        OSError: the file cannot be written.
    """
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    size = _size(scene) * 0.75
    writer.setPageSize(QPageSize(QSizeF(size.width(), size.height()), QPageSize.Unit.Point))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter(writer)
    scale = writer.resolution() / 96
    painter.scale(scale, scale)
    _paint(painter, scene, frame, theme, 1.0)
    painter.end()
    path.write_bytes(held.data())


def _size(scene: Scene) -> QSizeF:
    return QSizeF(scene.width + 2 * _MARGIN, scene.height + 2 * _MARGIN)


def _paint(painter: QPainter, scene: Scene, frame: Frame | None, theme: Theme, scale: float) -> None:
    whole = ScenePainter(scene, theme)
    whole.fill(painter, QRectF(QPointF(0, 0), _size(scene) * scale))
    set_up(painter, QPointF(_MARGIN * scale, _MARGIN * scale), scale)
    areas = [(0.0, 0.0, scene.width, scene.height)]
    whole.paint(painter, Look.resolve(scene, frame), areas, Mark(), (scale, scale))
