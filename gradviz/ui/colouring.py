"""What the graph is coloured by: asked for in the menu, and resolved for every position."""

from __future__ import annotations

from collections.abc import Generator

from PySide6.QtCore import QObject, Signal

from gradviz.core.frame import Frame
from gradviz.core.tones import Quality, Scale, ended, scaling
from gradviz.core.trace import Iteration
from gradviz.ui.canvas.coloring import Coloring
from gradviz.ui.canvas.legend_parts import title_of
from gradviz.ui.canvas.scene import Scene
from gradviz.ui.canvas.view import GraphView
from gradviz.ui.picture import Picture
from gradviz.ui.slices import Slices
from gradviz.ui.workspace import Workspace

AT_ONCE = 1000
"""Boxes that are coloured in one go; of more, a little at a time, so that the window goes on."""


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
        self._under_way: tuple[Scene, Quality] | None = None
        self._is_new = False
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
        self._is_new = True
        self._show(self._workspace.frame)

    def choose_next(self) -> None:
        """Colour the boxes by the next quality in the menu."""
        order = list(Quality)
        self.choose(order[(order.index(self._quality) + 1) % len(order)])

    def _show(self, frame: Frame | None) -> None:
        picture = self._workspace.picture
        if frame is None or picture is None or self._quality is Quality.STATE:
            self._graph.set_coloring(None)
            self._tell(is_known=True)
        elif picture.scene is not self._graph.scene:
            self._graph.set_coloring(None)
        elif len(picture.scene.nodes) <= AT_ONCE or self._is_held(picture):
            ended(self._steps(picture, self._quality))
        elif not self._is_under_way(picture.scene, self._quality):
            self._under_way = picture.scene, self._quality
            Slices(self._steps(picture, self._quality), self)

    def _steps(self, picture: Picture, quality: Quality) -> Generator[None, None, None]:
        """Colour the boxes of ``picture``; steps between which another one may have been asked for."""
        scene = picture.scene
        scale = yield from self._scale_of(picture.iteration, quality)
        coloring = None
        frame = self._workspace.frame
        if scale is not None and frame is not None:
            coloring = self._graph.coloring
            if coloring is None or not coloring.fits(quality, scale, scene):
                coloring = yield from Coloring.resolving(quality, scale, scene, frame)
        if self._is_under_way(scene, quality):
            self._under_way = None
        if self._quality is not quality or self._graph.scene is not scene:
            return
        latest = self._workspace.frame
        if coloring is not None and scale is not None and latest is not None:
            coloring = Coloring.resolve(quality, scale, scene, latest, coloring)
        self._graph.set_coloring(coloring)
        self._tell(is_known=scale is not None)

    def _is_under_way(self, scene: Scene, quality: Quality) -> bool:
        return self._under_way is not None and self._under_way[0] is scene and self._under_way[1] is quality

    def _is_held(self, picture: Picture) -> bool:
        """Whether most of the colours are known already."""
        held, before = self._scale, self._graph.coloring
        if held is None or held[0] is not picture.iteration or held[1] is not self._quality:
            return False
        return held[2] is None or (before is not None and before.fits(self._quality, held[2], picture.scene))

    def _scale_of(self, iteration: Iteration, quality: Quality) -> Generator[None, None, Scale | None]:
        held = self._scale
        if held is None or held[0] is not iteration or held[1] is not quality:
            scale = yield from scaling(quality, iteration)
            held = self._scale = iteration, quality, scale
        return held[2]

    def _tell(self, *, is_known: bool) -> None:
        """Say what the boxes are coloured by, once."""
        if not self._is_new:
            return
        self._is_new = False
        words = self.tr("Boxes are coloured by: {quality}")
        if not is_known:
            words = self.tr("Nothing of this iteration has a colour by: {quality}")
        self.told.emit(words.format(quality=title_of(self._quality, is_log=False)))
