"""The graph for assistive tools: a list whose items are the boxes, which are no widgets."""

from __future__ import annotations

from functools import cache
from typing import Protocol, cast
from weakref import ref

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QWindow
from PySide6.QtWidgets import QAccessibleWidget, QWidget
from shiboken6 import Shiboken
from typing_extensions import override


class Speaker(Protocol):
    """A widget that paints items of its own and can say what they are."""

    def item_keys(self) -> tuple[str, ...]:
        """Return the items in their order."""

    def item_name(self, key: str) -> str:
        """Return what is said about an item."""

    def node_rect(self, key: str) -> QRectF:
        """Return where an item is in the widget."""

    def node_at(self, point: QPointF) -> str | None:
        """Return the item at a point of the widget."""

    def selected_item(self) -> str | None:
        """Return the item that is selected."""


class Items:
    """The interfaces of a widget's items. Qt knows them by numbers until `forget` takes them back.

    An interface that Python collects while Qt still has its number is a crash, so they live and die here.
    """

    def __init__(self, widget: QWidget) -> None:
        self._widget = ref(widget)
        self._made: dict[str, tuple[int, ItemInterface]] = {}
        self._number: dict[str, int] = {}

    @property
    def widget(self) -> QWidget | None:
        """The widget, unless it is gone."""
        widget = self._widget()
        return widget if widget is not None and Shiboken.isValid(widget) else None

    @property
    def keys(self) -> tuple[str, ...]:
        """The items in their order."""
        widget = self.widget
        return () if widget is None else cast("Speaker", widget).item_keys()

    def number(self, key: str) -> int:
        """Return the place of an item among all, -1 if there is none."""
        if not self._number:
            self._number = {name: i for i, name in enumerate(self.keys)}
        return self._number.get(key, -1)

    def item(self, key: str) -> ItemInterface:
        """Return the interface of an item."""
        found = self._made.get(key)
        if found is None:
            made = ItemInterface(self, key)
            found = self._made[key] = (QAccessible.registerAccessibleInterface(made), made)
        return found[1]

    def forget(self) -> None:
        """Drop all interfaces, here and in Qt: the items are others from now on, or the widget is gone."""
        for number, _ in self._made.values():
            QAccessible.deleteAccessibleInterface(number)
        self._made.clear()
        self._number.clear()

    def announce(self, kind: QAccessible.Event, keys: list[str]) -> None:
        """Tell assistive tools, if there are any, that something happened to items."""
        widget = self.widget
        if widget is None or not QAccessible.isActive():
            return
        for key in keys:
            number = self.number(key)
            if number >= 0:
                event = QAccessibleEvent(widget, kind)
                event.setChild(number)
                QAccessible.updateAccessibility(event)


class ItemInterface(QAccessibleInterface):
    """One item. It asks the widget for everything."""

    def __init__(self, items: Items, key: str) -> None:
        super().__init__()
        self._items = items
        self.key = key

    @property
    def _speaker(self) -> Speaker | None:
        widget = self._items.widget
        return None if widget is None else cast("Speaker", widget)

    @override
    def isValid(self) -> bool:
        return self._items.number(self.key) >= 0

    @override
    def object(self) -> QObject:
        return cast("QObject", None)

    @override
    def window(self) -> QWindow:
        widget = self._items.widget
        handle = None if widget is None else widget.window().windowHandle()
        return cast("QWindow", handle)

    @override
    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    @override
    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        widget, speaker = self._items.widget, self._speaker
        if widget is None or speaker is None:
            return state
        selected = speaker.selected_item() == self.key
        state.selectable = state.focusable = 1
        state.selected = int(selected)
        state.focused = int(selected and widget.hasFocus())
        state.offscreen = int(not QRectF(widget.rect()).intersects(speaker.node_rect(self.key)))
        return state

    @override
    def text(self, t: QAccessible.Text) -> str:
        speaker = self._speaker
        return speaker.item_name(self.key) if speaker is not None and t is QAccessible.Text.Name else ""

    @override
    def setText(self, t: QAccessible.Text, text: str) -> None:
        pass

    @override
    def rect(self) -> QRect:
        widget, speaker = self._items.widget, self._speaker
        if widget is None or speaker is None:
            return QRect()
        inside = speaker.node_rect(self.key).toAlignedRect()
        return QRect(widget.mapToGlobal(inside.topLeft()), inside.size())

    @override
    def parent(self) -> QAccessibleInterface:
        widget = self._items.widget
        found = None if widget is None else QAccessible.queryAccessibleInterface(widget)
        return cast("QAccessibleInterface", found)

    @override
    def childCount(self) -> int:
        return 0

    @override
    def child(self, index: int) -> QAccessibleInterface:
        return cast("QAccessibleInterface", None)

    @override
    def indexOfChild(self, arg__1: QAccessibleInterface) -> int:
        return -1

    @override
    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        return cast("QAccessibleInterface", None)


class ListInterface(QAccessibleWidget):
    """The widget itself, with its items for children."""

    def __init__(self, widget: QWidget, items: Items) -> None:
        super().__init__(widget, QAccessible.Role.List)
        self._items = items

    @override
    def childCount(self) -> int:
        return len(self._items.keys)

    @override
    def child(self, index: int) -> QAccessibleInterface:
        keys = self._items.keys
        found = self._items.item(keys[index]) if 0 <= index < len(keys) else None
        return cast("QAccessibleInterface", found)

    @override
    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return self._items.number(child.key) if isinstance(child, ItemInterface) else -1

    @override
    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        widget = self._items.widget
        key = None
        if widget is not None:
            key = cast("Speaker", widget).node_at(QPointF(widget.mapFromGlobal(QPoint(x, y))))
        return cast("QAccessibleInterface", None if key is None else self._items.item(key))

    @override
    def focusChild(self) -> QAccessibleInterface:
        widget = self._items.widget
        key = None if widget is None else cast("Speaker", widget).selected_item()
        known = key is not None and self._items.number(key) >= 0
        return cast("QAccessibleInterface", self._items.item(key) if key is not None and known else None)


@cache
def install() -> None:
    """Let Qt ask here for the interfaces of widgets that have items."""
    QAccessible.installFactory(_interface)


def _interface(_: str, widget: QObject | None) -> QAccessibleInterface | None:
    items = getattr(widget, "accessible_items", None)
    if isinstance(widget, QWidget) and isinstance(items, Items):
        return ListInterface(widget, items)
    return None
