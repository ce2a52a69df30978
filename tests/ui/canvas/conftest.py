from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from gradviz.core.frame import Frame, frame
from gradviz.core.graph import Graph, from_iteration
from gradviz.core.layout import Layout
from gradviz.core.timeline import Timeline
from gradviz.core.trace import Iteration
from gradviz.ui.canvas.arrange import arrange
from gradviz.ui.canvas.measure import measure
from gradviz.ui.canvas.scene import Scene
from gradviz.ui.canvas.view import GraphView
from tests.traces import two_layer


@dataclass(frozen=True)
class Show:
    """An iteration, ready to be shown."""

    timeline: Timeline
    graph: Graph
    layout: Layout
    scene: Scene

    def frame(self, position: int) -> Frame:
        return frame(self.timeline, position)


def show_of(iteration: Iteration) -> Show:
    timeline = Timeline(iteration, from_iteration(iteration))
    graph = measure(timeline.graph, iteration.tensors)
    layout = arrange(graph)
    return Show(timeline, graph, layout, Scene.build(graph, layout))


@pytest.fixture
def net(qapp: object) -> Show:
    return show_of(two_layer())


Open = Callable[..., GraphView]


@pytest.fixture
def open_view(qtbot: QtBot) -> Open:
    """Open a view on a show, without motion."""

    def opened(show: Show | None, width: int = 520, height: int = 1000) -> GraphView:
        view = GraphView()
        qtbot.addWidget(view)
        view.set_animated(False)
        view.resize(width, height)
        if show is not None:
            view.show_graph(show.graph, show.layout)
        with qtbot.waitExposed(view):
            view.show()
        return view

    return opened


def pixels(view: GraphView) -> NDArray[np.uint8]:
    """What the widget shows, as rows of pixels."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return flat[:, : 4 * image.width()].copy()
