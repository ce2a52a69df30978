"""Moves the camera: what a zoom, a drag or a jump to a node leads to."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QPointF, QRectF, QSizeF, Signal

from gradviz.ui.canvas.camera import LARGEST, Camera
from gradviz.ui.canvas.geometry import Area
from gradviz.ui.canvas.motion import Motion
from gradviz.ui.canvas.painter import FAR, Detail

_FIT_MOST = 1.25
_READABLE = 0.8
_TOP = 28.0
_KEPT = 48.0
"""So many pixels of the graph stay in sight, however far it is dragged."""


class Navigation(QObject):
    """The camera on a scene of the size ``whole`` in a widget of the size ``room``.

    It keeps showing everything until somebody looks closer. ``scale`` is what 100 % zoom means.
    """

    moved = Signal(object)
    """The camera was another one before: this."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.camera = Camera()
        self.scale = 1.0
        self._room = QSizeF(1.0, 1.0)
        self._whole: QSizeF | None = None
        self._follows_size = True
        self._wanted: list[Area] = []
        self._glide = Motion(self)
        self._glide.moved.connect(self._glided)
        self._way = (self.camera, self.camera)

    @property
    def room(self) -> QSizeF:
        """The size of the widget."""
        return self._room

    @property
    def reading(self) -> float:
        """The zoom as it would be without the enlargement of the texts."""
        return self.camera.zoom / self.scale

    @property
    def detail(self) -> Detail:
        """How much can be made out."""
        return Detail.at(self.reading)

    @property
    def overflows(self) -> bool:
        """Whether a part of the scene is out of sight."""
        shown = QRectF(QPointF(0, 0), self._room).adjusted(-1, -1, 1, 1)
        return self._whole is not None and not shown.contains(self._graph(self.camera))

    @property
    def seen(self) -> Area:
        """The area of the scene in the widget."""
        return self.camera.seen(QRectF(QPointF(0, 0), self._room))

    def set_animated(self, animated: bool) -> None:
        """Allow or forbid gliding."""
        self._glide.enabled = animated

    def set_room(self, room: QSizeF) -> None:
        """Fit a widget of another size: show everything again, or keep the place that is in the middle."""
        old, self._room = self._room, room
        if self._follows_size:
            self._reopen()
        elif room != old:
            target = self._way[1] if self._glide.is_running else self.camera
            self._jump(Camera.on(target.middle(old), target.zoom, room))

    def set_whole(self, whole: QSizeF | None, *, keep: bool) -> None:
        """Look at a scene of another size; ``keep`` the camera if it is much the same scene."""
        self._whole = whole
        if not keep:
            self._wanted = []
        if self._follows_size or not keep:
            self.open()

    def hold(self, area: Area, point: QPointF, zoom: float) -> None:
        """Have the middle of an area of the scene under a point of the widget."""
        self._follows_size = False
        self._wanted = [area]
        middle = _centre(area)
        self._jump(Camera(zoom, point.x() - middle.x() * zoom, point.y() - middle.y() * zoom))

    def set_scale(self, scale: float) -> None:
        """Let 100 % zoom mean ``scale`` times the usual size."""
        factor, self.scale = scale / self.scale, scale
        if self._follows_size:
            self._reopen()
        else:
            self._jump(self.camera.zoomed(self.camera.zoom * factor, self._middle))

    def open(self) -> None:
        """Show everything if it can be made out; otherwise the upper end at a readable size."""
        if self._whole is None:
            return
        camera = self._fitting(self._whole)
        if camera.zoom < FAR * self.scale:
            zoom = _READABLE * self.scale
            top = self._room.height() / 2 / zoom - _TOP
            camera = Camera.on(QPointF(self._whole.width() / 2, top), zoom, self._room)
        self._follows_size = True
        self._jump(camera)

    def _reopen(self) -> None:
        """Open once more, but with what was to be seen in sight."""
        self.open()
        self._jump(self._showing(self._wanted, QRectF(), self.camera))

    def fit(self) -> None:
        """Show everything."""
        if self._whole is not None:
            self._glide_to(self._fitting(self._whole))
            self._follows_size = self._fitting(self._whole).zoom >= FAR * self.scale

    def zoom_about(self, factor: float, about: QPointF | None = None) -> None:
        """Zoom and keep what is under the point ``about``, the middle if there is none."""
        self._follows_size = False
        self._jump(self.camera.zoomed(self._bounded(self.camera.zoom * factor), about or self._middle))

    def pan_by(self, by: QPointF) -> None:
        """Move the picture, but never all of the graph out of sight."""
        self._follows_size = False
        camera = self.camera.panned(by)
        graph = self._graph(camera)
        x = min(max(camera.x, _KEPT - graph.width()), self._room.width() - _KEPT)
        y = min(max(camera.y, _KEPT - graph.height()), self._room.height() - _KEPT)
        self._jump(replace(camera, x=x, y=y))

    def look_at(self, place: QPointF) -> None:
        """Have a place of the scene in the middle."""
        self._follows_size = False
        self._jump(Camera.on(place, self.camera.zoom, self._room))

    def bring_near(self, area: Area) -> None:
        """Have an area of the scene in the middle, at 100 % or nearer."""
        self._follows_size = False
        self._glide_to(Camera.on(_centre(area), max(self.camera.zoom, self.scale), self._room))

    def show(self, areas: list[Area], covered: QRectF) -> None:
        """Move the picture if one of ``areas`` is outside of it or ``covered``: as many as fit are seen then."""
        self._wanted = areas
        target = self._way[1] if self._glide.is_running else self.camera
        camera = self._showing(areas, covered, target)
        if camera != target:
            self._follows_size = False
            self._glide_to(camera)

    def _showing(self, areas: list[Area], covered: QRectF, target: Camera) -> Camera:
        rects = [target.to_widget(area) for area in areas]
        shown = QRectF(QPointF(0, 0), self._room)
        if not rects or all(shown.contains(rect) and not rect.intersects(covered) for rect in rects):
            return target
        together = rects[0]
        for rect in rects[1:]:
            united = together.united(rect)
            if united.width() <= shown.width() and united.height() <= shown.height():
                together = united
        by = self._middle - together.center()
        # Whole pixels: then the picture can be shifted instead of painted anew.
        return target.panned(QPointF(round(by.x()), round(by.y())))

    @property
    def _middle(self) -> QPointF:
        return QPointF(self._room.width() / 2, self._room.height() / 2)

    def _graph(self, camera: Camera) -> QRectF:
        """Return where the whole graph would be in the widget."""
        whole = QSizeF(0, 0) if self._whole is None else self._whole
        return camera.to_widget((0.0, 0.0, whole.width(), whole.height()))

    def _fitting(self, whole: QSizeF) -> Camera:
        return Camera.fitting(QRectF(QPointF(0, 0), whole), self._room, _FIT_MOST * self.scale)

    def _bounded(self, zoom: float) -> float:
        if self._whole is None:
            return zoom
        least = min(self._fitting(self._whole).zoom * 0.6, 0.2 * self.scale)
        return min(max(zoom, least), LARGEST * self.scale)

    def _jump(self, camera: Camera) -> None:
        self._glide.stop()
        self._set_camera(camera)

    def _glide_to(self, camera: Camera) -> None:
        self._way = (self.camera, camera)
        self._glide.start()

    def _glided(self, share: float) -> None:
        start, end = self._way
        self._set_camera(end if share >= 1.0 else start.towards(end, share, self._room))

    def _set_camera(self, camera: Camera) -> None:
        before, self.camera = self.camera, camera
        if camera != before:
            self.moved.emit(before)


def _centre(area: Area) -> QPointF:
    left, top, right, bottom = area
    return QPointF((left + right) / 2, (top + bottom) / 2)
