"""The widget that shows the graph."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget
from typing_extensions import override

from gradviz.core.graph import EdgeKey
from gradviz.ui.canvas.display import GraphDisplay
from gradviz.ui.canvas.gestures import Gestures
from gradviz.ui.canvas.painter import Detail
from gradviz.ui.canvas.scene import Way
from gradviz.ui.canvas.words import edge_tip, node_tip, spoken

_SLACK = 6.0
_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class GraphView(GraphDisplay):
    """The graph at one position. It changes nothing itself: it asks for a selection with its signals."""

    selection_requested = Signal(object)
    """The key of a node, or ``None`` to clear."""
    edge_selection_requested = Signal(object)
    """An `EdgeKey`."""
    expansion_requested = Signal(str)
    """The key of a collapsed scope."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gestures = Gestures(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._retranslate()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Computation graph"))
        self.setAccessibleDescription(
            self.tr(
                "Ctrl and the arrow keys walk along the edges. Plus, minus and 0 zoom. "
                "Enter brings a node near, or expands a module."
            )
        )
        self.update()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    # Where one looks

    def fit(self) -> None:
        """Show the whole graph."""
        self._navigation.fit()

    def zoom_by(self, factor: float) -> None:
        """Zoom about the middle of the widget."""
        self._navigation.zoom_about(factor)

    def zoom_about(self, factor: float, about: QPointF) -> None:
        """Zoom and keep what is under the point ``about``."""
        self._navigation.zoom_about(factor, about)

    def open_selection(self) -> None:
        """Ask for the selected box to be expanded if it is a collapsed scope; bring any other near."""
        self._open(self._mark.node)

    def zoom_to_selection(self) -> None:
        """Bring the selected node near."""
        self._bring_near(self._mark.node)

    def pan_by(self, by: QPointF) -> None:
        """Move the picture, but never all of the graph out of sight."""
        self._navigation.pan_by(by)

    def ensure_visible(self, keys: Iterable[str]) -> None:
        """Move the picture if one of the nodes lies outside of it."""
        scene = self._scene
        if scene is not None:
            areas = [scene.area_of(key) for key in keys if key in scene.number]
            self._navigation.show(areas, self._corners.covered())

    def node_at(self, point: QPointF) -> str | None:
        """Return the key of the box under a point of the widget."""
        place = self.camera.to_scene(point)
        slack = 2.0 / self.camera.zoom if self._navigation.detail is Detail.FAR else 0.0
        return None if self._scene is None else self._scene.node_at(place.x(), place.y(), slack)

    def edge_at(self, point: QPointF) -> EdgeKey | None:
        """Return the edge under a point of the widget."""
        place = self.camera.to_scene(point)
        return None if self._scene is None else self._scene.edge_at(place.x(), place.y(), _SLACK / self.camera.zoom)

    def tip_at(self, point: QPointF) -> str:
        """Return what is said about the box or the edge at a point of the widget."""
        scene, look = self._scene, self._look
        if scene is None or look is None:
            return ""
        key = self.node_at(point)
        if key is not None:
            number = scene.number[key]
            more = (self._colour_words(number), self.sums.get(key, ""))
            return "\n".join(part for part in (node_tip(scene.nodes[number], look.nodes[number]), *more) if part)
        edge = self.edge_at(point)
        if edge is None:
            return ""
        number = scene.edge_number[edge]
        source, target = (scene.nodes[i] for i in scene.ends[number].tolist())
        cut = target.cut if scene.cut[number] else None
        return edge_tip(edge, (source.title, target.title), look.gradients[number], cut=cut)

    def _bring_near(self, key: str | None) -> None:
        if self._scene is not None and key in self._scene.number:
            self._navigation.bring_near(self._scene.area_of(key))

    # What assistive tools ask for

    def item_keys(self) -> tuple[str, ...]:
        """Return the keys of the boxes, from top to bottom and from left to right."""
        return () if self._scene is None else self._scene.reading_order

    def item_name(self, key: str) -> str:
        """Return what is said about a box."""
        if self._scene is None or self._look is None or key not in self._scene.number:
            return ""
        number = self._scene.number[key]
        words = spoken(self._scene.nodes[number], self._look.nodes[number])
        more = (self._colour_words(number), self.sums.get(key, ""))
        return ", ".join(part for part in (words, *more) if part)

    def _colour_words(self, number: int) -> str:
        """What the colour of a box means, where it is not its state."""
        return "" if self.coloring is None else self.coloring.words[number]

    def selected_item(self) -> str | None:
        """Return the key of the box that is selected."""
        return self._mark.node

    # What gestures ask for

    def select_at(self, point: QPointF) -> None:
        """Ask for the selection of what is at ``point``."""
        node = self.node_at(point)
        edge = None if node is not None else self.edge_at(point)
        if edge is not None:
            self.edge_selection_requested.emit(edge)
        else:
            self.selection_requested.emit(node)

    def open_at(self, point: QPointF) -> None:
        """Open the node at ``point``: expand a collapsed scope, bring any other near; elsewhere, show everything."""
        node = self.node_at(point)
        if node is None:
            self.fit()
        else:
            self._open(node)

    def look_at_map(self, point: QPointF) -> bool:
        """Look at what the map shows at ``point``; return whether the point is on the map."""
        minimap = self._corners.minimap
        if minimap is None or not minimap.rect(self._room).contains(point):
            return False
        self._navigation.look_at(minimap.place_at(point, self._room))
        return True

    def walk(self, way: Way) -> None:
        """Ask for the selection of the neighbour of the selected node."""
        if self._scene is None:
            return
        here = self._mark.node
        if here is None or here not in self._scene.number:
            middle = self.camera.middle(self._room)
            found = self._scene.nearest(middle.x(), middle.y())
        else:
            found = self._scene.walk(here, way)
        if found is not None:
            self.selection_requested.emit(found)
            self.ensure_visible([found])

    def clear_selection(self) -> None:
        """Ask for no selection."""
        self.selection_requested.emit(None)

    def show_grip(self, cursor: Qt.CursorShape | None) -> None:
        """Show that the picture is held; ``None``: no longer."""
        if cursor is None:
            self.unsetCursor()
        else:
            self.setCursor(cursor)

    # Qt's events

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._set_keyboard(False)
        self._gestures.press(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._gestures.move(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._gestures.release(event)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._gestures.double_click(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._scene is None:
            event.ignore()
        else:
            self._gestures.wheel(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._set_keyboard(True)
        if not self._gestures.key(event):
            super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self._keyboard = event.reason() in _KEYBOARD
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip_at(QPointF(event.pos())), self)
            return True
        if isinstance(event, QNativeGestureEvent) and self._gestures.native(event):
            return True
        return super().event(event)

    def _open(self, key: str | None) -> None:
        if self._scene is None or key not in self._scene.number:
            return
        if self._scene.nodes[self._scene.number[key]].box is not None:
            self.expansion_requested.emit(key)
        else:
            self._bring_near(key)

    def _set_keyboard(self, keyboard: bool) -> None:
        if keyboard != self._keyboard:
            self._keyboard = keyboard
            self.update()
