"""Images of Qt's as arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

Packed = NDArray[np.uint32]
"""A pixel is ``0xffRRGGBB``."""


def packed(image: QImage) -> Packed:
    """Return the pixels of an opaque image in rows; nothing of Qt's is held."""
    opaque = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(opaque.constBits(), np.uint32).reshape(opaque.height(), opaque.bytesPerLine() // 4)
    return rows[:, : opaque.width()].copy()


def channels(image: QImage, *, has_alpha: bool) -> NDArray[np.uint8]:
    """Return red, green, blue (and alpha) of each pixel."""
    count = 4 if has_alpha else 3
    form = QImage.Format.Format_RGBA8888 if has_alpha else QImage.Format.Format_RGB888
    plain = image.convertToFormat(form)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : plain.width() * count].reshape(plain.height(), plain.width(), count).copy()


def split(colors: Packed) -> NDArray[np.uint8]:
    """Return red, green and blue of packed pixels, on a new last axis."""
    return np.stack([(colors >> shift & 0xFF).astype(np.uint8) for shift in (16, 8, 0)], axis=-1)
