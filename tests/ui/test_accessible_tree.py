"""What a screen reader finds in the whole window: whatever takes the focus has a role and a name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from gradviz.ui.shell import Shell
from tests.ui.folded import blocks, trace_of

PANELS = ("net.show", "lab.update", "lab.what_if", "lab.landscape", "lockstep.show", "graph.why", "run.breakpoints")
NAME = QAccessible.Text.Name
_NAMELESS = (QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Pane)
"""Roles that say nothing of what can be done there."""


def ran(shell: Shell, qtbot: QtBot) -> None:
    """Run a training, with every panel made once."""
    workspace = shell.workspace
    workspace.document.new("train 30", "p.py")
    with qtbot.waitSignal(workspace.engine.finished, timeout=10_000):
        workspace.run()
    qtbot.waitUntil(lambda: workspace.picture is not None)
    for name in PANELS:
        shell.face.actions_by_id[name].trigger()
        qtbot.wait(20)


def takes_focus(widget: QWidget) -> bool:
    """Return whether Tab or a click gives ``widget`` the focus, and not to another widget in its place."""
    if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or widget.focusProxy() is not None:
        return False
    # A field in a box that is chosen from or counted in is part of that box.
    return not (widget.objectName().startswith("qt_") or type(widget) in (QFrame, QScrollArea))


def described(widget: QWidget) -> str:
    names = [type(widget).__name__, widget.objectName()]
    parent = widget.parentWidget()
    while parent is not None and len(names) < 8:
        names.append(type(parent).__name__)
        parent = parent.parentWidget()
    return " < ".join(filter(None, names))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_whatever_takes_the_focus_has_a_role_and_a_name(shell: Shell, qtbot: QtBot, language: str) -> None:
    shell.face.language_requested.emit(language)
    ran(shell, qtbot)
    workspace = shell.workspace
    workspace.select(workspace.inspected)
    nameless, roleless, seen = set(), set(), set()
    for dock in shell.face.docks.all:
        dock.raise_()
        qtbot.wait(20)
        for widget in shell.window.findChildren(QWidget):
            if not (takes_focus(widget) and widget.isVisible()):
                continue
            found = QAccessible.queryAccessibleInterface(widget)
            assert found is not None, described(widget)
            seen.add(widget)
            if not found.text(NAME).strip():
                nameless.add(described(widget))
            if found.role() in _NAMELESS:
                roleless.add(described(widget))
    assert len(seen) > 60
    assert sorted(nameless) == []
    assert sorted(roleless) == []


def interfaces(found: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    yield found
    for number in range(found.childCount()):
        child = found.child(number)
        assert child is not None
        yield from interfaces(child)


def test_the_tree_can_be_walked_and_every_child_knows_its_parent(shell: Shell, qtbot: QtBot) -> None:
    ran(shell, qtbot)
    root = QAccessible.queryAccessibleInterface(shell.window)
    assert root is not None
    count = 0
    for found in interfaces(root):
        count += 1
        assert found.isValid()
        for number in range(found.childCount()):
            parent = found.child(number).parent()
            assert parent is not None
    assert count > 200


def test_tab_goes_through_the_window_and_comes_back(shell: Shell, qtbot: QtBot) -> None:
    ran(shell, qtbot)
    bar = shell.face.bar
    first = bar.findChild(QWidget, "button.run.start")
    assert isinstance(first, QWidget)
    first.setFocus()
    seen: list[QWidget] = []
    for _ in range(300):
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused in seen:
            break
        seen.append(focused)
        assert focused.isVisible()
        if not shell.window.focusNextChild():
            break
    assert len(seen) > 20


def test_the_boxes_are_those_on_show_after_collapsing_and_expanding(shell: Shell, qtbot: QtBot) -> None:
    workspace, views = shell.workspace, shell.face.views
    assert views is not None
    views.graph.set_animated(False)
    workspace.open_session(trace_of(blocks(3, 2)), position=0)
    qtbot.waitUntil(lambda: workspace.picture is not None)

    def said() -> list[str]:
        found = QAccessible.queryAccessibleInterface(views.graph)
        assert found is not None
        children = [found.child(number) for number in range(found.childCount())]
        assert all(child.isValid() and child.parent().text(NAME) == "Computation graph" for child in children)
        assert all(views.graph.rect().intersects(_inside(child, views.graph)) for child in children)
        return [child.text(NAME) for child in children]

    everything = said()
    assert len(everything) == len(views.graph.item_keys())
    assert not any("net.blocks" in name.split(",")[0] for name in everything)
    for collapsed in ({"net.blocks.0"}, {"net.blocks.0", "net.blocks.2"}, {"net.blocks.2"}):
        workspace.fold(frozenset(collapsed))
        boxes = {f"s{scope}" for scope in collapsed}
        qtbot.waitUntil(lambda boxes=boxes: boxes == {k for k in views.graph.item_keys() if k[0] == "s"})  # type: ignore[misc]
        names = said()
        assert len(names) == len(views.graph.item_keys()) < len(everything)
        assert sum("collapsed" in name for name in names) == len(collapsed), names
    workspace.fold(frozenset())
    qtbot.waitUntil(lambda: len(views.graph.item_keys()) == len(everything))
    assert said() == everything


def _inside(child: QAccessibleInterface, widget: QWidget) -> QRect:
    """Return where ``child`` is in ``widget``."""
    return QRect(widget.mapFromGlobal(child.rect().topLeft()), child.rect().size())
