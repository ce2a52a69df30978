"""The window fits on a small screen, whatever is open in it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDockWidget
from pytestqt.qtbot import QtBot

from gradviz.ui.shell import Shell

PANELS = ("lab.update", "lab.landscape", "lockstep.show", "graph.why", "run.breakpoints")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_panel_leaves_room_for_the_others(shell: Shell, qtbot: QtBot, language: str) -> None:
    shell.face.language_requested.emit(language)
    for name in PANELS:
        shell.face.actions_by_id[name].trigger()
        qtbot.wait(50)
    least = {dock.objectName(): dock.minimumSizeHint().width() for dock in shell.window.findChildren(QDockWidget)}
    assert shell.window.minimumSizeHint().width() <= 1000, sorted(least.items())
    assert shell.window.minimumSizeHint().height() <= 640
