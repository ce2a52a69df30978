"""What a person does with the window: presses keys, clicks buttons, types programs."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gradviz.ui.panels.editor import EditorPanel
from gradviz.ui.shell import Shell
from gradviz.ui.views import Views
from gradviz.ui.workspace import Workspace

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def views_of(shell: Shell) -> Views:
    assert shell.face.views is not None
    return shell.face.views


def editor_of(shell: Shell) -> EditorPanel:
    return views_of(shell).editor


def press(shell: Shell, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the focus is."""
    focused: QWidget | None = shell.window.focusWidget()
    QTest.keyClick(focused if focused is not None else shell.window, key, modifier)


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(widget.width() // 2, widget.height() // 2))


def button(shell: Shell, name: str) -> QToolButton:
    found = shell.face.bar.findChild(QToolButton, f"button.{name}")
    assert isinstance(found, QToolButton)
    return found


def run(shell: Shell, qtbot: QtBot, source: str) -> Workspace:
    shell.workspace.document.new(source, "p.py")
    with qtbot.waitSignal(shell.workspace.engine.finished, timeout=10_000):
        click(button(shell, "run.start"))
    qtbot.wait(50)
    return shell.workspace


def type_program(shell: Shell, text: str) -> None:
    edit = editor_of(shell).edit
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)
