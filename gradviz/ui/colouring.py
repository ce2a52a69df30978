"""What the graph is coloured by: asked for in the menu, and resolved for every position."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gradviz.core.frame import Frame
from gradviz.core.tones import Quality, Scale, scale_of
from gradviz.core.trace import Iteration
from gradviz.ui.canvas.coloring import Coloring
from gradviz.ui.canvas.legend_parts import title_of
from gradviz.ui.canvas.view import GraphView
from gradviz.ui.workspace import Workspace


class Colouring(QObject):
    """Colours the graph by one quality. ``chosen`` brings the name of another one, ``told`` a sentence about it."""

    chosen = Signal(str)
    told = Signal(str)

    def __init__(self, workspace: Workspace, graph: GraphView, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._graph = graph
        self._quality = Quality.STATE
        self._scale: tuple[Iteration, Quality, Scale | None] | None = None
        workspace.frame_changed.connect(self._show)

    @property
    def quality(self) -> Quality:
        """What the boxes are coloured by."""
        return self._quality

    def choose(self, quality: Quality) -> None:
        """Colour the boxes by something else."""
        if quality is self._quality:
            return
        self._quality = quality
        self.chosen.emit(quality.value)
        self._show(self._workspace.frame)
        words = self.tr("Boxes are coloured by: {quality}").format(quality=title_of(quality, is_log=False))
        picture = self._workspace.picture
        if picture is not None and quality is not Quality.STATE and self._scale_of(picture.iteration) is None:
            words = self.tr("Nothing of this iteration has a colour by: {quality}").format(
                quality=title_of(quality, is_log=False)
            )
        self.told.emit(words)

    def choose_next(self) -> None:
        """Colour the boxes by the next quality in the menu."""
        order = list(Quality)
        self.choose(order[(order.index(self._quality) + 1) % len(order)])

    def _show(self, frame: Frame | None) -> None:
        picture = self._workspace.picture
        if frame is None or picture is None or self._quality is Quality.STATE:
            self._graph.set_coloring(None)
            return
        scale = self._scale_of(picture.iteration)
        coloring = None
        if scale is not None and picture.scene is self._graph.scene:
            coloring = Coloring.resolve(self._quality, scale, picture.scene, frame, self._graph.coloring)
        self._graph.set_coloring(coloring)

    def _scale_of(self, iteration: Iteration) -> Scale | None:
        held = self._scale
        if held is None or held[0] is not iteration or held[1] is not self._quality:
            held = self._scale = iteration, self._quality, scale_of(self._quality, iteration)
        return held[2]
