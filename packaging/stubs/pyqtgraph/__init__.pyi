"""The part of pyqtgraph 0.14 that gradviz uses; pyqtgraph has no annotations of its own."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsObject, QWidget
from typing_extensions import override

__version__: str

class GraphicsObject(QGraphicsObject): ...

class ImageItem(GraphicsObject):
    def __init__(
        self, image: NDArray[np.generic] | None = None, *, axisOrder: Literal["row-major", "col-major"] = ...
    ) -> None: ...
    def setImage(
        self,
        image: NDArray[np.generic],
        autoLevels: bool = ...,
        *,
        levels: tuple[float, float] = ...,
        lut: NDArray[np.uint8] = ...,
    ) -> None: ...
    @override
    def paint(self, painter: QPainter, option: object = ..., widget: QWidget | None = ...) -> None: ...
