"""The graph as it is painted: what is shown, what has changed, what is painted again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent, QPen, QPixmap, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from gradviz.core.frame import Frame
from gradviz.core.graph import Graph
from gradviz.core.layout import Layout
from gradviz.core.timeline import Phase
from gradviz.ui.canvas.accessible import Items, install
from gradviz.ui.canvas.ahead import Ahead
from gradviz.ui.canvas.camera import Camera
from gradviz.ui.canvas.coarse import Coarse
from gradviz.ui.canvas.corners import Corners
from gradviz.ui.canvas.empty import paint_empty
from gradviz.ui.canvas.fade import Fade
from gradviz.ui.canvas.geometry import Area
from gradviz.ui.canvas.inks import ink
from gradviz.ui.canvas.layer import Layer
from gradviz.ui.canvas.look import Look
from gradviz.ui.canvas.motion import Motion
from gradviz.ui.canvas.navigation import Navigation
from gradviz.ui.canvas.painter import BOX_MARGIN, EDGE_MARGIN, MARGIN, RING_MARGIN, Detail, Mark, ScenePainter, set_up
from gradviz.ui.canvas.scene import Scene
from gradviz.ui.canvas.strips import parts
from gradviz.ui.theme import LIGHT, Theme

MANY = 48
"""More changed places than these are painted with one stroke over everything."""
_MUCH = {Detail.FAR: 2500, Detail.MIDDLE: 40, Detail.NEAR: 12}
"""More boxes than these in sight are painted whole only when the zoom has come to rest."""
_MANY_AROUND = 6000
"""More boxes than these around a reduced picture are painted without their edges: it takes too long."""

Anchor = tuple[str, str]
"""A box before, and the box now that is in its place."""


class GraphSurface(QWidget):
    """Paints the graph at one position, and again only what has changed. `GraphDisplay` adds what stands out in it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._scene: Scene | None = None
        self._look: Look | None = None
        self._painter: ScenePainter | None = None
        self._mark = Mark()
        self._keyboard = False
        self._empty: tuple[str, str] | None = None
        self._navigation = Navigation(self)
        self._navigation.moved.connect(self._on_moved)
        self._corners = Corners(self._navigation)
        self._flow = Motion(self)
        self._flow.moved.connect(self._on_flowed)
        self._fade = Fade(self)
        self._layer = Layer(self, self._paint_layer)
        self._layer.changed.connect(self.update)
        self._coarse = Coarse(self, self._layer, self._paint_around)
        self._ahead = Ahead(self, self._prepare)
        install()
        self.accessible_items = Items(self)
        self.destroyed.connect(self.accessible_items.forget)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 120)

    # What is shown

    def show_graph(self, graph: Graph | None, layout: Layout | None = None) -> None:
        """Show ``graph`` (from `measure`) where ``layout`` (from `arrange`) puts it; ``None`` shows the empty state."""
        self.show_scene(None if graph is None or layout is None or not len(graph) else Scene.build(graph, layout))

    def show_scene(self, scene: Scene | None, anchor: Anchor | None = None) -> None:
        """Show another scene; the part that is seen stays, if the boxes stay.

        ``anchor`` is a box of the scene before and the box of this one that stays in its place on the screen.
        """
        place = QRectF() if anchor is None else self.node_rect(anchor[0])
        if scene is None or anchor is None or place.isNull() or anchor[1] not in scene.number:
            self._put_scene(scene)
            return
        zoom = self.camera.zoom
        self._fade.keep()
        self._put_scene(scene)
        self._navigation.hold(scene.area_of(anchor[1]), place.center(), zoom)
        self._fade.start()

    def _put_scene(self, scene: Scene | None) -> None:
        before, self._scene = self._scene, scene
        self._look = None if scene is None else Look.resolve(scene, None)
        self._mark = replace(self._mark, lit=None, coloring=None, sums=())
        self._stop_flow()
        self._new_painters()
        self.accessible_items.forget()
        keep = before is not None and scene is not None and before.number.keys() == scene.number.keys()
        self._navigation.set_whole(None if scene is None else QSizeF(scene.width, scene.height), keep=keep)
        self._renew()

    @property
    def is_fading(self) -> bool:
        """Whether something of the scene before can still be seen."""
        return self._fade.is_running

    @property
    def is_coarse(self) -> bool:
        """Whether the picture is an enlarged or reduced one, because somebody zooms."""
        return self._layer.is_coarse

    @property
    def scene(self) -> Scene | None:
        """The scene that is shown."""
        return self._scene

    def show_frame(self, frame: Frame | None) -> None:
        """Show the graph at another position; only what changed is painted again."""
        scene, before = self._scene, self._look
        if scene is None or before is None:
            return
        look = self._look = Look.resolve(scene, frame, before)
        coloring = self._mark.coloring
        if self._corners.legend(look, coloring) != self._corners.legend(before, coloring):
            for rect in self._corners.rects(before, coloring):
                self.update(rect)
            self._corners.settle(look, coloring)
            for rect in self._corners.rects(look, coloring):
                self.update(rect)
        self._ahead.forget()
        self._end_coarse()
        self._stop_flow()
        self._update_changes(scene, look, before)
        self.accessible_items.announce(QAccessible.Event.NameChanged, [] if frame is None else list(frame.current))
        flows = look.phase is Phase.BACKWARD and self._navigation.detail is not Detail.FAR and bool(look.moving.any())
        if flows and self._flow.enabled:
            self._mark = replace(self._mark, progress=0.0)
            self._flow.start()

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        self._theme = theme
        self._new_painters()
        self._renew()

    def set_text_scale(self, scale: float) -> None:
        """Let 100 % zoom mean ``scale`` times the usual size."""
        self._navigation.set_scale(scale)
        self._renew()

    def set_animated(self, animated: bool) -> None:
        """Allow or forbid motion."""
        self._flow.enabled = self._fade.enabled = animated
        self._navigation.set_animated(animated)

    def set_empty_text(self, sentence: str, action: str = "") -> None:
        """Say what is shown when there is no graph: what will appear, and what to do for it."""
        self._empty = (sentence, action)
        if self._scene is None:
            self.update()

    @property
    def camera(self) -> Camera:
        """Where one looks from."""
        return self._navigation.camera

    @property
    def reading(self) -> float:
        """The zoom that decides how much is shown."""
        return self._navigation.reading

    def node_rect(self, key: str) -> QRectF:
        """Return where a box is in the widget; empty if there is none."""
        if self._scene is None or key not in self._scene.number:
            return QRectF()
        return self.camera.to_widget(self._scene.area_of(key))

    # Painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._scene is None or self._painter is None or self._look is None:
            painter.fillRect(event.rect(), ink(self._theme, "canvas"))
            words = self._empty or (self.tr("Run a program and its graph appears here."), "")
            paint_empty(painter, QRectF(self.rect()), words, self._navigation.scale, self._theme)
        else:
            self._paint_scene(painter, self._painter, self._look, event.region())
        if self.hasFocus() and self._keyboard:
            painter.setPen(QPen(ink(self._theme, "selection"), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        self._fade.paint(painter)
        painter.end()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._navigation.set_room(self._room)
        self._renew()
        self._corners.settle(self._look, self._mark.coloring)

    # Within

    @property
    def _room(self) -> QSizeF:
        return QSizeF(self.size())

    @property
    def _is_much(self) -> bool:
        """Whether so many boxes are in sight that painting them takes longer than a picture of a smooth movement."""
        if self._scene is None:
            return False
        most = _MUCH[self._navigation.detail]
        return len(self._scene.boxes_in([self._navigation.seen], 0.0)) > most

    def _new_painters(self) -> None:
        scene = self._scene
        self._painter = None if scene is None else ScenePainter(scene, self._theme)
        self._corners.renew(scene, self._theme)

    def _on_moved(self, before: Camera) -> None:
        if self.camera.zoom != before.zoom:
            self._corners.settle(self._look, self._mark.coloring)
        if self.camera.zoom != before.zoom and self._is_much:
            self._layer.stretch(self.camera)
            self.update()
            return
        by = self.camera.origin - before.origin
        shift = QPoint(round(by.x()), round(by.y()))
        sharp = QPointF(shift) == by and self.devicePixelRatioF().is_integer()
        if self.camera.zoom != before.zoom or not sharp or self.is_coarse:
            self._renew()
            return
        # What is still in sight is moved as it is; only what comes into sight is painted.
        self._layer.shift(shift, self.camera)
        self._ahead.expect(self.rect(), shift)
        if self.hasFocus() and self._keyboard:
            self.update()
            return
        self.scroll(shift.x(), shift.y())
        rects = self._corners.rects(self._look, self._mark.coloring)
        for rect in rects:
            self.update(rect)
            self.update(rect.translated(shift))

    def _prepare(self, rect: QRect) -> Iterable[None]:
        """Make what will be painted in a part of the plane of the widget."""
        if self._painter is None or self._look is None or self._navigation.detail is Detail.FAR:
            return ()
        scale = self.camera.zoom, self.devicePixelRatioF()
        return self._painter.prepare(self._look, self.camera.seen(QRectF(rect)), self._mark, scale)

    def _renew(self) -> None:
        """Paint everything again."""
        self._ahead.forget()
        self._coarse.forget()
        self._layer.renew(self.camera)
        self.update()

    def _spoil(self, rect: QRect) -> None:
        """Paint a part of the picture again."""
        self._layer.spoil(QRegion(rect))
        self.update(rect)

    def _stop_flow(self) -> None:
        self._flow.stop()
        if self._mark.progress < 1.0:
            self._on_flowed(1.0)

    def _on_flowed(self, share: float) -> None:
        self._mark = replace(self._mark, progress=share)
        if self._scene is not None and self._look is not None:
            for number in np.flatnonzero(self._look.moving).tolist():
                self._spoil(self._edge_rect(self._scene, number))

    def _update_changes(self, scene: Scene, look: Look, before: Look) -> None:
        nodes, edges = look.changes(before)
        if len(nodes) + len(edges) > MANY:
            self._renew()
            return
        for number in nodes.tolist():
            self._update_node(scene.nodes[number].key)
        for number in edges.tolist():
            self._spoil(self._edge_rect(scene, number))
        if len(nodes) or len(edges):
            self.update(self._corners.covered().toAlignedRect())

    def _update_node(self, key: str) -> None:
        self._spoil(self._box_rect(key))

    def _edge_rect(self, scene: Scene, number: int) -> QRect:
        left, top, right, bottom = scene.reach[number].tolist()
        return self._pixels((left, top, right, bottom), (MARGIN, EDGE_MARGIN))

    def _pixels(self, area: Area, margins: tuple[float, float]) -> QRect:
        # From afar the rings around what is selected and what runs are as large as they have to be, in pixels.
        slack = 10 if self._navigation.detail is Detail.FAR else 2
        zoom = self.camera.zoom
        across, down = round(margins[0] * zoom) + slack, round(margins[1] * zoom) + slack
        return self.camera.to_widget(area).toAlignedRect().adjusted(-across, -down, across, down)

    def _paint_scene(self, painter: QPainter, scene: ScenePainter, look: Look, region: QRegion) -> None:
        covered = [rect for rect in self._corners.rects(look, self._mark.coloring) if region.intersects(rect)]
        if self.is_coarse:
            self._coarse.draw(painter, region, self.camera)
        else:
            self._coarse.forget()
            self._layer.draw(painter, region)
        self._paint_marks(painter, scene, look, region)
        if covered:
            self._corners.paint(painter, look, self._mark.coloring, covered)

    def _paint_marks(self, painter: QPainter, scene: ScenePainter, look: Look, region: QRegion) -> None:
        """Paint what is selected, each box on a picture of its own: the same, whatever part of it is painted again."""
        zoom = (self.camera.zoom, self._navigation.reading)
        ratio = self.devicePixelRatioF()
        for key in dict.fromkeys((self._mark.node, *self._mark.also)):
            rect = self._box_rect(key)
            if key is None or not region.intersects(rect):
                continue
            picture = QPixmap(rect.size() * ratio)
            picture.setDevicePixelRatio(ratio)
            if self.is_coarse or not self.rect().contains(rect):
                picture.fill(Qt.GlobalColor.transparent)
            above = QPainter(picture)
            above.translate(-rect.topLeft())
            if not self.is_coarse:
                self._layer.draw(above, QRegion(rect) & self.rect())
            set_up(above, self.camera.origin, self.camera.zoom)
            scene.paint_mark(above, look, key, self._mark, zoom)
            above.end()
            painter.drawPixmap(rect.topLeft(), picture)

    def _box_rect(self, key: str | None) -> QRect:
        """Return the pixels that a box and what belongs to it take; empty if there is none."""
        if self._scene is None or key not in self._scene.number:
            return QRect()
        return self._pixels(self._scene.area_of(key), (RING_MARGIN, BOX_MARGIN))

    def _paint_around(self, painter: QPainter, region: QRegion) -> None:
        """Paint what a reduced picture does not reach, as from afar; without edges where there are very many."""
        painter.fillRect(region.boundingRect(), ink(self._theme, "canvas"))
        if self._scene is None or self._painter is None or self._look is None:
            return
        set_up(painter, self.camera.origin, self.camera.zoom)
        areas = [self.camera.seen(QRectF(rect)) for rect in parts(region)]
        many = len(self._scene.boxes_in(areas, 0.0)) > _MANY_AROUND
        self._painter.paint_far(painter, self._look, areas, 1.0 / self.camera.zoom, self._mark, with_edges=not many)

    def _paint_layer(self, painter: QPainter, region: QRegion, camera: Camera) -> None:
        """Paint what lies below of what is marked."""
        painter.fillRect(region.boundingRect(), ink(self._theme, "canvas"))
        if self._painter is None or self._look is None:
            return
        areas = [camera.seen(QRectF(rect)) for rect in parts(region)]
        reading = camera.zoom / self._navigation.scale
        set_up(painter, camera.origin, camera.zoom)
        self._painter.paint_ground(painter, self._look, areas, self._mark, (camera.zoom, reading))

    def _end_coarse(self) -> None:
        if self.is_coarse:
            self._renew()
