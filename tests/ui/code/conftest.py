from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from gradviz.ui.panels.editor import EditorPanel


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[EditorPanel]:
    widget = EditorPanel()
    qtbot.addWidget(widget)
    widget.resize(420, 360)
    widget.show()
    qtbot.waitActive(widget)
    widget.edit.setFocus()
    yield widget
    widget.close()
