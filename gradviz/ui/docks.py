"""Where the panels stand: program left, inspector right, timeline and live values below."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QMainWindow, QTabBar, QToolButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from gradviz.ui.icons import icon
from gradviz.ui.theme import Theme
from gradviz.ui.widgets.wide_area import WideArea

PROGRAM, INSPECTOR, TIMELINE = "program", "inspector", "timeline"
CURVES, HEATMAPS, CONSOLE, BREAKPOINTS = "curves", "heatmaps", "console", "breakpoints"
UPDATE, WHY, LANDSCAPE, LOCKSTEP = "update", "why", "landscape", "lockstep"

_AREAS = {
    PROGRAM: Qt.DockWidgetArea.LeftDockWidgetArea,
    INSPECTOR: Qt.DockWidgetArea.RightDockWidgetArea,
    TIMELINE: Qt.DockWidgetArea.BottomDockWidgetArea,
    CURVES: Qt.DockWidgetArea.BottomDockWidgetArea,
    HEATMAPS: Qt.DockWidgetArea.BottomDockWidgetArea,
    CONSOLE: Qt.DockWidgetArea.BottomDockWidgetArea,
    BREAKPOINTS: Qt.DockWidgetArea.BottomDockWidgetArea,
    WHY: Qt.DockWidgetArea.BottomDockWidgetArea,
    UPDATE: Qt.DockWidgetArea.BottomDockWidgetArea,
    LANDSCAPE: Qt.DockWidgetArea.BottomDockWidgetArea,
    LOCKSTEP: Qt.DockWidgetArea.BottomDockWidgetArea,
}


class Dock(QDockWidget):
    """A place for one panel; empty until the panel is there."""

    def __init__(self, name: str, window: QMainWindow) -> None:
        super().__init__(window)
        self.setObjectName(f"dock.{name}")
        self._name = name
        self._is_new = False
        self.body = QWidget(self)
        self.body.setObjectName("body")
        self.body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.column = QVBoxLayout(self.body)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.setWidget(self.body)
        self.title = Title(self)
        self._no_title = QWidget(self)
        self._needs_title = name != TIMELINE
        self.show_title(shown=True)

    def put(self, panel: QWidget, stretch: int = 1, place: int = -1) -> None:
        """Insert ``panel`` at ``place`` of the column; without it, below what is there."""
        self.column.insertWidget(place, panel, stretch)

    def put_wide(self, panel: QWidget) -> None:
        """Insert a ``panel`` that may be wider than there is room for: it can be scrolled sideways then."""
        self.put(WideArea(panel))

    def set_title(self, text: str) -> None:
        """Call it ``text``."""
        self._name = text
        self._show_name()

    def point_to(self, *, wanted: bool) -> None:
        """Put a dot beside the name: there is something new."""
        if wanted != self._is_new:
            self._is_new = wanted
            self._show_name()

    def _show_name(self) -> None:
        text = f"{self._name} •" if self._is_new else self._name
        self.setWindowTitle(text)
        self.title.label.setText(text)

    def show_title(self, *, shown: bool) -> None:
        """Show the title; the timeline speaks for itself, and of tabbed docks the tabs do."""
        wanted: QWidget = self.title
        other: QWidget = self._no_title
        if not (shown and self._needs_title):
            wanted, other = other, wanted
        if self.titleBarWidget() is not wanted:
            self.setTitleBarWidget(wanted)
            other.hide()
            wanted.show()


class Title(QWidget):
    """A dock's title: a word, and a button that hides the dock. Drag it to move the dock."""

    def __init__(self, dock: Dock) -> None:
        super().__init__(dock)
        self.setObjectName("title")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.label = QLabel(self)
        self.close_button = QToolButton(self)
        self.close_button.setIconSize(QSize(12, 12))
        self.close_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.close_button.clicked.connect(dock.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.label, 1)
        row.addWidget(self.close_button)


class Docks:
    """All docks of the window, in their usual places until the user moves them."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._all = {name: Dock(name, window) for name in _AREAS}
        window.setDockOptions(
            QMainWindow.DockOption.AllowNestedDocks
            | QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.GroupedDragging
        )
        for corner in (Qt.Corner.BottomLeftCorner, Qt.Corner.BottomRightCorner):
            window.setCorner(corner, Qt.DockWidgetArea.BottomDockWidgetArea)
        for area in _AREAS.values():
            window.setTabPosition(area, window.tabPosition(area).North)
        for dock in self._all.values():
            dock.dockLocationChanged.connect(lambda _area: self._fit_titles())
            dock.visibilityChanged.connect(lambda _visible: self._fit_titles())
        self.retranslate()
        self.arrange()

    def __getitem__(self, name: str) -> Dock:
        return self._all[name]

    @property
    def all(self) -> tuple[Dock, ...]:
        """The docks in the order of the View menu."""
        return tuple(self._all.values())

    def arrange(self) -> None:
        """Put every dock in its usual place."""
        window = self._window
        for name, dock in self._all.items():
            dock.setFloating(False)
            window.addDockWidget(_AREAS[name], dock)
            dock.show()
        timeline, curves, heatmaps = (self._all[n] for n in (TIMELINE, CURVES, HEATMAPS))
        window.splitDockWidget(timeline, curves, Qt.Orientation.Vertical)
        window.splitDockWidget(curves, heatmaps, Qt.Orientation.Horizontal)
        tabs = (HEATMAPS, UPDATE, WHY, CONSOLE, BREAKPOINTS, LANDSCAPE, LOCKSTEP)
        for before, after in pairwise(tabs):
            window.tabifyDockWidget(self._all[before], self._all[after])
        heatmaps.raise_()
        self._fit_titles()

    def point_to(self, name: str, *, wanted: bool = True) -> None:
        """Mark a dock that nobody sees at the moment as having something new."""
        dock = self._all[name]
        dock.point_to(wanted=wanted and dock.visibleRegion().isEmpty())

    def size_to(self, width: int, height: int) -> None:
        """Share out a window of this size."""
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        side = [self._all[PROGRAM], self._all[INSPECTOR]]
        self._window.resizeDocks(side, [_within(width * 0.3, 250, 480), _within(width * 0.23, 220, 380)], across)
        self._window.resizeDocks(
            [self._all[CURVES], self._all[HEATMAPS]], [round(width * 0.42), round(width * 0.58)], across
        )
        self._window.resizeDocks([self._all[TIMELINE], self._all[CURVES]], [84, _within(height * 0.25, 110, 280)], down)

    def give_room(self, name: str, wide: float, high: float) -> None:
        """Let a dock below have at least these shares of the window, at the cost of the curves and of the graph."""
        dock, curves = self._all[name], self._all[CURVES]
        if dock.isFloating():
            return
        width, height = self._window.width(), self._window.height()
        if dock.width() < width * wide and not curves.isFloating():
            sizes = [round(width * (1 - wide)), round(width * wide)]
            self._window.resizeDocks([curves, dock], sizes, Qt.Orientation.Horizontal)
        if dock.height() < height * high:
            self._window.resizeDocks([dock], [round(height * high)], Qt.Orientation.Vertical)

    def set_theme(self, theme: Theme) -> None:
        """Use other colours."""
        for dock in self._all.values():
            dock.title.close_button.setIcon(icon("cross", theme.muted, theme.muted))

    def retranslate(self) -> None:
        """Take the texts of the language in use."""
        translate = QCoreApplication.translate
        titles = {
            PROGRAM: translate("Docks", "Program"),
            INSPECTOR: translate("Docks", "Inspector"),
            TIMELINE: translate("Docks", "Timeline"),
            CURVES: translate("Docks", "Curves"),
            HEATMAPS: translate("Docks", "Heat maps"),
            CONSOLE: translate("Docks", "Console"),
            BREAKPOINTS: translate("Docks", "Breakpoints"),
            WHY: translate("Docks", "Why?"),
            UPDATE: translate("Docks", "Update"),
            LANDSCAPE: translate("Docks", "Landscape"),
            LOCKSTEP: translate("Docks", "Lockstep"),
        }
        for name, title in titles.items():
            self._all[name].set_title(title)
            close = translate("Docks", "Hide {name}").format(name=title)
            self._all[name].title.close_button.setToolTip(close)
            self._all[name].title.close_button.setAccessibleName(close)

    def _fit_titles(self) -> None:
        # A window that is being destroyed hides its docks, when its own part of it is gone already.
        if not isValid(self._window):
            return
        for dock in self._all.values():
            if not dock.visibleRegion().isEmpty():
                dock.point_to(wanted=False)
            dock.show_title(shown=dock.isFloating() or not self._window.tabifiedDockWidgets(dock))
        # Qt makes them when docks are tabbed. Where there is no room for all names, buttons scroll to the others.
        for tabs in self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if tabs.elideMode() != Qt.TextElideMode.ElideNone:
                tabs.setElideMode(Qt.TextElideMode.ElideNone)
                tabs.setUsesScrollButtons(True)
                tabs.setExpanding(False)


def _within(value: float, least: int, most: int) -> int:
    return round(min(max(value, least), most))
